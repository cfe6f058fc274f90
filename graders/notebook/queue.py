"""The durable list of hand-ins to grade: each accepted one is in it once, and is graded once.

A row is written in the very transaction that accepts the hand-in (`enqueue`), so neither can be without the other. What
a row may become is the table `MOVES`; after a crash, rows left as running are queued again (`requeue_running`).

Who is next? Each hand-in waits in somebody's name: the person's, or that of a batch (a trainer's "grade all" of one
assignment, `batches.py`). The names take turns, and within a turn the one that waited longest is first:

    turn    1                    2                  3
            all of S04: Amina    all of S04: Bruno  all of S04: Chloé   …
            Dora's S05           Dora's second S05

So what somebody just handed in waits for one hand-in of each name at most, however many a batch or a person still has;
a batch is never put off for good either; and two batches share. Two hand-ins of one person are never graded at once:
the later one counts, and both write into the same folders.

ref: start-time fair queueing, https://dl.acm.org/doi/10.1145/248156.248171
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    select,
    update,
)

from graders.utc_time import UtcTime

# Pauses between tries. Most faults pass at once (a killed browser) or with a restart; after that a person looks.
RETRY_DELAYS_S = (1, 5, 30, 120)
ATTEMPTS_MAX = len(RETRY_DELAYS_S) + 1


class JobState(Enum):
    """Where a hand-in stands; HELD means that a trainer has to look."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    HELD = "held"


MOVES = {
    JobState.QUEUED: {JobState.RUNNING, JobState.DONE, JobState.HELD},  # taken back, it is what it was before
    JobState.RUNNING: {JobState.DONE, JobState.HELD, JobState.QUEUED},
    JobState.DONE: {JobState.QUEUED},
    JobState.HELD: {JobState.QUEUED},
}


class JobMoveError(Exception):
    """A job that cannot become what was asked."""


@dataclass(frozen=True)
class GradingJob:
    """One hand-in's place in the queue. `error` is for the operator, never for a learner.

    It waits in the name of `owner`, for the owner's turn number `turn`.
    """

    submission_id: str
    student_id: str
    state: JobState
    attempts: int
    queued_at: datetime
    due_at: datetime
    error: str | None
    owner: str
    turn: int


def moved(job: GradingJob, to: JobState) -> GradingJob:
    """The job in its next state; the queue writes it."""
    if to not in MOVES[job.state]:
        raise JobMoveError(f"grading job {job.submission_id} is {job.state.value}; it cannot become {to.value}")
    return replace(job, state=to)


metadata = MetaData()
jobs = Table(
    "grading_jobs",
    metadata,
    Column("submission_id", String(32), primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("error", Text),
    Column("student_id", String(128), nullable=False, server_default=""),
    Column("owner", String(160), nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
)


def enqueue(connection: Connection, submission_id: str, student_id: str, now: datetime) -> None:
    """Puts a hand-in into the queue as part of the caller's transaction; one that is in it already stays as it is."""
    if _find(connection, submission_id) is None:
        turn = next_turn(connection, student_id, now)
        job = GradingJob(submission_id, student_id, JobState.QUEUED, 0, now, now, None, student_id, turn)
        connection.execute(insert(jobs).values(_values(job)))


def next_turn(connection: Connection, owner: str, now: datetime) -> int:
    """The turn of what an owner queues now: the present one, or the one after the last that they still wait for."""
    due = select(func.min(jobs.c.turn)).where(jobs.c.state == JobState.QUEUED.value, jobs.c.due_at <= now)
    running = select(func.max(jobs.c.turn)).where(jobs.c.state == JobState.RUNNING.value)
    present = next((turn for query in (due, running) if (turn := connection.scalar(query)) is not None), 0)
    unfinished = jobs.c.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
    last = connection.scalar(select(func.max(jobs.c.turn)).where(jobs.c.owner == owner, unfinished))
    return present if last is None else max(present, last + 1)


def requeue(connection: Connection, job: GradingJob, owner: str, turn: int, now: datetime) -> GradingJob:
    """A job that ended, from its start, in the name of `owner`; its `error` stays until it ends again."""
    again = replace(moved(job, JobState.QUEUED), attempts=0, queued_at=now, due_at=now, owner=owner, turn=turn)
    return write(connection, again)


class GradingQueue:
    """Takes jobs out, turn by turn, and says how they ended."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self) -> GradingJob | None:
        """The next job that is due, now running; None if there is none. Two claims never get the same job."""
        first = (
            select(jobs)
            .where(_may_be_claimed(), jobs.c.due_at <= self._clock())
            .order_by(jobs.c.turn, jobs.c.queued_at, jobs.c.submission_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            row = connection.execute(first).one_or_none()
            if row is None:
                return None
            job = job_of(row)
            return write(connection, replace(moved(job, JobState.RUNNING), attempts=job.attempts + 1))

    def finish(self, submission_id: str) -> GradingJob:
        """Graded."""
        return self._move(submission_id, JobState.DONE, None)

    def hold(self, submission_id: str, reason: str) -> GradingJob:
        """Not to be graded without a person; `reason` says what for."""
        return self._move(submission_id, JobState.HELD, reason)

    def fail(self, submission_id: str, error: str) -> GradingJob:
        """This try failed: queued for a later one, or held after the last."""
        with self._engine.begin() as connection:
            return self._after_failure(connection, self._running(connection, submission_id), error)

    def requeue_running(self) -> tuple[GradingJob, ...]:
        """At start, when nothing can be running: what the last crash interrupted, queued again or held as by `fail`."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(jobs).where(jobs.c.state == JobState.RUNNING.value).with_for_update())
            interrupted = [job_of(row) for row in rows]
            return tuple(self._after_failure(connection, job, "interrupted", at_once=True) for job in interrupted)

    def regrade(self, submission_id: str) -> GradingJob:
        """Grades a hand-in once more; one that still waits or is being graded is left to it."""
        with self._engine.begin() as connection:
            job = _require(connection, submission_id)
            if job.state in {JobState.QUEUED, JobState.RUNNING}:
                return job
            now = self._clock()
            return requeue(connection, job, job.student_id, next_turn(connection, job.student_id, now), now)

    def job(self, submission_id: str) -> GradingJob | None:
        """The place of one hand-in."""
        with self._engine.connect() as connection:
            return _find(connection, submission_id)

    def jobs(self, *states: JobState) -> tuple[GradingJob, ...]:
        """All jobs in one of these states, oldest first."""
        query = select(jobs).where(jobs.c.state.in_([state.value for state in states]))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(jobs.c.queued_at, jobs.c.submission_id))
            return tuple(job_of(row) for row in rows)

    def next_due_at(self) -> datetime | None:
        """When the next queued job may be claimed; None if none waits, or only for the end of one that runs."""
        with self._engine.connect() as connection:
            due: datetime | None = connection.scalar(select(func.min(jobs.c.due_at)).where(_may_be_claimed()))
            return due

    def _move(self, submission_id: str, to: JobState, error: str | None) -> GradingJob:
        with self._engine.begin() as connection:
            return write(connection, replace(moved(_require(connection, submission_id), to), error=error))

    def _running(self, connection: Connection, submission_id: str) -> GradingJob:
        job = _require(connection, submission_id)
        if job.state is not JobState.RUNNING:
            raise JobMoveError(f"grading job {submission_id} is {job.state.value}; only a running one can fail")
        return job

    def _after_failure(
        self, connection: Connection, job: GradingJob, error: str, *, at_once: bool = False
    ) -> GradingJob:
        if job.attempts >= ATTEMPTS_MAX:
            return write(connection, replace(moved(job, JobState.HELD), error=error))
        delay = timedelta(seconds=0 if at_once else RETRY_DELAYS_S[job.attempts - 1])
        return write(connection, replace(moved(job, JobState.QUEUED), due_at=self._clock() + delay, error=error))


def _may_be_claimed() -> ColumnElement[bool]:
    """Waiting, and of somebody of whom nothing is being graded."""
    at_work = jobs.alias()
    busy = select(at_work.c.student_id).where(at_work.c.state == JobState.RUNNING.value)
    return and_(jobs.c.state == JobState.QUEUED.value, jobs.c.student_id.not_in(busy))


def _find(connection: Connection, submission_id: str) -> GradingJob | None:
    row = connection.execute(select(jobs).where(jobs.c.submission_id == submission_id).with_for_update()).one_or_none()
    return None if row is None else job_of(row)


def _require(connection: Connection, submission_id: str) -> GradingJob:
    job = _find(connection, submission_id)
    if job is None:
        raise JobMoveError(f"there is no grading job for submission {submission_id!r}")
    return job


def write(connection: Connection, job: GradingJob) -> GradingJob:
    """Stores a job as it is now."""
    connection.execute(update(jobs).where(jobs.c.submission_id == job.submission_id).values(_values(job)))
    return job


def job_of(row: Row[Any]) -> GradingJob:
    """The job in a row of the table."""
    return GradingJob(**{**row._mapping, "state": JobState(row.state)})


def _values(job: GradingJob) -> dict[str, Any]:
    return {**vars(job), "state": job.state.value}
