"""What the feedback page says of each cell, from the gradebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades

from graders.card import card_css
from graders.notebook.sheet import load_sheet


class FeedbackGrades(GetGrades):  # type: ignore[misc]
    """nbgrader's scores and comments, and who gave each: the checker, a trainer, or nobody yet."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with `metadata.atelier.marked_by` ("checker", "trainer", "nobody") on each graded cell."""
        nb, resources = super().preprocess(nb, resources)
        course = CourseDirectory(parent=self)
        assignment_id = resources["nbgrader"]["assignment"]
        sheet = load_sheet(Path(course.format_path(course.source_directory, ".", assignment_id)))
        marked_by = [cell.metadata.get("atelier", {}).get("marked_by") for cell in nb.cells]
        resources["atelier"] = {
            "title": sheet.title if sheet else resources["nbgrader"]["notebook"],
            "css": card_css(),
            "waiting": "nobody" in marked_by,
            "graded": "checker" in marked_by or "trainer" in marked_by,
        }
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade_id = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        by_machine = "checker" if grade.auto_score is not None else "nobody"
        cell.metadata.setdefault("atelier", {})["marked_by"] = by_machine if grade.manual_score is None else "trainer"
