"""What `nbgrader list` says of releases and hand-ins: the dictionaries that nbgrader's own pages read.

    {"course_id": "atelier", "assignment_id": "web-s04-html-base", "status": "fetched", "path": "/home/amina/web-…",
     "notebooks": [{"notebook_id": "s04-html-base", "path": "/home/amina/web-…/s04-html-base.ipynb"}]}

ref: nbgrader/exchange/default/list.py (0.9.6), whose keys these are; the ones after `late` are ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from graders.exchange.records import Assignment, Submission, written
from graders.notebook.submission import TIMESTAMP_FORMAT


def timestamp(moment: datetime) -> str:
    """A moment as nbgrader writes it: `2026-11-03 09:00:00.000000 UTC`."""
    return moment.astimezone(UTC).strftime(TIMESTAMP_FORMAT)


def release_info(assignment: Assignment, course_id: str, folder: Path) -> dict[str, Any]:
    """One release; `folder` is where it is, or would be, in the person's home."""
    return {
        "course_id": course_id,
        "assignment_id": assignment.assignment_id,
        "status": "fetched" if folder.is_dir() else "released",
        "path": str(folder),
        "notebooks": [{"notebook_id": name, "path": str(folder / f"{name}.ipynb")} for name in assignment.notebooks],
        "due_at": written(assignment.terms.due_at),
        "closes_at": written(assignment.terms.closes_at),
    }


def submission_info(submission: Submission, course_id: str, folder: Path) -> dict[str, Any]:
    """One hand-in with the state of its feedback; `folder` is the assignment's in the person's home."""
    fetched = folder / "feedback" / timestamp(submission.submitted_at)
    notebooks = [_notebook_info(name, submission, fetched) for name in submission.notebooks]
    has_local = bool(notebooks) and all(notebook["has_local_feedback"] for notebook in notebooks)
    return {
        "course_id": course_id,
        "student_id": submission.student_id,
        "assignment_id": submission.assignment_id,
        "timestamp": timestamp(submission.submitted_at),
        "status": "submitted",
        "path": str(folder),
        "notebooks": notebooks,
        "has_local_feedback": has_local,
        "has_exchange_feedback": bool(notebooks) and all(each["has_exchange_feedback"] for each in notebooks),
        "feedback_updated": any(notebook["feedback_updated"] for notebook in notebooks),
        "local_feedback_path": str(fetched) if has_local else None,
        "late": submission.late,
        "attempt": submission.attempt,
        "submission_id": submission.submission_id,
    }


def _notebook_info(notebook_id: str, submission: Submission, fetched: Path) -> dict[str, Any]:
    page = fetched / f"{notebook_id}.html"
    local = hashlib.sha256(page.read_bytes()).hexdigest() if page.is_file() else None
    there = submission.feedback.get(page.name)
    return {
        "notebook_id": notebook_id,
        "path": str(fetched.parent.parent / f"{notebook_id}.ipynb"),
        "has_local_feedback": local is not None,
        "has_exchange_feedback": there is not None,
        "local_feedback_path": str(page) if local else None,
        "feedback_updated": None not in {local, there} and local != there,
    }


def grouped(infos: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hand-ins by course, person and assignment, each group's oldest first, as nbgrader lists them."""

    def whose(info: dict[str, Any]) -> tuple[str, str, str]:
        return (info["course_id"], info["student_id"], info["assignment_id"])

    groups = []
    for (course_id, student_id, assignment_id), found in groupby(sorted(infos, key=whose), whose):
        submissions = sorted(found, key=lambda info: str(info["timestamp"]))
        groups.append(
            {
                "course_id": course_id,
                "student_id": student_id,
                "assignment_id": assignment_id,
                "status": "submitted",
                "submissions": submissions,
            }
        )
    return groups


def release_line(info: dict[str, Any]) -> str:
    """One release as a line of the command."""
    due = f" (due {info['due_at']})" if info["due_at"] else ""
    fetched = " (already downloaded)" if info["status"] == "fetched" else ""
    return f"{info['course_id']} {info['assignment_id']}{due}{fetched}"


def submission_line(info: dict[str, Any]) -> str:
    """One hand-in as a line of the command."""
    if info["has_local_feedback"] and not info["feedback_updated"]:
        feedback = "feedback already fetched"
    elif info["has_exchange_feedback"]:
        feedback = "feedback ready to be fetched"
    else:
        feedback = "no feedback available"
    late = " late" if info["late"] else ""
    return "{course_id} {student_id} {assignment_id} {timestamp}".format(**info) + f"{late} ({feedback})"
