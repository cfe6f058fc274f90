"""The exchange's memory: what is handed out, what was handed in, until when, and the feedback.

    blobs    contents of files by SHA-256 (`blobs.py`), written first
    database one transaction for each change (`tables.py`, `queries.py`), written afterwards

So a `kill -9` leaves either all of a hand-in or nothing of it that anybody sees. Errors:

    ExchangeStoreError
    ├── NotReleasedError     the assignment is not handed out (or no longer)
    ├── ClosedError          the time to hand in is over
    ├── DatesError           hand-ins would close before they are due
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

from sqlalchemy import Connection, Engine, delete, insert, select, update

from graders.exchange import queries, tables
from graders.exchange.blobs import BlobStore, digests_of
from graders.exchange.file_names import ASSIGNMENT_ID, STUDENT_ID, Limits, check_files, check_id
from graders.exchange.queries import of
from graders.exchange.records import Assignment, Submission, Terms

metadata = tables.metadata

AndThen = Callable[[Connection, Submission], None]
"""What has to be written with a new hand-in or not at all."""


class ExchangeStoreError(Exception):
    """Something the exchange does not do; the message says what and why."""


class NotReleasedError(ExchangeStoreError):
    """The assignment is not handed out."""


class ClosedError(ExchangeStoreError):
    """The time to hand in is over."""


class DatesError(ExchangeStoreError):
    """Hand-ins would close before they are due."""


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
        """Hand these files out; the same files as in the latest version make no new one."""
        check_id(ASSIGNMENT_ID, assignment_id)
        check_files(files, self.limits)
        manifest = self._blobs.put(files)
        with self._engine.begin() as connection:
            queries.lock_assignment(connection, assignment_id)
            version, latest = queries.read_latest_version(connection, assignment_id)
            if latest != manifest:
                version += 1
                row = {"released_at": self._clock(), "released_by": released_by, "files": manifest}
                connection.execute(insert(tables.releases).values(assignment_id=assignment_id, version=version, **row))
            _set(connection, assignment_id, version=version)
            return _released(connection, assignment_id)

    def withdraw(self, assignment_id: str) -> None:
        """Hand it out no longer; what was handed in stays, and so do the versions."""
        with self._engine.begin() as connection:
            _released(connection, assignment_id)
            _set(connection, assignment_id, version=None)

    def assignments(self, student_id: str | None = None) -> tuple[Assignment, ...]:
        """What is handed out now, by id; with the terms of this person, or everybody's."""
        with self._engine.connect() as connection:
            return queries.read_released(connection, student_id=student_id)

    def assignment(self, assignment_id: str, student_id: str | None = None) -> Assignment:
        """One that is handed out now, with the terms of this person, or everybody's; NotReleasedError if it is not."""
        with self._engine.connect() as connection:
            return _released(connection, assignment_id, student_id)

    def files_of_release(self, assignment: Assignment) -> dict[str, bytes]:
        """The contents of a release's files."""
        return self._contents(assignment.files)

    def earlier_digests(self, assignment_id: str) -> dict[str, list[str]]:
        """For each file name, the SHA-256 of all that was ever handed out under it.

        A learner's file with one of these is not their work yet, and may be brought up to date.
        """
        digests: dict[str, set[str]] = {}
        with self._engine.connect() as connection:
            for manifest in connection.scalars(
                select(tables.releases.c.files).where(of(tables.releases, assignment_id))
            ):
                for name, digest in manifest.items():
                    digests.setdefault(name, set()).add(digest)
        return {name: sorted(found) for name, found in sorted(digests.items())}

    # Deadlines

    def set_deadline(self, assignment_id: str, due_at: datetime | None, closes_at: datetime | None = None) -> None:
        """Everybody's deadline, and when hand-ins are refused; see `Terms`. DatesError if that comes first."""
        check_id(ASSIGNMENT_ID, assignment_id)
        if due_at is not None and closes_at is not None and closes_at < due_at:
            raise DatesError(f"{assignment_id} would close at {closes_at}, before it is due at {due_at}")
        with self._engine.begin() as connection:
            queries.lock_assignment(connection, assignment_id)
            _set(connection, assignment_id, due_at=due_at, closes_at=closes_at)

    def grant_extension(self, student_id: str, assignment_id: str, due_at: datetime | None) -> None:
        """More time for one person, until `due_at`; None takes it back."""
        check_id(STUDENT_ID, student_id)
        check_id(ASSIGNMENT_ID, assignment_id)
        table = tables.extensions
        with self._engine.begin() as connection:
            queries.lock_assignment(connection, assignment_id)
            connection.execute(delete(table).where(of(table, assignment_id), table.c.student_id == student_id))
            if due_at is not None:
                row = {"assignment_id": assignment_id, "student_id": student_id, "due_at": due_at}
                connection.execute(insert(table).values(row))

    def extensions(self, assignment_id: str) -> dict[str, datetime]:
        """Until when each person has more time, by student id."""
        table = tables.extensions
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).where(of(table, assignment_id)).order_by(table.c.student_id))
            return {row.student_id: row.due_at for row in rows}

    def terms_of(self, student_id: str | None, assignment_id: str) -> Terms:
        """One person's deadline and closing time, or everybody's."""
        with self._engine.connect() as connection:
            return queries.read_terms(connection, assignment_id, student_id)

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
        key = key or uuid.uuid4().hex
        self._refuse_early(student_id, assignment_id, files, key)
        manifest = self._blobs.put(files)
        with self._engine.begin() as connection:
            # Hand-ins of one assignment go one by one: attempts are counted without gaps, in the order of their times.
            queries.lock_assignment(connection, assignment_id)
            for known in queries.read_submissions(connection, student_id=student_id, client_key=key):
                if (known.assignment_id, known.files) != (assignment_id, manifest):
                    raise KeyReusedError(f"the key {key!r} belongs to submission {known.submission_id}")
                return known
            assignment = _released(connection, assignment_id, student_id)
            attempt, now = self._next_attempt(connection, student_id, assignment_id)
            if assignment.terms.is_closed(now):
                raise ClosedError(f"{assignment_id} closed at {assignment.terms.closes_at}")
            submission_id = uuid.uuid4().hex
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
            submission = _submission(connection, submission_id)
            if and_then is not None:
                and_then(connection, submission)
            return submission

    def submissions(self, *, student_id: str | None = None, assignment_id: str | None = None) -> tuple[Submission, ...]:
        """Everybody's hand-ins, or one person's, or those of one assignment; oldest first."""
        with self._engine.connect() as connection:
            return queries.read_submissions(connection, student_id=student_id, assignment_id=assignment_id)

    def submission(self, submission_id: str, student_id: str | None = None) -> Submission:
        """One hand-in, only if it is this person's where one is given; NoSuchSubmissionError otherwise."""
        with self._engine.connect() as connection:
            return _submission(connection, submission_id, student_id)

    def files_of(self, submission: Submission) -> dict[str, bytes]:
        """The contents of its files."""
        return self._contents(submission.files)

    # Feedback

    def put_feedback(self, submission: Submission, files: Mapping[str, bytes]) -> Submission:
        """Give this feedback on a hand-in, in place of any earlier one; the hand-in with it."""
        check_files(files, self.limits)
        manifest = self._blobs.put(files)
        table = tables.feedback
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.submission_id == submission.submission_id))
            row = {"submission_id": submission.submission_id, "released_at": self._clock(), "files": manifest}
            connection.execute(insert(table).values(row))
            return _submission(connection, submission.submission_id)

    def feedback_of(self, submission: Submission) -> dict[str, bytes]:
        """The feedback there is now on a hand-in, by file name; empty if there is none."""
        return self._contents(self.submission(submission.submission_id).feedback)

    def _contents(self, manifest: Mapping[str, str]) -> dict[str, bytes]:
        return {name: self._blobs.get(digest) for name, digest in sorted(manifest.items())}

    def _refuse_early(self, student_id: str, assignment_id: str, files: Mapping[str, bytes], key: str) -> None:
        """Refuse what could not be accepted before anything is on the disk, where it would count as nobody's.

        The transaction decides.
        """
        with self._engine.connect() as connection:
            assignment = _released(connection, assignment_id, student_id)
            used_bytes = queries.read_size(connection, student_id)
            known = queries.read_submissions(connection, student_id=student_id, client_key=key)
        for submission in known:
            if (submission.assignment_id, submission.files) != (assignment_id, digests_of(files)):
                raise KeyReusedError(f"the key {key!r} belongs to submission {submission.submission_id}")
        if not known and assignment.terms.is_closed(self._clock()):
            raise ClosedError(f"{assignment_id} closed at {assignment.terms.closes_at}")
        if used_bytes > self.limits.person_bytes:
            raise QuotaError(f"{student_id} handed in {used_bytes} bytes; expected {self.limits.person_bytes} at most")

    def _next_attempt(self, connection: Connection, student_id: str, assignment_id: str) -> tuple[int, datetime]:
        """Number and time of a hand-in: always after the one before, even where the machine's clock went back."""
        before = queries.read_submissions(connection, student_id=student_id, assignment_id=assignment_id)
        if not before:
            return 1, self._clock()
        return before[-1].attempt + 1, max(self._clock(), before[-1].submitted_at + timedelta(microseconds=1))


def _set(connection: Connection, assignment_id: str, **values: int | datetime | None) -> None:
    table = tables.assignments
    connection.execute(update(table).where(of(table, assignment_id)).values(values))


def _released(connection: Connection, assignment_id: str, student_id: str | None = None) -> Assignment:
    for found in queries.read_released(connection, assignment_id, student_id):
        return found
    raise NotReleasedError(f"the assignment {assignment_id!r} is not handed out")


def _submission(connection: Connection, submission_id: str, student_id: str | None = None) -> Submission:
    for found in queries.read_submissions(connection, submission_id=submission_id, student_id=student_id):
        return found
    raise NoSuchSubmissionError(f"there is no submission {submission_id!r}")
