"""What an assignment says of its exercises: `source/<assignment>/exercices.json`, written by the curriculum's builder.

    {"assignment_id": "web-s04-html-base", "title": "Écrire une page",
     "exercises": {"03": {"folder": "03-reparer", "title": "Réparer la page", "files": ["index.html"], "points": 4, …}}}

A file's name that ends with "/" means a folder: all that is in it is the learner's, to rename, to move or to take away.
Only the copy in the course's own `source/` is believed, never the one that came back with a submission.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graders.work import is_folder

SHEET = "exercices.json"


class SheetError(Exception):
    """An `exercices.json` that cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class ExerciseEntry:
    """One exercise: the folder beside the notebook, and what in it is the learner's: files, or a folder ("photos/")."""

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
        """Every file a learner edits, relative to the assignment's folder; a folder of theirs ends with "/"."""
        return [f"{entry.folder}/{name}" for entry in self.exercises.values() for name in entry.files]


def load_sheet(source: Path) -> Sheet | None:
    """The sheet of an assignment's source folder; None where it has none (an ordinary nbgrader assignment)."""
    path = source / SHEET
    try:
        return read_sheet(path.read_bytes(), str(path))
    except FileNotFoundError:
        return None


def read_sheet(content: bytes, path: str = SHEET) -> Sheet:
    """The sheet that was read from `path`; SheetError if it is none."""
    try:
        data = json.loads(content)
        exercises = {
            number: ExerciseEntry(str(entry["folder"]), str(entry["title"]), tuple(entry["files"]))
            for number, entry in data["exercises"].items()
        }
        return Sheet(str(data["title"]), exercises)
    except KeyError as error:
        raise SheetError(f"{path}: no {error}; the curriculum's builder writes it") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SheetError(f"{path}: {error}") from error


def learner_paths_by_assignment(course_root: Path) -> dict[str, list[str]]:
    """For nbgrader's `Autograde.exclude_overwriting`: the files it must not replace, as the disk says now.

    Of a learner's folder it must give back none of the files: what was moved would be there twice.
    """
    found = {}
    for path in sorted(course_root.glob(f"source/*/{SHEET}")):
        if (sheet := load_sheet(path.parent)) is not None:
            found[path.parent.name] = [name for each in sheet.learner_paths for name in _files_of(path.parent, each)]
    return found


def _files_of(source: Path, name: str) -> list[str]:
    """The file itself, or every file of the folder, relative to the assignment's source folder."""
    if not is_folder(name):
        return [name]
    below = (path for path in sorted((source / name).rglob("*")) if path.is_file())
    return [path.relative_to(source).as_posix() for path in below]
