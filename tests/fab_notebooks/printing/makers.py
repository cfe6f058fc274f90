"""A print queue in a folder, jobs in any state, and a printer that does as it is told."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from fab_notebooks.printing import tables
from fab_notebooks.printing.dispatcher import Dispatcher
from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import Job, JobState, Quotas
from fab_notebooks.printing.printers.protocol import Outcome, Printer, PrinterState, Status
from fab_notebooks.printing.printers.push import looks
from fab_notebooks.printing.rights import Rights
from fab_notebooks.printing.slicing_jobs import JobSlicer
from fab_notebooks.printing.store import PrintStore
from fab_notebooks.slicer import Finished
from hub_config.service.database import open_database
from tests.fab_notebooks.meshes import box_stl

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLENTY = Quotas(prints_a_month=100, grams_a_month=10_000, longest_s=100_000, waiting=100, drafts=100)


@dataclass
class Clock:
    """A minute later at each look."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def a_job(**changes: object) -> Job:
    """A draft of Rosa's that takes ten minutes and three grams."""
    job = Job(
        job_id="a1", owner="rosa", title="Bouton", printer="simulee", profile="simulee-pla", copies=1,
        state=JobState.DRAFT, created_at=MONDAY, changed_at=MONDAY, queued_at=None, size_mm="6 × 6 × 1 mm", seconds=600,
        grams=3.0, euros=0.08, fault=None, reason="", attempt=0, file_name=None, progress=0.0, left_s=None,
        cancel_asked_by=None, doubt_since=None,
    )  # fmt: skip
    return replace(job, **changes)  # type: ignore[arg-type]


@dataclass
class Queue:
    """A store, its rights, and shortcuts along a job's way."""

    engine: Engine
    store: PrintStore
    rights: Rights
    clock: Clock

    def draft(self, owner: str = "rosa", **changes: object) -> Job:
        """An upload with its estimate."""
        options: dict[str, object] = {"printer": "simulee", "profile": "simulee-pla", "copies": 1, **changes}
        job = self.store.create(owner, "Bouton", box_stl(), **options)  # type: ignore[arg-type]
        return self.store.set_estimate(job.job_id, seconds=600, grams=3.0, euros=0.08, size_mm="6 × 6 × 1 mm")

    def approved(self, owner: str = "rosa", **changes: object) -> Job:
        """Sent off, and a manager said yes."""
        return self.store.approve(self.store.submit(self.draft(owner, **changes).job_id, owner).job_id, "samir")

    def sliced(self, owner: str = "rosa", gcode: bytes = b"G28\n") -> Job:
        """With its G-code, in the lane."""
        job = self.approved(owner)
        self.store.files.put(job.job_id, "job.gcode", gcode)
        return self.store.set_state(job.job_id, JobState.SLICED)

    def waiting(self, owner: str = "rosa", gcode: bytes = b"G28\n") -> Job:
        """Next in its lane."""
        return self.store.set_state(self.sliced(owner, gcode).job_id, JobState.WAITING_PLATE)

    def sending(self) -> Job:
        """The intention is written, the printer not asked yet."""
        self.waiting()
        self.store.say_plate_is_clear("simulee", "samir")
        job = self.store.take_next("simulee")
        assert job is not None
        return job

    def printing(self) -> Job:
        """The printer confirmed it."""
        return self.store.set_state(self.sending().job_id, JobState.PRINTING)

    def state(self, job: Job) -> JobState:
        """Where it stands now."""
        return self.store.job(job.job_id).state

    def dispatcher(
        self,
        printer: Printer,
        folder: Path,
        monotonic: Callable[[], float] = time.monotonic,
        look_every_s: float = 0.02,
    ) -> Dispatcher:
        """One lane with this printer; its slicer must not be needed."""

        def never(command: object, folder: object) -> Finished:
            raise AssertionError("nothing is to be sliced here")

        slicer = JobSlicer(never)
        printers = {"simulee": printer}
        return Dispatcher(self.store, printers, slicer, folder, look_every_s=look_every_s, monotonic=monotonic)


def a_queue(folder: Path, quotas: Quotas = PLENTY) -> Queue:
    """A new one, or the one that is in this folder already."""
    folder.mkdir(parents=True, exist_ok=True)
    engine, clock = open_database(f"sqlite:///{folder / 'prints.db'}", (tables.metadata,)), Clock()
    store = PrintStore(engine, PrintFiles(folder / "prints"), clock, quotas)
    return Queue(engine, store, Rights(engine, clock), clock)


@dataclass
class StandInPrinter:
    """Does as it is told: `record` is what it will say of a file, `uploads` what it was given."""

    now: Status = field(default_factory=lambda: Status(PrinterState.IDLE))
    record: dict[str, Outcome] = field(default_factory=dict)
    begins: bool = True
    trouble: Exception | None = None
    """Raised by the next orders."""
    arrives: bool = True
    """Whether an order that ends in trouble arrived all the same."""
    uploads: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)

    async def status(self) -> Status:
        return self.now

    def events(self) -> AsyncIterator[Status]:
        return looks(self.status, 0.02)

    async def outcome(self, file_name: str) -> Outcome:
        return self.record.get(file_name, Outcome.ABSENT)

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        if self.trouble is None or self.arrives:
            self.uploads.append(file_name)
            self.record.setdefault(file_name, Outcome.UNDER_WAY if self.begins else Outcome.WAITING)
        if self.trouble:
            raise self.trouble
        if self.begins:
            self.now = Status(PrinterState.BUSY, file_name, 0.1)
        return self.begins

    async def start(self, file_name: str) -> None:
        await self._order("start")

    async def pause(self) -> None:
        await self._order("pause")

    async def resume(self) -> None:
        await self._order("resume")

    async def cancel(self) -> None:
        await self._order("cancel")

    async def _order(self, order: str) -> None:
        if self.trouble:
            raise self.trouble
        self.orders.append(order)

    def ends(self, outcome: Outcome) -> None:
        """What it prints ends so."""
        assert self.now.file_name is not None
        self.record[self.now.file_name] = outcome
        self.now = Status(PrinterState.IDLE, self.now.file_name, 1.0)
