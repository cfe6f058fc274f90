"""The durable list of hand-ins to grade: each accepted one is in it once, and is graded once.

A row is written in the very transaction that accepts the hand-in (`enqueue`), so neither can be without the other. What
a row may become is the table `MOVES`; after a crash, rows left as running are queued again (`requeue_running`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
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
    JobState.QUEUED: {JobState.RUNNING},
    JobState.RUNNING: {JobState.DONE, JobState.HELD, JobState.QUEUED},
    JobState.DONE: {JobState.QUEUED},
    JobState.HELD: {JobState.QUEUED},
}


class JobMoveError(Exception):
    """A job that cannot become what was asked."""


@dataclass(frozen=True)
class GradingJob:
    """One hand-in's place in the queue. `error` is for the operator, never for a learner."""

    submission_id: str
    state: JobState
    attempts: int
    queued_at: datetime
    due_at: datetime
    error: str | None


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
)


def enqueue(connection: Connection, submission_id: str, now: datetime) -> None:
    """Puts a hand-in into the queue as part of the caller's transaction; one that is in it already stays as it is."""
    if _find(connection, submission_id) is None:
        job = GradingJob(submission_id, JobState.QUEUED, 0, now, now, None)
        connection.execute(insert(jobs).values(_values(job)))


class GradingQueue:
    """Takes jobs out, oldest first, and says how they ended."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self) -> GradingJob | None:
        """The oldest job that is due, now running; None if there is none. Two claims never get the same job."""
        oldest = (
            select(jobs)
            .where(jobs.c.state == JobState.QUEUED.value, jobs.c.due_at <= self._clock())
            .order_by(jobs.c.queued_at, jobs.c.submission_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            row = connection.execute(oldest).one_or_none()
            if row is None:
                return None
            job = _job(row)
            return _write(connection, replace(moved(job, JobState.RUNNING), attempts=job.attempts + 1))

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
            interrupted = [_job(row) for row in rows]
            return tuple(self._after_failure(connection, job, "interrupted", at_once=True) for job in interrupted)

    def regrade(self, submission_id: str) -> GradingJob:
        """Grades a hand-in once more; one that still waits or is being graded is left to it."""
        with self._engine.begin() as connection:
            job = _require(connection, submission_id)
            if job.state in {JobState.QUEUED, JobState.RUNNING}:
                return job
            now = self._clock()
            again = replace(moved(job, JobState.QUEUED), attempts=0, queued_at=now, due_at=now, error=None)
            return _write(connection, again)

    def job(self, submission_id: str) -> GradingJob | None:
        """The place of one hand-in."""
        with self._engine.connect() as connection:
            return _find(connection, submission_id)

    def jobs(self, *states: JobState) -> tuple[GradingJob, ...]:
        """All jobs in one of these states, oldest first."""
        query = select(jobs).where(jobs.c.state.in_([state.value for state in states]))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(jobs.c.queued_at, jobs.c.submission_id))
            return tuple(_job(row) for row in rows)

    def next_due_at(self) -> datetime | None:
        """When the next queued job may be claimed; None if none waits."""
        with self._engine.connect() as connection:
            due: datetime | None = connection.scalar(
                select(func.min(jobs.c.due_at)).where(jobs.c.state == JobState.QUEUED.value)
            )
            return due

    def _move(self, submission_id: str, to: JobState, error: str | None) -> GradingJob:
        with self._engine.begin() as connection:
            return _write(connection, replace(moved(_require(connection, submission_id), to), error=error))

    def _running(self, connection: Connection, submission_id: str) -> GradingJob:
        job = _require(connection, submission_id)
        if job.state is not JobState.RUNNING:
            raise JobMoveError(f"grading job {submission_id} is {job.state.value}; only a running one can fail")
        return job

    def _after_failure(
        self, connection: Connection, job: GradingJob, error: str, *, at_once: bool = False
    ) -> GradingJob:
        if job.attempts >= ATTEMPTS_MAX:
            return _write(connection, replace(moved(job, JobState.HELD), error=error))
        delay = timedelta(seconds=0 if at_once else RETRY_DELAYS_S[job.attempts - 1])
        return _write(connection, replace(moved(job, JobState.QUEUED), due_at=self._clock() + delay, error=error))


def _find(connection: Connection, submission_id: str) -> GradingJob | None:
    row = connection.execute(select(jobs).where(jobs.c.submission_id == submission_id).with_for_update()).one_or_none()
    return None if row is None else _job(row)


def _require(connection: Connection, submission_id: str) -> GradingJob:
    job = _find(connection, submission_id)
    if job is None:
        raise JobMoveError(f"there is no grading job for submission {submission_id!r}")
    return job


def _write(connection: Connection, job: GradingJob) -> GradingJob:
    connection.execute(update(jobs).where(jobs.c.submission_id == job.submission_id).values(_values(job)))
    return job


def _job(row: Row[Any]) -> GradingJob:
    return GradingJob(**{**row._mapping, "state": JobState(row.state)})


def _values(job: GradingJob) -> dict[str, Any]:
    return {**vars(job), "state": job.state.value}
