"""A classic notebook through nbgrader, in our configuration and in another course's."""

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders import sandbox
from graders.notebook.classic import execute_in_sandbox
from graders.notebook.course import CourseError, autograde, generate_assignment
from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.grading import held_reasons
from tests.graders.notebook.classic.courses import SUBMISSIONS, a_source_folder, graded_cells, hand_in
from tests.graders.notebook.makers import UNIT, a_locked_cell, says_fini
from tests.graders.notebook.makers import a_course as a_house_course

pytestmark = pytest.mark.sandbox

TESTS = ("mean-test", "mean-empty", "credit", "ask-test")
OURS = Path(__file__).parents[3] / "data" / "nbgrader_suite" / "nbgrader_config.py"
PLAIN = Path(__file__).parents[3] / "data" / "nbgrader_suite" / "plain_nbgrader_config.py"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the notebook released."""
    course = tmp_path_factory.mktemp("classic") / "course"
    a_source_folder(course, "ps1")
    generate_assignment(course, "ps1")
    return course


@pytest.fixture
def course(generated: Path, tmp_path: Path) -> Path:
    """A course of one's own."""
    return Path(shutil.copytree(generated, tmp_path / "course"))


def auto_scores(course: Path, student_id: str) -> dict[str, float | None]:
    """What the gradebook has for the one assignment."""
    (scores,) = read_scores(open_gradebook(course), student_id=student_id)
    return {cell.grade_id: cell.auto_score for cell in scores.cells}


def comparable(cell: Any) -> list[Any]:
    """A cell's number and outputs; of errors the name and message, as tracebacks differ in colours and context."""
    outputs = [dict(output) | {"traceback": []} if "traceback" in output else dict(output) for output in cell.outputs]
    return [cell.execution_count, *outputs]


def test_a_class_has_nbgraders_scores(course: Path):
    """With nbgrader's own saving of scores, in a course that only took our execution step."""
    for student_id, (answers, _) in SUBMISSIONS.items():
        hand_in(course, "ps1", student_id, answers)
        autograde(course, student_id, "ps1", config_file=OURS)
    found = {name: tuple(auto_scores(course, name)[test] for test in TESTS) for name in SUBMISSIONS}
    assert found == {name: expected for name, (_, expected) in SUBMISSIONS.items()}


def test_plain_nbgrader_gives_the_same(course: Path):
    """The scores in the table are those of plain nbgrader, and the outputs are the same."""
    for student_id in ("amel", "bob", "dina"):
        answers, expected = SUBMISSIONS[student_id]
        hand_in(course, "ps1", student_id, answers)
        autograde(course, student_id, "ps1", config_file=PLAIN)
        by_nbgrader = graded_cells(course, "ps1", student_id)
        assert tuple(auto_scores(course, student_id)[test] for test in TESTS) == expected
        autograde(course, student_id, "ps1", config_file=OURS)
        by_us = graded_cells(course, "ps1", student_id)
        assert {name: comparable(cell) for name, cell in by_us.items()} == {
            name: comparable(cell) for name, cell in by_nbgrader.items()
        }


def test_in_this_house_scores_are_explicit(course: Path):
    """The verdicts themselves are saved, and a manual cell waits for a person."""
    hand_in(course, "ps1", "amel", SUBMISSIONS["amel"][0])
    autograde(course, "amel", "ps1")
    assert auto_scores(course, "amel") == {
        "mean-test": 2.0, "mean-empty": 1.0, "credit": 2.0, "ask-test": 1.0, "words": None,
    }  # fmt: skip


def test_a_held_test_waits_for_a_person(course: Path):
    """A pass beside code that could change the test is no score, and the reason is kept for the trainer."""
    sly = "import unittest.mock\ndef ask():\n    return unittest.mock.ANY"
    hand_in(course, "ps1", "zoe", {"ask": sly})
    autograde(course, "zoe", "ps1")
    assert auto_scores(course, "zoe")["ask-test"] is None
    (reason,) = held_reasons(course / "autograded" / "zoe" / "ps1")
    assert reason.startswith(
        "cell ask-test: the test passes, but runs beside code that could change it (cell 6, line 1"
    )


def test_links_lead_nowhere(course: Path):
    """Neither the gradebook nor the source can be had by a link in the submission, and no copy of them stays."""
    reads = (
        "import os\nfor name in os.listdir('.'):\n    print(name, len(open(name, 'rb').read()))\ndef mean(xs): return 0"
    )
    folder = hand_in(course, "ps1", "amel", {"mean": reads})
    (folder / "book.txt").symlink_to(course / "gradebook.db")
    (folder / "own.txt").write_text("mine")
    (folder / "up").symlink_to(course / "source")
    autograde(course, "amel", "ps1", config_file=OURS)
    cells = graded_cells(course, "ps1", "amel")
    assert sorted(cells["mean"].outputs[0].text.split()) == ["4", "6", "numbers.txt", "own.txt"]
    left = {path.name for path in (course / "autograded" / "amel" / "ps1").rglob("*") if path.is_file()}
    assert left == {"averages.ipynb", "numbers.txt", "own.txt"}


def test_what_code_leaves_is_kept_but_no_notebook(course: Path):
    """New files lie beside the graded notebook, as with nbgrader; the course's and other notebooks stay as they are."""
    writes = "\n".join(f"open({name!r}, 'w').write('x')" for name in ("new.txt", "numbers.txt", "other.ipynb"))
    hand_in(course, "ps1", "amel", {"mean": writes})
    autograde(course, "amel", "ps1", config_file=OURS)
    folder = course / "autograded" / "amel" / "ps1"
    assert {path.name: path.read_text() for path in folder.glob("*.txt")} == {"new.txt": "x", "numbers.txt": "1 2 3\n"}
    assert [path.name for path in folder.glob("*.ipynb")] == ["averages.ipynb"]


def test_another_language_is_refused(tmp_path: Path):
    """In one sentence, and nothing is run."""
    course = tmp_path / "course"
    source = a_source_folder(course, "ps1") / "averages.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.metadata.kernelspec.language = "R"
    nbformat.write(notebook, source)
    generate_assignment(course, "ps1")
    hand_in(course, "ps1", "amel", {})
    with pytest.raises(CourseError, match="the kernel language is 'r'; submissions are run in Python only"):
        autograde(course, "amel", "ps1", config_file=OURS)


@pytest.fixture
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that makes none."""

    def refuse() -> Any:
        raise sandbox.SandboxError("user namespaces must be allowed")

    monkeypatch.setattr(execute_in_sandbox, "shared_sandbox", refuse)


@pytest.mark.usefixtures("no_sandbox")
def test_without_a_sandbox_nothing_is_graded(course: Path):
    """Refused in one sentence, and the gradebook has no score."""
    hand_in(course, "ps1", "amel", SUBMISSIONS["amel"][0])
    with pytest.raises(CourseError, match="user namespaces must be allowed"):
        autograde(course, "amel", "ps1")
    assert set(auto_scores(course, "amel").values()) == {None}


@pytest.mark.usefixtures("no_sandbox")
def test_who_says_so_has_it_run_without(course: Path, tmp_path: Path):
    """By an explicit setting, and by no other way: then as nbgrader does it, with a kernel of this account."""
    config = tmp_path / "nbgrader_config.py"
    config.write_text(OURS.read_text(encoding="utf-8") + "c.ExecuteInSandbox.allow_unsandboxed = True\n")
    answers, expected = SUBMISSIONS["dina"]
    hand_in(course, "ps1", "dina", answers)
    autograde(course, "dina", "ps1", config_file=config)
    assert tuple(auto_scores(course, "dina")[test] for test in TESTS) == expected


def test_a_notebook_may_have_both(tmp_path: Path):
    """Exercises go to the checker, classic cells to the sandbox, in one notebook."""
    extra = (a_locked_cell("classic", "assert 1 + 1 == 2", 5.0), a_locked_cell("classic-wrong", "assert 1 == 2", 5.0))
    course = a_house_course(tmp_path / "course", extra)
    shutil.copytree(course / "release" / UNIT, course / "submitted" / "amel" / UNIT)
    (course / "submitted" / "amel" / UNIT / "01-page" / "index.html").write_text("<p>fini</p>")
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course, "amel") == {
        "exercice-01": 2.0, "exercice-02": 0.0, "exercice-03": 0.0, "classic": 5.0, "classic-wrong": 0.0,
    }  # fmt: skip


def test_a_notebook_of_exercises_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No sandbox is asked for."""
    monkeypatch.setattr(execute_in_sandbox, "shared_sandbox", lambda: pytest.fail("a sandbox was asked for"))
    course = a_house_course(tmp_path / "course")
    shutil.copytree(course / "release" / UNIT, course / "submitted" / "amel" / UNIT)
    autograde(course, "amel", UNIT, says_fini)
    assert auto_scores(course, "amel") == {"exercice-01": 0.0, "exercice-02": 0.0, "exercice-03": 0.0}


def test_the_environment_is_nbgraders_word_alone(course: Path, monkeypatch: pytest.MonkeyPatch):
    """`NBGRADER_EXECUTION` says that the notebook is being graded; nothing else of ours is there."""
    monkeypatch.setenv("ATELIER_SECRET", "x")
    shows = "import os\nprint(os.environ['NBGRADER_EXECUTION'], 'ATELIER_SECRET' in os.environ)"
    hand_in(course, "ps1", "amel", {"mean": shows})
    autograde(course, "amel", "ps1", config_file=OURS)
    assert graded_cells(course, "ps1", "amel")["mean"].outputs[0].text == "autograde False\n"
