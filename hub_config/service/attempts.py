"""Every try of every exercise: what the pages count as done, and where somebody is stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Engine, Index, Integer, MetaData, Row, String, Table, insert, select

from graders.exercise import Exercise
from graders.results import Outcome, Report
from graders.utc_time import UtcTime

metadata = MetaData()
attempts = Table(
    "attempts",
    metadata,
    Column("attempt_id", Integer, primary_key=True),
    Column("student_id", String, nullable=False),
    Column("assignment_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("check_id", String),
    Column("message_id", String),
    Column("tried_at", UtcTime, nullable=False),
    Index("attempts_of_student", "student_id", "assignment_id"),
)

STUCK_AFTER = 3


@dataclass(frozen=True)
class Attempt:
    """One press on "Vérifier". `check_id` is the first check that did not pass, `message_id` what the person read."""

    student_id: str
    assignment_id: str
    number: str
    outcome: Outcome
    check_id: str | None
    message_id: str | None
    tried_at: datetime


class AttemptLog:
    """The attempts in the database, oldest first."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, student_id: str, exercise: Exercise, report: Report) -> None:
        """Remember one try."""
        step = report.next_step
        row = {
            "student_id": student_id,
            "assignment_id": exercise.unit_id,
            "number": exercise.number,
            "outcome": report.outcome.value,
            "check_id": step.check_id if step else None,
            "message_id": report.message_id,
            "tried_at": self._clock(),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(attempts).values(row))

    def read(self, *, student_id: str | None = None, assignment_id: str | None = None) -> tuple[Attempt, ...]:
        """Everybody's tries, or one person's, or those at one assignment."""
        query = select(*list(attempts.c)[1:]).order_by(attempts.c.attempt_id)
        if student_id is not None:
            query = query.where(attempts.c.student_id == student_id)
        if assignment_id is not None:
            query = query.where(attempts.c.assignment_id == assignment_id)
        with self._engine.connect() as connection:
            return tuple(_attempt(row) for row in connection.execute(query))

    def latest(self) -> Attempt | None:
        """The last try of all; None before the first one."""
        query = select(*list(attempts.c)[1:]).order_by(attempts.c.attempt_id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _attempt(row) if row else None

    def assignments(self, student_id: str) -> set[str]:
        """The assignments in which one person tried something."""
        query = select(attempts.c.assignment_id).where(attempts.c.student_id == student_id).distinct()
        with self._engine.connect() as connection:
            return set(connection.scalars(query))


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(**{**row._mapping, "outcome": Outcome(row.outcome)})


def passed(attempts: Iterable[Attempt]) -> frozenset[str]:
    """The numbers of the exercises that were right at least once; a later slip takes nothing away."""
    return frozenset(attempt.number for attempt in attempts if attempt.outcome is Outcome.PASSED)


@dataclass(frozen=True)
class Obstacle:
    """A check that somebody's last `tries` at an exercise all stumbled over."""

    number: str
    check_id: str
    tries: int


def obstacle(attempts: Sequence[Attempt]) -> Obstacle | None:
    """Where one person is stuck in one assignment: at least three tries in a row at the same check, never passed.

    The latest such exercise, if several. Tries that our own fault spoiled do not count.
    """
    done = passed(attempts)
    rows: dict[str, Obstacle] = {}
    for attempt in attempts:
        if attempt.outcome is not Outcome.FAILED or attempt.check_id is None or attempt.number in done:
            continue
        before = rows.pop(attempt.number, None)
        same = before is not None and before.check_id == attempt.check_id
        tries = before.tries + 1 if before is not None and same else 1
        rows[attempt.number] = Obstacle(attempt.number, attempt.check_id, tries)
    return next((row for row in reversed(rows.values()) if row.tries >= STUCK_AFTER), None)
