"""nbgrader's `SaveAutoGrades`, with an explicit verdict or none.

nbgrader reads a score out of a cell's outputs and gives *full points* to a cell without outputs, to one whose output is
no number, and to NaN (`nbgrader.utils.determine_grade`). Here a score is only what a step of ours put into `VERDICTS`
during this very run; any other graded cell is a person's to mark.
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

VERDICTS = "atelier_verdicts"
"""Key in nbconvert's resources: grade_id → score, for the cells that were looked at."""


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc]
    """Saves the verdicts of this run in one transaction; a manual score stays.

    nbgrader asks for another look at every manual score after every regrade. Here only if the checks now say something
    else than when the person looked, or where no check can say anything.

    Of an exercise of the house the best verdict of all hand-ins counts: what was right once stays right, whatever a
    later version or a broken checker says. The cell then says so (`metadata.atelier.kept`).

    Where the learner's notebook was missing or unreadable (`submission.py`), a verdict on what should stand in it would
    be one on our fresh copy: only exercises in files of their own have theirs.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it came; the gradebook has all of its verdicts or, after a crash, none of them."""
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.student_id = resources["nbgrader"]["student"]
        self.is_fresh = bool(nb.metadata.get("atelier", {}).get("notice"))
        with Gradebook(resources["nbgrader"]["db_url"]) as self.gradebook:
            nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
            self.gradebook.db.commit()
        return nb, resources

    def _add_score(self, cell: Any, resources: Any) -> None:
        grade_id = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        is_exercise = "exercise" in cell.metadata.get("atelier", {})
        verdict = None if self.is_fresh and not is_exercise else resources.get(VERDICTS, {}).get(grade_id)
        if is_exercise and (kept := _kept(grade.auto_score, verdict, cell.metadata.nbgrader["points"])) is not None:
            verdict = kept
            cell.metadata.atelier["kept"] = True
        is_overtaken = grade.manual_score is not None and verdict != grade.auto_score
        grade.auto_score = verdict
        grade.needs_manual_grade = verdict is None or is_overtaken

    def _add_comment(self, cell: Any, resources: Any) -> None:
        grade_id = cell.metadata.nbgrader["grade_id"]
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        comment.auto_comment = None  # nbgrader's own is English ("No response."); the feedback page says it in French


def _kept(before: float | None, verdict: float | None, points: float) -> float | None:
    """The score an earlier hand-in earned, if it is better; where there is no verdict, only if nothing is left to gain.

    The exercise may be worth less than it was.
    """
    best = None if before is None else min(before, points)
    if best is None or (best < points if verdict is None else best <= verdict):
        return None
    return best
