import json
from pathlib import Path

import nbformat
from nbgrader.preprocessors import CheckCellMetadata

from curriculum.builder.notebooks import build_source, notebook, sheet
from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from tests.curriculum.makers import EXERCISE, FILES, PARSONS, UNIT, write_programme


def a_unit(root: Path, changes: dict[str, str | None] | None = None) -> Unit:
    """The one unit of the small programme."""
    return load_programme(write_programme(root, changes)).units[0]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_notebook_shows_the_lesson_with_its_exercises(tmp_path: Path):
    """Cells come in the lesson's order; exercises without a place follow; ids are the same each time."""
    cells = notebook(a_unit(tmp_path))["cells"]
    assert [(cell["id"], cell["cell_type"]) for cell in cells] == [
        ("reglage", "code"),
        ("ouverture", "markdown"),
        ("questions", "markdown"),
        ("rappel", "code"),
        ("lecon", "markdown"),
        ("lecon-01", "markdown"),
        ("consigne-01", "markdown"),
        ("exercice-01", "code"),
        ("lecon-02", "markdown"),
        ("consigne-02", "markdown"),
        ("exercice-02", "code"),
        ("mots", "markdown"),
        ("fin", "markdown"),
        ("rendre", "code"),
    ]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    assert sources["reglage"] == "from graders.exercise_widget import exercise, hand_in, recall"
    assert sources["rappel"] == "recall()"
    assert sources["exercice-01"] == 'exercise("01")'
    assert sources["rendre"] == "hand_in()"
    assert sources["lecon-02"] == "## La suite\n\n> **Astuce\u00a0: le sourire**\n>\n> Un sourire aide."
    assert "C’est le matin. Que dit-on\u202f?" in sources["consigne-01"]
    assert sources["mots"].endswith("- **salut** (en anglais\u00a0: greeting)\u00a0: Un mot pour commencer.")


def test_exercise_cells_are_locked_and_worth_their_points(tmp_path: Path):
    """nbgrader grades the exercise cells, locks all code, and nobody can edit or remove a cell."""
    cells = notebook(a_unit(tmp_path))["cells"]
    assert [cell["metadata"]["nbgrader"] for cell in cells if cell["id"] in {"exercice-01", "exercice-02"}] == [
        {
            "cell_type": "code",
            "grade": True,
            "grade_id": f"exercice-{number}",
            "locked": True,
            "points": points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        for number, points in (("01", 2), ("02", 1.5))
    ]
    assert all(cell["metadata"]["nbgrader"]["locked"] for cell in cells if cell["cell_type"] == "code")
    assert all((cell["metadata"]["deletable"], cell["metadata"]["editable"]) == (False, False) for cell in cells)


def test_the_source_folder_holds_what_learners_may_have(tmp_path: Path):
    """Notebook, sheet, pictures and start files; no solution, no mistake, no check, no trainer's sheet."""
    unit = a_unit(tmp_path, {f"{UNIT}/trainer.md": "Pour vous."})
    assert build_source(unit, tmp_path / "course")
    folder = tmp_path / "course/source/web-s01-essai"
    files = files_of(folder)
    assert sorted(files) == [
        "01-choisir/reponse.txt",
        "02-ordonner/index.html",
        "02-ordonner/logo.svg",
        "exercices.json",
        "images/main.svg",
        "s01-essai.ipynb",
    ]
    assert files["02-ordonner/index.html"].decode() == FILES[f"{PARSONS}/start/index.html"]
    assert json.loads(files["exercices.json"]) == {
        "assignment_id": "web-s01-essai",
        "title": "Dire bonjour",
        "exercises": {
            "01": {
                "folder": "01-choisir",
                "title": "Choisir un mot",
                "rung": "predict",
                "engine": "answer",
                "points": 2,
                "files": ["reponse.txt"],
                "start": {"reponse.txt": ""},
                "hints": ["Regardez l’heure.", "Il fait jour.", "Le soir\u00a0: bonsoir."],
                "choices": [{"id": "a", "text": "Bonjour"}, {"id": "b", "text": "Bonsoir"}],
            },
            "02": {
                "folder": "02-ordonner",
                "title": "Ranger 2 lignes",
                "rung": "parsons",
                "engine": "web",
                "points": 1.5,
                "files": ["index.html"],
                "start": {"index.html": FILES[f"{PARSONS}/start/index.html"]},
                "hints": ["A.", "B.", "C."],
                "lines": ["  <p>Ça va ?</p>", "<h1>Bonjour</h1>", "<p>Oui.</p>"],
            },
        },
    }
    nbformat.validate(nbformat.read(folder / "s01-essai.ipynb", as_version=4))


def test_hints_thin_out_as_the_unit_says(tmp_path: Path):
    """The mildest are handed out; a unit that says nothing gives all three."""
    unit = f"{UNIT}/unit.yml"
    fewer = a_unit(tmp_path / "fewer", {unit: f"{FILES[unit]}hints: 1\n"})
    assert [sheet(each)["exercises"]["02"]["hints"] for each in (a_unit(tmp_path / "all"), fewer)] == [
        ["A.", "B.", "C."], ["A."]
    ]  # fmt: skip


def test_essential_exercises_say_so(tmp_path: Path):
    """In their task; of the others nothing is said."""
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebook(a_unit(tmp_path))["cells"]}
    assert [("Exercice essentiel." in sources[f"consigne-{number}"]) for number in ("01", "02")] == [True, False]


def test_the_sheet_says_which_work_has_a_report(tmp_path: Path):
    """Where it is worth showing, the exercise cell offers its page; elsewhere nothing is said."""
    exercise = f"{PARSONS}/exercise.yml"
    entries = sheet(a_unit(tmp_path, {exercise: f"{FILES[exercise]}report: true\n"}))["exercises"]
    assert [entry.get("report") for entry in entries.values()] == [None, True]


def test_nbgrader_accepts_the_notebook(tmp_path: Path):
    """nbgrader's own look at cell metadata finds nothing to say."""
    made = nbformat.from_dict(notebook(a_unit(tmp_path)))
    assert CheckCellMetadata().preprocess(made, {}) == (made, {})


def test_two_builds_are_the_same_bytes(tmp_path: Path):
    """The same unit gives the same files wherever and whenever it is built; a second build changes nothing."""
    unit = a_unit(tmp_path)
    assert build_source(unit, tmp_path / "one")
    assert build_source(a_unit(tmp_path / "copy"), tmp_path / "two")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "one").rglob("*")}
    assert not build_source(unit, tmp_path / "one")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "one").rglob("*")} == before


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path):
    """Another task rewrites the notebook alone; a file that no longer belongs there goes; hidden ones stay."""
    course = tmp_path / "course"
    build_source(a_unit(tmp_path / "old"), course)
    folder = course / "source/web-s01-essai"
    (folder / "images/old.svg").write_text("<svg/>")
    (folder / "03-vieux").mkdir()
    (folder / "03-vieux/index.html").write_text("<p>")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints/x.ipynb").write_text("{}")
    before = {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}

    assert build_source(a_unit(tmp_path / "new", {f"{EXERCISE}/task.md": "Que dit-on à midi ?\n"}), course)
    after = {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}
    assert {path.name for path, number in after.items() if before.get(path) != number} == {"s01-essai.ipynb"}
    assert {path.name for path in before.keys() - after.keys()} == {"old.svg", "index.html"}
    assert not (folder / "03-vieux").exists()
    assert (folder / ".ipynb_checkpoints/x.ipynb").exists()
