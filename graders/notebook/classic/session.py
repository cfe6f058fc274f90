"""One submission's two processes, the learner's and the examiner's, and the order its cells run in.

A cell that will not end is interrupted; one that does not heed it, or kills its process, or takes too much memory,
costs itself: both processes are made again, and the cells before it are run again without their output, so that the
rest of the notebook is graded as if that cell had raised an error. After the fourth such cell the rest is not run.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from graders.notebook.classic.cells import Cell, Kind
from graders.notebook.classic.child import FATAL, Child, Ending, Ran
from graders.notebook.classic.warm import WarmSandbox

RESTARTS_MAX = 3


@dataclass(frozen=True)
class Files:
    """What lies in the folder of each process."""

    learner: Mapping[str, bytes] = field(default_factory=dict)
    course: Mapping[str, bytes] = field(default_factory=dict)


class Session:
    """Runs cells in order; a context manager, which ends the processes.

    `apart` keeps tests out of the learner's process; otherwise all cells run there, as in a Jupyter kernel.
    """

    def __init__(self, warm: WarmSandbox, files: Files, *, apart: bool, timeout_s: float | None,
                 environment: Mapping[str, str] | None = None) -> None:  # fmt: skip
        self._warm, self._files, self._apart, self._timeout_s = warm, files, apart, timeout_s
        self._environment = environment or {}
        self._learner: Child | None = None
        self._examiner: Child | None = None
        self._line: socket.socket | None = None
        self._ran: list[tuple[Cell, Mapping[str, Any] | None]] = []
        self._restarts = 0
        self._generation = 0

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def folder(self) -> int | None:
        """The learner's folder, open, if anything ran."""
        return self._learner.folder if self._learner else None

    def close(self) -> None:
        """Ends both processes."""
        for child in (self._learner, self._examiner):
            if child is not None:
                child.close()
        self._learner = self._examiner = None
        if self._line is not None:
            self._line.close()

    def run(self, cell: Cell, held_to: Mapping[str, Any] | None = None, *, strict: bool = False) -> Ran:
        """Runs the next cell; SandboxGoneError if not the cell but all of the sandbox ended.

        For a test kept apart, `held_to` is the examiner's report on the trainer's solution.
        """
        if self._restarts > RESTARTS_MAX:
            return Ran(Ending.DIED)
        order = {"source": cell.source, "count": cell.count, "held_to": held_to, "strict": strict}
        ran = self._run(cell, order)
        if ran.ending in FATAL:
            self._warm.check(self._generation)
            self._restarts += 1
            if self._restarts <= RESTARTS_MAX:
                self._start_again()
        else:
            self._ran.append((cell, {"held_to": held_to, "strict": strict}))
        return ran

    def _run(self, cell: Cell, order: dict[str, Any]) -> Ran:
        learner, examiner = self._children()
        memory = self._warm.limits.data_bytes
        if examiner is not None and cell.kind is Kind.TEST:
            ran = examiner.run(order, self._timeout_s, (learner,), memory_bytes=memory)
        else:
            ran = learner.run(order, self._timeout_s, memory_bytes=memory)
            if examiner is not None and cell.kind is Kind.SETUP and ran.ending not in FATAL:
                examiner.run(order, self._timeout_s, (learner,), memory_bytes=memory)
        if ran.ending is Ending.DONE and not learner.is_alive:
            ran.ending = Ending.DIED
        return ran

    def _children(self) -> tuple[Child, Child | None]:
        if self._learner is None:
            here, self._line = socket.socketpair()
            with here:
                self._learner = self._warm.fork("student", self._files.learner, here, self._environment)
            self._generation = self._warm.generation
            if self._apart:
                self._examiner = self._warm.fork("examiner", self._files.course, self._line, self._environment)
                self._line.close()
        return self._learner, self._examiner

    def _start_again(self) -> None:
        self.close()
        for cell, given in self._ran:
            self._run(cell, {"source": cell.source, "count": cell.count, **(given or {})})


def run_together(warm: WarmSandbox, files: Files, cells: Sequence[Cell], timeout_s: float | None,
                 environment: Mapping[str, str] | None = None) -> list[Ran]:  # fmt: skip
    """All cells in one process, as in a Jupyter kernel."""
    with Session(warm, files, apart=False, timeout_s=timeout_s, environment=environment) as session:
        return [session.run(cell) for cell in cells]
