"""Parts on their way in: one of a person's at a time, and one of all people's in memory."""

from __future__ import annotations

import asyncio


class Uploads:
    """Who sends a part now; `in_memory` is held by the one that is read, of which there are three or four copies."""

    def __init__(self) -> None:
        self.senders: set[str] = set()
        self.in_memory = asyncio.Lock()

    def begin(self, person: str) -> bool:
        """Whether this person may send one; who began and may must `end`."""
        if person in self.senders:
            return False
        self.senders.add(person)
        return True

    def end(self, person: str) -> None:
        """It arrived, or never will."""
        self.senders.discard(person)
