"""French sentences by id, filled with what was expected and found; the files of `fr/` are one catalogue.

    several-h1:
      say: "La page a {found}. Gardez un seul titre h1. Regardez la ligne {line}."
      hints: ["Cherchez les balises h1 de la page.", "…", "…"]

At most 25 words; « La page… », « Il manque… », never « vous avez faux ». A message is a mapping as above, or its `say`
alone where no hint helps (`our-fault`). The three hints go from where to look, over what is asked, to a similar
example; they are opened by choice.

A sentence whose value is not known is left out, so one message serves with and without a line.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FRENCH = Path(__file__).parent / "fr"
EXAMPLES = Path(__file__).parent / "examples.yml"
HINTS = 3
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[^a-zà-ÿ])")
HTML = "html."  # of the ids for what a validator says; `html.other` serves rules without a sentence


class MessageError(Exception):
    """A message that cannot be said: unknown id, or no sentence whose values are known."""


@dataclass(frozen=True)
class Message:
    """What is said, and three hints from mild to strong (or none)."""

    say: str
    hints: tuple[str, ...] = ()


def read_message(entry: Any) -> Message:
    """A message from its YAML: a text, or a mapping with `say` and `hints`; MessageError if it is neither."""
    match entry:
        case str():
            return Message(entry)
        case {"say": str(say), "hints": [str(), str(), str()] as hints} if len(entry) == 2:
            return Message(say, tuple(hints))
        case _:
            raise MessageError(f"{entry!r} is no message; expected a text, or `say` with three `hints`")


@cache
def catalogue() -> Mapping[str, Message]:
    """Every message by id; MessageError if two files have the same id."""
    messages: dict[str, Message] = {}
    for path in sorted(FRENCH.glob("*.yml")):
        for message_id, entry in read_messages(path).items():
            if message_id in messages:
                raise MessageError(f"{path.name}: {message_id!r} is in another file too")
            messages[message_id] = entry
    return messages


def read_messages(path: Path) -> dict[str, Message]:
    """The messages of one file by id, in their order."""
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {message_id: read_message(entry) for message_id, entry in entries.items()}


def example_values(message_id: str, subject: str = "") -> Mapping[str, str]:
    """Values that show how a message reads when it is said; whatever may fill a message has one.

    `subject` is its file's name less the end: "sql".
    """
    examples = _examples()
    of_subject = examples["subjects"].get(subject, {}).get("values", {})
    return {**examples["values"], **of_subject, **examples["messages"].get(message_id, {})}


def subject_title(subject: str) -> str:
    """What the messages of a file are about, in French; the file's name if nobody said."""
    title: str = _examples()["subjects"].get(subject, {}).get("title", subject)
    return title


@cache
def _examples() -> Mapping[str, Any]:
    examples: Mapping[str, Any] = yaml.load(EXAMPLES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return examples


def placeholders(template: str) -> set[str]:
    """The names a template wants values for."""
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


def fill(template: str, values: Mapping[str, object | None]) -> str:
    """The template's sentences whose values are all known (None is not known); MessageError if none is left."""
    known = {name: value for name, value in values.items() if value is not None}
    sentences = [part for part in SENTENCE_END.split(template) if placeholders(part) <= known.keys()]
    if not sentences:
        raise MessageError(f"no sentence of {template!r} can be said with {sorted(known)}")
    return " ".join(sentences).format_map(known)


def message(message_id: str, values: Mapping[str, object | None], own: Mapping[str, Message] | None = None) -> str:
    """What is said under an id, filled with the values; MessageError if nobody wrote it or nothing can be said."""
    return fill(find_message(message_id, own).say, values)


def find_message(message_id: str, own: Mapping[str, Message] | None = None) -> Message:
    """The message of an id: from `own` (the exercise's) if it has it, else from the catalogue."""
    plain = message_id.removeprefix(HTML)
    found = (own or {}).get(message_id) or catalogue().get(message_id)
    if found is None and plain != message_id:
        found = catalogue().get(plain) or catalogue()[f"{HTML}other"]
    if found is None:
        raise MessageError(f"no message {message_id!r}; expected one of the exercise's or of graders/messages/fr")
    return found
