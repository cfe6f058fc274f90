"""The units of the programme, as the builder makes them, go through nbgrader whole."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from curriculum.builder.notebooks import build_source
from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit, learner_paths
from graders.notebook.course import generate_assignment
from graders.notebook.gradebook import open_gradebook
from graders.notebook.grading import GradingOutcome, GradingTask, grade
from graders.notebook.sheet import learner_paths_by_assignment
from graders.results import CheckResult, Outcome, Report
from graders.work import learners_part
from tests.graders.notebook.makers import NOON

PROGRAMME = load_programme(Path(__file__).parents[3] / "curriculum")


def test_there_is_something_to_try():
    """The test below has at least the first unit."""
    assert "web-s04-html-base" in {unit.unit_id for unit in PROGRAMME.units}


@pytest.mark.parametrize("unit", PROGRAMME.units, ids=lambda unit: unit.unit_id)
def test_a_unit_can_be_handed_out_handed_in_and_graded(unit: Unit, tmp_path: Path):
    """Where every check passes, the released files have full marks; a learner's files are the unit's own list."""
    course = tmp_path / "course"
    build_source(unit, course)
    generate_assignment(course, unit.unit_id)
    assert learner_paths_by_assignment(course) == {unit.unit_id: learner_paths(unit)}

    asked: dict[str, set[str]] = {}

    def passes(assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
        asked[number] = set(files)
        checks = next(taught.exercise.checks for taught in unit.exercises if taught.number == number)
        results = (CheckResult(check.check_id, check.title, check.points, Outcome.PASSED) for check in checks)
        return Report(f"{assignment_id}/{number}", tuple(results))

    task = GradingTask("amel", unit.unit_id, NOON, course / "release" / unit.unit_id)
    graded = grade(course, open_gradebook(course), task, passes)
    assert (graded.outcome, graded.reason) == (GradingOutcome.GRADED, None)
    assert graded.scores.score == graded.scores.max_score == sum(taught.exercise.points for taught in unit.exercises)
    assert asked == {
        taught.number: set(learners_part(taught.exercise.learner_files, taught.exercise.start))
        for taught in unit.exercises
    }
    (page,) = graded.pages.values()
    assert page.count("<h2") == len(unit.exercises)
