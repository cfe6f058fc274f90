"""The sandboxed process that runs a learner's SQL: started in some 40 ms, asked over its pipes, killed when late."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from graders.checks import GraderBroken
from graders.sandbox import MIB, SYSTEM, Limits, Mount, Sandbox, kill, start_async

WORKER = Path(__file__).with_name("worker.py")
SANDBOX = Sandbox(
    mounts=(*SYSTEM, Mount(WORKER, "/worker.py")),
    limits=Limits(processes=8, file_bytes=MIB, data_bytes=256 * MIB, open_files=32, temporary_bytes=MIB),
)
# -I: no environment, no folder of its own to import from; -S: no packages.
COMMAND = ["/usr/bin/python3", "-I", "-S", "-B", "/worker.py"]
REPLY_BYTES = 32 * MIB  # above what the worker lets itself say
START_S = 10.0
GRACE_S = 0.5
"""What a reply may come late after the worker's own clock has stopped the SQL."""


class TooSlowError(Exception):
    """The SQL took longer than its time, even to be compiled."""


class TooBigError(Exception):
    """The SQL took more memory than there is for it, and the process with it."""


class SqliteProcess:
    """One process for one piece of work; `ask` is for the threads of checks, all else for the event loop."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._is_over = False
        self._loop = asyncio.get_running_loop()

    async def start(self) -> None:
        """Start it; GraderBroken if this machine cannot."""
        pipe = asyncio.subprocess.PIPE
        try:
            self._process = await start_async(
                SANDBOX, COMMAND, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, limit=REPLY_BYTES
            )
            async with asyncio.timeout(START_S):
                ready = await self._output.readline()
        except (OSError, TimeoutError) as error:
            await self._kill()
            raise GraderBroken(f"the SQL sandbox does not start: {error!r}") from error
        if ready != b"ready\n":
            await self._kill()
            raise GraderBroken("the SQL sandbox does not start")

    async def close(self) -> None:
        """End it for good: a check that was given up and still runs starts no other."""
        self._is_over = True
        await self._kill()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:  # else its number may be another's by now
            kill(process.pid)
            await process.wait()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The worker's reply; TooSlowError or TooBigError if there is none because of what it was asked."""
        asked = asyncio.run_coroutine_threadsafe(self._ask(request), self._loop)
        return asked.result()

    @property
    def _output(self) -> asyncio.StreamReader:
        if self._process is None or self._process.stdout is None:
            raise GraderBroken("the SQL sandbox is closed")
        return self._process.stdout

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None and not self._is_over:  # killed by an earlier question
            await self.start()
        output, process = self._output, self._process
        if process is None or process.stdin is None:
            raise GraderBroken("the SQL sandbox is closed")
        try:
            async with asyncio.timeout(request["seconds"] + GRACE_S):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                await process.stdin.drain()
                line = await output.readline()
        except TimeoutError as error:
            await self._kill()
            raise TooSlowError from error
        except (ConnectionError, ValueError):  # it died, or said more than a reply can be
            line = b""
        with contextlib.suppress(ValueError):
            reply = json.loads(line)
            if isinstance(reply, dict):
                return reply
        await self._kill()
        raise TooBigError
