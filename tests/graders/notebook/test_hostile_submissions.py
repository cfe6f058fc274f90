"""What a learner can do to a notebook, by accident or on purpose, and what it earns: what the files earn."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.exchange.file_names import FilesRefusedError
from graders.notebook.course import CourseError, autograde, generate_assignment, generate_feedback
from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.grading import GradingOutcome, GradingTask, grade
from graders.notebook.restore_cells import CELLS_MAX, NOTEBOOK_BYTES_MAX
from graders.notebook.submission import place_submission, submitted_at_of
from graders.results import Outcome, Report
from tests.graders.notebook.makers import (
    NOON,
    NOTEBOOK,
    POINTS,
    UNIT,
    a_course,
    a_hand_in,
    a_report,
    a_source_notebook,
    an_answer_cell,
    handed_in,
    laid_out,
    says_fini,
    the_released_notebook,
)

GRADE_IDS = [f"exercice-{number}" for number in POINTS]


def cell_of(notebook: Any, grade_id: str) -> Any:
    """The cell of that name."""
    return next(cell for cell in notebook.cells if cell.id == grade_id)


def auto_scores(course: Path) -> dict[str, float | None]:
    """What the gradebook has for the one submission, by cell."""
    (scores,) = read_scores(open_gradebook(course))
    return {cell.grade_id: cell.auto_score for cell in scores.cells}


def graded_cells(course: Path) -> list[tuple[str, str]]:
    """Ids and sources of the graded cells as they were autograded."""
    notebook = nbformat.read(course / "autograded" / "amel" / UNIT / NOTEBOOK, as_version=4)
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return [(cell.metadata.nbgrader.grade_id, cell.source) for cell in marked]


def forge_outputs(notebook: Any) -> None:
    """Full points written into the outputs."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "4.0"}, execution_count=1)]


def ask_for_another_exercise(notebook: Any) -> None:
    """Exercise 2 in the place of exercise 1, and Python behind the call of 3."""
    cell_of(notebook, "exercice-01").source = 'exercise("02")'
    cell_of(notebook, "exercice-03").source += "\n4.0"


def raise_points(notebook: Any) -> None:
    """A cell worth a hundred."""
    cell_of(notebook, "exercice-01").metadata.nbgrader["points"] = 100


def delete_first(notebook: Any) -> None:
    """The first exercise and the cell before it."""
    notebook.cells = [cell for cell in notebook.cells if cell.id not in {"mise-en-place", "exercice-01"}]


def delete_everything(notebook: Any) -> None:
    """An empty notebook."""
    notebook.cells = []


def copy_cells(notebook: Any) -> None:
    """Two exercises pasted again, one of them changed, the ids still the same."""
    notebook.cells += [nbformat.from_dict(dict(cell_of(notebook, grade_id))) for grade_id in GRADE_IDS[:2]]
    notebook.cells[-1]["source"] = 'exercise("03")'


def turn_code_into_text(notebook: Any) -> None:
    """What happens with one key press in JupyterLab."""
    for cell in notebook.cells:
        cell.cell_type = "markdown"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def invent_metadata(notebook: Any) -> None:
    """Graded cells that the course does not know, broken marks, an old version of the format."""
    marks = {"grade": True, "locked": True, "solution": False, "schema_version": 1, "points": 9, "grade_id": "extra"}
    notebook.cells.append(nbformat.v4.new_code_cell("1", metadata={"nbgrader": marks}))
    notebook.cells.append(nbformat.v4.new_code_cell("1", metadata={"nbgrader": {"grade_id": '"><script>'}}))
    notebook.cells.append(nbformat.v4.new_markdown_cell("x", metadata={"nbgrader": "oui"}))
    cell_of(notebook, "exercice-01").metadata.nbgrader["schema_version"] = 0
    cell_of(notebook, "exercice-02").metadata.nbgrader.update(solution=True, locked=False)
    del cell_of(notebook, "exercice-03").metadata["nbgrader"]
    notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "Bash"}


@pytest.mark.parametrize(
    "harm",
    [
        forge_outputs,
        ask_for_another_exercise,
        raise_points,
        delete_first,
        delete_everything,
        copy_cells,
        turn_code_into_text,
        invent_metadata,
    ],
)
def test_only_the_files_earn_points(course: Path, harm):
    """Whatever was done to the notebook: each exercise is there once, as released, and scored by its own files."""
    notebook = the_released_notebook(course)
    harm(notebook)
    handed_in(course, a_hand_in(course, notebook, page_02="<p>fini</p>"))
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course) == {"exercice-01": 0.0, "exercice-02": 3.0, "exercice-03": 0.0}
    assert sorted(graded_cells(course)) == [(f"exercice-{number}", f'exercise("{number}")') for number in POINTS]


def test_deleted_cells_come_back_in_their_places(course: Path):
    """An exercise that was deleted stands under its own task again, and the page says so."""
    notebook = the_released_notebook(course)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in {"exercice-02", "rendre"}]
    notebook.cells.insert(3, nbformat.v4.new_markdown_cell("Ma note", id="note"))
    handed_in(course, a_hand_in(course, notebook))
    autograde(course, "amel", UNIT, says_fini)
    graded = nbformat.read(course / "autograded" / "amel" / UNIT / NOTEBOOK, as_version=4)
    assert [cell.source for cell in graded.cells] == [
        "from graders.exercise_widget import exercise, hand_in",
        "## Exercice 01",
        'exercise("01")',
        "Ma note",
        "## Exercice 02",
        'exercise("02")',
        "## Exercice 03",
        'exercise("03")',
        "hand_in()",
    ]
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert page.count("Cette partie manquait dans votre cahier. Nous l’avons remise.") == 1


@pytest.mark.parametrize(
    "report",
    [
        a_report("01", Outcome.ERRORED),
        a_report("01", Outcome.PASSED, points=float("nan")),
        a_report("01", Outcome.PASSED, points=float("inf")),
        a_report("01", Outcome.PASSED, points=2.5),
        a_report("01", Outcome.PASSED, points=-2.0),
        Report(f"{UNIT}/01", ()),
    ],
    ids=["broken checker", "NaN", "infinite", "more than the cell is worth", "negative", "no check at all"],
)
def test_no_verdict_is_no_score(course: Path, report: Report):
    """Neither zero nor full points: the cell waits for a person, and the page says that nothing is lost."""
    handed_in(course, a_hand_in(course))
    autograde(course, "amel", UNIT, lambda assignment_id, number, files: report)
    (scores,) = read_scores(open_gradebook(course))
    first = next(cell for cell in scores.cells if cell.grade_id == "exercice-01")
    assert (first.auto_score, first.needs_manual_grade, scores.needs_manual_grade) == (None, True, True)
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "Cette partie attend une personne de l’équipe." in page
    assert ("Votre travail est bien arrivé." in page, "Vous avez" in page) == (True, False)


def test_a_checker_that_broke_once_is_asked_again(course: Path):
    """A browser that was killed in the middle costs one more question."""
    asked: list[str] = []

    def breaks_once(assignment_id: str, number: str, files: Any) -> Report:
        asked.append(number)
        return a_report(number, Outcome.ERRORED if asked.count(number) == 1 else Outcome.PASSED)

    handed_in(course, a_hand_in(course))
    autograde(course, "amel", UNIT, breaks_once)
    assert sorted(asked) == ["01", "01", "02", "02", "03", "03"]
    assert auto_scores(course) == {"exercice-01": 2.0, "exercice-02": 3.0, "exercice-03": 4.0}


@pytest.mark.sandbox
def test_ordinary_test_cells_are_run_apart(tmp_path: Path):
    """A graded cell with Python in it runs where nothing of this machine is; an answer in words waits for a person."""
    trap = tmp_path / "trap"
    python = nbformat.v4.new_code_cell(f"open({str(trap)!r}, 'w')", id="python")
    marks = {"grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3}
    python.metadata["nbgrader"] = marks | {"grade_id": "python", "points": 5, "cell_type": "code"}
    course = a_course(tmp_path / "course", extra=(python, an_answer_cell("avis", "Votre avis :", 1)))
    notebook = the_released_notebook(course)
    cell_of(notebook, "avis").source = "C’est bien."
    handed_in(course, a_hand_in(course, notebook, page_01="<p>fini</p>"))
    autograde(course, "amel", UNIT, says_fini)
    assert not trap.exists()
    assert auto_scores(course) == {
        "avis": None,
        "exercice-01": 2.0,
        "exercice-02": 0.0,
        "exercice-03": 0.0,
        "python": 0.0,
    }
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "C’est bien." in page


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff\xfe",
        b"pas du JSON",
        b"[" * 100_000,
        b"[]",
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": "non"}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": 5}]}',
        b'{"nbformat": 9, "nbformat_minor": 5, "metadata": {}, "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}' + b" " * NOTEBOOK_BYTES_MAX,
        nbformat.writes(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x") for _ in range(CELLS_MAX + 1)])
        ).encode(),
    ],
    ids=["missing", "empty", "no text", "no JSON", "nested", "list", "no cells", "odd cell", "future", "huge", "many"],
)
def test_an_unreadable_notebook_costs_nothing(course: Path, content: bytes | None):
    """The exercises are in the files beside it: they are graded with a fresh notebook, and a kind sentence says so."""
    files = a_hand_in(course, page_01="<p>fini</p>")
    del files[NOTEBOOK]
    handed_in(course, files | ({} if content is None else {NOTEBOOK: content}))
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course) == {"exercice-01": 2.0, "exercice-02": 0.0, "exercice-03": 0.0}
    (page,) = generate_feedback(course, "amel", UNIT).values()
    wording = "Votre cahier n’était pas dans votre travail." if content is None else "Votre cahier était abîmé."
    assert f"{wording} Nous avons pris un cahier neuf." in page


def a_task(course: Path, folder: Path) -> GradingTask:
    """To grade what lies in `folder`."""
    return GradingTask("amel", UNIT, NOON, folder)


def test_a_link_is_never_followed(course: Path, tmp_path: Path):
    """A link in the place of a file or of a folder: nothing behind it is read, and a trainer looks at it."""
    secret = tmp_path / "secret"
    secret.write_text("fini")
    for number, link in enumerate(("01-page/index.html", "01-page")):
        folder = laid_out(tmp_path / f"in{number}", a_hand_in(course))
        (folder / "01-page" / "index.html").unlink()
        if link == "01-page":
            (folder / "01-page").rmdir()
        os.symlink(secret if link != "01-page" else tmp_path, folder / link)
        graded = grade(course, open_gradebook(course), a_task(course, folder), says_fini)
        assert graded.outcome is GradingOutcome.HELD
        assert "01-page" in graded.reason
        assert not (course / "submitted" / "amel").exists()


def test_a_link_put_into_nbgraders_folder_is_not_followed_either(course: Path, tmp_path: Path):
    """The grading step itself reads without following; the exercise has no verdict."""
    (tmp_path / "secret").write_text("fini")
    handed_in(course, a_hand_in(course))
    page = course / "submitted" / "amel" / UNIT / "01-page" / "index.html"
    page.unlink()
    page.symlink_to(tmp_path / "secret")
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course) == {"exercice-01": None, "exercice-02": 0.0, "exercice-03": 0.0}


def test_the_time_and_the_sheet_are_ours(course: Path):
    """A learner's own timestamp, sheet and neighbour files count for nothing."""
    sheet = {"assignment_id": UNIT, "title": "À moi", "exercises": {}}
    files = {"timestamp.txt": b"1999-01-01 00:00:00 UTC", "exercices.json": json.dumps(sheet).encode()}
    handed_in(course, a_hand_in(course, page_01="fini") | files | {f"{NOTEBOOK[:-6]}.html": b"<script>x</script>"})
    assert submitted_at_of(course / "submitted" / "amel" / UNIT) == NOON
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course)["exercice-01"] == 2.0
    (page,) = generate_feedback(course, "amel", UNIT).values()
    assert "Votre retour\N{NO-BREAK SPACE}: Un essai" in page
    assert "<script" not in page


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\0b", "01-page/index.html/x"])
def test_a_file_that_leaves_its_folder_is_refused(course: Path, name: str):
    """No part of such a hand-in is laid out."""
    with pytest.raises(FilesRefusedError, match="file"):
        place_submission(course, "amel", UNIT, a_hand_in(course) | {name: b"x"}, NOON)
    assert not (course / "submitted" / "amel" / UNIT).exists()


@pytest.mark.parametrize("student_id", ["*", "..", "a/b", ".cache", "", "[a]"])
def test_a_name_that_is_a_pattern_is_refused(course: Path, student_id: str):
    """nbgrader would take it for many people, or for another folder."""
    with pytest.raises(FilesRefusedError, match="cannot be the name of a folder"):
        place_submission(course, student_id, UNIT, {}, NOON)


def test_one_bad_hand_in_leaves_the_others_alone(course: Path, tmp_path: Path):
    """An assignment nobody generated fails with a reason, and the next one is graded."""
    gradebook = open_gradebook(course)
    folder = laid_out(tmp_path / "in", a_hand_in(course, page_01="fini"))
    unknown = grade(course, gradebook, GradingTask("amel", "web-s98-inconnu", NOON, folder), says_fini)
    assert unknown.outcome is GradingOutcome.FAILED
    assert "web-s98-inconnu" in unknown.reason
    assert grade(course, gradebook, a_task(course, folder), says_fini).scores.score == 2.0


def test_cells_cannot_be_added_under_graded_work(course: Path):
    """nbgrader refuses, and the sentence arrives."""
    handed_in(course, a_hand_in(course))
    autograde(course, "amel", UNIT, says_fini)
    changed = a_source_notebook(extra=(an_answer_cell("avis", "Votre avis :", 1),))
    nbformat.write(changed, course / "source" / UNIT / NOTEBOOK)
    with pytest.raises(CourseError, match="submissions associated with it"):
        generate_assignment(course, UNIT)
