"""The time of a page that is played with: it stands still, and passes only when a check lets it.

Ten seconds of `setInterval` take two milliseconds. `Date`, `performance.now` and every timer follow this clock, and no
script can tell. What does not follow: `requestAnimationFrame` comes in real time, about 60 frames a second, also while
the clock stands; so do CSS animations, and answers to `fetch`. While a request waits for its answer the clock waits
too, unless the answer is one that is held back (`graders/web/api.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from graders.web.tab import Tab

PARIS = ZoneInfo("Europe/Paris")
STEP_MS = 20  # while a page loads
LONGEST_S = 24 * 3600.0  # no exercise waits longer


class Clock:
    """The virtual time of one tab. `is_held` tells whether an answer is held back."""

    def __init__(self, tab: Tab, is_held: Callable[[], bool]) -> None:
        self._tab = tab
        self._is_held = is_held
        self._expired = asyncio.Event()
        self._turn = asyncio.Lock()
        self.passed_s = 0.0
        tab.on("Emulation.virtualTimeBudgetExpired", lambda params: self._expired.set())

    async def stop(self, at: str | None) -> None:
        """Let time stand still from now on, at `at` ("2027-03-15T10:00", in Paris) or at what it is."""
        start = {}
        if at is not None:
            start["initialVirtualTime"] = datetime.fromisoformat(at).replace(tzinfo=PARIS).timestamp()
        await self._tab.call("Emulation.setVirtualTimePolicy", policy="pause", **start)

    async def pass_time(self, seconds: float) -> None:
        """Let timers run for `seconds`; returns once they did."""
        if not 0 < seconds <= LONGEST_S:
            raise ValueError(f"{seconds!r} seconds cannot pass; expected more than 0 and at most a day")
        async with self._turn:
            await self._spend(seconds * 1000)
        self.passed_s += seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Time passes by itself until the end of the block, as loading a page needs some."""
        pump = asyncio.ensure_future(self._pump())
        try:
            yield
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    async def _pump(self) -> None:
        while True:
            async with self._turn:
                await self._spend(STEP_MS)

    async def _spend(self, budget_ms: float) -> None:
        self._expired.clear()
        policy = "advance" if self._is_held() else "pauseIfNetworkFetchesPending"
        await self._tab.call("Emulation.setVirtualTimePolicy", policy=policy, budget=budget_ms)
        await self._expired.wait()
