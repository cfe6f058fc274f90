"""Outputs and the score they earn, beside nbgrader's own rule."""

from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from graders.notebook.classic.outputs import error_output
from graders.notebook.classic.verdict import InvalidScoreError, score_of, with_refusal

RESULT = "execute_result"


def result(text: str) -> Any:
    """The value of a last line."""
    return nbformat.v4.new_output(RESULT, {"text/plain": text}, execution_count=1)


def said(name: str) -> Any:
    """A word on a stream."""
    return nbformat.v4.new_output("stream", name=name, text="a word")


def nbgraders(outputs: list[Any], points: float) -> float | None:
    """What nbgrader makes of them."""
    marks = {"grade": True, "solution": False, "locked": True, "points": points, "grade_id": "a"}
    cell = nbformat.v4.new_code_cell("1", metadata={"nbgrader": marks}, outputs=outputs)
    score, _ = determine_grade(cell)
    return score  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([], 2.0),
        ([said("stdout")], 2.0),
        ([said("stderr")], 0.0),
        ([error_output("ValueError", "no")], 0.0),
        ([result("1.5")], 1.5),
        ([result("0")], 0.0),
        ([result("2")], 2.0),
        ([result("'fine'")], 2.0),
        ([result("np.float64(1.0)")], 2.0),
        ([result("True")], 2.0),
        ([said("stdout"), result("1")], 1.0),
        ([result("1"), error_output("ValueError", "late")], 1.0),
    ],
)
def test_honest_outputs_earn_what_nbgrader_gives(outputs: list[Any], score: float):
    """The same score by both."""
    assert (score_of(outputs, 2.0), nbgraders(outputs, 2.0)) == (score, score)


@pytest.mark.parametrize("text", ["nan", "-1", "inf", "-inf", "2.1", "1e9"])
def test_a_number_that_is_no_score_earns_nothing(text: str):
    """nbgrader gives all points for some of them; of what is put in front of them, it makes 0."""
    with pytest.raises(InvalidScoreError, match="is no score between 0 and 2"):
        score_of([result(text)], 2.0)
    assert nbgraders(with_refusal([result(text)], "no"), 2.0) == 0.0


def test_a_number_written_by_an_object_is_none():
    """What looks like 1.0 may be an object that writes itself so."""
    with pytest.raises(InvalidScoreError, match="written by an object of the submission"):
        score_of([result("1.0")], 2.0, is_trusted_value=False)
    assert score_of([result("<Answer>")], 2.0, is_trusted_value=False) == 2.0


@pytest.mark.parametrize("outputs", [[], [result("None of it")], [said("stdout")]])
def test_a_test_that_names_points_must_name_some(outputs: list[Any]):
    """nbgrader gives all points where a sum of points is no number."""
    with pytest.raises(InvalidScoreError, match="the test names a number of points, and here there is none"):
        score_of(outputs, 2.0, names_score=True)
