"""The print queue in the database: each change is one transaction, with its line of audit.

Exactly once: `take_next` writes, in one transaction, that a job is being sent, under which file name, and that the word
"the plate is clear" is used up. Only afterwards is the printer asked. Whoever finds a job as `sending` after a crash
looks for that name in the printer's own record, and never sends it again unless the printer has never seen it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from fab_notebooks.printing import tables
from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import (
    AT_THE_PRINTER,
    ENDED,
    MOVES,
    Job,
    JobMoveError,
    JobState,
    NotReadyError,
    PrintError,
    QuotaError,
    QuotaFault,
    Quotas,
    file_name_of,
    moved,
    quota_fault,
)
from fab_notebooks.printing.rights import find_right
from fab_notebooks.printing.rows import job_of, keep_jobs_of, new_row, read_jobs, require_job, write_job
from fab_notebooks.recipe import Recipe

DISPATCHER = "atelier"
"""Who does what nobody asked for in person, in the audit."""


class KeyReusedError(PrintError):
    """A client's key came back with another file."""


@dataclass(frozen=True)
class AuditLine:
    """One change of a job."""

    job_id: str
    at: datetime
    by: str
    was: str
    became: str
    note: str


class PrintStore:
    """The jobs; its methods block, and may be called from several threads. `clock` gives aware UTC."""

    def __init__(
        self, engine: Engine, files: PrintFiles, clock: Callable[[], datetime], quotas: Quotas | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self.files = files
        self.quotas = quotas or Quotas()

    # The person's part

    def create(
        self, owner: str, title: str, model: bytes, *, printer: str, profile: str, copies: int,
        key: str | None = None, recipe: Recipe | None = None,
    ) -> Job:  # fmt: skip
        """A draft of this file; asked again with the same key and file, the one that is there."""
        key, digest = key or uuid.uuid4().hex, hashlib.sha256(model).hexdigest()
        job_id, now = uuid.uuid4().hex[:16], self._clock()
        # Before the row: a row without its file would be a job that nobody can print.
        self.files.put(job_id, "upload", model)
        with self._engine.begin() as connection:
            same = select(tables.jobs).where(tables.jobs.c.owner == owner, tables.jobs.c.client_key == key)
            known = connection.execute(same.with_for_update()).one_or_none()
            if known is not None:
                self.files.drop(job_id)
                if known.digest != digest:
                    raise KeyReusedError(f"the key {key!r} belongs to job {known.job_id}")
                return job_of(known)
            # Counted where the row is written: of two uploads at once the second sees the first.
            if len(read_jobs(connection, owner=owner, states={JobState.DRAFT})) >= self.quotas.drafts:
                self.files.drop(job_id)
                raise QuotaError(QuotaFault.DRAFTS)
            values = new_row(job_id, owner, title, now) | {"printer": printer, "profile": profile, "copies": copies}
            if recipe:
                values |= {"design": recipe.design, "design_values": recipe.json, "design_words": recipe.words}
            connection.execute(insert(tables.jobs).values(**values, client_key=key, digest=digest))
            job = require_job(connection, job_id)
            self._note(connection, job, owner, "", "")
            return job

    def submit(self, job_id: str, owner: str) -> Job:
        """Sends a draft off; sent off already, it stays as it is. Whoever has the printing right needs no approval."""
        with self._engine.begin() as connection:
            keep_jobs_of(connection, owner)
            job = require_job(connection, job_id, owner)
            if job.state is not JobState.DRAFT:
                return job
            if job.seconds is None:
                raise NotReadyError(f"job {job_id} has no estimate")
            now = self._clock()
            others = [each for each in read_jobs(connection, owner=owner) if each.job_id != job_id]
            if fault := quota_fault(job, others, self.quotas, now):
                raise QuotaError(fault)
            job = self._move(connection, job, JobState.SUBMITTED, owner)
            right = find_right(connection, owner, job.printer, now)
            if right is None:
                return job
            note = f"right signed by {right.signed_by}"
            return self._move(connection, job, JobState.APPROVED, owner, note, queued_at=now)

    def cancel(self, job_id: str, by: str, owner: str | None = None) -> Job:
        """Ends a job: at once before it is at the printer, else as a wish that the dispatcher passes on."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id, owner)
            if job.state in AT_THE_PRINTER:
                return self._change(connection, job, by, "cancel asked", cancel_asked_by=job.cancel_asked_by or by)
            if JobState.CANCELLED not in MOVES[job.state]:
                return job
            job = self._move(connection, job, JobState.CANCELLED, by)
        return self._tidied(job)

    # The manager's part

    def approve(self, job_id: str, by: str) -> Job:
        """It may be printed; approved already, it stays so."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            if job.queued_at is not None:
                return job
            return self._move(connection, job, JobState.APPROVED, by, queued_at=self._clock())

    def refuse(self, job_id: str, by: str, reason: str) -> Job:
        """It will not be printed; the reason is what its owner reads."""
        with self._engine.begin() as connection:
            job = self._move(connection, require_job(connection, job_id), JobState.REFUSED, by, reason, reason=reason)
        return self._tidied(job)

    def print_again(self, job_id: str, by: str) -> Job:
        """A failed job, back in the lane, for another attempt under another file name."""
        again: dict[str, Any] = {"progress": 0.0, "left_s": None, "cancel_asked_by": None, "doubt_since": None}
        with self._engine.begin() as connection:
            return self._move(connection, require_job(connection, job_id), JobState.SLICED, by, "again", **again)

    def decide(self, job_id: str, by: str, state: JobState) -> Job:
        """What a person saw on the plate of a job in doubt: it is done, or it failed."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            if not job.is_in_doubt:
                raise JobMoveError(f"job {job_id} is {job.state.value} and not in doubt")
            job = self._move(connection, job, state, by, "seen on the plate", doubt_since=None)
        return self._tidied(job)

    def say_plate_is_clear(self, printer: str, by: str) -> None:
        """Somebody looked: the next print may begin there. Said twice it counts once."""
        with self._engine.begin() as connection:
            _use_up_word(connection, printer)
            connection.execute(insert(tables.clear_plates).values(printer=printer, by=by, at=self._clock()))

    def plates_clear(self) -> frozenset[str]:
        """The printers whose plate somebody saw clear since the last print."""
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(select(tables.clear_plates.c.printer)))

    # The dispatcher's part

    def use_up_word(self, printer: str) -> None:
        """The plate is not clear any more, whoever said so before."""
        with self._engine.begin() as connection:
            _use_up_word(connection, printer)

    def set_estimate(self, job_id: str, *, seconds: int, grams: float, euros: float, size_mm: str) -> Job:
        """What a draft takes."""
        values = {"seconds": seconds, "grams": grams, "euros": euros, "size_mm": size_mm}
        with self._engine.begin() as connection:
            return self._change(connection, require_job(connection, job_id), DISPATCHER, "estimated", **values)

    def set_fault(self, job_id: str, fault: str, note: str, reason: str = "") -> Job:
        """Why it cannot be sliced: a draft stays one that cannot be sent, an approved job has failed."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            if job.state is JobState.APPROVED:
                return self._move(connection, job, JobState.FAILED, DISPATCHER, note, fault=fault, reason=reason)
            return self._change(connection, job, DISPATCHER, note, fault=fault, reason=reason)

    def set_state(self, job_id: str, to: JobState, note: str = "", **changes: Any) -> Job:
        """A move that nobody asked for in person; a job that somebody ended meanwhile stays as it is."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            if job.state is not to:
                job = self._move(connection, job, to, DISPATCHER, note, **changes)
        return self._tidied(job)

    def set_progress(self, job_id: str, progress: float, left_s: int | None) -> Job:
        """How far the printer is, which also ends a doubt; no line of audit for that."""
        with self._engine.begin() as connection:
            job = replace(require_job(connection, job_id), progress=progress, left_s=left_s, doubt_since=None)
            return write_job(connection, job)

    def set_doubt(self, job_id: str, note: str) -> Job:
        """The printer's record does not say what became of it; the first moment of doubt stays."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            if job.doubt_since is not None or job.state not in AT_THE_PRINTER:
                return job
            return self._change(connection, job, DISPATCHER, note, doubt_since=self._clock())

    def take_next(self, printer: str) -> Job | None:
        """The first of this printer's lane, now being sent under a new file name; None if none may be.

        None while another is at the printer or nobody said that the plate is clear; the word is used up.
        """
        with self._engine.begin() as connection:
            if any(True for _ in read_jobs(connection, printer=printer, states=AT_THE_PRINTER)):
                return None
            lane = read_jobs(connection, printer=printer, states={JobState.WAITING_PLATE})
            this = tables.clear_plates.c.printer == printer
            if not lane or connection.scalar(select(tables.clear_plates.c.by).where(this)) is None:
                return None
            _use_up_word(connection, printer)
            name = file_name_of(lane[0])
            changes = {"file_name": name, "attempt": lane[0].attempt + 1, "progress": 0.0}
            return self._move(connection, lane[0], JobState.SENDING, DISPATCHER, name, **changes)

    def give_back(self, job_id: str, note: str) -> Job:
        """The printer said that it did not begin: it waits, and for a new word too: somebody may be printing there."""
        with self._engine.begin() as connection:
            job = require_job(connection, job_id)
            # Whoever asked to end it meanwhile has no print begun by that.
            to = JobState.CANCELLED if job.cancel_asked_by else JobState.WAITING_PLATE
            job = self._move(connection, job, to, DISPATCHER, note, doubt_since=None)
        return self._tidied(job)

    def tidy(self, job_id: str) -> None:
        """Drops what was made for a job that ended meanwhile."""
        self._tidied(self.job(job_id))

    # Everybody's reading

    def job(self, job_id: str, owner: str | None = None) -> Job:
        """One job, only if it is this person's where one is given; NoSuchJobError otherwise."""
        with self._engine.connect() as connection:
            return require_job(connection, job_id, owner)

    def jobs(
        self, *, owner: str | None = None, printer: str | None = None, states: Collection[JobState] = ()
    ) -> tuple[Job, ...]:
        """Jobs in the order of the lane: first approved first, the others as they were made."""
        with self._engine.connect() as connection:
            return tuple(read_jobs(connection, owner=owner, printer=printer, states=states))

    def audit_of(self, job_id: str) -> tuple[AuditLine, ...]:
        """All that happened to a job, oldest first."""
        query = select(*list(tables.audit.c)[1:]).where(tables.audit.c.job_id == job_id).order_by(tables.audit.c.line)
        with self._engine.connect() as connection:
            return tuple(AuditLine(**row._mapping) for row in connection.execute(query))

    def _tidied(self, job: Job) -> Job:
        """The job; what it needs no more is off the disk once its end is written. A failed one may print again."""
        if job.state in ENDED - {JobState.FAILED}:
            self.files.keep_only(job.job_id, "picture.png")
        return job

    def _move(self, connection: Connection, job: Job, to: JobState, by: str, note: str = "", **changes: Any) -> Job:
        was = job.state.value
        job = replace(moved(job, to), changed_at=self._clock(), **changes)
        self._note(connection, job, by, was, note)
        return write_job(connection, job)

    def _change(self, connection: Connection, job: Job, by: str, note: str, **changes: Any) -> Job:
        job = replace(job, changed_at=self._clock(), **changes)
        self._note(connection, job, by, job.state.value, note)
        return write_job(connection, job)

    def _note(self, connection: Connection, job: Job, by: str, was: str, note: str) -> None:
        line = {
            "job_id": job.job_id,
            "at": self._clock(),
            "by": by,
            "was": was,
            "became": job.state.value,
            "note": note,
        }
        connection.execute(insert(tables.audit).values(line))


def _use_up_word(connection: Connection, printer: str) -> None:
    connection.execute(delete(tables.clear_plates).where(tables.clear_plates.c.printer == printer))
