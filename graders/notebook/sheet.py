"""What an assignment says of its exercises: `source/<assignment>/exercices.json`, written by the curriculum's builder.

    {"assignment_id": "web-s04-html-base", "title": "Écrire une page",
     "exercises": {"03": {"folder": "03-reparer", "title": "Réparer la page", "files": ["index.html"], "points": 4, …}}}

Only the copy in the course's own `source/` is believed, never the one that came back with a submission.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHEET = "exercices.json"


class SheetError(Exception):
    """An `exercices.json` that cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class ExerciseEntry:
    """One exercise: the folder beside the notebook and the files in it that a learner edits."""

    folder: str
    title: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The exercises of one assignment by number ("01", "02", …)."""

    title: str
    exercises: Mapping[str, ExerciseEntry]

    @property
    def learner_paths(self) -> list[str]:
        """Every file a learner edits, relative to the assignment's folder."""
        return [f"{entry.folder}/{name}" for entry in self.exercises.values() for name in entry.files]


def load_sheet(source: Path) -> Sheet | None:
    """The sheet of an assignment's source folder; None where it has none (an ordinary nbgrader assignment)."""
    path = source / SHEET
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        exercises = {
            number: ExerciseEntry(str(entry["folder"]), str(entry["title"]), tuple(entry["files"]))
            for number, entry in data["exercises"].items()
        }
        return Sheet(str(data["title"]), exercises)
    except FileNotFoundError:
        return None
    except KeyError as error:
        raise SheetError(f"{path}: no {error}; the curriculum's builder writes it") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SheetError(f"{path}: {error}") from error


def learner_paths_by_assignment(course_root: Path) -> dict[str, list[str]]:
    """For nbgrader's `Autograde.exclude_overwriting`: the files it must not replace, as the disk says now."""
    sheets = {path.parent.name: load_sheet(path.parent) for path in sorted(course_root.glob(f"source/*/{SHEET}"))}
    return {assignment_id: sheet.learner_paths for assignment_id, sheet in sheets.items() if sheet is not None}
