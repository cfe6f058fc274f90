"""One chromium-headless-shell, alone: no network, no files but its own, gone when we are gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from graders.sandbox import BWRAP, MIB, SYSTEM, Limits, Mount, Sandbox, kill, start_async
from graders.web.cdp import CdpError, Connection

DEBIAN_BINARY = Path("/usr/lib/chromium/chromium-headless-shell")
LAUNCH_S = 20.0
CALL_S = 5.0
RENDERER_BYTES = 500 * 2**20  # a page by hand takes 20 MB; an ArrayBuffer bomb is at 2 GB within 3 s
# The fullest exercise takes half a second of a processor; who takes more within so short a time goes behind the others.
RENDERER_CPU_S = 1.0
SPENDING_S = 2.0
WATCH_EVERY_S = 0.05
QUEUEING_S = 3.0  # what is looked back at: as long as a page may take to load
MOMENT_S = 0.3
LOWEST = 19  # ref: sched(7), the nice value

WALLS = Sandbox(
    mounts=(*SYSTEM, Mount(Path("/etc/fonts"), "/etc/fonts")),
    environment={"HOME": "/tmp", "LANG": "C.UTF-8"},
    limits=Limits(
        # Threads count: a browser with three pages has about two hundred.
        processes=1024,
        # Its files are all in memory: /tmp and /dev/shm have the limit.
        file_bytes=None,
        temporary_bytes=256 * MIB,
    ),
    # Behind our walls it builds its own, one more for each page.
    own_namespaces=True,
)
# The browser reads its protocol from 3 and writes it to 4; asyncio gives us 0 and 1.
PIPES = ("/bin/sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null', "sh")
# ref: https://peter.sh/experiments/chromium-command-line-switches/
SWITCHES = (
    "--headless",
    "--remote-debugging-pipe",
    "--user-data-dir=/tmp/profile",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--hide-scrollbars",
    "--mute-audio",
    # A page behind another must not be slowed down: three are graded at once.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    # Second wall behind the missing network: every name unknown, every connection to a dead proxy, no UDP around it.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--block-new-web-contents",
    "--js-flags=--max-old-space-size=128",
    "about:blank",
)


class BrowserError(CdpError):
    """No browser: the message says what is missing or what it printed when it died."""


def command() -> list[str]:
    """What runs in the sandbox; BrowserError names what must be installed."""
    binary = DEBIAN_BINARY if DEBIAN_BINARY.exists() else shutil.which("chromium-headless-shell")
    if binary is None or not Path(BWRAP).exists():
        missing = "chromium-headless-shell" if binary is None else "bubblewrap"
        raise BrowserError(f"{missing} is not installed; on Debian: apt-get install {missing}")
    if os.geteuid() == 0:
        raise BrowserError("the browser keeps its sandbox only under a plain account; start the service as one")
    return [*PIPES, str(binary), *SWITCHES]


class Browser:
    """A running browser and its protocol. Make one with `launch`; `close` or our own end stops it."""

    def __init__(self, process: asyncio.subprocess.Process, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.gradings = 0
        self.users = 0
        self._in_use = asyncio.Event()
        self._queueing = Queueing()
        self._spending = Spending()
        self._tasks = [asyncio.create_task(connection.run()), asyncio.create_task(self._watch_pages())]

    @classmethod
    async def launch(cls, inside: Sequence[str] | None = None) -> Browser:
        """A browser that answers; BrowserError if it does not within 20 s."""
        pipe = asyncio.subprocess.PIPE
        with tempfile.TemporaryFile() as errors:
            process = await start_async(WALLS, inside or command(), stdin=pipe, stdout=pipe, stderr=errors)
            if process.stdin is None or process.stdout is None:
                raise BrowserError("the browser has no pipes")
            browser = cls(process, Connection(process.stdout, process.stdin))
            try:
                await browser.connection.call("Browser.getVersion", timeout_s=LAUNCH_S)
            except CdpError as error:
                await browser.close()
                raise BrowserError(f"the browser does not start: {error}; it says: {_last_words(errors)}") from error
        return browser

    @property
    def is_alive(self) -> bool:
        """True until the browser ended or was killed."""
        return self.process.returncode is None and not self.connection.closed.is_set()

    @property
    def is_starved(self) -> bool:
        """True if its pages lately waited for a processor longer than they had one: the machine is late, not they."""
        return self._queueing.is_long

    def take(self) -> None:
        """Count one more who uses a page; from now on the pages' memory is watched."""
        self.gradings += 1
        self.users += 1
        self._in_use.set()

    def release(self) -> None:
        """Count one less."""
        self.users -= 1
        if not self.users:
            self._in_use.clear()

    async def close(self) -> None:
        """Stop every process of the browser; calling it again does nothing."""
        if self.process.returncode is None:
            kill(self.process.pid)
        await self.process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch_pages(self) -> None:
        """Hold each process of a page to its share, while pages are in use.

        One that swells is killed: its page reports the crash, the browser goes on. One that keeps computing is made
        to wait behind the others: a page with fifty busy workers would else take fifty shares of the processor.
        """
        while await self._in_use.wait():
            pages = []
            for pid in descendants(self.process.pid):
                kind = re.search(rb"--type=(\w+)", _proc(pid, "cmdline"))
                if kind and resident_bytes(pid) > RENDERER_BYTES:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                elif kind and kind[1] == b"renderer":
                    if self._spending.since_lately_s(pid) > RENDERER_CPU_S:
                        put_behind(pid)
                    else:
                        pages.append(pid)
            self._queueing.note(pages)
            await asyncio.sleep(WATCH_EVERY_S)


class Spending:
    """How much processor time each process used lately: what it used long ago is forgiven, as the validator's."""

    def __init__(self, read: Callable[[int], float] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read or cpu_s
        self._clock = clock
        self._began: dict[int, tuple[float, float]] = {}

    def since_lately_s(self, pid: int) -> float:
        """Seconds of processor time since the last time they were counted anew, at most SPENDING_S ago and a little."""
        now, used_s = self._clock(), self._read(pid)
        at, before_s = self._began.setdefault(pid, (now, used_s))
        if now - at > SPENDING_S:
            self._began[pid] = (now, used_s)
        return used_s - before_s


class Queueing:
    """How long processes waited for a processor that was busy with others, over the last seconds."""

    def __init__(self, read: Callable[[int], tuple[float, float]] | None = None) -> None:
        self._read = read or run_and_wait_s
        self._last: dict[int, tuple[float, float]] = {}
        self._recent: deque[tuple[float, float]] = deque(maxlen=round(QUEUEING_S / WATCH_EVERY_S))

    def note(self, pids: Sequence[int]) -> None:
        """Add what these processes did since the last time."""
        now = {pid: self._read(pid) for pid in pids}
        known = [(now[pid], self._last[pid]) for pid in now.keys() & self._last.keys()]
        self._recent.append((sum(new[0] - old[0] for new, old in known), sum(new[1] - old[1] for new, old in known)))
        self._last = now

    @property
    def is_long(self) -> bool:
        """True if they waited more than they ran, and for longer than a moment."""
        run_s, wait_s = (sum(one) for one in zip(*self._recent, strict=True)) if self._recent else (0.0, 0.0)
        return wait_s > max(run_s, MOMENT_S)


def run_and_wait_s(pid: int) -> tuple[float, float]:
    """Seconds the first thread of a process had a processor, and waited for one; zeros if it is gone.

    ref: https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    fields = _proc(pid, "schedstat").split()
    return (int(fields[0]) / 1e9, int(fields[1]) / 1e9) if fields else (0.0, 0.0)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, parents first; those that end meanwhile may be missing."""
    children = [int(word) for word in _proc(pid, f"task/{pid}/children").split()]
    return children + [below for child in children for below in descendants(child)]


def resident_bytes(pid: int) -> int:
    """Memory a process holds, in bytes; 0 if it is gone."""
    pages = _proc(pid, "statm").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


def cpu_s(pid: int) -> float:
    """Seconds of processor time a process has used; 0 if it is gone."""
    fields = _proc(pid, "stat").rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def put_behind(pid: int) -> None:
    """Give every thread of a process the lowest priority; those it starts later have it from them."""
    with contextlib.suppress(OSError):  # gone meanwhile
        for thread in os.listdir(f"/proc/{pid}/task"):
            if os.getpriority(os.PRIO_PROCESS, int(thread)) < LOWEST:
                os.setpriority(os.PRIO_PROCESS, int(thread), LOWEST)


def _proc(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read()[-600:].decode(errors="replace").strip() or "nothing"
