"""What can be handed out: a unit of the programme, or a notebook that a trainer brought to the course folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.recall import RecallItem

TITLE_LETTERS_MAX = 80


class HandedOut(Protocol):
    """What the pages must know of either; `Unit` has all of it."""

    @property
    def unit_id(self) -> str:
        """The assignment's id."""

    @property
    def code(self) -> str:
        """What people call it."""

    @property
    def name(self) -> str:
        """Its notebook's file name, less the suffix."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def exercises(self) -> tuple[UnitExercise, ...]:
        """Its exercises on files, in order."""

    @property
    def recall(self) -> tuple[RecallItem, ...]:
        """Its questions for later days."""


@dataclass(frozen=True)
class OwnNotebook:
    """An ordinary nbgrader assignment: no exercises on files, and so no tries; handed in, graded and answered alike."""

    unit_id: str
    name: str
    title: str
    exercises: tuple[UnitExercise, ...] = ()
    recall: tuple[RecallItem, ...] = ()

    @property
    def code(self) -> str:
        """Its id is what people call it."""
        return self.unit_id


def own_notebook(assignment_id: str, files: Mapping[str, bytes]) -> OwnNotebook:
    """The assignment with the title of its first notebook: its first heading, or else its file's name."""
    file = next((file for file in sorted(files) if file.endswith(".ipynb")), "")
    name = file.removesuffix(".ipynb") or assignment_id
    return OwnNotebook(assignment_id, name, _heading(files.get(file, b"")) or name)


def _heading(notebook: bytes) -> str | None:
    try:
        cells: list[dict[str, Any]] = json.loads(notebook)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError):
        return None
    lines = (line for text in texts for line in text.splitlines())
    return next((line[2:].strip()[:TITLE_LETTERS_MAX] for line in lines if line.startswith("# ")), None)
