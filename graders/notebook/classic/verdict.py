"""From what a test cell left to its score: nbgrader's rules, with an explicit number or none.

nbgrader's (`nbgrader.utils.determine_grade`): an error or anything on stderr is 0; a number as the last value is the
score; anything else is all points. Here the number must be a finite one between 0 and the points: nbgrader gives all
points for `nan` and for -1, and gives up on the whole submission above the maximum. And where the trainer's solution
makes a test name a number, a submission that makes it name none has not earned all points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from graders.notebook.classic.outputs import error_output


class InvalidScoreError(Exception):
    """The last value of a test is a number that is no score for this cell."""


def score_of(
    outputs: Sequence[Any], points: float, *, is_trusted_value: bool = True, names_score: bool = False
) -> float:
    """The score these outputs earn; InvalidScoreError if they name one that cannot be.

    `is_trusted_value` is False where the last value is a learner's object, which may write itself as any number;
    `names_score` is True where it has to be a number.
    """
    for output in outputs:
        if output.output_type == "error" or (output.output_type == "stream" and output.name == "stderr"):
            return 0.0
        if output.output_type == "execute_result":
            text = str(output.data.get("text/plain", ""))
            if is_number(text):
                return _named(text, points, is_trusted_value)
            break
    if names_score:
        raise InvalidScoreError("the test names a number of points, and here there is none")
    return float(points)


def is_number(text: str) -> bool:
    """Whether a value's text is read as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def with_refusal(outputs: Sequence[Any], reason: str, name: str = "InvalidScore") -> list[Any]:
    """The outputs with an error in front, so that nbgrader's own rules give 0 too."""
    return [error_output(name, reason), *(one for one in outputs if one.output_type != "execute_result")]


def _named(text: str, points: float, is_trusted: bool) -> float:
    if not is_trusted:
        raise InvalidScoreError("the number is written by an object of the submission")
    number = float(text)
    if not math.isfinite(number) or not 0 <= number <= points:
        raise InvalidScoreError(f"{text} is no score between 0 and {points:g}")
    return number
