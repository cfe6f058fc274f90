"""OctoPrint, by its REST API.

One record of a file, `GET /api/files/local/cle.gcode`; `prints` is missing until its first print ended:

    {"name": "cle.gcode", "size": 834, "prints": {"success": 0, "failure": 1, "last": {"success": false}}}

A cancelled print is a failure there; who cancelled knows.

ref: https://docs.octoprint.org/en/1.11.8/api/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fab_notebooks.printing.printers.protocol import (
    Outcome,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.printers.server import PrintServer

# Its words for a machine that is there but not free: those of the printing, and those on the way there or back.
AT_WORK = ("Starting", "Printing", "Pausing", "Resuming", "Cancelling", "Finishing", "Sending file", "Transferring")
CONNECTING = ("Opening", "Detecting", "Connecting")


class OctoPrint:
    """One OctoPrint, which has one machine."""

    def __init__(self, server: PrintServer) -> None:
        self._server = server

    async def status(self) -> Status:
        """By `GET /api/job`."""
        try:
            job = await self._server.ask_json("GET", "/api/job")
        except (PrinterUnreachableError, PrinterRefusedError) as error:
            return Status(PrinterState.UNKNOWN, message=str(error))
        words, progress = str(job.get("state", "")), job.get("progress") or {}
        completion = progress.get("completion")
        return Status(
            _state(words),
            _name_in(job),
            # A file without any command of a printer has -100 % and the like.
            None if completion is None else min(1.0, max(0.0, completion / 100)),
            progress.get("printTimeLeft"),
            " – ".join(part for part in (words, job.get("error")) if part),
        )

    async def outcome(self, file_name: str) -> Outcome:
        """By the file's record of prints. First the machine is looked at: between the looks a print can only end."""
        try:
            job = await self._server.ask_json("GET", "/api/job")
            file = await self._server.find(_path(file_name))
        except (PrinterUnreachableError, PrinterRefusedError):
            return Outcome.UNKNOWN
        state, is_selected = _state(str(job.get("state", ""))), _name_in(job) == file_name
        if is_selected and state in {PrinterState.BUSY, PrinterState.PAUSED}:
            return Outcome.UNDER_WAY
        if file is None:
            return Outcome.ABSENT
        record = file.get("prints") or {}
        if record.get("success"):
            return Outcome.DONE
        if record.get("failure"):
            return Outcome.FAILED
        # Ended a moment ago: it is idle again before it has written its record. (A print that was on hold when the line
        # dropped gets none at all: WAITING, as if it had never begun.)
        just_ended = is_selected and state is PrinterState.IDLE and (job["progress"].get("completion") or 0) >= 100
        return Outcome.UNDER_WAY if just_ended else Outcome.WAITING

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        """While it prints it takes the file with 201 all the same; `effectivePrint` says what it did."""
        answer = await self._server.ask_json(
            "POST",
            "/api/files/local",
            files={"file": (file_name, gcode, "application/octet-stream")},
            data={"print": "true" if start else "false"},
        )
        return bool(answer.get("effectivePrint"))

    async def start(self, file_name: str) -> None:
        """Selects and prints; 409 while it is busy or offline."""
        await self._server.ask("POST", _path(file_name), json={"command": "select", "print": True})

    async def pause(self) -> None:
        """Takes as long as the commands that the machine has already."""
        await self._order("pause", action="pause")

    async def resume(self) -> None:
        """It answers yes and does nothing while it is still pausing; that is refused here."""
        status = await self.status()
        if status.state is PrinterState.UNKNOWN:
            raise PrinterUnreachableError(f"resume: {status.message}")
        if status.state is not PrinterState.PAUSED:
            raise PrinterRefusedError(f"resume: it is not on hold but {status.message or status.state.value}")
        await self._order("pause", action="resume")

    async def cancel(self) -> None:
        """409 while it is idle."""
        await self._order("cancel")

    async def connect(self) -> None:
        """Opens the line to the machine again, after an error took it offline."""
        await self._server.ask("POST", "/api/connection", json={"command": "connect"})

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._server.close()

    async def _order(self, command: str, **more: str) -> None:
        await self._server.ask("POST", "/api/job", json={"command": command, **more})


def _state(words: str) -> PrinterState:
    if words == "Operational":
        return PrinterState.IDLE
    if words == "Paused":
        return PrinterState.PAUSED
    if words.startswith((*AT_WORK, *CONNECTING)):
        return PrinterState.BUSY
    return PrinterState.OFFLINE  # Offline, Offline after error, Closed, Error, Unknown


def _name_in(job: dict[str, Any]) -> str | None:
    name: str | None = ((job.get("job") or {}).get("file") or {}).get("path")
    return name


def _path(file_name: str) -> str:
    return f"/api/files/local/{quote(file_name, safe='')}"
