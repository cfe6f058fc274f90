"""A small course as the curriculum's builder lays it out, and hand-ins for it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from graders.notebook.course import generate_assignment
from graders.notebook.submission import place_submission
from graders.results import CheckResult, Outcome, Report

UNIT = "web-s99-essai"
NOTEBOOK = "s99-essai.ipynb"
POINTS = {"01": 2.0, "02": 3.0, "03": 4.0}
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_locked_cell(cell_id: str, source: str, points: float | None = None) -> Any:
    """A locked code cell; graded if it is worth points."""
    marks = {"grade": points is not None, "locked": True, "solution": False, "task": False, "schema_version": 3}
    marks |= {"grade_id": cell_id} | ({"points": points, "cell_type": "code"} if points is not None else {})
    return nbformat.v4.new_code_cell(source, id=cell_id, metadata={"nbgrader": marks})


def an_answer_cell(cell_id: str, source: str, points: float) -> Any:
    """A text cell that the learner fills in and a trainer marks."""
    marks = {"grade": True, "locked": False, "solution": True, "task": False, "schema_version": 3}
    marks |= {"grade_id": cell_id, "points": points, "cell_type": "markdown"}
    return nbformat.v4.new_markdown_cell(source, id=cell_id, metadata={"nbgrader": marks})


def a_source_notebook(extra: tuple[Any, ...] = ()) -> Any:
    """Set-up, then task and exercise three times, then hand in."""
    cells = [a_locked_cell("mise-en-place", "from graders.exercise_widget import exercise, hand_in")]
    for number, points in POINTS.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## Exercice {number}", id=f"consigne-{number}"))
        cells.append(a_locked_cell(f"exercice-{number}", f'exercise("{number}")', points))
    cells += [*extra, a_locked_cell("rendre", "hand_in()")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "atelier": {"assignment_id": UNIT}})


def a_course(root: Path, extra: tuple[Any, ...] = ()) -> Path:
    """A course folder with the unit built and generated."""
    source = root / "source" / UNIT
    source.mkdir(parents=True)
    nbformat.write(a_source_notebook(extra), source / NOTEBOOK)
    exercises = {
        number: {"folder": f"{number}-page", "title": f"La page {number}", "files": ["index.html"], "points": points}
        for number, points in POINTS.items()
    }
    sheet = {"assignment_id": UNIT, "title": "Un essai", "exercises": exercises}
    (source / "exercices.json").write_text(json.dumps(sheet), encoding="utf-8")
    for number in POINTS:
        (source / f"{number}-page").mkdir()
        (source / f"{number}-page" / "index.html").write_text("<p>départ</p>", encoding="utf-8")
    generate_assignment(root, UNIT)
    return root


def a_hand_in(course: Path, notebook: Any | None = None, **pages: str) -> dict[str, bytes]:
    """The released files with these pages (`page_01="<p>fini</p>"`), and this notebook if one is given."""
    release = course / "release" / UNIT
    files = {str(path.relative_to(release)): path.read_bytes() for path in release.rglob("*") if path.is_file()}
    files |= {f"{name.removeprefix('page_')}-page/index.html": text.encode() for name, text in pages.items()}
    if notebook is not None:
        files[NOTEBOOK] = nbformat.writes(notebook).encode()
    return files


def the_released_notebook(course: Path) -> Any:
    """What a learner's copy of the notebook was at first."""
    return nbformat.read(course / "release" / UNIT / NOTEBOOK, as_version=4)


def laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files on disk, as the service hands them to the worker."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def handed_in(course: Path, files: Mapping[str, bytes], student_id: str = "amel", at: datetime = NOON) -> None:
    """The files are where nbgrader looks for them."""
    assert place_submission(course, student_id, UNIT, files, at)


def a_report(number: str, outcome: Outcome, points: float | None = None) -> Report:
    """The report on one exercise with a single check."""
    result = CheckResult("rule", "La page est finie.", POINTS[number] if points is None else points, outcome)
    if outcome is Outcome.FAILED:
        result = CheckResult(result.check_id, result.title, result.points, outcome, "m", "Il manque le mot « fini ».")
    return Report(f"{UNIT}/{number}", (result,))


def says_fini(assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
    """In the place of the service's checker: right if the page says "fini", broken if it says "casse"."""
    page = files.get("index.html", b"")
    outcome = Outcome.PASSED if b"fini" in page else Outcome.ERRORED if b"casse" in page else Outcome.FAILED
    return a_report(number, outcome)
