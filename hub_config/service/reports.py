"""The latest report on each piece of work, kept until the next one: for who helps, and to print if it is worth it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import JSON, Column, ColumnElement, Engine, MetaData, String, Table, and_, delete, insert, select

from graders.exercise import Exercise
from graders.results import Outcome, Report
from graders.utc_time import UtcTime

metadata = MetaData()
reports = Table(
    "reports",
    metadata,
    Column("student_id", String, primary_key=True),
    Column("assignment_id", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("report", JSON, nullable=False),
    Column("checked_at", UtcTime, nullable=False),
)


@dataclass(frozen=True)
class KeptReport:
    """A report, and when it was made."""

    report: Report
    checked_at: datetime


class KeptReports:
    """The reports in the database: one for each person and exercise."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def keep(self, student_id: str, exercise: Exercise, report: Report) -> None:
        """Keep it in the place of the one before; not our own fault. Only a report to print keeps its pictures."""
        if report.outcome is Outcome.ERRORED:
            return
        if not exercise.report:
            report = replace(report, results=tuple(replace(result, pictures=()) for result in report.results))
        row = {
            "student_id": student_id,
            "assignment_id": exercise.unit_id,
            "number": exercise.number,
            "report": report.to_json(),
            "checked_at": self._clock(),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(reports).where(_is_of(student_id, exercise)))
            connection.execute(insert(reports).values(row))

    def latest(self, student_id: str, exercise: Exercise) -> KeptReport | None:
        """The latest report on one person's work; None if there is none."""
        query = select(reports.c.report, reports.c.checked_at).where(_is_of(student_id, exercise))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else KeptReport(Report.from_json(row.report), row.checked_at)

    def kept(self, student_id: str) -> frozenset[tuple[str, str]]:
        """The exercises (assignment, number) of which there is a report on one person's work."""
        query = select(reports.c.assignment_id, reports.c.number).where(reports.c.student_id == student_id)
        with self._engine.connect() as connection:
            return frozenset((row.assignment_id, row.number) for row in connection.execute(query))


def _is_of(student_id: str, exercise: Exercise) -> ColumnElement[bool]:
    return and_(
        reports.c.student_id == student_id,
        reports.c.assignment_id == exercise.unit_id,
        reports.c.number == exercise.number,
    )
