"""The exchange's memory: what is handed out, what was handed in, until when, and the feedback.

    blobs    contents of files by SHA-256 (`blobs.py`), written first
    database one transaction for each change (`tables.py`), written afterwards

So a `kill -9` leaves either all of a hand-in or nothing of it that anybody sees. Errors:

    ExchangeStoreError
    ├── NotReleasedError     the assignment is not handed out (or no longer)
    ├── ClosedError          the time to hand in is over
    ├── KeyReusedError       a client's key came back with other files
    ├── NoSuchSubmissionError
    └── QuotaError           a person's hand-ins fill their room on the disk
    FilesRefusedError        names or sizes that cannot be taken (`file_names.py`)
    BlobError                a stored content is gone or damaged (`blobs.py`)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, func, insert, select, update

from graders.exchange import tables
from graders.exchange.blobs import BlobStore
from graders.exchange.file_names import ASSIGNMENT_ID, STUDENT_ID, Limits, check_files, check_id
from graders.exchange.records import Assignment, Submission, Terms, personal_terms

__all__ = ["Assignment", "ExchangeStore", "ExchangeStoreError", "Submission", "Terms", "metadata"]

metadata = tables.metadata

AndThen = Callable[[Connection, Submission], None]
"""What has to be written with a new hand-in or not at all."""


class ExchangeStoreError(Exception):
    """Something the exchange does not do; the message says what and why."""


class NotReleasedError(ExchangeStoreError):
    """The assignment is not handed out."""


class ClosedError(ExchangeStoreError):
    """The time to hand in is over."""


class KeyReusedError(ExchangeStoreError):
    """A client's key belongs to another hand-in."""


class NoSuchSubmissionError(ExchangeStoreError):
    """There is no such hand-in, or it is somebody else's."""


class QuotaError(ExchangeStoreError):
    """The person's hand-ins fill their room on the disk."""


class ExchangeStore:
    """Releases, hand-ins, deadlines and feedback; its methods block, and may be called from several threads.

    `blobs` is a folder of its own; `clock` gives aware UTC.
    """

    def __init__(
        self, engine: Engine, blobs: Path, clock: Callable[[], datetime], limits: Limits | None = None
    ) -> None:
        self._engine = engine
        self._blobs = BlobStore(blobs)
        self._clock = clock
        self.limits = limits or Limits()

    # Releases

    def release(self, assignment_id: str, files: Mapping[str, bytes], *, released_by: str) -> Assignment:
        """Hand these files out; the same files as now make no new version."""
        check_id(ASSIGNMENT_ID, assignment_id)
        check_files(files, self.limits)
        manifest = self._blobs.put(files)
        with self._engine.begin() as connection:
            _ensure_assignment(connection, assignment_id)
            latest = _latest_release(connection, assignment_id)
            version = 0 if latest is None else latest.version
            if latest is None or latest.files != manifest:
                version += 1
                row = {"released_at": self._clock(), "released_by": released_by, "files": manifest}
                connection.execute(insert(tables.releases).values(assignment_id=assignment_id, version=version, **row))
            connection.execute(
                update(tables.assignments).where(_of(tables.assignments, assignment_id)).values(version=version)
            )
            return _require_released(connection, assignment_id)

    def withdraw(self, assignment_id: str) -> None:
        """Hand it out no longer; what was handed in stays, and so do the versions."""
        with self._engine.begin() as connection:
            _require_released(connection, assignment_id)
            connection.execute(
                update(tables.assignments).where(_of(tables.assignments, assignment_id)).values(version=None)
            )

    def assignments(self, student_id: str | None = None) -> tuple[Assignment, ...]:
        """What is handed out now, by id; with the terms of this person, or everybody's."""
        with self._engine.connect() as connection:
            rows = connection.execute(_RELEASED.order_by(tables.assignments.c.assignment_id)).all()
            return tuple(_assignment(row, _extension(connection, row.assignment_id, student_id)) for row in rows)

    def assignment(self, assignment_id: str, student_id: str | None = None) -> Assignment:
        """One that is handed out now, with the terms of this person, or everybody's; NotReleasedError if it is not."""
        with self._engine.connect() as connection:
            return _require_released(connection, assignment_id, student_id)

    def files_of_release(self, assignment: Assignment) -> dict[str, bytes]:
        """The contents of a release's files."""
        return self._contents(assignment.files)

    def earlier_digests(self, assignment_id: str) -> dict[str, list[str]]:
        """For each file name, the SHA-256 of all that was ever handed out under it.

        A learner's file with one of these is not their work yet, and may be brought up to date.
        """
        query = select(tables.releases.c.files).where(_of(tables.releases, assignment_id))
        digests: dict[str, set[str]] = {}
        with self._engine.connect() as connection:
            for manifest in connection.scalars(query):
                for name, digest in manifest.items():
                    digests.setdefault(name, set()).add(digest)
        return {name: sorted(found) for name, found in sorted(digests.items())}

    # Deadlines

    def set_deadline(self, assignment_id: str, due_at: datetime | None, closes_at: datetime | None = None) -> None:
        """Everybody's deadline, and when hand-ins are refused; see `Terms`."""
        check_id(ASSIGNMENT_ID, assignment_id)
        with self._engine.begin() as connection:
            _ensure_assignment(connection, assignment_id)
            connection.execute(
                update(tables.assignments)
                .where(_of(tables.assignments, assignment_id))
                .values(due_at=due_at, closes_at=closes_at)
            )

    def grant_extension(self, student_id: str, assignment_id: str, due_at: datetime | None) -> None:
        """More time for one person, until `due_at`; None takes it back."""
        check_id(STUDENT_ID, student_id)
        check_id(ASSIGNMENT_ID, assignment_id)
        extensions = tables.extensions
        with self._engine.begin() as connection:
            _ensure_assignment(connection, assignment_id)
            connection.execute(
                delete(extensions).where(_of(extensions, assignment_id), extensions.c.student_id == student_id)
            )
            if due_at is not None:
                row = {"assignment_id": assignment_id, "student_id": student_id, "due_at": due_at}
                connection.execute(insert(extensions).values(row))

    def extensions(self, assignment_id: str) -> dict[str, datetime]:
        """Until when each person has more time, by student id."""
        query = select(tables.extensions).where(_of(tables.extensions, assignment_id))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(tables.extensions.c.student_id))
            return {row.student_id: row.due_at for row in rows}

    def terms_of(self, student_id: str | None, assignment_id: str) -> Terms:
        """One person's deadline and closing time, or everybody's."""
        query = select(tables.assignments).where(_of(tables.assignments, assignment_id))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return Terms()
            return personal_terms(Terms(row.due_at, row.closes_at), _extension(connection, assignment_id, student_id))

    def deadline_of(self, student_id: str | None, assignment_id: str) -> datetime | None:
        """When this person's work is due; None if there is no deadline."""
        return self.terms_of(student_id, assignment_id).due_at

    # Hand-ins

    def submit(
        self,
        student_id: str,
        assignment_id: str,
        files: Mapping[str, bytes],
        *,
        key: str | None = None,
        and_then: AndThen | None = None,
    ) -> Submission:
        """Accept a hand-in, now; `and_then` writes in the same transaction.

        A `key` makes a repetition harmless: whoever got no answer asks again with the same one, and gets the hand-in
        that is there already (`and_then` is not called again).
        """
        check_id(STUDENT_ID, student_id)
        check_files(files, self.limits)
        self._check_open(student_id, assignment_id)  # before anything is written to the disk
        manifest = self._blobs.put(files)
        key = key or uuid.uuid4().hex
        with self._engine.begin() as connection:
            # Hand-ins of one assignment go one by one: attempts are counted without gaps, in the order of their times.
            _lock(connection, assignment_id)
            if (known := _find_by_key(connection, student_id, key)) is not None:
                if (known.assignment_id, known.files) != (assignment_id, manifest):
                    raise KeyReusedError(f"the key {key!r} belongs to submission {known.submission_id}")
                return known
            assignment = _require_released(connection, assignment_id, student_id)
            submission_id = uuid.uuid4().hex
            attempt, now = self._next_attempt(connection, student_id, assignment_id)
            if assignment.terms.is_closed(now):
                raise ClosedError(f"{assignment_id} closed at {assignment.terms.closes_at}")
            connection.execute(
                insert(tables.submissions).values(
                    submission_id=submission_id,
                    student_id=student_id,
                    assignment_id=assignment_id,
                    attempt=attempt,
                    version=assignment.version,
                    submitted_at=now,
                    due_at=assignment.terms.due_at,
                    client_key=key,
                    size_bytes=sum(map(len, files.values())),
                    files=manifest,
                )
            )
            submission = _require_submission(connection, submission_id)
            if and_then is not None:
                and_then(connection, submission)
            return submission

    def submissions(self, *, student_id: str | None = None, assignment_id: str | None = None) -> tuple[Submission, ...]:
        """Everybody's hand-ins, or one person's, or those of one assignment; oldest first."""
        query = _SUBMISSIONS
        if student_id is not None:
            query = query.where(tables.submissions.c.student_id == student_id)
        if assignment_id is not None:
            query = query.where(tables.submissions.c.assignment_id == assignment_id)
        order = (tables.submissions.c.submitted_at, tables.submissions.c.submission_id)
        with self._engine.connect() as connection:
            return tuple(_submission(row) for row in connection.execute(query.order_by(*order)))

    def submission(self, submission_id: str, student_id: str | None = None) -> Submission:
        """One hand-in, only if it is this person's where one is given; NoSuchSubmissionError otherwise."""
        with self._engine.connect() as connection:
            found = _require_submission(connection, submission_id)
        if student_id not in {None, found.student_id}:
            raise NoSuchSubmissionError(f"there is no submission {submission_id!r}")
        return found

    def files_of(self, submission: Submission) -> dict[str, bytes]:
        """The contents of its files."""
        return self._contents(submission.files)

    # Feedback

    def put_feedback(self, submission: Submission, files: Mapping[str, bytes]) -> Submission:
        """Give this feedback on a hand-in, in place of any earlier one; the hand-in with it."""
        check_files(files, self.limits)
        manifest = self._blobs.put(files)
        feedback = tables.feedback
        with self._engine.begin() as connection:
            connection.execute(delete(feedback).where(feedback.c.submission_id == submission.submission_id))
            row = {"submission_id": submission.submission_id, "released_at": self._clock(), "files": manifest}
            connection.execute(insert(feedback).values(row))
            return _require_submission(connection, submission.submission_id)

    def feedback_of(self, submission: Submission) -> dict[str, bytes]:
        """The feedback there is now on a hand-in, by file name; empty if there is none."""
        return self._contents(self.submission(submission.submission_id).feedback)

    def _contents(self, manifest: Mapping[str, str]) -> dict[str, bytes]:
        return {name: self._blobs.get(digest) for name, digest in sorted(manifest.items())}

    def _check_open(self, student_id: str, assignment_id: str) -> None:
        """Refuse what could not be accepted: a quick look that spares the disk; the transaction decides."""
        self.assignment(assignment_id, student_id)
        used = select(func.sum(tables.submissions.c.size_bytes)).where(tables.submissions.c.student_id == student_id)
        with self._engine.connect() as connection:
            used_bytes = connection.scalar(used) or 0
        if used_bytes > self.limits.person_bytes:
            raise QuotaError(f"{student_id} handed in {used_bytes} bytes; expected {self.limits.person_bytes} at most")

    def _next_attempt(self, connection: Connection, student_id: str, assignment_id: str) -> tuple[int, datetime]:
        """Number and time of a hand-in: always after the one before, even where the machine's clock went back."""
        table = tables.submissions
        query = select(table.c.attempt, table.c.submitted_at).where(
            table.c.student_id == student_id, table.c.assignment_id == assignment_id
        )
        last = connection.execute(query.order_by(table.c.attempt.desc()).limit(1)).one_or_none()
        if last is None:
            return 1, self._clock()
        return last.attempt + 1, max(self._clock(), last.submitted_at + timedelta(microseconds=1))


def _of(table: Any, assignment_id: str) -> Any:
    return table.c.assignment_id == assignment_id


_RELEASED = select(tables.releases, tables.assignments.c.due_at, tables.assignments.c.closes_at).join_from(
    tables.assignments,
    tables.releases,
    and_(
        tables.releases.c.assignment_id == tables.assignments.c.assignment_id,
        tables.releases.c.version == tables.assignments.c.version,
    ),
)

_SUBMISSIONS = (
    select(
        tables.submissions,
        tables.feedback.c.files.label("feedback"),
        tables.assignments.c.due_at.label("due_now"),
        tables.extensions.c.due_at.label("extended_to"),
    )
    .join(tables.assignments, tables.assignments.c.assignment_id == tables.submissions.c.assignment_id)
    .outerjoin(tables.feedback, tables.feedback.c.submission_id == tables.submissions.c.submission_id)
    .outerjoin(
        tables.extensions,
        and_(
            tables.extensions.c.assignment_id == tables.submissions.c.assignment_id,
            tables.extensions.c.student_id == tables.submissions.c.student_id,
        ),
    )
)


def _lock(connection: Connection, assignment_id: str) -> None:
    """Wait until no other transaction changes this assignment (PostgreSQL; in SQLite each writer has it all)."""
    query = select(tables.assignments.c.assignment_id).where(_of(tables.assignments, assignment_id))
    connection.execute(query.with_for_update())


def _ensure_assignment(connection: Connection, assignment_id: str) -> None:
    _lock(connection, assignment_id)
    known = select(tables.assignments.c.assignment_id).where(_of(tables.assignments, assignment_id))
    if connection.scalar(known) is None:
        connection.execute(insert(tables.assignments).values(assignment_id=assignment_id))


def _latest_release(connection: Connection, assignment_id: str) -> Row[Any] | None:
    query = select(tables.releases).where(_of(tables.releases, assignment_id))
    return connection.execute(query.order_by(tables.releases.c.version.desc()).limit(1)).one_or_none()


def _require_released(connection: Connection, assignment_id: str, student_id: str | None = None) -> Assignment:
    row = connection.execute(_RELEASED.where(_of(tables.assignments, assignment_id))).one_or_none()
    if row is None:
        raise NotReleasedError(f"the assignment {assignment_id!r} is not handed out")
    return _assignment(row, _extension(connection, assignment_id, student_id))


def _extension(connection: Connection, assignment_id: str, student_id: str | None) -> datetime | None:
    if student_id is None:
        return None
    table = tables.extensions
    query = select(table.c.due_at).where(_of(table, assignment_id), table.c.student_id == student_id)
    due_at: datetime | None = connection.scalar(query)
    return due_at


def _find_by_key(connection: Connection, student_id: str, key: str) -> Submission | None:
    query = _SUBMISSIONS.where(tables.submissions.c.student_id == student_id, tables.submissions.c.client_key == key)
    row = connection.execute(query).one_or_none()
    return None if row is None else _submission(row)


def _require_submission(connection: Connection, submission_id: str) -> Submission:
    row = connection.execute(_SUBMISSIONS.where(tables.submissions.c.submission_id == submission_id)).one_or_none()
    if row is None:
        raise NoSuchSubmissionError(f"there is no submission {submission_id!r}")
    return _submission(row)


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
