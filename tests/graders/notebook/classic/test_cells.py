"""Which cells of a notebook are run, and as whose."""

from typing import Any

import nbformat

from graders.notebook.classic.cells import Cell, Kind, cells_of
from tests.graders.notebook.makers import a_locked_cell, a_source_notebook


def a_solution_cell(source: str) -> Any:
    """A cell that a learner fills in."""
    marks = {"grade": False, "locked": False, "solution": True, "grade_id": "answer", "schema_version": 3}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})


def test_cells_are_whose_they_are():
    """Locked ones are the trainer's; empty ones and those of the house are not run."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            a_locked_cell("names", "import math"),
            nbformat.v4.new_markdown_cell("text"),
            nbformat.v4.new_code_cell("  "),
            a_solution_cell("x = 1"),
            a_locked_cell("exercise-01", 'exercise("01")', 2.0),
            a_locked_cell("test", "assert x == 1", 3.0),
            nbformat.v4.new_code_cell("x"),
            a_locked_cell("the-end", "hand_in()"),
        ]
    )
    assert cells_of(notebook) == [
        Cell(0, 1, "import math", Kind.SETUP, "names", 0.0),
        Cell(3, 2, "x = 1", Kind.LEARNER, "answer", 0.0),
        Cell(5, 3, "assert x == 1", Kind.TEST, "test", 3.0),
        Cell(6, 4, "x", Kind.LEARNER, None, 0.0),
    ]


def test_a_weeks_notebook_has_nothing_to_run():
    """Exercises, set-up and hand-in are the house's."""
    assert cells_of(a_source_notebook()) == []


def test_the_days_questions_are_the_houses_and_a_courses_own_recall_is_not():
    """The builder's cell is known by its name; a trainer's function may be called so too."""
    imports = a_locked_cell("reglage", "from graders.exercise_widget import exercise, hand_in, recall")
    ours, theirs = a_locked_cell("rappel", "recall()"), a_locked_cell("measure", "recall()")
    forged = a_locked_cell("rappel", "recall(1)")
    notebook = nbformat.v4.new_notebook(cells=[imports, ours, theirs, forged])
    assert [(cell.index, cell.source) for cell in cells_of(notebook)] == [(2, "recall()"), (3, "recall(1)")]


def test_a_learners_cell_is_not_the_house():
    """Only locked cells are left out: what a learner writes is run, whatever it calls."""
    notebook = nbformat.v4.new_notebook(cells=[a_solution_cell("hand_in()")])
    assert [cell.kind for cell in cells_of(notebook)] == [Kind.LEARNER]
