"""Brings approved jobs to their printers, one lane each, and follows them by the printers' own records.

Every step looks at the database and at the printer, and can be done again: after `kill -9` of anything the next look
goes on from what is written. Two rules keep a part from being printed twice:

    A job found as `sending` is sent again only if the printer has never had its file.
    A job whose file is there without any record stays in doubt until a person decides.

And one keeps it from being printed onto another: the word that a plate is clear is used up by whatever the machine is
seen to print, ours or not, and by a machine that does not begin.

A machine that says it prints and gets nowhere is in doubt too, until it moves again.

Only one process dispatches: the one that holds the service's port.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from fab_notebooks.printing.changes import Changes
from fab_notebooks.printing.jobs import (
    AT_THE_PRINTER,
    ENDED,
    IN_THE_LANE,
    Job,
    JobMoveError,
    JobState,
    NoSuchJobError,
    settled,
)
from fab_notebooks.printing.printers.protocol import (
    Outcome,
    Printer,
    PrinterError,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.slicing_jobs import JobSlicer
from fab_notebooks.printing.store import PrintStore

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
PAUSE_AFTER_TROUBLE_S = 5.0
SILENT_AFTER_S = 15 * 60.0
"""Longer than a bed takes to get warm, and than a hundredth of a day's print: some machines count in whole percents."""

AT_WORK = frozenset({PrinterState.BUSY, PrinterState.PAUSED})

UNASKED_ENDS = {
    Outcome.CANCELLED: "cancelled at the printer",
    Outcome.ENDED: "cancelled or failed; the printer's record does not say which",
}
"""What the audit says of a print that ended before its end, though nobody here asked for that."""


class Dispatcher:
    """The lanes of all printers, and the slicer before them. `statuses` has the last look at each machine."""

    def __init__(
        self,
        store: PrintStore,
        printers: Mapping[str, Printer],
        slicer: JobSlicer,
        scratch: Path,
        *,
        look_every_s: float = LOOK_EVERY_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._printers = printers
        self._slicer = slicer
        self._scratch = scratch
        self._look_every_s = look_every_s
        self._monotonic = monotonic
        self._last_moves: dict[str, tuple[tuple[str, float | None], float]] = {}
        """At each printer: which job was how far, and since when."""
        self.changes = Changes()
        self.statuses: dict[str, Status] = {name: Status(PrinterState.UNKNOWN) for name in printers}

    async def run(self) -> None:
        """Until cancelled."""
        shutil.rmtree(self._scratch, ignore_errors=True)  # of a run that was killed
        self._doubt_the_retired()
        async with asyncio.TaskGroup() as at_work:
            at_work.create_task(self._keep_slicing())
            for name in self._printers:
                at_work.create_task(self._keep_lane(name))
                at_work.create_task(self._keep_listening(name))

    def _doubt_the_retired(self) -> None:
        """What was at a printer that is none of the place any more: nobody can ask it, so a person decides."""
        for job in self._store.jobs(states=AT_THE_PRINTER):
            if job.printer not in self._printers:
                self._store.set_doubt(job.job_id, "its printer was taken out of the settings")

    def wake(self) -> None:
        """Somebody changed a job; look now."""
        self.changes.ring()

    async def pause(self, job: Job) -> None:
        """Holds its print; PrinterError if the machine does not, or prints something else."""
        await self._printer_of(job).pause() if await self._is_at_work_on(job) else _refuse(job)

    async def resume(self, job: Job) -> None:
        """Goes on with it; PrinterError if the machine does not, or prints something else."""
        await self._printer_of(job).resume() if await self._is_at_work_on(job) else _refuse(job)

    def _printer_of(self, job: Job) -> Printer:
        if job.printer not in self._printers:
            raise PrinterUnreachableError(f"{job.printer} is no printer of this place any more")
        return self._printers[job.printer]

    async def _is_at_work_on(self, job: Job) -> bool:
        status = await self._printer_of(job).status()
        return status.file_name == job.file_name and status.state in AT_WORK

    async def _keep_slicing(self) -> None:
        """One model after the other: it takes a core."""
        while True:
            count = self.changes.count
            try:
                done = await self._slicer.next(self._store, self._scratch)
            except SQLAlchemyError:  # a full disk, a database that restarts: the jobs are still there
                log.exception("the print queue cannot be read or written")
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_S)
                continue
            except Exception:
                # A full disk, and whatever else: the lanes go on, and slicing is tried again.
                log.exception("slicing stumbled")
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_S)
                continue
            if done:
                self.changes.ring()
            else:
                await self.changes.after(count, self._look_every_s)

    async def _keep_lane(self, name: str) -> None:
        while True:
            count = self.changes.count
            try:
                if await self.step(name):
                    self.changes.ring()
                    continue
            except (JobMoveError, NoSuchJobError) as error:  # somebody decided otherwise at this very moment
                log.info("%s: %s", name, error)
            except SQLAlchemyError:
                log.exception("the print queue cannot be read or written")
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_S)
            except Exception:
                # One machine's surprise must not stop the other lanes.
                log.exception("the lane of %s stumbled", name)
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_S)
            await self.changes.after(count, self._look_every_s)

    async def _keep_listening(self, name: str) -> None:
        """A lane looks every second; and at once when its machine says that it does something else now."""
        before = None
        while True:
            try:
                async for status in self._printers[name].events():
                    now = status.state, status.file_name
                    if now != before:
                        self.changes.ring()
                    before = now
            except Exception:
                # What a machine says of itself must not stop the lanes.
                log.exception("listening to %s stumbled", name)
            await asyncio.sleep(PAUSE_AFTER_TROUBLE_S)

    async def step(self, name: str) -> bool:
        """One look at one printer; whether a job changed."""
        printer = self._printers[name]
        before, status = self.statuses[name], await printer.status()
        self.statuses[name] = status
        if before.state is not status.state:
            self.changes.ring()
        if status.state in AT_WORK and name in self._store.plates_clear():
            # Said before somebody printed by hand, or a second time after our own print began: a part lies there now.
            self._store.use_up_word(name)
            self.changes.ring()
        for job in self._store.jobs(printer=name, states=AT_THE_PRINTER):
            return await self._follow(job, printer, status)
        return await self._bring_next(name, printer, status)

    async def _bring_next(self, name: str, printer: Printer, status: Status) -> bool:
        lane = self._store.jobs(printer=name, states=IN_THE_LANE)
        if not lane:
            return False
        if lane[0].state is JobState.SLICED and all(job.state is JobState.SLICED for job in lane):
            self._store.set_state(lane[0].job_id, JobState.WAITING_PLATE)
            return True
        if status.state is not PrinterState.IDLE or name not in self._store.plates_clear():
            return False
        job = self._store.take_next(name)
        if job is None:
            return False
        self.changes.ring()
        await self._send(job, printer)
        return True

    async def _send(self, job: Job, printer: Printer) -> None:
        """Asks the printer, once; the name is written already."""
        gcode = self._store.files.get(job.job_id, "job.gcode")
        if gcode is None or job.file_name is None:
            self._store.set_state(job.job_id, JobState.FAILED, "its G-code is gone")
            return
        try:
            began = await printer.upload(job.file_name, gcode, start=True)
        except PrinterUnreachableError as error:
            # It may have arrived. The next look finds the file in the record, or that there is none.
            log.warning("%s: sending %s: %s", job.printer, job.file_name, error)
            return
        except PrinterRefusedError as error:
            if settled(job, await printer.outcome(job.file_name)) is None:
                self._store.set_state(job.job_id, JobState.FAILED, str(error))
            return
        if began:
            self._store.set_state(job.job_id, JobState.PRINTING)
        else:
            self._store.give_back(job.job_id, "the printer was busy and did not begin")

    async def _follow(self, job: Job, printer: Printer, status: Status) -> bool:
        """What the record makes of a job at the printer."""
        outcome = await printer.outcome(job.file_name or "")
        state = settled(job, outcome)
        if state is JobState.PRINTING:
            return await self._go_on(job, printer, status)
        if state in ENDED:
            progress = 1.0 if state is JobState.DONE else job.progress
            note = "" if job.cancel_asked_by else UNASKED_ENDS.get(outcome, "")
            self._store.set_state(job.job_id, state, note, progress=progress, left_s=None, doubt_since=None)
            return True
        if job.state is JobState.SENDING and outcome is Outcome.ABSENT:
            if job.cancel_asked_by:
                self._store.set_state(job.job_id, JobState.CANCELLED, "it never arrived")
                return True
            if status.state is not PrinterState.IDLE:
                return False
            await self._send(job, printer)
            return True
        if job.doubt_since is None:
            self._store.set_doubt(job.job_id, f"the printer's record: {outcome.value}; it is {status.state.value}")
            return True
        return False

    async def _go_on(self, job: Job, printer: Printer, status: Status) -> bool:
        if job.state is JobState.SENDING:
            self._store.set_state(job.job_id, JobState.PRINTING)
            return True
        is_at_it = status.file_name == job.file_name
        if job.cancel_asked_by and is_at_it:
            try:
                await printer.cancel()
            except PrinterError as error:  # it is ending, or has ended; the next look tells
                log.info("%s: cancelling %s: %s", job.printer, job.file_name, error)
        if self._is_silent(job, status):
            if job.doubt_since is not None:
                return False
            self._store.set_doubt(job.job_id, f"it has not moved for {SILENT_AFTER_S:g} s")
            return True
        progress = status.progress if is_at_it and status.progress is not None else job.progress
        left_s = None if status.left_s is None else int(status.left_s)
        if (round(progress, 2), left_s, None) != (round(job.progress, 2), job.left_s, job.doubt_since):
            self._store.set_progress(job.job_id, progress, left_s)
            self.changes.ring()
        return False

    def _is_silent(self, job: Job, status: Status) -> bool:
        """Whether the machine is at it for long without getting further; on hold it may stand as long as it likes."""
        where, now_s = (job.job_id, status.progress), self._monotonic()
        before, since_s = self._last_moves.get(job.printer, (None, now_s))
        if where != before or status.state is not PrinterState.BUSY:
            self._last_moves[job.printer] = where, now_s
            return False
        return now_s - since_s > SILENT_AFTER_S


def _refuse(job: Job) -> None:
    raise PrinterRefusedError(f"{job.printer} is not at work on job {job.job_id}")
