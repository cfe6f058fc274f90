"""What a code cell is to the grading: a learner's, a trainer's, or a test."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nbgrader import utils

from graders.notebook.check_exercises import exercise_number


class Kind(Enum):
    """LEARNER: whatever its text, it is not ours. SETUP: locked, worth nothing. TEST: locked, worth points."""

    LEARNER = "learner"
    SETUP = "setup"
    TEST = "test"


@dataclass(frozen=True)
class Cell:
    """A code cell that is run."""

    index: int
    """Its place in the notebook."""
    count: int
    """The number in front of it: 1 for the first that is run."""
    source: str
    kind: Kind
    grade_id: str | None = None
    points: float = 0.0


def cells_of(notebook: Any) -> list[Cell]:
    """The cells to run, of a sanitised notebook: the text of its locked cells is the trainer's.

    Empty cells run nothing, and neither do the house's own (`exercise("03")`, `recall()`, `hand_in()`), which no kernel
    sees.
    """
    cells: list[Cell] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip() or is_house_cell(cell):
            continue
        marks = cell.metadata.get("nbgrader", {})
        kind = Kind.LEARNER
        if "grade_id" in marks and utils.is_locked(cell):
            kind = Kind.TEST if utils.is_grade(cell) else Kind.SETUP
        points = float(marks.get("points") or 0.0) if kind is Kind.TEST else 0.0
        cells.append(Cell(index, len(cells) + 1, cell.source, kind, marks.get("grade_id"), points))
    return cells


RECALL_CELL = "rappel"
"""The builder's name for the cell `recall()`; under another it calls what a trainer's course calls so."""


def is_house_cell(cell: Any) -> bool:
    """Whether a locked cell only names exercises, asks the day's questions or hands in, by its syntax."""
    if exercise_number(cell) is not None:
        return True
    words = ("graders.exercise_widget", "hand_in", "recall")
    if not utils.is_locked(cell) or not any(word in cell.source for word in words):
        return False
    if cell.metadata["nbgrader"].get("grade_id") == RECALL_CELL:
        return bool(cell.source == "recall()")
    try:
        statements = ast.parse(cell.source).body
    except SyntaxError:
        return False
    return bool(statements) and all(_is_of_the_house(statement) for statement in statements)


def _is_of_the_house(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "graders.exercise_widget"
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("exercise", "hand_in")
