"""One grading of a learner's server: started once ahead of the checks, started again when a check or a fall asks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import TypeVar

from graders.checks import Failure, GraderBroken
from graders.http.client import Client
from graders.http.files import Folder, folder_of
from graders.http.program import Program
from graders.http.server import Listening, Server
from graders.work import Work

START_S = 4.0

T = TypeVar("T")


class HttpGrader:
    """Grades servers, each in a sandbox of its own."""

    async def grade(self, work: Work, run: Callable[[Server], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the work's server, and why it never listened if it did not.

        GraderBroken if the program to serve with is not installed or no sandbox can be made.
        """
        if not work.exercise.serve:
            raise GraderBroken(f"{work.exercise.exercise_id} says no command to serve with")
        async with ServerVisit(work.exercise.serve, folder_of(work.served())) as visit:
            notice = work.defect() or await visit.begin()
            visit.never = notice
            loop = asyncio.get_running_loop()
            server = Server(visit, loop, seed=work.exercise.exercise_id, sources=sources(work))
            return await run(server), notice


class ServerVisit:
    """The learner's program and its files; `never` is why no request can be sent at all."""

    def __init__(self, command: Sequence[str], handed_in: Folder) -> None:
        self.never: Failure | None = None
        self._command = command
        self._handed_in = handed_in
        self._folder = handed_in
        self._run: Listening | None = None
        self._said = ""  # by the program that ran last
        self._over = False
        # A check that was given up may still ask for a start while the next one does.
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> ServerVisit:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        await self.kill()

    @property
    def said(self) -> str:
        """The end of what the program printed, that which runs or that which ran last."""
        return self._run.program.said if self._run else self._said

    async def begin(self) -> Failure | None:
        """Start the program ahead of the first request; why it does not listen, if it does not."""
        try:
            await self.current(time.monotonic() + START_S)
        except Failure as failure:
            return failure
        return None

    async def kill(self) -> None:
        """End the program at once, its files with it; what it printed till then is in `said`, to the last word."""
        async with self._one_at_a_time:
            if self._run:
                program, self._run = self._run.program, None
                await program.kill()
                self._said = program.said

    async def current(self, until: float) -> Listening:
        """The program that runs, started if none does; a Failure says why there is none."""
        async with self._one_at_a_time:
            if self.never:
                raise self.never
            if self._run is None or not self._run.program.is_alive:
                await self._stop()
                self._run = await self._start(until)
            return self._run

    async def restart(self, until: float, *, clean: bool) -> None:
        """Stop it and start it anew, on the files it left or (clean) on those handed in."""
        async with self._one_at_a_time:
            if self.never:
                raise self.never
            await self._stop()
            if clean:
                self._folder = self._handed_in
            self._run = await self._start(until)

    async def drop(self) -> None:
        """Stop it; the next request starts it anew on the files it left."""
        async with self._one_at_a_time:
            with contextlib.suppress(Failure):
                await self._stop()

    async def _stop(self) -> None:
        if self._run:
            program, self._run = self._run.program, None
            was_alive, said = program.is_alive, program.said
            try:
                self._folder = await program.stop()
            finally:
                # Of its end it tells in words of its own ("KeyboardInterrupt"), which is our doing.
                self._said = said if was_alive else program.said

    async def _start(self, until: float) -> Listening:
        if self._over:
            raise GraderBroken("this grading is over")
        program = await Program.start(self._command, self._folder)
        try:
            address = await program.listening(until - time.monotonic())
        except BaseException:
            await program.kill()
            self._said = program.said
            raise
        return Listening(program, Client(program.sockets), address)


def sources(work: Work) -> dict[str, str]:
    """The learner's files the command names: what runs, and no visitor should read."""
    files = work.served()
    return {name: files[name].decode(errors="replace") for name in work.exercise.serve if name in files}
