"""A stand-in for Klipper behind its socket, so that a real Moonraker has something to speak with.

It knows a virtual SD card and a state of printing: a line of the file every millisecond, a dwell (`G4 P500`) its time,
`error` as the machine's refusal. Messages are JSON, ended by byte 3.

ref: https://www.klipper3d.org/API_Server.html
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

END = b"\x03"
ENDPOINTS = ("info", "emergency_stop", "register_remote_method", "list_endpoints", "objects/list", "objects/query",
             "objects/subscribe", "gcode/help", "gcode/script", "gcode/restart", "gcode/firmware_restart",
             "gcode/subscribe_output", "pause_resume/pause", "pause_resume/resume", "pause_resume/cancel")  # fmt: skip


class StandInKlippy:
    """Listens at `socket`, prints what lies in `gcodes`; `begun` has the names, in order."""

    def __init__(self, socket: Path, gcodes: Path) -> None:
        self.socket = socket
        self.gcodes = gcodes
        self.begun: list[str] = []
        self.stats: dict[str, Any] = {"state": "standby", "filename": "", "message": "", "print_duration": 0.0,
                                      "total_duration": 0.0, "filament_used": 0.0, "info": {}}  # fmt: skip
        self.progress = 0.0
        self._tell: Callable[[dict[str, Any]], None] | None = None
        self._printing: asyncio.Task[None] | None = None
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._goes_on = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Listens from now on."""
        self._thread.start()
        serving = asyncio.start_unix_server(self._serve, str(self.socket), limit=2**24)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)

    def hang_up(self) -> None:
        """Ends its connections and listens no more, as a Klipper that crashed."""

        async def hang_up() -> None:
            assert self._server is not None
            self._server.close()
            for writer in self._writers:
                writer.close()

        self.socket.unlink()
        asyncio.run_coroutine_threadsafe(hang_up(), self._loop).result(10)

    def stop(self) -> None:
        """Gone, with its connections."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)

        def send(message: dict[str, Any]) -> None:
            writer.write(json.dumps(message).encode() + END)

        while True:
            try:
                raw = await reader.readuntil(END)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            request = json.loads(raw[:-1])
            try:
                answer = {"result": self._answer(request["method"], request.get("params") or {}, send)}
            except ValueError as error:
                answer = {"error": {"error": "WebRequestError", "message": str(error)}}
            if "id" in request:
                send({"id": request["id"], **answer})

    def _answer(self, method: str, params: dict[str, Any], send: Callable[[dict[str, Any]], None]) -> Any:
        if method == "info":
            return {"state": "ready", "state_message": "Printer is ready", "hostname": "test", "software_version": "v0",
                    "cpu_info": "", "klipper_path": "/x", "python_path": "/x", "log_file": "/x",
                    "config_file": "/x"}  # fmt: skip
        if method == "list_endpoints":
            return {"endpoints": list(ENDPOINTS)}
        if method == "objects/list":
            return {"objects": list(self._status())}
        if method in ("objects/query", "objects/subscribe"):
            if method == "objects/subscribe":
                self._tell = lambda status: send(
                    {**params["response_template"], "params": {"eventtime": 1.0, "status": status}}
                )
            status = self._status()
            return {"eventtime": 1.0, "status": {name: status[name] for name in params["objects"] if name in status}}
        if method == "gcode/script":
            return self._script(params["script"])
        if method.startswith("pause_resume/"):
            return self._order(method.partition("/")[2])
        return {}

    def _status(self) -> dict[str, Any]:
        sdcard = {"progress": self.progress, "is_active": self.stats["state"] == "printing", "file_position": 0}
        return {
            "webhooks": {"state": "ready", "state_message": "Printer is ready"},
            "configfile": {"config": {"virtual_sdcard": {"path": str(self.gcodes)}}, "settings": {}, "warnings": []},
            "virtual_sdcard": sdcard,
            "print_stats": dict(self.stats),
            "pause_resume": {"is_paused": self.stats["state"] == "paused"},
            "display_status": {"progress": self.progress, "message": None},
            "idle_timeout": {"state": "Ready", "printing_time": 0.0},
        }

    def _changed(self, **stats: Any) -> None:
        self.stats.update(stats)
        if self._tell:
            status = self._status()
            self._tell({name: status[name] for name in ("print_stats", "virtual_sdcard", "pause_resume")})

    def _script(self, script: str) -> dict[str, Any]:
        found = re.match(r'SDCARD_PRINT_FILE FILENAME="?(.*?)"?$', script.strip())
        if found:
            if self.stats["state"] in ("printing", "paused"):
                raise ValueError("SD busy")
            self._begin(found[1].replace("\\\\", "\\").replace('\\"', '"'))
        return {}

    def _begin(self, name: str) -> None:
        file = self.gcodes / name
        if not file.is_file():
            raise ValueError("Unable to open file")
        self.begun.append(name)
        self.progress = 0.0
        self._goes_on.set()
        self._changed(state="printing", filename=name, message="", print_duration=0.0)
        self._printing = asyncio.create_task(self._print(file.read_text(encoding="utf-8").splitlines()))

    async def _print(self, lines: list[str]) -> None:
        for number, line in enumerate(lines, start=1):
            await self._goes_on.wait()
            dwell = re.match(r"G4 P(\d+)", line)
            await asyncio.sleep(int(dwell[1]) / 1000 if dwell else 0.001)
            if line.startswith("G1 X99999"):
                self._changed(state="error", message="Move out of range: 99999.000 0.000 0.000 [0.000]")
                return
            self.progress = number / len(lines)
            self._changed(print_duration=self.stats["print_duration"] + 0.001)
        self._changed(state="complete")

    def _order(self, order: str) -> dict[str, Any]:
        is_at_work = self.stats["state"] in ("printing", "paused")
        if order == "pause" and self.stats["state"] == "printing":
            self._goes_on.clear()
            self._changed(state="paused")
        elif order == "resume" and self.stats["state"] == "paused":
            self._changed(state="printing")
            self._goes_on.set()
        elif order == "cancel" and is_at_work and self._printing:
            self._printing.cancel()
            self._changed(state="cancelled")
        return {}
