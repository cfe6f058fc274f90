"""One check per person at a time, so that nobody holds all of the checker's browser pages."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# A person presses "Vérifier" again while the last answer is under way; more than these is a stuck key.
WAITING_MAX = 4


class TooManyError(Exception):
    """So many of one person's checks are waiting already that another makes no sense."""


class Turns:
    """`async with turns.of("amina"):` runs Amina's checks one after the other, beside everybody else's."""

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def of(self, student_id: str) -> AsyncIterator[None]:
        """This person's turn; TooManyError at once if too many of theirs are waiting."""
        if self._waiting[student_id] >= WAITING_MAX:
            raise TooManyError(f"{student_id} has {WAITING_MAX} checks under way already")
        self._waiting[student_id] += 1
        try:
            async with self._locks[student_id]:
                yield
        finally:
            self._waiting[student_id] -= 1
            if not self._waiting[student_id]:
                del self._waiting[student_id], self._locks[student_id]
