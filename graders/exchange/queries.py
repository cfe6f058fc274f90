"""The exchange's questions to the database, answered as records; what is not there is None, or not in the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, func, insert, select

from graders.exchange.records import Assignment, Submission, Terms, personal_terms
from graders.exchange.tables import assignments, extensions, feedback, releases, submissions

_RELEASED = (
    select(releases, assignments.c.due_at, assignments.c.closes_at)
    .select_from(assignments)
    .join(
        releases,
        and_(releases.c.assignment_id == assignments.c.assignment_id, releases.c.version == assignments.c.version),
    )
    .order_by(assignments.c.assignment_id)
)

_SUBMITTED = (
    select(
        submissions,
        feedback.c.files.label("feedback"),
        assignments.c.due_at.label("due_now"),
        extensions.c.due_at.label("extended_to"),
    )
    .join(assignments, assignments.c.assignment_id == submissions.c.assignment_id)
    .outerjoin(feedback, feedback.c.submission_id == submissions.c.submission_id)
    .outerjoin(
        extensions,
        and_(
            extensions.c.assignment_id == submissions.c.assignment_id,
            extensions.c.student_id == submissions.c.student_id,
        ),
    )
    .order_by(submissions.c.submitted_at, submissions.c.submission_id)
)


def of(table: Table, assignment_id: str) -> ColumnElement[bool]:
    """The rows of one assignment."""
    return table.c.assignment_id == assignment_id


def lock_assignment(connection: Connection, assignment_id: str) -> None:
    """Wait until no other transaction writes about this assignment, which gets a row if it has none yet.

    In PostgreSQL; in SQLite a transaction of ours has the whole database to itself from its first word.
    """
    row = select(assignments.c.assignment_id).where(of(assignments, assignment_id)).with_for_update()
    if connection.scalar(row) is None:
        connection.execute(insert(assignments).values(assignment_id=assignment_id))


def read_released(
    connection: Connection, assignment_id: str | None = None, student_id: str | None = None
) -> tuple[Assignment, ...]:
    """What is handed out, or this one of it, by id; with the terms of this person, or everybody's."""
    query = _RELEASED if assignment_id is None else _RELEASED.where(of(assignments, assignment_id))
    extended_to = {} if student_id is None else _extensions_of(connection, student_id)
    return tuple(_assignment(row, extended_to.get(row.assignment_id)) for row in connection.execute(query))


def read_terms(connection: Connection, assignment_id: str, student_id: str | None) -> Terms:
    """One person's terms, or everybody's; there is no time limit where nothing was said."""
    row = connection.execute(select(assignments).where(of(assignments, assignment_id))).one_or_none()
    terms = Terms() if row is None else Terms(row.due_at, row.closes_at)
    if student_id is None:
        return terms
    return personal_terms(terms, _extensions_of(connection, student_id).get(assignment_id))


def read_submissions(connection: Connection, **which: str | None) -> tuple[Submission, ...]:
    """Hand-ins whose columns have these values (None: whatever they have), oldest first."""
    wanted = [submissions.c[name] == value for name, value in which.items() if value is not None]
    return tuple(map(_submission, connection.execute(_SUBMITTED.where(*wanted))))


def read_latest_version(connection: Connection, assignment_id: str) -> tuple[int, dict[str, str]]:
    """Number and manifest of the latest release, withdrawn or not; 0 and nothing before the first."""
    query = select(releases.c.version, releases.c.files).where(of(releases, assignment_id))
    row = connection.execute(query.order_by(releases.c.version.desc()).limit(1)).one_or_none()
    return (0, {}) if row is None else (row.version, row.files)


def read_size(connection: Connection, student_id: str) -> int:
    """Bytes of all hand-ins of one person together."""
    total = select(func.sum(submissions.c.size_bytes)).where(submissions.c.student_id == student_id)
    return int(connection.scalar(total) or 0)


def _extensions_of(connection: Connection, student_id: str) -> dict[str, datetime]:
    rows = connection.execute(select(extensions).where(extensions.c.student_id == student_id))
    return {row.assignment_id: row.due_at for row in rows}


def _assignment(row: Row[Any], extended_to: datetime | None) -> Assignment:
    terms = personal_terms(Terms(row.due_at, row.closes_at), extended_to)
    return Assignment(row.assignment_id, row.version, row.released_at, row.files, terms)


def _submission(row: Row[Any]) -> Submission:
    due_now = personal_terms(Terms(row.due_now), row.extended_to).due_at
    return Submission(
        row.submission_id,
        row.student_id,
        row.assignment_id,
        row.attempt,
        row.submitted_at,
        late=all(Terms(due_at).is_late(row.submitted_at) for due_at in (row.due_at, due_now)),
        files=row.files,
        feedback=row.feedback or {},
    )
