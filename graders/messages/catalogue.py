"""French sentences by id, filled with what was expected and found.

    several-h1: "La page a {found} titres h1. Gardez un seul titre h1. Regardez la ligne {line}."

A sentence whose value is not known is left out, so one message serves with and without a line.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[^a-zà-ÿ])")


class MessageError(Exception):
    """A message that cannot be said: unknown id, or no sentence whose values are known."""


@cache
def catalogue(name: str = "fr") -> Mapping[str, str]:
    """The messages of one catalogue file (id → template)."""
    messages: Mapping[str, str] = yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))
    return messages


def message_ids() -> frozenset[str]:
    """Every id a check may use without a message of the exercise's own."""
    return frozenset(catalogue()) | {f"html.{rule_id}" for rule_id in catalogue("validity")}


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


def message(
    message_id: str,
    *,
    own: Mapping[str, str] | None = None,
    expected: str | None = None,
    found: str | None = None,
    file: str | None = None,
    line: int | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """The French message of an id: from `own` (the exercise's) if it has it, else from the catalogues."""
    template = (own or {}).get(message_id) or catalogue().get(message_id) or _validity_template(message_id)
    if template is None:
        raise MessageError(f"no message {message_id!r}; expected one of the exercise's or of graders/messages/fr.yml")
    return fill(template, {"expected": expected, "found": found, "file": file, "line": line, **(values or {})})


def _validity_template(message_id: str) -> str | None:
    prefix, _, rule_id = message_id.partition(".")
    if prefix != "html":
        return None
    rules = catalogue("validity")
    return rules.get(rule_id) or catalogue().get(rule_id) or rules["other"]
