"""Jobs as rows of the database, inside somebody's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from fab_notebooks.printing import tables
from fab_notebooks.printing.jobs import Job, JobState, NoSuchJobError

TITLE_CHARACTERS = 80


def read_jobs(
    connection: Connection,
    *,
    owner: str | None = None,
    printer: str | None = None,
    states: Collection[JobState] = (),
) -> list[Job]:
    """Jobs in the order of the lane: first approved first, the others as they were made."""
    table = tables.jobs
    query = select(table).order_by(table.c.queued_at, table.c.created_at, table.c.job_id)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    if printer is not None:
        query = query.where(table.c.printer == printer)
    if states:
        query = query.where(table.c.state.in_([state.value for state in states]))
    return [job_of(row) for row in connection.execute(query)]


def require_job(connection: Connection, job_id: str, owner: str | None = None) -> Job:
    """One job, kept from other writers until the transaction ends; NoSuchJobError if it is not there, or not theirs."""
    query = select(tables.jobs).where(tables.jobs.c.job_id == job_id)
    if owner is not None:
        query = query.where(tables.jobs.c.owner == owner)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NoSuchJobError(f"there is no print job {job_id!r}")
    return job_of(row)


def keep_jobs_of(connection: Connection, owner: str) -> None:
    """Keeps all of a person's jobs from other writers until the transaction ends: what is counted then stays so.

    In one order, so that two who do this wait for each other and not both.
    """
    table = tables.jobs
    query = select(table.c.job_id).where(table.c.owner == owner).order_by(table.c.job_id).with_for_update()
    connection.execute(query).all()


def job_of(row: Row[Any]) -> Job:
    """A job of its row."""
    values = row._mapping
    return Job(**{each.name: values[each.name] for each in fields(Job)} | {"state": JobState(row.state)})


def new_row(job_id: str, owner: str, title: str, now: datetime) -> dict[str, Any]:
    """A draft about which nothing else is known."""
    return {
        **dict.fromkeys((each.name for each in fields(Job)), None),
        **{"job_id": job_id, "owner": owner, "title": title[:TITLE_CHARACTERS], "state": JobState.DRAFT.value},
        **{"created_at": now, "changed_at": now, "size_mm": "", "reason": "", "attempt": 0, "progress": 0.0},
    }


def write_job(connection: Connection, job: Job) -> Job:
    """The job, once it is written."""
    values = {**vars(job), "state": job.state.value}
    connection.execute(update(tables.jobs).where(tables.jobs.c.job_id == job.job_id).values(values))
    return job
