"""One submission of a batch: graded, or the reason why not."""

from __future__ import annotations

import traceback
from pathlib import Path

from graders.notebook.course import CourseError, autograde
from graders.notebook.gradebook_engine import close_gradebooks

__all__ = ["close_gradebooks", "grade_one"]


def grade_one(course_root: Path, assignment_id: str, config_file: Path | None, student_id: str) -> str | None:
    """None, or why it is not graded; an unforeseen error is an answer too, and is printed."""
    try:
        autograde(course_root, student_id, assignment_id, config_file=config_file)
    except CourseError as reason:
        return str(reason)
    except Exception:
        traceback.print_exc()
        return traceback.format_exc(limit=-3)
    return None
