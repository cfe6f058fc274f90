"""What a course hides from learners, and how nothing of it gets onto a feedback page. Pure.

A trainer writes tests that are taken out of what is handed out, and put back for grading:

    assert area(2, 3) == 6, "Un rectangle de 2 sur 3 a une aire de 6."
    ### BEGIN HIDDEN TESTS
    assert area(0, 3) == 0, "Et si un côté vaut 0 ?"
    ### END HIDDEN TESTS

The page shows an assert's message, hidden or not: that is what it is for. It shows no source of a test, no traceback,
and no message that quotes a hidden line, which happens by accident (some libraries put the failing source into their
message) and on purpose (a learner's function that raises with its caller's source). What a learner's code reads while
it runs and writes in a secret alphabet cannot be found by any reader of messages: that it must not see the tests at all
is for the step that executes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

# Shorter lines (")", "else:", "x = 1") stand in any message by chance.
QUOTE_SIGNS_MIN = 6


@dataclass(frozen=True)
class Region:
    """What stands between a line with `begin` in it and the next one with `end` in it."""

    begin: str
    end: str

    def inside(self, source: str) -> list[str]:
        """The lines of all such regions of a cell; one that is never ended runs to the end of the cell."""
        return [line for line, is_inside in self._split(source) if is_inside]

    def outside(self, source: str) -> str:
        """The cell without its regions."""
        return "\n".join(line for line, is_inside in self._split(source) if not is_inside)

    def _split(self, source: str) -> Iterable[tuple[str, bool]]:
        is_inside = False
        for line in source.split("\n"):
            is_inside = is_inside or self.begin in line
            yield line, is_inside
            is_inside = is_inside and self.end not in line


def hidden_quotes(regions: Iterable[Region], sources: Iterable[str]) -> frozenset[str]:
    """What no message may quote: the hidden lines of all cells, without their spaces."""
    sources = list(sources)
    lines = (_squeezed(line) for region in regions for source in sources for line in region.inside(source))
    return frozenset(line for line in lines if len(line) >= QUOTE_SIGNS_MIN)


def readable(message: str, hidden: frozenset[str]) -> str | None:
    """The message without colours; None if there is none, or it quotes a hidden line."""
    plain = ANSI.sub("", message).strip()
    squeezed = _squeezed(plain)
    return None if not plain or any(line in squeezed for line in hidden) else plain


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
