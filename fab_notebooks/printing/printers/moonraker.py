"""Moonraker, the web server before Klipper.

One record of a print, `GET /server/history/list`, written when it begins and again when it ends:

    {"job_id": "00000C", "filename": "cle.gcode", "status": "completed", "print_duration": 1.2, "end_time": …}

Once asked to, it says by itself what changes of Klipper's objects, and only that:

    {"method": "notify_status_update", "params": [{"virtual_sdcard": {"progress": 0.4}}, 578243.57]}

ref: https://moonraker.readthedocs.io/en/latest/external_api/
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from tornado.websocket import WebSocketClientConnection

from fab_notebooks.printing.printers.protocol import (
    Outcome,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.printers.push import Message, pushed
from fab_notebooks.printing.printers.server import PrintServer

HISTORY_LENGTH = 200
"""The newest prints that are looked through for a name; the house prints one file at a time."""

STATES = {
    "standby": PrinterState.IDLE,
    "complete": PrinterState.IDLE,
    "cancelled": PrinterState.IDLE,
    # Klipper stopped the print, and takes another.
    "error": PrinterState.IDLE,
    "printing": PrinterState.BUSY,
    "paused": PrinterState.PAUSED,
}

NOW = {
    "printing": Outcome.UNDER_WAY,
    "paused": Outcome.UNDER_WAY,
    "complete": Outcome.DONE,
    "cancelled": Outcome.CANCELLED,
    "error": Outcome.FAILED,
}
"""Klipper's own word on the file it prints or printed last; the history is written a little later."""

OUTCOMES = {"in_progress": Outcome.UNDER_WAY, "completed": Outcome.DONE, "cancelled": Outcome.CANCELLED}
"""Everything else is a failure: error, interrupted, server_exit, klippy_shutdown, klippy_disconnect."""


class Moonraker:
    """One Moonraker, which has one Klipper."""

    def __init__(self, server: PrintServer) -> None:
        self._server = server

    async def status(self) -> Status:
        """By Klipper's `print_stats` and `virtual_sdcard`."""
        try:
            klippy = (await self._server.ask_json("GET", "/server/info"))["result"]["klippy_state"]
            if klippy != "ready":
                return Status(PrinterState.OFFLINE, message=f"Klipper: {klippy}")
            query = "/printer/objects/query?print_stats&virtual_sdcard"
            return _status((await self._server.ask_json("GET", query))["result"]["status"])
        except (PrinterUnreachableError, PrinterRefusedError, KeyError) as error:
            return Status(PrinterState.UNKNOWN, message=str(error))

    async def outcome(self, file_name: str) -> Outcome:
        """By Klipper's last print, if it is this one, else by the history, which outlives Klipper."""
        status = await self.status()
        if status.file_name == file_name and (now := NOW.get(status.message.partition(" ")[0])):
            return now
        try:
            history = await self._server.ask_json("GET", f"/server/history/list?limit={HISTORY_LENGTH}&order=desc")
            for job in history["result"]["jobs"]:
                if job["filename"] == file_name:
                    return OUTCOMES.get(job["status"], Outcome.FAILED)
            found = await self._server.find(f"/server/files/metadata?filename={quote(file_name, safe='')}")
        except (PrinterUnreachableError, PrinterRefusedError, KeyError):
            return Outcome.UNKNOWN
        return Outcome.ABSENT if found is None else Outcome.WAITING

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        """While it prints it takes the file with 201 all the same; `print_started` says what it did."""
        answer = await self._server.ask_json(
            "POST",
            "/server/files/upload",
            files={"file": (file_name, gcode, "application/octet-stream")},
            data={"root": "gcodes", "print": "true" if start else "false"},
        )
        return bool(answer.get("print_started"))

    async def start(self, file_name: str) -> None:
        """Refused by Klipper while it prints."""
        await self._order(f"start?filename={quote(file_name, safe='')}")

    async def pause(self) -> None:
        """Refused here while nothing is printed: Klipper would say yes."""
        await self._expect("pause", PrinterState.BUSY)
        await self._order("pause")

    async def resume(self) -> None:
        """Refused while nothing is on hold."""
        await self._expect("resume", PrinterState.PAUSED)
        await self._order("resume")

    async def cancel(self) -> None:
        """Refused here while nothing is printed: Klipper would say yes."""
        await self._expect("cancel", PrinterState.BUSY, PrinterState.PAUSED)
        await self._order("cancel")

    def events(self) -> AsyncIterator[Status]:
        """By its notifications."""
        objects: dict[str, dict[str, Any]] = {}

        async def open_line() -> WebSocketClientConnection:
            objects.clear()
            line = await self._server.open_line("/websocket")
            wanted = {"objects": {"print_stats": None, "virtual_sdcard": ["progress"]}}
            request = {"jsonrpc": "2.0", "method": "printer.objects.subscribe", "params": wanted, "id": 1}
            await line.write_message(json.dumps(request))
            return line

        def hear(message: Message) -> Status | None:
            match message.get("method"):
                case "notify_klippy_ready":
                    # What was subscribed to before is forgotten.
                    raise PrinterUnreachableError("Klipper has started again")
                case "notify_klippy_shutdown" | "notify_klippy_disconnected" as method:
                    return Status(PrinterState.OFFLINE, message=f"Klipper: {method.rpartition('_')[2]}")
                case "notify_status_update":
                    news = message["params"][0]
                case _:
                    news = (message.get("result") or {}).get("status") or {}
            for name, values in news.items():
                objects.setdefault(name, {}).update(values)
            return _status(objects) if "print_stats" in objects else None

        return pushed(self.status, open_line, hear)

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._server.close()

    async def _expect(self, order: str, *states: PrinterState) -> None:
        status = await self.status()
        if status.state is PrinterState.UNKNOWN:
            raise PrinterUnreachableError(f"{order}: {status.message}")
        if status.state not in states:
            raise PrinterRefusedError(f"{order}: it is {status.message or status.state.value}")

    async def _order(self, order: str) -> Any:
        """Klipper's own refusals come as 400, and as 500 or 503 when it is not there at all."""
        return await self._server.ask("POST", f"/printer/print/{order}")


def _status(objects: dict[str, Any]) -> Status:
    """By Klipper's `print_stats` and `virtual_sdcard`."""
    stats, card = objects.get("print_stats") or {}, objects.get("virtual_sdcard") or {}
    words = str(stats.get("state", ""))
    return Status(
        STATES.get(words, PrinterState.OFFLINE),
        stats.get("filename") or None,
        card.get("progress"),
        message=" – ".join(part for part in (words, stats.get("message")) if part),
    )
