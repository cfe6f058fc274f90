"""Git, run on a learner's bundle inside the sandbox and nowhere else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graders.checks import Failure, GraderBroken
from graders.sandbox import MIB, SYSTEM, Limits, Mount, Sandbox, kill, start_async

WORKER = Path(__file__).with_name("worker.py")
SANDBOX = Sandbox(
    mounts=(*SYSTEM, Mount(WORKER, "/worker.py")),
    limits=Limits(processes=16, file_bytes=16 * MIB, data_bytes=256 * MIB, open_files=64, temporary_bytes=32 * MIB),
)
COMMAND = ["/usr/bin/python3", "-I", "-S", "-B", "/worker.py"]
READ_S = 4.0  # a bundle of a lesson is read in a tenth of a second
IGNORE_S = 2.0  # within the deadline of one check
FAULTS = {"part-only", "too-big", "unreadable"}


class GitSandbox:
    """Reads bundles; each question has a process of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def read(self, bundle: bytes, name: str) -> dict[str, Any]:
        """Refs, commits and files of a bundle; a Failure if it cannot be read."""
        return await self._run({"ignore": None}, bundle, name, READ_S)

    def ignored(self, rules: Mapping[str, str], paths: Sequence[str], name: str) -> set[str]:
        """Those of the paths that the .gitignore files (path → text) leave out; for the threads of checks."""
        question = {"ignore": dict(rules), "paths": list(paths)}
        reply = asyncio.run_coroutine_threadsafe(self._run(question, b"", name, IGNORE_S), self._loop).result()
        return set(reply["ignored"])

    async def _run(self, question: dict[str, Any], data: bytes, name: str, seconds: float) -> dict[str, Any]:
        pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await start_async(SANDBOX, COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere)
        except OSError as error:
            raise GraderBroken(f"the Git sandbox does not start: {error}") from error
        try:
            async with asyncio.timeout(seconds):
                output, _ = await process.communicate(json.dumps(question).encode() + b"\n" + data)
        except TimeoutError as error:
            raise Failure("git-too-slow", file=name) from error
        finally:
            if process.returncode is None:  # else its number may be another's by now
                kill(process.pid)
                await process.wait()
        try:
            reply = json.loads(output)
        except ValueError as error:
            if process.returncode == 1 and not output:
                # bubblewrap itself, or a Python that could not even begin.
                raise GraderBroken("the Git sandbox does not start") from error
            raise Failure("git-too-big", file=name) from error
        if "fault" in reply:
            raise Failure(f"git-{reply['fault']}" if reply["fault"] in FAULTS else "git-unreadable", file=name)
        return dict(reply)
