"""From a unit to nbgrader's source folder; the same unit gives the same bytes, and only what changed is written.

    source/web-s04-html-base/
      s04-html-base.ipynb    lesson, tasks, one locked cell `exercise("03")` per exercise
      exercices.json         what the exercise cells need: folders, file names, hints, choices; no answer, no check
      03-reparer/index.html  the files as handed out
      images/…

nbgrader copies every other file of this folder to the learner, so nothing secret may be in it.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.gaps import locked_parts
from curriculum.builder.lessons import Box, ExercisePlace, Section
from curriculum.builder.sample_database import sample_tables
from curriculum.builder.typography import french_markdown
from curriculum.builder.units import Unit
from graders.work import is_archive, is_folder, learners_part

SHEET_NAME = "exercices.json"
SETUP = "from graders.exercise_widget import exercise, hand_in, recall"
STUDIO_SETUP = "from fab_notebooks.exercise_studio import studio"


def build_source(unit: Unit, course_root: Path) -> bool:
    """Write the unit's source folder under `course_root/source`; True if anything in it changed.

    Each file is replaced whole, and what no longer belongs there is removed; hidden files are left alone.
    """
    folder = course_root / "source" / unit.unit_id
    wanted = source_files(unit)
    changed = [_write(folder / name, data) for name, data in wanted.items()]
    return any([*changed, *_remove_others(folder, wanted)])


def source_files(unit: Unit) -> dict[str, bytes]:
    """The files of the source folder by their path in it."""
    files = {
        unit.notebook_name: _json(notebook(unit), indent=1),
        SHEET_NAME: _json(sheet(unit), indent=2),
    }
    files |= {image: (unit.path / image).read_bytes() for image in unit.lesson.images}
    for taught in unit.exercises:
        files |= {f"{taught.exercise.folder}/{name}": data for name, data in taught.exercise.start.items()}
    return files


def notebook(unit: Unit) -> dict[str, Any]:
    """The notebook, in nbformat 4.5."""
    return {
        "cells": list(_cells(unit)),
        "metadata": {
            "atelier": {"assignment_id": unit.unit_id},
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def sheet(unit: Unit) -> dict[str, Any]:
    """What the exercise cells are told."""
    return {
        "assignment_id": unit.unit_id,
        "title": unit.title,
        "exercises": {taught.number: _sheet_entry(taught, unit.hints) for taught in unit.exercises},
    }


def _sheet_entry(taught: UnitExercise, hints: int) -> dict[str, Any]:
    exercise = taught.exercise
    entry: dict[str, Any] = {
        "folder": exercise.folder,
        "title": exercise.title,
        "rung": exercise.rung.value,
        "engine": exercise.engine.value,
        "points": _points(exercise.points),
        "files": list(exercise.learner_files),
        # An archive is no text to show; the learner puts it into the folder.
        "start": {
            name: exercise.start[name].decode("utf-8")
            for name in exercise.learner_files
            if not is_archive(name) and not is_folder(name)
        },
        "hints": list(taught.hints[:hints]),
    }
    if any(map(is_folder, exercise.learner_files)):
        given = learners_part(exercise.learner_files, exercise.start)
        entry["given"] = {name: base64.b64encode(data).decode("ascii") for name, data in given.items()}
    if taught.choices:
        entry["choices"] = [{"id": choice.choice_id, "text": choice.text} for choice in taught.choices]
    if taught.questions:
        entry["questions"] = [
            {"ask": each.ask, "choices": [{"id": choice.choice_id, "text": choice.text} for choice in each.choices]}
            for each in taught.questions
        ]
    if taught.lines:
        entry["lines"] = list(taught.lines)
    if taught.shows:
        entry["shows"] = taught.shows
    if taught.gaps:
        entry["locked"] = {
            name: list(locked_parts(exercise.start[name].decode("utf-8"), gaps)) for name, gaps in taught.gaps.items()
        }
    if taught.is_short:
        entry["short"] = True
    if taught.indentation:
        entry["indentation"] = True
    if exercise.sample:
        tables = sample_tables(exercise.start[exercise.sample].decode("utf-8"))
        entry["tables"] = [asdict(table) for table in tables]
    if exercise.report:
        entry["report"] = True
    return entry


def _cells(unit: Unit) -> Iterator[dict[str, Any]]:
    """Setup, opening, the day's questions, lesson with its exercises in place, the other exercises, words, hand in."""
    by_number = {taught.number: taught for taught in unit.exercises}
    yield _code_cell("reglage", SETUP)
    if any(taught.studio for taught in unit.exercises):
        yield _code_cell("reglage-3d", STUDIO_SETUP)
    yield _markdown_cell("ouverture", _render("opening.md", unit=unit))
    yield _markdown_cell("questions", _render("recall.md"))
    yield _code_cell("rappel", "recall()")
    yield _markdown_cell("lecon", _render("lesson.md"))
    lesson_cells = 0
    for part in unit.lesson.parts:
        if isinstance(part, ExercisePlace):
            yield from _exercise_cells(by_number.pop(part.number))
        else:
            lesson_cells += 1
            yield _markdown_cell(f"lecon-{lesson_cells:02}", _section_markdown(part))
    for taught in by_number.values():
        yield from _exercise_cells(taught)
    if unit.glossary:
        yield _markdown_cell("mots", _render("glossary.md", terms=unit.glossary))
    yield _markdown_cell("fin", _render("closing.md"))
    yield _code_cell("rendre", "hand_in()")


def _exercise_cells(taught: UnitExercise) -> Iterator[dict[str, Any]]:
    number = taught.number
    yield _markdown_cell(f"consigne-{number}", _render("task.md", taught=taught, number=int(number)))
    if taught.studio:
        piece = f"{taught.exercise.folder}/{taught.exercise.learner_files[0]}"
        yield _code_cell(f"atelier-3d-{number}", f'studio("{taught.studio}", "{piece}")')
    yield _code_cell(f"exercice-{number}", f'exercise("{number}")', points=_points(taught.exercise.points))


def _section_markdown(section: Section) -> str:
    return "\n\n".join(
        _render("box.md", box=block) if isinstance(block, Box) else french_markdown(block.markdown)
        for block in section.blocks
    )


def _markdown_cell(cell_id: str, markdown: str) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {"deletable": False, "editable": False},
        "source": markdown.splitlines(keepends=True),
    }


def _code_cell(cell_id: str, code: str, *, points: float | None = None) -> dict[str, Any]:
    """A locked cell; nbgrader grades it if it is worth points."""
    nbgrader = {
        "grade": points is not None,
        "grade_id": cell_id,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    if points is not None:
        nbgrader |= {"cell_type": "code", "points": points}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {"deletable": False, "editable": False, "nbgrader": nbgrader},
        "outputs": [],
        "source": [code],
    }


def _points(points: float) -> float:
    return int(points) if points == int(points) else points


def _json(data: Mapping[str, Any], *, indent: int) -> bytes:
    return (json.dumps(data, indent=indent, sort_keys=True, ensure_ascii=False) + "\n").encode()


@cache
def _environment() -> Environment:
    # No autoescape: the templates make Markdown, not HTML.
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def _render(template: str, **values: object) -> str:
    return french_markdown(_environment().get_template(template).render(**values).strip())


def _write(path: Path, data: bytes) -> bool:
    """Make the file hold the data; True if it did not. A reader sees the old file or the new one, never a part."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    os.replace(partial, path)
    return True


def _remove_others(folder: Path, wanted: Mapping[str, bytes]) -> list[bool]:
    removed = []
    for path in sorted(folder.rglob("*"), reverse=True):  # the files of a folder come before it
        inner = path.relative_to(folder)
        if any(part.startswith(".") for part in inner.parts):
            continue
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif not path.is_dir() and inner.as_posix() not in wanted:
            path.unlink()
            removed.append(True)
    return removed
