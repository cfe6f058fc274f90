"""What is wrong in the curriculum, all of it at once: each fault with its file, its line and a sentence.

curriculum/web/s04-html-base/unit.yml:3: title is missing
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

FEW = 16  # more names than that are no help in one sentence


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `line` counts from 1; None if it is about the whole file or folder."""

    path: Path
    line: int | None
    sentence: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.sentence}"


class CurriculumError(Exception):
    """A curriculum that cannot be built; `faults` holds every reason, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by file, then by line; each once."""
    return tuple(sorted(set(faults), key=lambda fault: (str(fault.path), fault.line or 0, fault.sentence)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: '; did you mean "title"?', or the words there are if few."""
    choices = sorted(known)
    if close := get_close_matches(word, choices, n=1, cutoff=0.6):
        return f'; did you mean "{close[0]}"?'
    return f"; expected one of {', '.join(choices)}" if 0 < len(choices) <= FEW else ""
