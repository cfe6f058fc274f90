"""Many submissions of one assignment graded at once: as many processes as there are cores, results as they come.

    for result in autograde_all(course_root, "ps1"):
        print(result.student_id, result.error or "graded", f"{result.seconds:.1f} s")

Each process has nbgrader loaded and a warm sandbox, and takes the next submission when it has done one. If a process is
killed, its submission is given to a new one, once; grading twice gives the same result as once, since every step
replaces what the one before left. The caller's end is the end of all of them.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graders.notebook.gradebook import prepare_gradebook

ATTEMPTS = 3
"""A submission that ends this many workers is reported, and the others go on."""


@dataclass(frozen=True)
class BatchResult:
    """One submission. `error` is why it is not graded: nbgrader's own words, or that its worker ended."""

    student_id: str
    assignment_id: str
    seconds: float
    error: str | None = None


@dataclass
class _Task:
    student_id: str
    attempts: int = 0
    began: float = 0.0


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    task: _Task
    heard: bytearray = field(default_factory=bytearray)


def submitted_by(course_root: Path, assignment_id: str) -> list[str]:
    """Everybody with a submission of this assignment in `submitted/`, in order."""
    return sorted(path.parent.name for path in (course_root / "submitted").glob(f"*/{assignment_id}") if path.is_dir())


def autograde_all(
    course_root: Path,
    assignment_id: str,
    student_ids: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    config_file: Path | None = None,
) -> Iterator[BatchResult]:
    """Grades these people's submissions (all, if None are named), and yields each result when it is there.

    Parameters
    ----------
    workers : processes; None for one per core
    config_file : an `nbgrader_config.py` to grade by; without it, as in this house
    """
    course_root = course_root.absolute()
    prepare_gradebook(course_root)
    waiting = deque(_Task(name) for name in (student_ids or submitted_by(course_root, assignment_id)))
    count = min(workers or len(os.sched_getaffinity(0)), len(waiting))
    command = [sys.executable, "-m", "graders.notebook.batch_worker", str(course_root), assignment_id]
    command += ["--config", str(config_file)] if config_file else []
    with selectors.DefaultSelector() as selector:
        try:
            for _ in range(count):
                _hire(selector, command, waiting.popleft())
            while selector.get_map():
                for key, _ in selector.select():
                    yield from _listen(selector, key, waiting, command, assignment_id)
        finally:
            for key in list(selector.get_map().values()):
                _dismiss(selector, key.data)


def _hire(selector: selectors.BaseSelector, command: list[str], task: _Task) -> None:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    worker = _Worker(process, task)
    selector.register(_output(worker), selectors.EVENT_READ, worker)
    _give(worker, task)


def _give(worker: _Worker, task: _Task) -> None:
    worker.task = task
    task.attempts += 1
    task.began = time.monotonic()
    if worker.process.stdin is None:
        raise RuntimeError("the worker has no input")
    try:
        worker.process.stdin.write(json.dumps({"student_id": task.student_id}).encode() + b"\n")
        worker.process.stdin.flush()
    except BrokenPipeError:
        return  # its output closes too, and that is listened to


def _listen(
    selector: selectors.BaseSelector,
    key: selectors.SelectorKey,
    waiting: deque[_Task],
    command: list[str],
    assignment_id: str,
) -> Iterator[BatchResult]:
    worker: _Worker = key.data
    task = worker.task
    part = os.read(key.fd, 65536)
    worker.heard += part
    if part and not worker.heard.endswith(b"\n"):
        return
    seconds = time.monotonic() - task.began
    if part:
        error = json.loads(bytes(worker.heard))["error"]
        worker.heard.clear()
        if waiting:
            _give(worker, waiting.popleft())
        else:
            _dismiss(selector, worker)
        yield BatchResult(task.student_id, assignment_id, seconds, error)
        return
    _dismiss(selector, worker)
    if task.attempts < ATTEMPTS:
        waiting.appendleft(task)
    if waiting:
        _hire(selector, command, waiting.popleft())
    if task.attempts >= ATTEMPTS:
        yield BatchResult(task.student_id, assignment_id, seconds, f"its worker ended {ATTEMPTS} times")


def _output(worker: _Worker) -> int:
    if worker.process.stdout is None:
        raise RuntimeError("the worker has no output")
    return worker.process.stdout.fileno()


def _dismiss(selector: selectors.BaseSelector, worker: _Worker) -> None:
    selector.unregister(_output(worker))
    worker.process.kill()
    worker.process.communicate()
