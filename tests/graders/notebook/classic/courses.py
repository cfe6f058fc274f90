"""A course with one classic notebook, as a trainer writes it, and submissions of it."""

from pathlib import Path
from typing import Any

import nbformat

SOURCE = {
    "names": ("locked", 0, "import numpy as np"),
    "mean": (
        "solution",
        0,
        "def mean(xs):\n    ### BEGIN SOLUTION\n    if not xs:\n        raise ValueError('nothing')\n"
        "    return sum(xs) / len(xs)\n    ### END SOLUTION",
    ),
    "mean-test": (
        "test",
        2,
        "assert mean([1, 3]) == 2\n### BEGIN HIDDEN TESTS\nassert np.isclose(mean([0.1, 0.2]), 0.15)\n"
        "### END HIDDEN TESTS",
    ),
    "mean-empty": (
        "test",
        1,
        "try:\n    mean([])\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no error')",
    ),
    "credit": ("test", 2, "sum(mean([n]) == n for n in range(4)) / 2"),
    "ask": ("solution", 0, "def ask():\n    ### BEGIN SOLUTION\n    return int(input('?')) + 1\n    ### END SOLUTION"),
    "ask-test": (
        "test",
        1,
        "from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n    assert ask() == 42",
    ),
    "words": ("manual", 3, "# ### BEGIN SOLUTION\n# because\n# ### END SOLUTION"),
}  # fmt: skip

RIGHT_MEAN = "def mean(xs):\n    if not xs:\n        raise ValueError('nothing')\n    return sum(xs) / len(xs)"
ASK = "def ask():\n    return int(input('?')) + 1"

# The learner's text by the cell's id, and nbgrader's automatic scores of the tests: mean, empty, credit, ask.
SUBMISSIONS: dict[str, tuple[dict[str, str], tuple[float, float, float, float]]] = {
    "amel": ({"mean": RIGHT_MEAN, "ask": ASK, "words": "# since"}, (2.0, 1.0, 2.0, 1.0)),
    "bob": (
        {"mean": "def mean(xs):\n    return sum(xs) / len(xs)", "ask": "def ask(): return 1"},
        (2.0, 0.0, 2.0, 0.0),
    ),
    "chloe": ({}, (0.0, 0.0, 0.0, 0.0)),
    "dina": ({"mean": "def mean(xs):\n    return max(xs) if max(xs) < 3 else 0"}, (0.0, 1.0, 1.5, 0.0)),
    "eli": (
        {"mean": RIGHT_MEAN.replace("if", "import sys; print('hm', file=sys.stderr)\n    if")},
        (0.0, 0.0, 0.0, 0.0),
    ),
    "fatou": ({"mean": "def mean(xs) return 1", "ask": ASK}, (0.0, 0.0, 0.0, 1.0)),
}  # fmt: skip


def a_cell(grade_id: str, kind: str, points: float, source: str) -> Any:
    """One cell of the source notebook."""
    marks = {
        "grade_id": grade_id,
        "schema_version": 3,
        "grade": kind in ("test", "manual"),
        "solution": kind in ("solution", "manual"),
        "locked": kind in ("test", "locked"),
        "task": False,
    }
    if marks["grade"]:
        marks["points"] = points
    return nbformat.v4.new_code_cell(source, id=grade_id, metadata={"nbgrader": marks})


def a_source_folder(course: Path, assignment_id: str) -> Path:
    """`source/<assignment>` with the notebook and a file beside it."""
    folder = course / "source" / assignment_id
    folder.mkdir(parents=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [a_cell(grade_id, *parts) for grade_id, parts in SOURCE.items()]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "averages.ipynb")
    (folder / "numbers.txt").write_text("1 2 3\n")
    return folder


def hand_in(course: Path, assignment_id: str, student_id: str, answers: dict[str, str]) -> Path:
    """The released notebook with these answers, in `submitted/`."""
    notebook = nbformat.read(course / "release" / assignment_id / "averages.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    folder = course / "submitted" / student_id / assignment_id
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "averages.ipynb")
    return folder


def graded_cells(course: Path, assignment_id: str, student_id: str) -> dict[str, Any]:
    """The autograded notebook's cells by their ids."""
    path = course / "autograded" / student_id / assignment_id / "averages.ipynb"
    return {cell.metadata.nbgrader.grade_id: cell for cell in nbformat.read(path, as_version=4).cells}
