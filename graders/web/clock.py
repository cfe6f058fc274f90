"""The time of a page that is played with: it stands still, and passes only when a check lets it.

Ten seconds of `setInterval` take two milliseconds. `Date`, `performance.now` and every timer follow this clock, and no
script can tell. What does not follow: `requestAnimationFrame` comes in real time, about 60 frames a second, also while
the clock stands; so do CSS animations, and answers to `fetch`. While a request waits for its answer the clock waits
too, unless the answer is one that is held back (`graders/web/api.py`).

The clock stops once the page has loaded, not before: a page that loads while it stands is now and then never painted.
Until then a page that asks for the date is told the moment of the start again and again.

A page whose clock is behind the real one may wait for a frame that is not due yet, and then answers neither a click nor
a question that waits for one; on a busy machine one in ten does. It goes on once the clock has caught up, which is what
`Stage.patiently` does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from graders.web.tab import Tab

PARIS = ZoneInfo("Europe/Paris")
# Date, until the clock stops: from then on the browser's own says the right time, far from that of the load.
UNTIL_STOPPED = """{ const Own = Date, construct = Reflect.construct, start = %d, begun = Own.now();
  const now = () => { const real = Own.now(); return real >= begun && real < begun + 60000 ? start : real; };
  const Shown = function Date(...parts) {
    return new.target ? construct(Own, parts.length ? parts : [now()], new.target) : new Own(now()).toString();
  };
  Object.setPrototypeOf(Shown, Own);
  Shown.prototype = Own.prototype;
  Shown.now = now;
  Object.defineProperty(Own.prototype, "constructor", { value: Shown, writable: true, configurable: true });
  globalThis.Date = Shown;
}"""
LOADED_S = 0.5  # of the page's time at most have passed when it has loaded, however busy the machine
LONGEST_S = 24 * 3600.0  # no exercise waits longer


class Clock:
    """The virtual time of one tab. `is_held` tells whether an answer is held back."""

    def __init__(self, tab: Tab, is_held: Callable[[], bool], start: datetime | None) -> None:
        self._tab = tab
        self._is_held = is_held
        self._start = start
        self._expired = asyncio.Event()
        self._changed = asyncio.Event()
        self._turn = asyncio.Lock()
        self._stopped_at = 0.0
        self._is_there = False
        self.passed_s = 0.0
        tab.on("Emulation.virtualTimeBudgetExpired", lambda params: self._expire())

    async def set_up(self) -> None:
        """Before the page loads."""
        if self._start is not None:
            source = UNTIL_STOPPED % round(self._start.timestamp() * 1000)
            await self._tab.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    async def stop(self) -> None:
        """Let time stand still from now on; once the page has loaded."""
        start = {}
        if self._start is not None:
            # Timers began while the page loaded: the tenth second's tick is to see ten seconds.
            loaded_s = await self._tab.run("() => performance.now()") / 1000
            start["initialVirtualTime"] = self._start.timestamp() + min(loaded_s, LOADED_S)
        await self._tab.call("Emulation.setVirtualTimePolicy", policy="pause", **start)
        self._stopped_at = time.monotonic()
        self._is_there = True

    @property
    def behind_s(self) -> float:
        """How far it is behind the real time since it stopped."""
        return time.monotonic() - self._stopped_at - self.passed_s

    @property
    def is_stopped(self) -> bool:
        """True while no time passes; False before it stopped, while it runs, and once its page is gone."""
        return self._is_there and not self._turn.locked()

    def leave(self) -> None:
        """Let no more time pass: the page is gone."""
        self._is_there = False

    async def pass_time(self, seconds: float) -> None:
        """Let timers run for `seconds`; returns once they did."""
        if not 0 < seconds <= LONGEST_S:
            raise ValueError(f"{seconds!r} seconds cannot pass; expected more than 0 and at most a day")
        async with self._turn:
            self._expired.clear()
            waits = not self._is_held()
            policy = "pauseIfNetworkFetchesPending" if waits else "advance"
            await self._tab.call("Emulation.setVirtualTimePolicy", policy=policy, budget=seconds * 1000)
            while not self._expired.is_set():
                self._changed.clear()
                if waits and self._is_held():
                    # Asked for meanwhile. Without a new budget: the old one goes on, and would end twice.
                    await self._tab.call("Emulation.setVirtualTimePolicy", policy="advance")
                    waits = False
                else:
                    await self._changed.wait()
            self.passed_s += seconds

    def look_again(self) -> None:
        """An answer is held back from now on: time need not wait for it."""
        self._changed.set()

    def _expire(self) -> None:
        self._expired.set()
        self._changed.set()


def moment(text: str) -> datetime:
    """The moment of "2027-03-15T10:00", in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
