"""Everything a learner may be told, on one page for people who proof-read: each message said, with its hints.

One HTML file that needs nothing else: it can be opened from a disk, sent by mail and printed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from curriculum.builder.fields import read_fields
from curriculum.builder.units import Unit
from graders.messages.catalogue import FRENCH, Message, example_values, read_messages, subject_title

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Entry:
    """One message as it reads: its id, where it is written, what is said and its hints, example values marked."""

    message_id: str
    place: str
    say: Markup
    hints: tuple[Markup, ...]


@dataclass(frozen=True)
class Section:
    """The messages of one file, or of one exercise; `anchor` is what a link to it names."""

    anchor: str
    title: str
    source: str
    entries: tuple[Entry, ...]


def message_page(units: Iterable[Unit], folder: Path = FRENCH) -> str:
    """The page with the catalogue of the folder and the own messages of the units' exercises."""
    subjects = [_subject(path) for path in sorted(folder.glob("*.yml"))]
    exercises = [section for unit in units for section in _own(unit)]
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("messages.html").render(
        style=Markup((TEMPLATES / "messages.css").read_text(encoding="utf-8")),  # ours
        parts=[("Le catalogue", subjects), ("Les exercices", exercises)],
        total=sum(len(section.entries) for section in (*subjects, *exercises)),
    )


def _subject(path: Path) -> Section:
    fields = read_fields(path, [], known=None)
    lines = {} if fields is None else {message_id: fields.line_of(message_id) for message_id in fields.keys}
    return Section(
        path.stem,
        subject_title(path.stem),
        path.name,
        tuple(
            _entry(message_id, f"ligne {lines[message_id]}", entry, example_values(message_id, path.stem))
            for message_id, entry in read_messages(path).items()
        ),
    )


def _own(unit: Unit) -> Iterator[Section]:
    for taught in unit.exercises:
        exercise = taught.exercise
        if exercise.messages:
            yield Section(
                re.sub(r"\W+", "-", exercise.exercise_id),
                f"{unit.code}, exercice {exercise.number} : {exercise.title}",
                f"{exercise.exercise_id}, exercise.yml",
                tuple(
                    _entry(message_id, "messages", entry, example_values(message_id))
                    for message_id, entry in exercise.messages.items()
                ),
            )


def _entry(message_id: str, place: str, message: Message, values: Mapping[str, str]) -> Entry:
    return Entry(message_id, place, _said(message.say, values), tuple(_said(hint, values) for hint in message.hints))


def _said(template: str, values: Mapping[str, str]) -> Markup:
    """The template with each value marked as what comes from the learner's work."""
    pieces = []
    for literal, name, _, _ in string.Formatter().parse(template):
        pieces.append(escape(literal))
        if name is not None:
            pieces.append(Markup('<span class="value">{}</span>').format(values.get(name, f"{{{name}}}")))
    return Markup("").join(pieces)
