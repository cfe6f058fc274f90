"""nbgrader's grading step for `exercise("03")` cells, in the place of `Execute`: no kernel, no learner's Python.

The files of each exercise go to the checker that the learner also practised with; its report becomes the cell's output
(the score as a number, and the card) and the verdict that `SaveVerdicts` writes down. A checker that broke leaves no
verdict: the cell waits for a person. Other graded code cells are the next step's (`classic/execute_in_sandbox.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Any as AnyTrait
from traitlets import default

from graders.card import card_html
from graders.notebook.learner_files import LearnerFileError
from graders.notebook.learner_work import read_learner_files
from graders.notebook.save_verdicts import VERDICTS
from graders.notebook.service_checker import CheckExercise, service_checker
from graders.notebook.sheet import Sheet, load_sheet
from graders.results import Outcome, Report

EXERCISE_CELL = re.compile(r'exercise\("(?P<number>\d{2})"\)')

# The service has three browser pages; more questions at once would only wait there.
CHECKS_AT_ONCE = 3


@dataclass(frozen=True)
class Verdict:
    """What is known of one exercise cell; no `score` means that a person has to look, and `reason` says why."""

    report: Report | None
    score: float | None
    reason: str | None = None


def exercise_number(cell: Any) -> str | None:
    """The exercise a cell names; None unless it is a locked, graded code cell with just that call in it."""
    marks = cell.metadata.get("nbgrader", {})
    is_ours = cell.cell_type == "code" and marks.get("grade") and marks.get("locked") and not marks.get("solution")
    match = EXERCISE_CELL.fullmatch(cell.source.strip()) if is_ours else None
    return match["number"] if match else None


def verdict_on(report: Report, points: float) -> Verdict:
    """The score a report earns on a cell worth `points`; none if the grader broke or the two disagree."""
    if report.outcome is Outcome.ERRORED:
        return Verdict(report, None, "the checker broke")
    score = report.score
    if not math.isclose(report.max_score, points) or not math.isfinite(score) or not 0 <= score <= points:
        return Verdict(None, None, f"score {score} of {report.max_score} does not fit a cell of {points} points")
    return Verdict(report, round(score, 4))


class CheckExercises(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills the exercise cells of one submitted notebook."""

    check = AnyTrait(help="(assignment_id, number, files) → Report").tag(config=True)

    @default("check")
    def _check_default(self) -> CheckExercise:
        return service_checker()

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with outputs; CheckerUnavailableError if the checker gives no answer, with nothing changed."""
        assignment_id, student_id = resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
        course = CourseDirectory(parent=self)
        submitted = Path(course.format_path(course.submitted_directory, student_id, assignment_id))
        sheet = load_sheet(Path(course.format_path(course.source_directory, ".", assignment_id)))
        cells = {number: cell for cell in nb.cells if (number := exercise_number(cell)) is not None}

        def examine(number: str) -> Verdict:
            return self._verdict(assignment_id, number, submitted, sheet, cells[number].metadata.nbgrader["points"])

        with ThreadPoolExecutor(CHECKS_AT_ONCE) as pool:
            verdicts = dict(zip(cells, pool.map(examine, cells), strict=True))
        for number, verdict in verdicts.items():
            self._fill(cells[number], number, verdict, sheet)
        resources[VERDICTS] = {
            cells[number].metadata.nbgrader["grade_id"]: verdict.score
            for number, verdict in verdicts.items()
            if verdict.score is not None
        }
        return nb, resources

    def _verdict(self, assignment_id: str, number: str, submitted: Path, sheet: Sheet | None, points: float) -> Verdict:
        entry = sheet.exercises.get(number) if sheet else None
        if entry is None:
            return Verdict(None, None, f"exercise {number} is not in the assignment's sheet")
        try:
            files = read_learner_files(submitted, entry.folder, entry.files)
        except LearnerFileError as error:
            return Verdict(None, None, str(error))
        return verdict_on(_asked_twice(lambda: self.check(assignment_id, number, files)), points)

    def _fill(self, cell: Any, number: str, verdict: Verdict, sheet: Sheet | None) -> None:
        entry = sheet.exercises.get(number) if sheet else None
        marks = {"exercise": number, "title": entry.title if entry else "", "held": verdict.reason}
        cell.metadata.setdefault("atelier", nbformat.NotebookNode()).update(marks)
        data = {"text/html": card_html(verdict.report, by_the_exercise=False)} if verdict.report else {}
        if verdict.score is not None:
            cell.outputs = [
                nbformat.v4.new_output(
                    "execute_result", data={"text/plain": repr(verdict.score)} | data, execution_count=1
                )
            ]
        elif data:
            cell.outputs = [nbformat.v4.new_output("display_data", data=data)]


def _asked_twice(ask: Callable[[], Report]) -> Report:
    """The report; a checker that broke is asked once more, since most such faults (a killed browser) pass."""
    report = ask()
    return ask() if report.outcome is Outcome.ERRORED else report
