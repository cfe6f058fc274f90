"""A bell: whoever waits learns that something changed, without missing what changed before they listened again."""

from __future__ import annotations

import asyncio


class Changes:
    """Counts; all in one event loop."""

    def __init__(self) -> None:
        self.count = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something changed."""
        self.count += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def after(self, count: int, within_s: float) -> int:
        """The count once it is greater than this one, or when the time is over."""
        if self.count == count:
            rung = self._rung
            try:
                async with asyncio.timeout(within_s):
                    await rung.wait()
            except TimeoutError:
                pass
        return self.count
