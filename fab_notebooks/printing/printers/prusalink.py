"""PrusaLink, the server in Prusa's printers, by version 1 of its API.

It keeps no history: a print is known by `GET /api/v1/job` until the next one begins,

    {"id": 297, "state": "FINISHED", "progress": 100, "file": {"name": "CLE~1.BGC", "display_name": "cle.gcode"}}

so an outcome that nobody asked for in time is WAITING here, and a person has to say how it ended.

ref: https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
"""

from __future__ import annotations

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
AT_WORK = ("PRINTING", "PAUSED")
OUTCOMES = {
    "FINISHED": Outcome.DONE,
    "STOPPED": Outcome.CANCELLED,
    "ERROR": Outcome.FAILED,
}


class PrusaLink:
    """One Prusa printer; `storage` is where files go (`usb` on those with a stick, `local` on a Raspberry Pi)."""

    def __init__(self, server: PrintServer, storage: str = "usb") -> None:
        self._server = server
        self._storage = storage

    async def status(self) -> Status:
        """By `GET /api/v1/status` and the job."""
        try:
            machine = (await self._server.ask_json("GET", "/api/v1/status")).get("printer") or {}
            job = await self._job()
        except (PrinterUnreachableError, PrinterRefusedError) as error:
            return Status(PrinterState.UNKNOWN, message=str(error))
        progress, words = job.get("progress"), str(machine.get("state", ""))
        return Status(
            STATES.get(words, PrinterState.OFFLINE),
            _name_in(job),
            None if progress is None else progress / 100,
            job.get("time_remaining"),
            " – ".join(part for part in (words, (machine.get("status_printer") or {}).get("message")) if part),
        )

    async def outcome(self, file_name: str) -> Outcome:
        """By the job that is shown, if it is this file's."""
        try:
            job = await self._job()
            if _name_in(job) == file_name:
                return OUTCOMES.get(str(job.get("state")), Outcome.UNDER_WAY)
            found = await self._server.find(self._path(file_name))
        except (PrinterUnreachableError, PrinterRefusedError):
            return Outcome.UNKNOWN
        return Outcome.ABSENT if found is None else Outcome.WAITING

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        """It says yes before it begins; the job that it shows then says whether it did."""
        await self._server.ask(
            "PUT",
            self._path(file_name),
            content=gcode,
            # Structured headers (RFC 8941): ?1 is true.
            headers={"Print-After-Upload": f"?{int(start)}", "Overwrite": "?1", "Content-Type": "text/x.gcode"},
        )
        if not start:
            return False
        try:
            job = await self._job()
        except PrinterRefusedError as error:  # of the question only: the file has arrived
            raise PrinterUnreachableError(f"{file_name} arrived; {error}") from error
        if _name_in(job) == file_name:
            return True
        if job.get("state") in AT_WORK:
            return False
        # It may begin in a moment: sent again under another name it would be printed twice.
        raise PrinterUnreachableError(f"{file_name} arrived; the printer does not show yet whether it begins")

    async def start(self, file_name: str) -> None:
        """409 while it is busy."""
        await self._server.ask("POST", self._path(file_name))

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

    async def _job(self) -> dict[str, Any]:
        """The job that is shown; an empty one for none (204)."""
        return await self._server.ask_json("GET", "/api/v1/job")

    async def _job_path(self) -> str:
        job = await self._job()
        if "id" not in job:
            raise PrinterRefusedError("nothing is printed")
        return f"/api/v1/job/{job['id']}"

    def _path(self, file_name: str) -> str:
        return f"/api/v1/files/{self._storage}/{quote(file_name, safe='')}"


def _name_in(job: dict[str, Any]) -> str | None:
    """Its name as it was sent; `name` alone may be the short one of its file system."""
    file = job.get("file") or {}
    name: str | None = file.get("display_name") or file.get("name")
    return name
