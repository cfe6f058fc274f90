"""From what a test cell left to its score: nbgrader's rules, with an explicit number or none.

nbgrader's (`nbgrader.utils.determine_grade`): an error or anything on stderr is 0; a number as the last value is the
score; anything else is all points. Here the number must be a finite one between 0 and the points: nbgrader gives all
points for `nan` and for -1, and gives up on the whole submission above the maximum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from graders.notebook.classic.outputs import error_output


class InvalidScoreError(Exception):
    """The last value of a test is a number that is no score for this cell."""


def score_of(outputs: Sequence[Any], points: float, *, is_trusted_value: bool = True) -> float:
    """The score these outputs earn; InvalidScoreError if they name one that cannot be.

    `is_trusted_value` is False where the last value is a learner's object, which may write itself as any number.
    """
    for output in outputs:
        if output.output_type == "error" or (output.output_type == "stream" and output.name == "stderr"):
            return 0.0
        if output.output_type == "execute_result":
            return _named(str(output.data.get("text/plain", "")), points, is_trusted_value)
    return float(points)


def with_refusal(outputs: Sequence[Any], reason: str, name: str = "InvalidScore") -> list[Any]:
    """The outputs with an error in front, so that nbgrader's own rules give 0 too."""
    return [error_output(name, reason), *(one for one in outputs if one.output_type != "execute_result")]


def _named(text: str, points: float, is_trusted: bool) -> float:
    try:
        number = float(text)
    except ValueError:
        return float(points)
    if not is_trusted:
        raise InvalidScoreError("the number is written by an object of the submission")
    if not math.isfinite(number) or not 0 <= number <= points:
        raise InvalidScoreError(f"{text} is no score between 0 and {points:g}")
    return number
