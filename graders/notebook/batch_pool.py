"""The processes that `batch.py` grades with.

    python -m graders.notebook.batch_pool COURSE_ROOT ASSIGNMENT --workers N [--config nbgrader_config.py]

reads one line, a JSON list of people, and writes `{"student_id": "amel", "seconds": 0.2, "error": null}` for each.

The first submission is graded by this process itself. By then nbgrader is loaded, the sandbox is warm, the trainer's
solution has been run: all that a grading has to find out once. The workers are forks of it, and share the sandbox. One
that is killed is replaced, and its submission graded again; the cells it was running end with it.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from graders.notebook.batch import ATTEMPTS
from graders.notebook.classic.warm import WarmSandbox, shared_sandbox, use_sandbox
from graders.notebook.worker_life import die_with_parent, own_standard_output

Grade = Callable[[str], str | None]
"""Grades one person's submission; the reason if it could not."""
Tell = Callable[[str, float, str | None], None]
"""Hears of each person: the seconds it took, and why it is not graded."""


@dataclass
class Task:
    """One submission, and how often a process was given it."""

    student_id: str
    attempts: int = 0


@dataclass
class Worker:
    """A forked process, the task it has, and the two ends of its line: numbers down, answers up."""

    pid: int
    down: int
    up: int
    task: Task
    began: float = 0.0
    heard: bytearray = field(default_factory=bytearray)


class Pool:
    """Gives tasks to `count` forks of this process until all are done; `tell` hears each result."""

    def __init__(self, grade: Grade, sandbox: WarmSandbox, tasks: Sequence[Task], count: int, tell: Tell) -> None:
        self._grade, self._sandbox, self._waiting, self._count, self._tell = grade, sandbox, deque(tasks), count, tell
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Until every task is done or given up."""
        while self._waiting or self._selector.get_map():
            while self._waiting and len(self._selector.get_map()) < self._count:
                self._hire(self._waiting.popleft())
            for key, _ in self._selector.select():
                self._hear(key.data)

    def _hire(self, task: Task) -> None:
        (theirs, down), (up, answers) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(down)
            os.close(up)
            for key in self._selector.get_map().values():
                os.close(key.data.down)  # a worker ends when the pool lets go of its line, and nobody else may hold it
            self._work(theirs, answers)
        os.close(theirs)
        os.close(answers)
        worker = Worker(pid, down, up, task)
        self._selector.register(up, selectors.EVENT_READ, worker)
        self._give(worker, task)

    def _give(self, worker: Worker, task: Task) -> None:
        worker.task = task
        task.attempts += 1
        worker.began = time.monotonic()
        try:
            os.write(worker.down, task.student_id.encode() + b"\n")
        except BrokenPipeError:
            return  # its answers end too, and they are listened to

    def _hear(self, worker: Worker) -> None:
        part = os.read(worker.up, 65536)
        worker.heard += part
        seconds = time.monotonic() - worker.began
        if worker.heard.endswith(b"\n"):
            self._tell(worker.task.student_id, seconds, json.loads(worker.heard))
            worker.heard.clear()
            if self._waiting:
                self._give(worker, self._waiting.popleft())
            else:
                self._dismiss(worker)
        elif not part:
            self._dismiss(worker)
            if worker.task.attempts < ATTEMPTS:
                self._waiting.appendleft(worker.task)
            else:
                self._tell(worker.task.student_id, seconds, f"the process that graded it ended {ATTEMPTS} times")

    def _dismiss(self, worker: Worker) -> None:
        self._selector.unregister(worker.up)
        os.close(worker.down)
        os.close(worker.up)
        os.kill(worker.pid, signal.SIGKILL)
        os.waitpid(worker.pid, 0)

    def _work(self, tasks: int, answers: int) -> None:
        """The forked process's whole life."""
        try:
            die_with_parent()
            use_sandbox(self._sandbox)
            with os.fdopen(tasks, encoding="utf-8") as lines:
                for line in lines:
                    os.write(answers, json.dumps(self._grade(line.rstrip("\n"))).encode() + b"\n")
        finally:
            os._exit(0)


def serve(arguments: argparse.Namespace, people: IO[str], answers: IO[str]) -> None:
    """Grades the people of the first line."""

    def tell(student_id: str, seconds: float, error: str | None) -> None:
        answers.write(json.dumps({"student_id": student_id, "seconds": seconds, "error": error}) + "\n")
        answers.flush()

    student_ids = json.loads(people.readline())
    sandbox = shared_sandbox()
    sandbox.begin()
    # Loaded only now, while the sandbox warms on another core.
    from graders.notebook.batch_grading import close_gradebooks, grade_one

    grade = functools.partial(grade_one, arguments.course_root, arguments.assignment_id, arguments.config)
    began = time.monotonic()
    error = grade(student_ids[0])
    tell(student_ids[0], time.monotonic() - began, error)
    close_gradebooks()
    # What lives now lives on in every fork: a collection there would copy its pages for nothing.
    gc.collect()
    gc.freeze()
    tasks = [Task(student_id) for student_id in student_ids[1:]]
    Pool(grade, sandbox, tasks, min(arguments.workers, len(tasks)), tell).run()


def main(argv: Sequence[str] | None = None) -> int:
    """The pool's first process."""
    parser = argparse.ArgumentParser(prog="python -m graders.notebook.batch_pool")
    parser.add_argument("course_root", type=Path, help="nbgrader's course folder")
    parser.add_argument("assignment_id")
    parser.add_argument("--workers", type=int, required=True, help="processes that grade")
    parser.add_argument("--config", type=Path, help="an nbgrader_config.py to grade by")
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started us, who then ends us
    serve(parser.parse_args(argv), sys.stdin, own_standard_output())
    return 0


if __name__ == "__main__":
    sys.exit(main())
