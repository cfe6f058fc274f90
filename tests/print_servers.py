"""Real print servers for tests, on free ports, ended afterwards: OctoPrint with its virtual printer."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from hub_config import simulated_printer
from hub_config.settings import CHECKOUT
from tests.real_hub import free_ports, wait_for

KEY = "k" * 40


def a_gcode(moves: int = 5, dwells: int = 0) -> bytes:
    """A job of so many moves, and so many halves of a second in which it can be paused or cancelled."""
    lines = ["G28", "G90", *(f"G1 X{10 + n % 100} Y{10 + n % 90} F6000" for n in range(moves)), *["G4 P500"] * dwells]
    return ("\n".join(lines) + "\n").encode()


@dataclass
class RunningOctoPrint:
    """One OctoPrint process with a base folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, **options: object) -> httpx.Response:
        """Its own REST interface, with the key."""
        return httpx.request(method, self.url + path, headers={"X-Api-Key": KEY}, **options)  # type: ignore[arg-type]

    def start(self) -> None:
        """Starts it and waits until its machine takes jobs."""
        simulated_printer.prepare(self.folder, self.port, KEY, "s" * 64)
        with open(self.folder / "said.log", "ab") as log:
            command = simulated_printer.command(self.folder, self.port)
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.wait_until_operational()

    def wait_until_operational(self) -> None:
        """Waits until its machine takes jobs; one that went offline is connected again."""

        def is_operational() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                answer = self.ask("GET", "/api/connection")
                if answer.status_code == 200:
                    words = answer.json()["current"]["state"]
                    if words.startswith(("Offline", "Closed", "Error")):
                        self.ask("POST", "/api/connection", json={"command": "connect", "port": "VIRTUAL"})
                    return bool(words == "Operational")
            return False

        wait_for(is_operational, "OctoPrint to be operational")

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ends it in its own way, or not."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def debug(self, command: str) -> None:
        """A fault of the virtual printer. ref: octoprint/plugins/virtual_printer, "!!DEBUG:help" """
        self.ask("POST", "/api/printer/command", json={"command": f"!!DEBUG:{command}"}).raise_for_status()

    def prints_of(self, file_name: str) -> dict[str, object]:
        """Its record of a file's prints: {"success": 1, "failure": 0, …}; empty if none ended."""
        prints: dict[str, object] = self.ask("GET", f"/api/files/local/{file_name}").json().get("prints") or {}
        return prints

    def prints_begun(self) -> list[str]:
        """The names of the files it began to print, in order, as it wrote them into its own log."""
        return prints_begun(self.folder)


def prints_begun(folder: Path) -> list[str]:
    """The same, of the OctoPrint with this base folder."""
    log = (folder / "logs" / "octoprint.log").read_text(encoding="utf-8")
    begun = "Print job started - origin: local, path: "
    return [line.partition(begun)[2].split(",")[0] for line in log.splitlines() if begun in line]


@contextlib.contextmanager
def octoprint(folder: Path) -> Iterator[RunningOctoPrint]:
    """One that is ready to print."""
    folder.mkdir(parents=True, exist_ok=True)
    running = RunningOctoPrint(folder, free_ports(1)[0])
    try:
        running.start()
        yield running
    finally:
        running.stop()


async def until(condition: Callable[[], Awaitable[object]], what: str, within_s: float = 30) -> None:
    """Waits until an awaited condition is true."""
    end = time.monotonic() + within_s
    while not await condition():
        assert time.monotonic() < end, f"waited {within_s} s for {what}"
        await asyncio.sleep(0.05)


MOONRAKER = CHECKOUT / ".venv/moonraker/bin/moonraker"
MOONRAKER_CONF = """[server]
host: 127.0.0.1
port: {port}
klippy_uds_address: {socket}
[machine]
provider: none
validate_service: False
[authorization]
force_logins: False
[file_manager]
check_klipper_config_path: False
[history]
[announcements]
subscriptions:
"""


@dataclass
class RunningMoonraker:
    """One Moonraker process, before a stand-in for Klipper or a real one."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    api_key: str

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def moonraker(folder: Path, socket: Path) -> Iterator[RunningMoonraker]:
    """One that speaks with whoever listens at the socket, and has a key; ready."""
    for name in ("config", "gcodes", "logs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    port = free_ports(1)[0]
    (folder / "config" / "moonraker.conf").write_text(MOONRAKER_CONF.format(port=port, socket=socket))
    with open(folder / "said.log", "ab") as log:
        process = subprocess.Popen([str(MOONRAKER), "-d", str(folder), "-n"], stdout=log, stderr=log)
    try:
        key = wait_for(lambda: _moonraker_key(folder), "the key of Moonraker", 8)

        def is_ready() -> bool:
            with contextlib.suppress(httpx.HTTPError, KeyError):
                answer = httpx.get(f"http://127.0.0.1:{port}/server/info", headers={"X-Api-Key": key})
                return bool(answer.json()["result"]["klippy_state"] == "ready")
            return False

        wait_for(is_ready, "Moonraker and its Klipper to be ready")
        yield RunningMoonraker(folder, port, process, key)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _moonraker_key(folder: Path) -> str | None:
    """The key it made at its first start."""
    database = folder / "database" / "moonraker-sql.db"
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db,
    ):
        row = db.execute("SELECT password FROM authorized_users WHERE username = '_API_KEY_USER_'").fetchone()
        return str(row[0]) if row else None
    return None
