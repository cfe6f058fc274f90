"""One chromium-headless-shell, alone: no network, no files but its own, gone when we are gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from graders.processor import Queueing, Spending, descendants, proc_file, put_behind
from graders.sandbox import BWRAP, MIB, SYSTEM, Limits, Mount, Sandbox, kill, start_async
from graders.web.cdp import CdpError, Connection

DEBIAN_BINARY = Path("/usr/lib/chromium/chromium-headless-shell")
LAUNCH_S = 20.0
CALL_S = 5.0
RENDERER_BYTES = 500 * 2**20  # a page by hand takes 20 MB; an ArrayBuffer bomb is at 2 GB within 3 s
# The fullest exercise takes half a second of a processor; who takes more lately goes behind the others.
RENDERER_CPU_S = 1.0
WATCH_EVERY_S = 0.05

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
    # Nobody draws in three dimensions here, and nobody looks at a first window: 40 MB less.
    "--use-gl=disabled",
    "--no-startup-window",
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
        self._queueing = Queueing(WATCH_EVERY_S)
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
            except asyncio.CancelledError:  # a grading that is over waits no longer, and nobody else knows of it
                await browser.close()
                raise
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
                kind = re.search(rb"--type=(\w+)", proc_file(pid, "cmdline"))
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


def resident_bytes(pid: int) -> int:
    """Memory a process holds, in bytes; 0 if it is gone."""
    pages = proc_file(pid, "statm").split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read()[-600:].decode(errors="replace").strip() or "nothing"
