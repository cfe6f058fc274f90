"""Work that goes on beside what a page asks for: nobody waits for it, and none of it is forgotten before its end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """The tasks of one view."""

    def __init__(self) -> None:
        # Kept here: the loop itself would forget a task that nobody holds.
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let it run; where there is no loop nobody is at a page, and it is not begun."""
        try:
            task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:
            work.close()
            return
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
