"""Whether the machine, not the work, is late."""

import os
import subprocess
import sys

import pytest

from graders.memory_guard import processes_of
from graders.processor import Queueing, Spending, children, descendants
from graders.web.browser import RENDERER_CPU_S


@pytest.mark.parametrize(
    ("run_s", "wait_s", "late"),
    [(0.01, 0.04, True), (0.04, 0.01, False), (0.0, 0.0, False), (0.0001, 0.001, False)],
    ids=["waits-for-others", "computes", "rests", "a-moment"],
)
def test_pages_that_wait_for_a_processor_are_told_from_pages_that_compute(run_s: float, wait_s: float, late: bool):
    """What counts is the time in the queue of a busy processor, over the last seconds."""
    steps = iter(range(1000))
    queueing = Queueing(0.05, lambda pid: (lambda step: (step * run_s, step * wait_s))(next(steps)))
    for _ in range(40):
        queueing.note([7])
    assert queueing.is_long is late


def test_only_what_was_spent_lately_counts():
    """A page that computes is told from one that did a little each time over a long while."""
    clock = iter(range(100))
    spending = Spending(lambda pid: used[pid], lambda: next(clock) / 2)
    used = {1: 50.0}
    steady = []
    for _ in range(20):
        steady.append(spending.since_lately_s(1))
        used[1] += 0.1
    assert max(steady) < RENDERER_CPU_S
    used[1] += 1.5
    assert spending.since_lately_s(1) > RENDERER_CPU_S


def test_a_page_that_is_new_or_gone_counts_for_nothing():
    """A process has a past of its own, which is not of these seconds."""
    told = {1: (5.0, 50.0), 2: (6.0, 60.0), 3: (7.0, 70.0)}
    queueing = Queueing(0.05, told.__getitem__)
    for pid in (1, 2, 3):
        queueing.note([pid])
    assert not queueing.is_long


FAMILY = """
import os, subprocess, sys, threading
def begin():
    below = "import subprocess; subprocess.Popen(['sleep', '600']); print('ready', flush=True); input()"
    subprocess.Popen([sys.executable, "-c", below]).wait()
threading.Thread(target=begin).start()
"""
"""A program whose second thread starts one that starts another."""


def test_what_any_thread_started_is_seen():
    """Parents first; a server may start its helpers from wherever it likes."""
    with subprocess.Popen(
        [sys.executable, "-c", FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as top:
        try:
            assert top.stdout.readline() == "ready\n"
            child, grandchild = descendants(top.pid)
            assert (children(top.pid), children(child)) == ([child], [grandchild])
            assert [(one.pid, one.parent) for one in processes_of(top.pid)] == [
                (top.pid, os.getpid()),
                (child, top.pid),
                (grandchild, child),
            ]
        finally:
            for pid in (*reversed(descendants(top.pid)), top.pid):
                os.kill(pid, 9)
    assert (descendants(top.pid), processes_of(top.pid)) == ([], [])
