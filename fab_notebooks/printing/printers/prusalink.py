"""PrusaLink by version 1 of its API: in the firmware of newer Prusa printers, and as a program of its own on the
Raspberry Pi of an MK2.5 or MK3.

It keeps no history, and does not speak by itself. A print is known by `GET /api/v1/job`: in the firmware until the
next one begins, on a Raspberry Pi until it ends. What became of it is the *machine's* state, of `GET /api/v1/status`,
which on a Raspberry Pi stays FINISHED or STOPPED for some seconds only; the job's own says ERROR in the firmware for
all that is neither printing nor paused, such as parking the head at the end.

    {"id": 297, "state": "FINISHED", "progress": 100, "file": {"name": "CLE~1.BGC", "display_name": "cle.gcode"}}
    {"printer": {"state": "FINISHED", "temp_nozzle": 38.2, "status_printer": {"ok": true, "message": "OK"}}}

So an outcome that nobody asked for in time is WAITING here, and a person has to say how it ended.

What is tested how: the contract is tried on the program itself (0.8.1, from PyPI) with a stand-in for the printer on
its cable, where it was installed (`tests/prusalink.py`), and everywhere on a fake of it and a fake of the one in the
firmware, whose routes, fields and status codes are those of the description and of the sources. Nothing was tried on a
real machine, nor on a printer's own firmware.

ref: https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
     https://github.com/prusa3d/Prusa-Link/tree/master/prusa/link/web
     https://github.com/prusa3d/Prusa-Firmware-Buddy/tree/master/lib/WUI
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from fab_notebooks.printing.printers.protocol import (
    Outcome,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.printers.push import looks
from fab_notebooks.printing.printers.server import PrintServer

LOOK_EVERY_S = 1.0
THERE_WITHIN_LOOKS = 30
BEGINS_WITHIN_S = 10.0
"""After its yes a machine may show the end of the print before for a moment."""

STATES = {
    "IDLE": PrinterState.IDLE,
    "READY": PrinterState.IDLE,
    "FINISHED": PrinterState.IDLE,
    "STOPPED": PrinterState.IDLE,
    "BUSY": PrinterState.BUSY,
    "PRINTING": PrinterState.BUSY,
    # It waits for somebody at the machine: filament is out, a question is on its screen.
    "ATTENTION": PrinterState.BUSY,
    "PAUSED": PrinterState.PAUSED,
}
AT_WORK = ("PRINTING", "PAUSED", "ATTENTION")
ENDS = ("FINISHED", "STOPPED")
OUTCOMES = {
    "FINISHED": Outcome.DONE,
    "STOPPED": Outcome.CANCELLED,
    "ERROR": Outcome.FAILED,
}


class PrusaLink:
    """One Prusa printer."""

    def __init__(self, server: PrintServer) -> None:
        self._server = server
        self._storage = ""
        """Where files go: `usb` in the firmware, `local` on a Raspberry Pi."""
        self._ends: dict[str, Outcome] = {}
        """How prints ended, as far as it was seen; the machine soon shows it no more."""
        self._last_seen: str | None = None
        """The file of the last job that was shown."""
        self._just_begun: tuple[str, float] | None = None
        """The file that was begun here a moment ago, and when; until its machine was seen at work."""

    async def status(self) -> Status:
        """By `GET /api/v1/status` and the job."""
        try:
            machine, job, storage = await self._machine(), await self._job(), await self._find_storage()
        except (PrinterUnreachableError, PrinterRefusedError) as error:
            return Status(PrinterState.UNKNOWN, message=str(error))
        progress, words = job.get("progress"), _words(machine)
        note = (machine.get("status_printer") or {}).get("message") if storage else "no storage to write to"
        return Status(
            self._state(words) if storage else PrinterState.OFFLINE,
            _name_in(job),
            None if progress is None else progress / 100,
            job.get("time_remaining"),
            " – ".join(part for part in (words, note) if part),
        )

    async def outcome(self, file_name: str) -> Outcome:
        """By the machine's state, if the job that is shown, or was the last, is this file's."""
        try:
            job, words = await self._job(), _words(await self._machine())
            shown = _name_in(job)
            if file_name in (shown, None if shown else self._last_seen):
                if words in OUTCOMES and not self._has_just_begun(file_name):
                    self._ends[file_name] = OUTCOMES[words]
                    return OUTCOMES[words]
                if shown or STATES.get(words) is not PrinterState.IDLE or self._has_just_begun(file_name):
                    return Outcome.UNDER_WAY
            if file_name in self._ends:
                return self._ends[file_name]
            found = await self._server.find(await self._path(file_name))
        except (PrinterUnreachableError, PrinterRefusedError):
            return Outcome.UNKNOWN
        return Outcome.ABSENT if found is None else Outcome.WAITING

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        """A machine that cannot begin keeps the file and answers 409."""
        path = await self._path(file_name)
        try:
            await self._server.ask(
                "PUT",
                path,
                content=gcode,
                # Structured headers (RFC 8941): ?1 is true.
                headers={"Print-After-Upload": f"?{int(start)}", "Overwrite": "?1", "Content-Type": "text/x.gcode"},
            )
        except PrinterRefusedError:
            if start and await self._server.find(path) is not None and await self._is_busy_with_another(file_name):
                return False
            raise
        if start:
            self._note_begin(file_name)
        else:
            await self._until_there(path)
        return start

    async def start(self, file_name: str) -> None:
        """409 while it is busy."""
        await self._server.ask("POST", await self._path(file_name))
        self._note_begin(file_name)

    async def pause(self) -> None:
        """409 while nothing is printed."""
        await self._server.ask("PUT", f"{await self._job_path()}/pause")

    async def resume(self) -> None:
        """409 while nothing is on hold."""
        await self._server.ask("PUT", f"{await self._job_path()}/resume")

    async def cancel(self) -> None:
        """409 while nothing is printed."""
        await self._server.ask("DELETE", await self._job_path())

    def events(self) -> AsyncIterator[Status]:
        """By asking: it does not speak by itself."""
        return looks(self.status, LOOK_EVERY_S)

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._server.close()

    async def _machine(self) -> dict[str, Any]:
        machine: dict[str, Any] = (await self._server.ask_json("GET", "/api/v1/status")).get("printer") or {}
        if _words(machine) in AT_WORK:
            self._just_begun = None
        return machine

    async def _job(self) -> dict[str, Any]:
        """The job that is shown; an empty one for none (204)."""
        job = await self._server.ask_json("GET", "/api/v1/job")
        self._last_seen = _name_in(job) or self._last_seen
        return job

    async def _until_there(self, path: str) -> None:
        """The one on a Raspberry Pi sees a file that it has written only a moment later."""
        for _ in range(THERE_WITHIN_LOOKS):
            if await self._server.find(path) is not None:
                return
            await asyncio.sleep(0.1)

    def _note_begin(self, file_name: str) -> None:
        self._ends.pop(file_name, None)
        self._last_seen = file_name
        self._just_begun = file_name, time.monotonic()

    def _has_just_begun(self, file_name: str) -> bool:
        """Whether the end that is shown may still be that of the print before."""
        name, began_s = self._just_begun or ("", 0.0)
        return name == file_name and time.monotonic() - began_s < BEGINS_WITHIN_S

    async def _is_busy_with_another(self, file_name: str) -> bool:
        return _name_in(await self._job()) != file_name

    async def _job_path(self) -> str:
        job = await self._job()
        if "id" not in job:
            raise PrinterRefusedError("nothing is printed")
        return f"/api/v1/job/{job['id']}"

    async def _path(self, file_name: str) -> str:
        if not await self._find_storage():
            raise PrinterRefusedError("it has no storage to write to")
        return f"/api/v1/files/{self._storage}/{quote(file_name, safe='')}"

    async def _find_storage(self) -> str:
        """Where files go, once it is there."""
        if not self._storage:
            for each in (await self._server.ask_json("GET", "/api/v1/storage")).get("storage_list") or ():
                if each.get("available") and not each.get("read_only"):
                    self._storage = str(each.get("path")).strip("/")
        return self._storage

    def _state(self, words: str) -> PrinterState:
        if words in ENDS and self._storage == "local":
            return PrinterState.BUSY  # for some seconds it begins nothing
        return STATES.get(words, PrinterState.OFFLINE)


def _words(machine: dict[str, Any]) -> str:
    return str(machine.get("state", ""))


def _name_in(job: dict[str, Any]) -> str | None:
    """Its name as it was sent; `name` alone may be the short one of its file system."""
    file = job.get("file") or {}
    name: str | None = file.get("display_name") or file.get("name")
    return name
