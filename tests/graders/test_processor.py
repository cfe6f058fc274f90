"""Whether the machine, not the work, is late."""

import pytest

from graders.processor import Queueing, Spending
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
