"""What the feedback page says of each cell, from the gradebook and the autograded notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, GetGrades

from graders.card import card_css
from graders.notebook.feedback_parts import parts_of
from graders.notebook.hidden_tests import Region
from graders.notebook.sheet import load_sheet


class FeedbackGrades(GetGrades):  # type: ignore[misc]
    """nbgrader's scores and comments, and who gave each: the checker, a trainer, or nobody yet."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with `metadata.atelier.marked_by` ("checker", "trainer", "nobody") on each graded cell."""
        nb, resources = super().preprocess(nb, resources)
        course = CourseDirectory(parent=self)
        assignment_id = resources["nbgrader"]["assignment"]
        sheet = load_sheet(Path(course.format_path(course.source_directory, ".", assignment_id)))
        parts = parts_of(nb.cells, self._regions())
        marked_by = {part.marked_by for part in parts}
        resources["atelier"] = {
            "title": sheet.title if sheet else resources["nbgrader"]["notebook"],
            "has_files": sheet is not None,
            "css": card_css(),
            "parts": parts,
            "waiting": "nobody" in marked_by,
            "graded": bool(marked_by - {"nobody"}),
        }
        return nb, resources

    def _regions(self) -> tuple[Region, ...]:
        """What the course hides, by the words that it chose for it."""
        tests, scheme = ClearHiddenTests(parent=self), ClearMarkScheme(parent=self)
        return (
            Region(tests.begin_test_delimeter, tests.end_test_delimeter),
            Region(scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter),
        )

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade_id = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        by_machine = "checker" if grade.auto_score is not None else "nobody"
        cell.metadata.setdefault("atelier", {})["marked_by"] = by_machine if grade.manual_score is None else "trainer"
