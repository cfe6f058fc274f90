"""The service's side of the grading worker: starts it, asks it, ends it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from graders.notebook.grading import Graded, GradingTask

# Six exercises of a page each take a second; a class that practises meanwhile and a cold browser make it ten.
DEADLINE_S = 120.0
ANSWER_BYTES_MAX = 64_000_000


class WorkerError(Exception):
    """The worker died or did not answer in time; the next task starts a new one."""


class GradingWorker:
    """One warm worker process, asked for one grading at a time. Use as an async context manager.

    Enter and use it on the event loop of the main thread: the worker dies with the thread that started it.
    `environment` is all the worker sees: PATH, JUPYTERHUB_API_TOKEN and ATELIER_SERVICE_URL.
    """

    def __init__(self, course_root: Path, environment: Mapping[str, str], *, deadline_s: float = DEADLINE_S) -> None:
        self._course_root = course_root
        self._environment = dict(environment)
        self._deadline_s = deadline_s
        self._process: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> GradingWorker:
        """Starts loading nbgrader; the first task waits for it."""
        await self._pipes()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ends the worker; a grading under way is lost and can be done again."""
        await self._kill()

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def grade(self, task: GradingTask) -> Graded:
        """The worker's answer; WorkerError if there is none."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(self._deadline_s):
                    return await self._ask(task)
            except TimeoutError as error:
                await self._kill()
                raise WorkerError(f"no answer within {self._deadline_s:g} s") from error
            except (OSError, ValueError) as error:
                await self._kill()
                raise WorkerError(f"the grading worker ended: {error}") from error
            except asyncio.CancelledError:  # its answer would be taken for that to the next task
                await self._kill()
                raise

    async def _ask(self, task: GradingTask) -> Graded:
        tasks, answers = await self._pipes()
        tasks.write(json.dumps(task.to_json()).encode() + b"\n")
        await tasks.drain()
        answer = await answers.readline()
        if not answer.endswith(b"\n"):
            raise ConnectionError("its output closed")
        return Graded.from_json(json.loads(answer))

    async def _pipes(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "graders.notebook.worker", str(self._course_root)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=self._environment,
                limit=ANSWER_BYTES_MAX,
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise ConnectionError("it has no pipes")
        return self._process.stdin, self._process.stdout

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
