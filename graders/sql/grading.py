"""Grades SQL: a sandboxed process for the time of one grading."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from graders.checks import Failure
from graders.sql.database import Database
from graders.sql.process import SqliteProcess
from graders.work import Work

T = TypeVar("T")


class SqlGrader:
    """Opens a learner's SQL as a `Database`."""

    async def grade(self, work: Work, run: Callable[[Database], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the database; GraderBroken if the sandbox cannot be made."""
        process = SqliteProcess()
        try:
            await process.start()
            return await run(Database(work, process)), None
        finally:
            await process.close()
