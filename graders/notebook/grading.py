"""One hand-in from its files to scores and a feedback page; the same result however often it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import nbformat
from sqlalchemy import Engine

from graders.exchange.file_names import FilesRefusedError
from graders.notebook.course import CourseError, autograde, generate_feedback
from graders.notebook.gradebook import CellScore, SubmissionScores, read_scores
from graders.notebook.learner_files import LearnerFileError, read_folder
from graders.notebook.service_checker import CheckExercise
from graders.notebook.sheet import SheetError
from graders.notebook.submission import place_submission


class GradingOutcome(Enum):
    """How a try ended. HELD: a person has to look. SUPERSEDED: a newer hand-in is graded already. FAILED: try later."""

    GRADED = "graded"
    HELD = "held"
    SUPERSEDED = "superseded"
    FAILED = "failed"


@dataclass(frozen=True)
class GradingTask:
    """Whose work it is, and `folder`, where its files lie for the time of the grading.

    `examined` is what another machine saw of it already (`elsewhere.py`).
    """

    student_id: str
    assignment_id: str
    submitted_at: datetime
    folder: Path
    examined: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The task as a JSON object."""
        return {**vars(self), "submitted_at": self.submitted_at.isoformat(), "folder": str(self.folder)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> GradingTask:
        """The task that `to_json` wrote."""
        submitted_at = datetime.fromisoformat(data["submitted_at"])
        return cls(**{**data, "submitted_at": submitted_at, "folder": Path(data["folder"])})


@dataclass(frozen=True)
class Graded:
    """The result: feedback pages by file name, and scores; `reason` is for trainers and operators, in English."""

    outcome: GradingOutcome
    pages: Mapping[str, str] = field(default_factory=dict)
    scores: SubmissionScores | None = None
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        scores = None
        if self.scores is not None:
            scores = {**vars(self.scores), "cells": [vars(cell) for cell in self.scores.cells]}
        return {"outcome": self.outcome.value, "pages": dict(self.pages), "scores": scores, "reason": self.reason}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Graded:
        """The result that `to_json` wrote."""
        scores = None
        if (given := data["scores"]) is not None:
            cells = tuple(CellScore(**cell) for cell in given["cells"])
            scores = SubmissionScores(given["student_id"], given["assignment_id"], cells)
        return cls(GradingOutcome(data["outcome"]), data["pages"], scores, data["reason"])


def grade(course_root: Path, gradebook: Engine, task: GradingTask, check: CheckExercise | None = None) -> Graded:
    """Lays the files out, grades them and writes the feedback; manual scores stay.

    Stopped anywhere, it can simply be done again: each step replaces what an earlier try left.
    """
    student_id, assignment_id = task.student_id, task.assignment_id
    try:
        files = read_folder(task.folder)
        if not place_submission(course_root, student_id, assignment_id, files, task.submitted_at):
            return Graded(GradingOutcome.SUPERSEDED, reason="a newer hand-in is graded already")
        autograde(course_root, student_id, assignment_id, check, examined=task.examined)
        pages = generate_feedback(course_root, student_id, assignment_id)
    except (FilesRefusedError, LearnerFileError) as error:
        return Graded(GradingOutcome.HELD, reason=str(error))
    except (CourseError, SheetError, OSError) as error:
        return Graded(GradingOutcome.FAILED, reason=str(error))
    found = read_scores(gradebook, student_id=student_id, assignment_id=assignment_id)
    scores = found[0] if found else SubmissionScores(student_id, assignment_id, ())  # no cell of it is graded
    reasons = held_reasons(course_root / "autograded" / student_id / assignment_id)
    outcome = GradingOutcome.HELD if reasons else GradingOutcome.GRADED
    return Graded(outcome, pages, scores, "; ".join(reasons) or None)


def held_reasons(autograded: Path) -> list[str]:
    """Why parts of an autograded submission have no verdict: "exercise 03: the checker broke", "cell c7: …"."""
    cells = [cell for path in sorted(autograded.glob("*.ipynb")) for cell in nbformat.read(path, as_version=4).cells]
    held = [(cell, mark) for cell in cells if (mark := cell.metadata.get("atelier", {})).get("held")]
    return [
        f"exercise {mark['exercise']}: {mark['held']}"
        if "exercise" in mark
        else f"cell {cell.metadata.nbgrader['grade_id']}: {mark['held']}"
        for cell, mark in held
    ]
