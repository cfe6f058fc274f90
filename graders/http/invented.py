"""Names and numbers nobody can know beforehand, the same each time an exercise is graded."""

from __future__ import annotations

import random

SYLLABLES = ("ba", "cou", "da", "fi", "lo", "mé", "na", "pi", "ro", "sou", "ta", "vé")


class Invented:
    """A source of values; `seed` is the exercise's id, so that two gradings agree and constants cannot pass."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        """A name with a capital and sometimes an accent: "Lométa"."""
        return "".join(self._random.choices(SYLLABLES, k=4)).capitalize()

    def words(self, count: int) -> list[str]:
        """As many words, all different."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.word()] = None
        return list(found)

    def number(self, least: int = 1, most: int = 999) -> int:
        """A whole number from `least` to `most`."""
        return self._random.randint(least, most)

    def pick(self, *values: object) -> object:
        """One of the values."""
        return self._random.choice(values)
