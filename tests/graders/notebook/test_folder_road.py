"""The whole road of a folder: handed out, moved in, opened again, handed in, graded from its files alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from curriculum.builder.notebooks import build_source
from curriculum.builder.programme import load_programme
from graders.checker import Checker
from graders.exchange.file_names import Limits
from graders.exchange.folder import place_release, read_work
from graders.exercise_widget.learner_folder import LearnerFolder
from graders.exercise_widget.sheet import read_sheet
from graders.notebook.course import generate_assignment
from graders.notebook.gradebook import open_gradebook
from graders.notebook.grading import GradingOutcome, GradingTask, grade
from graders.results import Report
from tests.curriculum.makers import FILES, PARSONS, UNIT, a_folder_exercise, write_programme
from tests.graders.exercise_widget.makers import files_below
from tests.graders.notebook.makers import NOON, laid_out

WITHOUT_PAGE = {name: None for name in FILES if name.startswith(PARSONS)}


def test_a_folder_goes_its_whole_road(tmp_path: Path):
    """What was moved is graded where it lies now, does not come back where it was; the bin stays at home."""
    root = write_programme(tmp_path / "programme", {**WITHOUT_PAGE, **a_folder_exercise(f"{UNIT}/exercises/02-ranger")})
    unit = load_programme(root).units[0]
    course, home = tmp_path / "course", tmp_path / "home" / unit.unit_id
    build_source(unit, course)
    generate_assignment(course, unit.unit_id)
    released = files_below(course / "release" / unit.unit_id)
    place_release(home, released, {})

    exercise = read_sheet(home).exercises["02"]
    assert exercise.learner_folder == "photos"
    folder = LearnerFolder(home / exercise.folder, exercise.learner_folder, lambda: NOON)
    items = {str(item.path): item for item in folder.items()}
    folder.move(folder.rename(items["photos/IMG 1.svg"], "Vélo.svg"), items["photos/velos"])
    folder.put_in_bin(items["photos/velos/bleu.svg"])
    assert place_release(home, released, {}) == ()

    checker = Checker(deadline_s=30)
    exercises = {taught.number: taught.exercise for taught in unit.exercises}

    def check(assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
        return asyncio.run(checker.check(exercises[number], files))

    handed_in = read_work(home, Limits()).files
    task = GradingTask("amel", unit.unit_id, NOON, laid_out(tmp_path / "task", handed_in))
    graded = grade(course, open_gradebook(course), task, check)
    assert (graded.outcome, graded.reason) == (GradingOutcome.GRADED, None)
    assert [cell.score for cell in graded.scores.cells] == [0, 1]
    assert files_below(course / "autograded/amel" / unit.unit_id / "02-ranger") == {
        "photos/velos/Vélo.svg": b"<svg/>\n",
    }
