"""What the notebook knows of its exercises: the file `exercices.json` beside it, written by the curriculum's builder.

    {"assignment_id": "web-s04-html-base", "title": "Écrire une page", "exercises": {
      "03": {"folder": "03-reparer", "title": "Réparer un titre", "rung": "repair", "engine": "web", "points": 3,
             "files": ["index.html"], "start": {"index.html": "<!doctype html>…"}, "hints": ["Regardez …"]},
      "01": {…, "rung": "predict", "engine": "answer", "files": ["reponse.txt"],
             "choices": [{"id": "a", "text": "Le titre, puis le texte"}], "shows": "page.html"},
      "02": {…, "rung": "parsons", "lines": ["<p>Bonjour</p>", "<h1>Horaires</h1>"]},
      "06": {…, "rung": "complete", "locked": {"index.html": ["<!doctype html>…", "</body>…"]}},
      "07": {…, "questions": [{"ask": "Où sont vos mains ?", "choices": [{"id": "a", "text": "Loin."}, …]}]},
      "04": {…, "files": ["photos/"], "start": {}, "given": {"photos/lampe.svg": "PHN2Zy…"}},
      "05": {…, "engine": "sql", "files": ["requete.sql"], "tables": [{"name": "livre", "columns": ["titre"], …}]}}}

It holds no solution and no check.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from graders.exercise import Engine, Rung
from graders.tried import Rows
from graders.work import is_archive, is_folder

SHEET_NAME = "exercices.json"


class SheetError(Exception):
    """No usable exercise here; the message says which and why, for the log and not for the learner."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose from; its `choice_id` is what the answer file will hold."""

    choice_id: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question among others, with its own choices."""

    ask: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class SheetExercise:
    """One exercise as its widget needs it.

    `files` are the names the learner works on, inside `folder`, `start` their first content; `hints` are Markdown, the
    mildest first. `report`: its latest report has a page to print. A name such as "photos/" is a folder, alone; then
    `given` is what was in it at first. `tables` are those of the database that SQL is tried on, with their first rows.
    `short`: the answer is one line. `indentation`: of lines to put in order, their depth counts too. `shows` is
    the file that is run once an answer is chosen; `locked` are, for a file with gaps, the parts around them that stay.
    `questions` are answered one by one, in one file.
    """

    number: str
    folder: str
    title: str
    rung: Rung
    engine: Engine
    files: tuple[str, ...]
    start: Mapping[str, str]
    hints: tuple[str, ...]
    choices: tuple[Choice, ...]
    lines: tuple[str, ...]
    report: bool = False
    given: Mapping[str, bytes] = field(default_factory=dict)
    tables: tuple[Rows, ...] = ()
    indentation: bool = False
    short: bool = False
    shows: str = ""
    locked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    @property
    def typed(self) -> tuple[str, ...]:
        """The files the learner writes here."""
        return tuple(name for name in self.files if not is_archive(name) and not is_folder(name))

    @property
    def learner_folder(self) -> str | None:
        """The folder, without its "/", in which the learner moves files; None where they write or choose."""
        return next((name.rstrip("/") for name in self.files if is_folder(name)), None)

    @property
    def archives(self) -> tuple[str, ...]:
        """The files the learner makes elsewhere and puts into the folder."""
        return tuple(filter(is_archive, self.files))


@dataclass(frozen=True)
class Sheet:
    """All exercises of one assignment, in order, under their numbers."""

    assignment_id: str
    title: str
    exercises: Mapping[str, SheetExercise]


def read_sheet(folder: Path) -> Sheet:
    """The sheet beside the notebook; SheetError if there is none or it is not one."""
    path = folder / SHEET_NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Sheet(
            assignment_id=data["assignment_id"],
            title=data["title"],
            exercises={number: _exercise(number, entry) for number, entry in sorted(data["exercises"].items())},
        )
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SheetError(f"{path}: {type(error).__name__}: {error}; expected the builder's format") from error


def _exercise(number: str, entry: Mapping[str, Any]) -> SheetExercise:
    return SheetExercise(
        number=number,
        folder=_inner_path(entry["folder"]),
        title=entry["title"],
        rung=Rung(entry["rung"]),
        engine=Engine(entry["engine"]),
        files=tuple(_inner_path(name) for name in entry["files"]),
        start=dict(entry["start"]),
        hints=tuple(entry["hints"]),
        choices=_choices(entry.get("choices", [])),
        lines=tuple(entry.get("lines", [])),
        report=bool(entry.get("report", False)),
        given={
            _inner_path(name): base64.b64decode(content, validate=True)
            for name, content in entry.get("given", {}).items()
        },
        short=bool(entry.get("short", False)),
        shows=_inner_path(entry["shows"]) if "shows" in entry else "",
        locked={name: tuple(parts) for name, parts in entry.get("locked", {}).items()},
        indentation=bool(entry.get("indentation", False)),
        tables=tuple(map(Rows.from_json, entry.get("tables", []))),
        questions=tuple(Question(each["ask"], _choices(each["choices"])) for each in entry.get("questions", [])),
    )


def _choices(entries: Sequence[Mapping[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(choice["id"], choice["text"]) for choice in entries)


def _inner_path(name: str) -> str:
    """The path itself, if it stays inside its folder and is not hidden; ValueError otherwise."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or any(part.startswith(".") for part in path.parts):
        raise ValueError(f"{name!r} does not stay inside the assignment's folder")
    return f"{path}/" if is_folder(name) else str(path)
