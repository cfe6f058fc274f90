"""A trainer's "grade all" of one assignment: how far it is, how long it still takes, and how to take it back.

A batch is a name in the grading queue (`queue.py`) in which many hand-ins wait. Its members are written down when it
begins, with those that wait in their person's own name already: who asks for all wants to see all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, ForeignKey, Integer, Row, String, Table, insert, select, update

from graders.notebook.queue import GradingJob, JobState, job_of, jobs, metadata, moved, next_turn, requeue, write
from graders.utc_time import UtcTime

batches = Table(
    "grading_batches",
    metadata,
    Column("batch_id", Integer, primary_key=True),
    Column("assignment_id", String(128), nullable=False, index=True),
    Column("started_at", UtcTime, nullable=False),
    Column("cancelled_at", UtcTime),
    Column("taken_back", Integer, nullable=False),
)
members = Table(
    "grading_batch_members",
    metadata,
    Column("batch_id", ForeignKey(batches.c.batch_id), primary_key=True),
    Column("submission_id", ForeignKey(jobs.c.submission_id), primary_key=True),
)

UNFINISHED = frozenset({JobState.QUEUED, JobState.RUNNING})


@dataclass(frozen=True)
class Batch:
    """One "grade all" as it stands at `seen_at`; `jobs` are its hand-ins, by submission id.

    `taken_back` of them left the queue ungraded when it was cancelled.
    """

    batch_id: int
    assignment_id: str
    started_at: datetime
    cancelled_at: datetime | None
    taken_back: int
    jobs: tuple[GradingJob, ...]
    seen_at: datetime

    @property
    def owner(self) -> str:
        """In whose name its hand-ins wait; no person is called so."""
        return f"batch:{self.batch_id}"

    @property
    def unfinished(self) -> tuple[GradingJob, ...]:
        """What still waits or runs; not what was queued again since, for another reason."""
        return tuple(job for job in self.jobs if job.state in UNFINISHED and job.queued_at <= self.started_at)

    @property
    def total(self) -> int:
        """How many hand-ins it has."""
        return len(self.jobs)

    @property
    def finished(self) -> int:
        """How many of them are graded, or held."""
        return self.total - self.taken_back - len(self.unfinished)

    @property
    def held(self) -> int:
        """How many of those wait for a person."""
        return sum(job.state is JobState.HELD for job in self.jobs)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace so far; None before the first is graded, 0 at the end."""
        if not self.unfinished:
            return 0.0
        passed_s = (self.seen_at - self.started_at).total_seconds()
        return passed_s / self.finished * len(self.unfinished) if self.finished else None


class Batches:
    """Starts, watches and takes back batches, in the queue's own tables."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def start(self, assignment_id: str, submission_ids: Iterable[str], *, again: bool) -> Batch:
        """Queues these hand-ins, in this order; with `again` also those that are graded.

        Those that wait or run already keep their place, so a second press of the button puts nothing in twice; what
        waits in an earlier batch's name is this one's from now on.
        """
        now = self._clock()
        wanted = {JobState.HELD, JobState.DONE} if again else {JobState.HELD}
        with self._engine.begin() as connection:
            row = {"assignment_id": assignment_id, "started_at": now, "taken_back": 0}
            batch_id = connection.execute(insert(batches).values(row).returning(batches.c.batch_id)).scalar_one()
            owner = self._read(connection, batch_id).owner
            here = _jobs(connection, submission_ids)
            # Nothing of the batch waits yet: its turns follow one another from the present one on.
            turn = next_turn(connection, owner, now)
            for place, job in enumerate(job for job in here if job.state in wanted):
                requeue(connection, job, owner, turn + place, now)
            for job in here:
                if job.state is JobState.QUEUED and job.owner != job.student_id:
                    write(connection, replace(job, owner=owner))
            of_it = [job.submission_id for job in here if job.state in wanted | UNFINISHED]
            if of_it:
                rows = [{"batch_id": batch_id, "submission_id": submission_id} for submission_id in of_it]
                connection.execute(insert(members), rows)
            return self._read(connection, batch_id)

    def latest(self, assignment_id: str) -> Batch | None:
        """The batch of this assignment that was started last."""
        of_it = select(batches.c.batch_id).where(batches.c.assignment_id == assignment_id)
        with self._engine.connect() as connection:
            batch_id = connection.scalar(of_it.order_by(batches.c.batch_id.desc()).limit(1))
            return None if batch_id is None else self._read(connection, batch_id)

    def cancel(self, batch: Batch) -> Batch:
        """What is graded stays, what runs ends, the rest leaves the queue as it came into it.

        What waits in a person's own name stays in the queue: it is theirs.
        """
        with self._engine.begin() as connection:
            waiting = select(jobs).where(jobs.c.owner == batch.owner, jobs.c.state == JobState.QUEUED.value)
            taken_back = [_taken_back(job_of(row)) for row in connection.execute(waiting.with_for_update())]
            for job in taken_back:
                write(connection, job)
            if taken_back:
                row = {"cancelled_at": self._clock(), "taken_back": len(taken_back)}
                connection.execute(update(batches).where(batches.c.batch_id == batch.batch_id).values(row))
            return self._read(connection, batch.batch_id)

    def _read(self, connection: Connection, batch_id: int) -> Batch:
        row = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).one()
        of_it = select(jobs).join(members, members.c.submission_id == jobs.c.submission_id)
        rows = connection.execute(of_it.where(members.c.batch_id == batch_id).order_by(jobs.c.submission_id))
        return _batch(row, tuple(job_of(each) for each in rows), self._clock())


def _taken_back(job: GradingJob) -> GradingJob:
    """A job that waited for another grading, as before: with an error it was held, or its last try failed."""
    return moved(job, JobState.DONE if job.error is None else JobState.HELD)


def _jobs(connection: Connection, submission_ids: Iterable[str]) -> list[GradingJob]:
    """The jobs of these hand-ins, in their order, each once."""
    wanted = list(dict.fromkeys(submission_ids))
    rows = connection.execute(select(jobs).where(jobs.c.submission_id.in_(wanted)).with_for_update())
    found = {row.submission_id: job_of(row) for row in rows}
    return [found[submission_id] for submission_id in wanted if submission_id in found]


def _batch(row: Row[Any], of_it: tuple[GradingJob, ...], now: datetime) -> Batch:
    return Batch(**row._mapping, jobs=of_it, seen_at=now)
