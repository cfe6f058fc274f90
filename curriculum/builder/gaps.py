"""The gaps of an exercise to complete: the lines of its start that are the learner's, and what stays around them.

    gaps:
      index.html: ["9-10", "14"]

A gap is whole lines of the file as handed out; the learner may write any number of lines in their place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LINES = re.compile(r"(?P<first>[1-9]\d*)(?:-(?P<last>[1-9]\d*))?")


class GapError(Exception):
    """These are no gaps of this text; the message says why."""


def locked_parts(text: str, gaps: Sequence[str]) -> tuple[str, ...]:
    """The parts around the gaps, in order; one more than there are gaps, and the first and last may be empty."""
    lines = text.split("\n")
    shown = len(lines) - (not lines[-1])  # the end of the last line begins no other
    parts: list[str] = []
    after = 0  # so many lines are dealt with
    for gap in gaps:
        match = LINES.fullmatch(gap)
        first, last = (int(match["first"]), int(match["last"] or match["first"])) if match else (0, 0)
        if not after < first <= last <= shown:
            raise GapError(f'{gap!r} is no line or lines after line {after} of {shown}, such as "9" or "9-10"')
        if parts and first == after + 1:
            raise GapError(f"{gap!r} follows the gap before it; make them one")
        before = "".join(f"{line}\n" for line in lines[after : first - 1])
        parts.append(f"\n{before}" if parts else before)
        after = last
    rest = lines[after:]
    return (*parts, "\n" + "\n".join(rest) if rest else "")


def can_be_typed(text: str, locked: Sequence[str]) -> bool:
    """Whether a text has all locked parts in their places, so that a learner could have written it."""
    return re.fullmatch(".*".join(map(re.escape, locked)), text, re.DOTALL) is not None
