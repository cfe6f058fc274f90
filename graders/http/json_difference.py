"""Where two JSON values first differ, with the place in French: "le champ prix de l’élément 2"."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graders.text import quote

Step = str | int
KINDS: Mapping[type, str] = {str: "un texte", int: "un nombre", float: "un nombre", bool: "vrai ou faux"}
KINDS = {**KINDS, list: "une liste", dict: "un objet", type(None): "null"}


@dataclass(frozen=True)
class Difference:
    """`kind` is "missing", "extra", "count", "kind" or "value"; `expected` and `found` are said in French."""

    kind: str
    place: str
    expected: str
    found: str


def first_difference(
    wanted: Any, found: Any, *, extra: bool = False, any_order: bool = False, path: tuple[Step, ...] = ()
) -> Difference | None:
    """The first place where `found` is not what is wanted; None if there is none.

    Keys have no order. In `wanted` a type stands for any value of it ({"id": int}). `extra` allows fields nobody
    asked for; `any_order` takes the elements of a list in any order.
    """
    if isinstance(wanted, type):
        return None if _is_a(found, wanted) else Difference("kind", place(path), KINDS[wanted], shown(found))
    if isinstance(wanted, Mapping):
        return _of_objects(wanted, found, extra, any_order, path)
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return _of_lists(wanted, found, extra, any_order, path)
    # True is 1 for Python, not for a reader.
    if wanted == found and isinstance(wanted, bool) == isinstance(found, bool):
        return None
    kind = "value" if _kind(wanted) == _kind(found) else "kind"
    return Difference(kind, place(path), shown(wanted), shown(found))


def _of_objects(
    wanted: Mapping[str, Any], found: Any, extra: bool, any_order: bool, path: tuple[Step, ...]
) -> Difference | None:
    if not isinstance(found, dict):
        return Difference("kind", place(path), KINDS[dict], shown(found))
    for name, value in wanted.items():
        if name not in found:
            fields = ", ".join(map(str, found)) or "aucun champ"
            return Difference("missing", place((*path, name)), shown(value), quote(fields))
        if difference := first_difference(value, found[name], extra=extra, any_order=any_order, path=(*path, name)):
            return difference
    for name in found:
        if name not in wanted and not extra:
            return Difference("extra", place((*path, name)), quote(", ".join(wanted)), shown(found[name]))
    return None


def _of_lists(
    wanted: Sequence[Any], found: Any, extra: bool, any_order: bool, path: tuple[Step, ...]
) -> Difference | None:
    if not isinstance(found, list):
        return Difference("kind", place(path), KINDS[list], shown(found))
    if len(found) != len(wanted):
        return Difference("count", place(path), _elements(len(wanted)), _elements(len(found)))
    left = list(found)
    for number, value in enumerate(wanted, 1):
        differences = [
            first_difference(value, one, extra=extra, any_order=any_order, path=(*path, number))
            for one in (left if any_order else left[:1])
        ]
        if all(differences):
            return differences[0]
        del left[differences.index(None)]
    return None


def place(path: tuple[Step, ...]) -> str:
    """The way to a value, from the inside out."""
    words = [f"le champ {step}" if isinstance(step, str) else f"l’élément {step}" for step in path]
    if not words:
        return "la réponse"
    return " ".join([words[-1], *(word.replace("le ", "du ", 1) if word.startswith("le ") else f"de {word}"
                                  for word in reversed(words[:-1]))])  # fmt: skip


def shown(value: Any) -> str:
    """A value as a card shows it."""
    if isinstance(value, type):
        return KINDS[value]
    try:
        return quote(json.dumps(value, ensure_ascii=False, default=lambda one: KINDS.get(one, "une valeur")))
    except (ValueError, RecursionError):
        return "une valeur"


def _is_a(value: Any, kind: type) -> bool:
    if kind in {int, float}:
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return isinstance(value, kind)


def _kind(value: Any) -> str:
    return KINDS.get(type(value), "une valeur")


def _elements(count: int) -> str:
    return f"{count} élément" if count < 2 else f"{count} éléments"
