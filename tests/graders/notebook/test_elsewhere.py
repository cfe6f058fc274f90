"""A hand-in looked at elsewhere is written down here as if it had been looked at here."""

import json
from pathlib import Path
from typing import Any

import pytest

from graders.notebook.course import CourseError
from graders.notebook.elsewhere import Parcel, examine, pack
from graders.notebook.gradebook import open_gradebook
from graders.notebook.grading import Graded, GradingOutcome, GradingTask, grade
from tests.graders.notebook.makers import NOON, NOTEBOOK, POINTS, UNIT, a_hand_in, laid_out, says_fini

NAME = NOTEBOOK.removesuffix(".ipynb")


def seen(course: Path, **pages: str) -> dict[str, Any]:
    """What another machine saw of these pages; it travelled as JSON."""
    parcel = pack(course, UNIT, NOON, a_hand_in(course, **pages))
    assert Parcel.from_bytes(parcel.to_bytes()) == parcel
    return json.loads(json.dumps(examine(parcel, says_fini)))


def written_down(course: Path, folder: Path, examined: dict[str, Any] | None, **pages: str) -> Graded:
    """The result here; with `examined` nothing is checked here."""

    def never(*_: object) -> Any:
        raise AssertionError("checked here")

    task = GradingTask("amel", UNIT, NOON, laid_out(folder, a_hand_in(course, **pages)), examined)
    return grade(course, open_gradebook(course), task, says_fini if examined is None else never)


def test_the_result_is_the_same_as_here(course: Path, tmp_path: Path):
    """Scores, page, and what is held; nobody's name went there, and nothing came into the gradebook from there."""
    pages = {"page_01": "<p>fini</p>", "page_02": "casse"}
    here = written_down(course, tmp_path / "1", None, **pages)
    assert here.outcome is GradingOutcome.HELD
    assert written_down(course, tmp_path / "2", seen(course, **pages), **pages) == here
    task = GradingTask("amel", UNIT, NOON, tmp_path, seen(course, **pages))
    assert GradingTask.from_json(json.loads(json.dumps(task.to_json()))) == task


@pytest.mark.parametrize("scores", [(4.5, -1, float("nan")), (float("inf"), "2", True), (None, [2], {"score": 2})])
def test_a_verdict_out_of_bounds_is_none(course: Path, tmp_path: Path, scores: tuple[object, ...]):
    """A person looks, as where a check here makes no sense; a cell that is not graded gets nothing either."""
    examined = seen(course, page_02="<p>fini</p>")
    examined["verdicts"][NAME] = {f"exercice-{number}": score for number, score in zip(POINTS, scores, strict=True)}
    examined["verdicts"][NAME]["mise-en-place"] = 100
    found = written_down(course, tmp_path / "1", examined, page_02="<p>fini</p>").scores
    assert [(cell.auto_score, cell.needs_manual_grade) for cell in found.cells] == [(None, True)] * 3


def test_another_version_of_the_notebook_is_refused(course: Path, tmp_path: Path):
    """A machine with another course gives no points; the queue tries again, and in the end a person is told."""
    examined = seen(course)
    examined["notebooks"][NAME]["cells"].pop()
    graded = written_down(course, tmp_path / "1", examined)
    assert graded.outcome is GradingOutcome.FAILED
    assert "the other machine graded another version of this notebook" in graded.reason


def test_an_assignment_without_source_is_not_sent(course: Path):
    """One sentence, before anything travels."""
    with pytest.raises(CourseError, match=r"there is no .*source/web-s98"):
        pack(course, "web-s98", NOON, {})
