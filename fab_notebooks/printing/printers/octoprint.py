"""OctoPrint, by its REST API, and by what it says itself over its WebSocket.

One record of a file, `GET /api/files/local/cle.gcode`; `prints` is missing until its first print ended:

    {"name": "cle.gcode", "size": 834, "prints": {"success": 0, "failure": 1, "last": {"success": false}}}

A cancelled print is a failure there, whoever cancelled it: here, on its own page, or at the machine. Which of the two
it was it only says while it happens, to who listens (`events`); the order is the one below, the record is written
between the last two. A firmware that stops a print with an error makes OctoPrint cancel it: the first message tells.

    {"event": {"type": "PrintCancelling", "payload": {"path": "cle.gcode", "user": "samir", "firmwareError": "…"}}}
    {"event": {"type": "PrintCancelled",  "payload": {"path": "cle.gcode", …}}}
    {"event": {"type": "PrintFailed",     "payload": {"path": "cle.gcode", "reason": "cancelled"}}}

Its state comes about twice a second, as `GET /api/job` has it but for the place of the words:

    {"current": {"state": {"text": "Printing", "error": ""}, "job": {…}, "progress": {"completion": 41.2, …}}}

ref: https://docs.octoprint.org/en/1.11.8/api/ and …/api/push.html
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from tornado.websocket import WebSocketClientConnection

from fab_notebooks.printing.changes import Changes
from fab_notebooks.printing.printers.protocol import (
    Outcome,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.printers.push import Message, pushed
from fab_notebooks.printing.printers.server import PrintServer

# Its words for a machine that prints. While it opens the line to one (Detecting, Connecting) nothing is printed.
AT_WORK = ("Starting", "Printing", "Pausing", "Resuming", "Cancelling", "Finishing", "Sending file", "Transferring")

ENDINGS = ("PrintCancelling", "PrintCancelled", "PrintFailed")
WORD_WITHIN_S = 5.0
"""The record is there a moment before the word that says what it means."""


class OctoPrint:
    """One OctoPrint, which has one machine."""

    def __init__(self, server: PrintServer) -> None:
        self._server = server
        self._endings: dict[str, Outcome] = {}
        """What was heard of files whose print ended before its end."""
        self._heard = Changes()
        self._is_listening = False

    async def status(self) -> Status:
        """By `GET /api/job`."""
        try:
            job = await self._server.ask_json("GET", "/api/job")
        except (PrinterUnreachableError, PrinterRefusedError) as error:
            return Status(PrinterState.UNKNOWN, message=str(error))
        return _status(str(job.get("state", "")), job.get("error"), job)

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
        if record.get("failure") or file_name in self._endings:
            return await self._ending(file_name)
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

    def events(self) -> AsyncIterator[Status]:
        """By its push messages; meanwhile it also learns how prints end."""
        return pushed(self._look_while_deaf, self._open_line, self._hear)

    async def _look_while_deaf(self) -> Status:
        self._is_listening = False
        self._heard.ring()
        return await self.status()

    async def _open_line(self) -> WebSocketClientConnection:
        """A line on which it speaks with the user of our key."""
        user = await self._server.ask_json("POST", "/api/login", json={"passive": True})
        line = await self._server.open_line("/sockjs/websocket")
        wanted = {"state": {"logs": False, "messages": False}, "plugins": False, "events": list(ENDINGS)}
        for order in ({"auth": f"{user.get('name')}:{user.get('session')}"}, {"subscribe": wanted}):
            await line.write_message(json.dumps(order))
        return line

    def _hear(self, message: Message) -> Status | None:
        """The status in a message, if there is one; notes how a print ends."""
        if "reauthRequired" in message:
            raise PrinterRefusedError("its user has changed")
        if "event" in message:
            self._note(message["event"])
        job = message.get("current") or message.get("history")
        if job is None:
            return None
        self._is_listening = True
        state = job.get("state") or {}
        return _status(str(state.get("text", "")), state.get("error"), job)

    def _note(self, event: dict[str, Any]) -> None:
        payload = event.get("payload") or {}
        name, kind = str(payload.get("path")), event.get("type")
        if kind == "PrintCancelling" and payload.get("firmwareError"):
            self._endings[name] = Outcome.FAILED
        elif kind == "PrintCancelled" or (kind == "PrintFailed" and payload.get("reason") == "cancelled"):
            self._endings.setdefault(name, Outcome.CANCELLED)
        elif kind == "PrintFailed":
            self._endings.setdefault(name, Outcome.FAILED)
        self._heard.ring()

    async def _ending(self, file_name: str) -> Outcome:
        """What was heard of a print that the record calls a failure."""
        while file_name not in self._endings and self._is_listening:
            count = self._heard.count
            if await self._heard.after(count, WORD_WITHIN_S) == count:
                break
        return self._endings.get(file_name, Outcome.ENDED)

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._server.close()

    async def _order(self, command: str, **more: str) -> None:
        await self._server.ask("POST", "/api/job", json={"command": command, **more})


def _status(words: str, error: str | None, job: dict[str, Any]) -> Status:
    progress = job.get("progress") or {}
    completion = progress.get("completion")
    return Status(
        _state(words),
        _name_in(job),
        # A file without any command of a printer has -100 % and the like.
        None if completion is None else min(1.0, max(0.0, completion / 100)),
        progress.get("printTimeLeft"),
        " – ".join(part for part in (words, error) if part),
    )


def _state(words: str) -> PrinterState:
    if words == "Operational":
        return PrinterState.IDLE
    if words == "Paused":
        return PrinterState.PAUSED
    if words.startswith(AT_WORK):
        return PrinterState.BUSY
    return PrinterState.OFFLINE  # Offline, Offline after error, Connecting, Closed, Error, Unknown


def _name_in(job: dict[str, Any]) -> str | None:
    name: str | None = ((job.get("job") or {}).get("file") or {}).get("path")
    return name


def _path(file_name: str) -> str:
    return f"/api/files/local/{quote(file_name, safe='')}"
