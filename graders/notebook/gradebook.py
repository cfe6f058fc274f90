"""nbgrader's gradebook: made whole or not at all, and read for the pages of the house.

Only nbgrader's own converters and the formgrader write scores. The file is in SQLite's write-ahead mode, so that a
trainer who reads never waits for the workers that grade; writers, each done in milliseconds, wait for each other
(`gradebook_engine.py`). Two workers never write about one person: the queue sees to that.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Engine, create_engine, func, select

from graders.notebook.gradebook_engine import close_gradebooks

GRADEBOOK = "gradebook.db"


@dataclass(frozen=True)
class CellScore:
    """One graded cell of one submission. No `auto_score` means no verdict; a `manual_score` goes before it."""

    grade_id: str
    max_score: float
    auto_score: float | None
    manual_score: float | None
    extra_credit: float
    needs_manual_grade: bool

    @property
    def score(self) -> float:
        """Points earned, as nbgrader counts them."""
        given = self.auto_score if self.manual_score is None else self.manual_score
        return 0.0 if given is None else given + self.extra_credit


@dataclass(frozen=True)
class SubmissionScores:
    """What one person has for one assignment, cell by cell, in the order of the cells' ids."""

    student_id: str
    assignment_id: str
    cells: tuple[CellScore, ...]

    @property
    def score(self) -> float:
        """Points earned so far."""
        return sum(cell.score for cell in self.cells)

    @property
    def max_score(self) -> float:
        """Points of all cells."""
        return sum(cell.max_score for cell in self.cells)

    @property
    def needs_manual_grade(self) -> bool:
        """Whether a trainer has something to look at."""
        return any(cell.needs_manual_grade for cell in self.cells)

    @property
    def has_manual_score(self) -> bool:
        """Whether a trainer gave at least one of the marks."""
        return any(cell.manual_score is not None for cell in self.cells)


def prepare_gradebook(course_root: Path) -> Path:
    """The gradebook's file, made if it is missing.

    nbgrader writes a new gradebook's tables first and its version afterwards, by the `alembic` command found on PATH; a
    stop in between leaves a file that it never completes. So it is made aside and moved into place when it is whole.
    """
    path = course_root / GRADEBOOK
    if not path.exists():
        course_root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".gradebook-", dir=course_root) as aside:
            made = Path(aside, GRADEBOOK)
            with _own_programs_on_path(), Gradebook(f"sqlite:///{made}", "atelier"):
                pass
            close_gradebooks()  # a file that is open under one name must not be opened under another
            _use_write_ahead_log(made)
            with suppress(FileExistsError):  # somebody else was faster, and may have written into theirs already
                os.link(made, path)
    _use_write_ahead_log(path)
    return path


def _use_write_ahead_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _own_programs_on_path() -> Iterator[None]:
    if shutil.which("alembic"):
        yield
        return
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def open_gradebook(course_root: Path) -> Engine:
    """An engine to read the gradebook with; keep one for as long as the process lives."""
    return create_engine(f"sqlite:///{prepare_gradebook(course_root)}")


def read_scores(
    engine: Engine, *, student_id: str | None = None, assignment_id: str | None = None
) -> tuple[SubmissionScores, ...]:
    """Everybody's scores, or one person's, or one assignment's; ordered by person and assignment."""
    query = _SCORES
    if student_id is not None:
        query = query.where(SubmittedAssignment.student_id == student_id)
    if assignment_id is not None:
        query = query.where(Assignment.name == assignment_id)
    found: dict[tuple[str, str], list[CellScore]] = {}
    with engine.connect() as connection:
        for student, assignment, *cell in connection.execute(query):
            found.setdefault((student, assignment), []).append(CellScore(*cell))
    return tuple(SubmissionScores(student, assignment, tuple(cells)) for (student, assignment), cells in found.items())


_SCORES: Any = (
    select(
        SubmittedAssignment.student_id,
        Assignment.name,
        BaseCell.__table__.c.name,
        func.coalesce(GradeCell.__table__.c.max_score, TaskCell.__table__.c.max_score),
        Grade.auto_score,
        Grade.manual_score,
        func.coalesce(Grade.extra_credit, 0.0),
        Grade.needs_manual_grade,
    )
    .select_from(Grade.__table__)
    .join(SubmittedNotebook.__table__, SubmittedNotebook.id == Grade.notebook_id)
    .join(SubmittedAssignment.__table__, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    .join(Assignment.__table__, Assignment.id == SubmittedAssignment.assignment_id)
    .join(BaseCell.__table__, BaseCell.__table__.c.id == Grade.cell_id)
    .outerjoin(GradeCell.__table__, GradeCell.__table__.c.id == Grade.cell_id)
    .outerjoin(TaskCell.__table__, TaskCell.__table__.c.id == Grade.cell_id)
    .order_by(SubmittedAssignment.student_id, Assignment.name, BaseCell.__table__.c.name)
)
