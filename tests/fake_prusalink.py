"""A small PrusaLink for tests, after its description and sources: what needs a machine on the cable in the real one.

It checks the key, keeps files of one storage, prints a line every millisecond (a dwell `G4 P500` takes its time), and
answers 409 to what does not fit. There are two of them, which differ:

                                the firmware's                       the Raspberry Pi's
    storage                     usb                                  local
    a wrong key                 401                                  403
    job                         shown until the next one begins      none (204) once it has ended
    after its yes               the print before for a moment        the new one
    a job's state               ERROR between print and end          the machine's
    FINISHED and STOPPED        stay, and the next may begin         soon become IDLE; before, nothing begins
    name                        short; display_name is the long one  both are the long one

ref: https://github.com/prusa3d/Prusa-Link-Web/blob/master/spec/openapi.yaml
     https://github.com/prusa3d/Prusa-Link/tree/master/prusa/link/web
     https://github.com/prusa3d/Prusa-Firmware-Buddy/tree/master/lib/WUI
"""

from __future__ import annotations

import asyncio
import re
import threading
from typing import Any
from urllib.parse import unquote

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

KEY = "p" * 20
TURN_S = 0.05
"""How long it shows what is over when a print begins, and is busy before it says that one has ended."""


class FakePrusaLink:
    """One machine; runs in a thread of its own from `start` to `stop`."""

    def __init__(self, *, on_pi: bool = False) -> None:
        self.on_pi = on_pi
        self.storage = "local" if on_pi else "usb"
        self.files: dict[str, bytes] = {}
        self.job: dict[str, Any] | None = None
        self.state = "IDLE"
        self.begun: list[str] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._goes_on = asyncio.Event()
        self._printing: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listens from now on."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    def stop(self) -> None:
        """Gone."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self) -> None:
        options = {"machine": self}
        routes = [("/api/v1/status", Status, options), ("/api/v1/job", CurrentJob, options),
                  (r"/api/v1/job/(\d+)(?:/(pause|resume))?", JobOrder, options),
                  ("/api/v1/storage", Storage, options), ("/api/v1/files/([^/]+)/(.*)", File, options)]  # fmt: skip
        [socket] = bind_sockets(0, "127.0.0.1")
        self.port = socket.getsockname()[1]
        server = HTTPServer(Application(routes, log_function=lambda handler: None))
        server.add_socket(socket)

    @property
    def is_at_work(self) -> bool:
        """Whether it cannot begin another."""
        return self.state not in ("IDLE", "FINISHED", "STOPPED") or not (
            self._printing is None or self._printing.done()
        )

    def begin(self, name: str) -> None:
        """Prints a file."""
        self.begun.append(name)
        file = {"name": name if self.on_pi else name.upper()[:6] + "~1.GCO", "display_name": name}
        self.job = {"id": len(self.begun), "progress": 0.0, "time_remaining": 60, "file": file}
        self._goes_on.set()
        if self.on_pi:
            self.state = "PRINTING"
        self._printing = self._loop.create_task(self._print(self.files[name].decode().splitlines()))

    async def _print(self, lines: list[str]) -> None:
        if not self.on_pi:
            await asyncio.sleep(TURN_S)
            self.state = "PRINTING"
        await asyncio.sleep(TURN_S * 4)
        for number, line in enumerate(lines, start=1):
            await self._goes_on.wait()
            dwell = re.match(r"G4 P(\d+)", line)
            await asyncio.sleep(int(dwell[1]) / 1000 if dwell else 0.001)
            self.job["progress"] = 100.0 * number / len(lines)  # type: ignore[index]
        await self._end("FINISHED")

    async def _end(self, state: str) -> None:
        """It parks its head first."""
        self.state = "BUSY"
        await asyncio.sleep(TURN_S)
        self.state = state
        if self.on_pi:
            self.job = None
            await asyncio.sleep(TURN_S * 10)
            self.state = "IDLE"

    def order(self, order: str) -> None:
        """409 for what does not fit."""
        if (order, self.state) == ("pause", "PRINTING"):
            self._goes_on.clear()
            self.state = "PAUSED"
        elif (order, self.state) == ("resume", "PAUSED"):
            self.state = "PRINTING"
            self._goes_on.set()
        elif order == "stop" and self.state in ("PRINTING", "PAUSED") and self._printing:
            self._printing.cancel()
            self._printing = self._loop.create_task(self._end("STOPPED"))
        else:
            raise HTTPError(409)


class Keyed(RequestHandler):
    def initialize(self, machine: FakePrusaLink) -> None:
        self.machine = machine

    def prepare(self) -> None:
        if self.request.headers.get("X-Api-Key") != KEY:
            raise HTTPError(403 if self.machine.on_pi else 401)


class Status(Keyed):
    def get(self) -> None:
        self.write({"printer": {"state": self.machine.state, "temp_nozzle": 20.0}})


class CurrentJob(Keyed):
    def get(self) -> None:
        if self.machine.job is None:
            self.set_status(204)
        else:
            state = self.machine.state
            if not self.machine.on_pi and state not in ("PRINTING", "PAUSED", "FINISHED", "STOPPED"):
                state = "ERROR"
            self.write({**self.machine.job, "state": state})


class Storage(Keyed):
    def get(self) -> None:
        own = {"path": f"/{self.machine.storage}", "read_only": False, "available": True}
        card = {"path": "/sdcard", "type": "SDCARD", "read_only": True, "available": True}
        self.write({"storage_list": [card, own]})


class JobOrder(Keyed):
    def put(self, job_id: str, order: str) -> None:
        self._order(job_id, order)

    def delete(self, job_id: str, order: str | None = None) -> None:
        self._order(job_id, "stop")

    def _order(self, job_id: str, order: str) -> None:
        if self.machine.job is None or self.machine.job["id"] != int(job_id):
            raise HTTPError(404)
        self.machine.order(order)
        self.set_status(204)


class File(Keyed):
    def prepare(self) -> None:
        super().prepare()
        if self.path_args[0] != self.machine.storage:
            raise HTTPError(404)

    def get(self, storage: str, name: str) -> None:
        if unquote(name) not in self.machine.files:
            raise HTTPError(404)
        self.write({"name": name, "type": "PRINT_FILE"})

    def put(self, storage: str, name: str) -> None:
        if self.machine.is_at_work and self.machine.begun[-1] == unquote(name):
            raise HTTPError(409)
        self.machine.files[unquote(name)] = self.request.body
        if self.request.headers.get("Print-After-Upload") == "?1":
            self._begin(unquote(name))
        self.set_status(201)

    def post(self, storage: str, name: str) -> None:
        if unquote(name) not in self.machine.files:
            raise HTTPError(404)
        self._begin(unquote(name))
        self.set_status(204)

    def _begin(self, name: str) -> None:
        """The file stays, whether or not."""
        if self.machine.is_at_work:
            raise HTTPError(409)
        self.machine.begin(name)
