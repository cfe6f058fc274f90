"""The peer: nbgrader as it comes, grading the same hand-in by its command line."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PlainGrading:
    """Seconds of `nbgrader autograde` and of `nbgrader generate_feedback` for one hand-in."""

    autograde_s: float
    feedback_s: float


def plain_grading(folder: Path, source: Path, hand_in: Path) -> PlainGrading:
    """Grade `hand_in` (a folder of files) for the assignment `source` in a new course below `folder`."""
    assignment_id = source.name
    course = folder / "course"
    shutil.copytree(source, course / "source" / assignment_id)
    (course / "nbgrader_config.py").write_text(f'c = get_config()\nc.CourseDirectory.root = "{course}"\n')
    run(course, "generate_assignment", assignment_id)
    shutil.copytree(hand_in, course / "submitted" / "amina" / assignment_id)
    return PlainGrading(run(course, "autograde", assignment_id), run(course, "generate_feedback", assignment_id))


def run(course: Path, *command: str) -> float:
    """Seconds of one nbgrader command."""
    began_s = time.monotonic()
    subprocess.run(["nbgrader", *command], cwd=course, check=True, capture_output=True)
    return time.monotonic() - began_s
