"""What happens to ordinary nbgrader notebooks on a learner's machine, and that it never fails a grading."""

import copy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.notebook.course import autograde, generate_feedback
from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.restore_cells import grade_id_of
from graders.notebook.save_verdicts import VERDICTS, SaveVerdicts
from graders.notebook.submission import place_submission
from tests.graders.notebook.makers import NOON
from tests.graders.notebook.test_feedback_page import CLASSIC, NOTEBOOK, classic  # noqa: F401 # a fixture

IN_ORDER = ["rectangle", "rectangle-test", "rectangle-test-2", "carre", "carre-test", "avis", "plan"]
SOLVED = {"rectangle": "def area(a, b):\n    return a * b", "carre": "def square(a):\n    return a * a"}
MANUAL = {"avis", "plan"}


@pytest.fixture
def submitted(classic: Path) -> Any:  # noqa: F811
    """The released notebook with both functions written."""
    notebook = nbformat.read(classic / "release" / CLASSIC / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        cell.source = SOLVED.get(str(grade_id_of(cell)), cell.source)
    return notebook


def at(notebook: Any, grade_id: str) -> int:
    """Where the cell of that name is."""
    return next(place for place, cell in enumerate(notebook.cells) if grade_id_of(cell) == grade_id)


def copy_the_test(notebook: Any) -> None:
    """A test pasted again, above its answer, and weakened."""
    twin = copy.deepcopy(notebook.cells[at(notebook, "rectangle-test")])
    twin.source = "pass"
    notebook.cells.insert(0, twin)


def copy_the_answer(notebook: Any) -> None:
    """The first try kept above the one that counts."""
    twin = copy.deepcopy(notebook.cells[at(notebook, "rectangle")])
    twin.source = "def area(a, b):\n    return 0"
    notebook.cells.insert(1, twin)


def move_the_test_up(notebook: Any) -> None:
    """The test stands before what it tests."""
    notebook.cells.insert(0, notebook.cells.pop(at(notebook, "carre-test")))


def turn_everything(notebook: Any) -> None:
    """Code into text and text into code, as one key press does."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.cell_type = "markdown"
            del cell["outputs"], cell["execution_count"]
        else:
            cell.cell_type = "code"
            cell.update(outputs=[], execution_count=None)


def turn_into_raw(notebook: Any) -> None:
    """Neither code nor text."""
    cell = notebook.cells[at(notebook, "rectangle")]
    cell.cell_type = "raw"
    del cell["outputs"], cell["execution_count"]


def age(notebook: Any) -> None:
    """Marks of nbgrader's first format, which stops nbgrader's own run."""
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = 1
            cell.metadata.nbgrader.pop("task", None)


def delete_the_tests(notebook: Any) -> None:
    """Only the answers are left."""
    notebook.cells = [cell for cell in notebook.cells if grade_id_of(cell) in SOLVED]


def split_the_answer(notebook: Any) -> None:
    """A cell split in two, as JupyterLab does it: both halves have the marks, and the same id."""
    place = at(notebook, "rectangle")
    first = copy.deepcopy(notebook.cells[place])
    first.source = "# ma fonction"
    notebook.cells.insert(place, first)


HARMS = [
    copy_the_test,
    copy_the_answer,
    move_the_test_up,
    turn_everything,
    turn_into_raw,
    age,
    delete_the_tests,
    split_the_answer,
]


@pytest.mark.parametrize("harm", HARMS)
def test_the_notebook_is_put_back_into_its_shape(classic: Path, submitted: Any, harm):  # noqa: F811
    """Every cell once, of its type and in its place, tests as released with what is hidden, answers the learner's."""
    harm(submitted)
    name = harm.__name__
    place_submission(classic, name, CLASSIC, {NOTEBOOK: nbformat.writes(submitted).encode()}, NOON)
    autograde(classic, name, CLASSIC)
    graded = nbformat.read(classic / "autograded" / name / CLASSIC / NOTEBOOK, as_version=4)
    cells = {grade_id_of(cell): cell for cell in graded.cells if grade_id_of(cell)}
    assert [grade_id_of(cell) for cell in graded.cells if grade_id_of(cell)] == IN_ORDER
    assert {grade_id: cell.cell_type for grade_id, cell in cells.items()} == {
        grade_id: "markdown" if grade_id in MANUAL else "code" for grade_id in IN_ORDER
    }
    assert {grade_id: cells[grade_id].source for grade_id in SOLVED} == SOLVED
    assert "BEGIN HIDDEN TESTS" in cells["rectangle-test"].source


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        (("aires-Copy1.ipynb",), True),
        (("aires (1).ipynb", "autre.ipynb"), True),
        (("aires-Copy1.ipynb", "aires-Copy2.ipynb"), False),
        (("sous-dossier/aires.ipynb",), False),
    ],
)
def test_a_notebook_under_another_name_is_found(classic, tmp_path, submitted, files, is_found):  # noqa: F811
    """A browser's or JupyterLab's copy counts where it is the only one; a notebook of one's own does not."""
    other = nbformat.writes(nbformat.v4.new_notebook()).encode()
    mine = nbformat.writes(submitted).encode()
    given = {name: other if name == "autre.ipynb" else mine for name in files}
    (tmp_path / "release").symlink_to(classic / "release")
    place_submission(tmp_path, "amel", CLASSIC, given, NOON)
    placed = nbformat.read(tmp_path / "submitted" / "amel" / CLASSIC / NOTEBOOK, as_version=4)
    assert (placed.cells[at(placed, "carre")].source == SOLVED["carre"]) is is_found
    assert placed.metadata.get("atelier", {}).get("notice") == (None if is_found else "notebook-missing")


def test_an_unreadable_notebook_has_no_verdict_but_waits_for_a_person(classic: Path):  # noqa: F811
    """What the tests say of our fresh copy is nothing about the learner's work; the page says what happened."""
    place_submission(classic, "casse", CLASSIC, {NOTEBOOK: b"{"}, NOON)
    autograde(classic, "casse", CLASSIC)
    path = classic / "autograded" / "casse" / CLASSIC / NOTEBOOK
    where = {"notebook": path.stem, "assignment": CLASSIC, "student": "casse"}
    where["db_url"] = f"sqlite:///{classic / 'gradebook.db'}"
    SaveVerdicts().preprocess(nbformat.read(path, as_version=4), {"nbgrader": where, VERDICTS: {"carre-test": 0.0}})
    [scores] = read_scores(open_gradebook(classic), student_id="casse")
    assert {cell.auto_score for cell in scores.cells} == {None}
    assert all(cell.needs_manual_grade for cell in scores.cells)
    [page] = generate_feedback(classic, "casse", CLASSIC).values()
    assert "Votre cahier était abîmé. Nous avons pris un cahier neuf. Rendez votre travail à nouveau" in page
    assert "Vos fichiers sont bien là" not in page
