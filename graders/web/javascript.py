"""JavaScript's values in Python, compared and written as a lesson writes them.

null is None, undefined UNDEFINED, an object a dict, an array a list, a Set a `JsSet`, a Map a `JsMap`, a Date a
`JsDate`; numbers are int or float. They come from the browser's own "deep serialisation", which looks at what a value
is and asks no method of it: a page that redefines JSON or valueOf changes nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NAME_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789"
SIGNS = 160  # of a value in a message
CLOSE = 1e-9  # 0.1 + 0.2 is 0.3 to a kind reader
ODD_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


class Undefined:
    """JavaScript's undefined; there is one, UNDEFINED."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


@dataclass(frozen=True)
class JsDate:
    """A Date, as the moment it names: `JsDate.of("2027-03-15T10:00:00Z")`."""

    moment: datetime

    @classmethod
    def of(cls, text: str) -> JsDate:
        """The Date of an ISO 8601 text with its zone."""
        return cls(datetime.fromisoformat(text).astimezone(UTC))


@dataclass(frozen=True)
class JsMap:
    """A Map, as its pairs in order."""

    pairs: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class JsSet:
    """A Set, as its members in order."""

    members: tuple[Any, ...]


@dataclass(frozen=True)
class JsOther:
    """What no exercise expects as a value: a function, a proxy, an element …, by the browser's name for it."""

    kind: str


def read_value(told: Mapping[str, Any]) -> Any:
    """The value of a `deepSerializedValue` of the protocol."""
    kind, value = told["type"], told.get("value")
    match kind:
        case "undefined":
            return UNDEFINED
        case "null":
            return None
        case "number":
            return ODD_NUMBERS.get(value, value) if isinstance(value, str) else value
        case "string" | "boolean":
            return value
        case "array" if value is not None:
            return [read_value(one) for one in value]
        case "object" if value is not None:
            return {str(key): read_value(one) for key, one in value}
        case "map" if value is not None:
            return JsMap(tuple((_key(key), read_value(one)) for key, one in value))
        case "set" if value is not None:
            return JsSet(tuple(read_value(one) for one in value))
        case "date":
            return _date(value)
        case _:
            return JsOther(kind)


def argument(value: Any) -> dict[str, Any]:
    """A value as the protocol passes it to a function; ValueError for what it cannot pass."""
    if value is UNDEFINED:
        return {}
    if isinstance(value, float) and not isinstance(value, bool) and (value != value or value in {math.inf, -math.inf}):
        return {"unserializableValue": notation(value)}
    if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
        return {"unserializableValue": "-0"}
    json.dumps(value, allow_nan=False)  # ValueError or TypeError for NaN within a list, a set …
    return {"value": value}


def same_value(one: Any, other: Any, *, exact: bool = False) -> bool:
    """True if two values are the same: deeply, whatever the order of keys.

    Numbers may differ by a rounding and by the sign of 0, unless `exact`.
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return same_number(one, other, exact=exact)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same_value(a, b, exact=exact) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key], exact=exact) for key in one)
    if isinstance(one, JsMap) and isinstance(other, JsMap):
        return _same_unordered([list(pair) for pair in one.pairs], [list(pair) for pair in other.pairs], exact)
    if isinstance(one, JsSet) and isinstance(other, JsSet):
        return _same_unordered(list(one.members), list(other.members), exact)
    return type(one) is type(other) and bool(one == other)


def same_number(one: float, other: float, *, exact: bool) -> bool:
    """True if two numbers are the same; NaN is NaN."""
    if one != one or other != other:
        return one != one and other != other
    if exact:
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return one == other or math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)


def notation(value: Any) -> str:
    """A value as a lesson writes it: `[1, "a"]`, `{ nom: "Pull" }`, `undefined`; a long one is cut."""
    text = _written(value)
    return text if len(text) <= SIGNS else text[: SIGNS - 1] + "…"


def call_notation(name: str, arguments: tuple[Any, ...]) -> str:
    """A call as a lesson writes it: `total(2, 3)`."""
    return f"{name}({', '.join(notation(one) for one in arguments)})"


def _written(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return f"[{', '.join(_written(one) for one in value)}]"
        case dict():
            inside = ", ".join(f"{_property(key)}: {_written(one)}" for key, one in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case JsMap():
            return f"new Map([{', '.join(f'[{_written(key)}, {_written(one)}]' for key, one in value.pairs)}])"
        case JsSet():
            return f"new Set([{', '.join(_written(one) for one in value.members)}])"
        case JsDate():
            return f'new Date("{value.moment.strftime("%Y-%m-%dT%H:%M:%SZ")}")'
        case JsOther():
            return FRENCH_KINDS.get(value.kind, value.kind)
        case _:
            return repr(value)


FRENCH_KINDS = {
    "function": "une fonction",
    "promise": "une promesse",
    "proxy": "un objet Proxy",
    "node": "un élément de la page",
    "error": "une exception",
    "regexp": "une expression régulière",
    "symbol": "un symbole",
    "bigint": "un grand entier",
    "date": "une date qui n’existe pas",
}


def _number(value: float) -> str:
    if value != value:
        return "NaN"
    if value in {math.inf, -math.inf}:
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else repr(value)


def _property(key: str) -> str:
    is_name = key and not key[0].isdigit() and all(letter in NAME_LETTERS or letter.isalpha() for letter in key)
    return key if is_name else json.dumps(key, ensure_ascii=False)


def _date(value: Any) -> JsDate | JsOther:
    try:
        return JsDate.of(str(value).replace("Z", "+00:00"))
    except ValueError:
        return JsOther("date")


def _key(key: Any) -> Any:
    return read_value(key) if isinstance(key, dict) else key


def _same_unordered(one: list[Any], other: list[Any], exact: bool) -> bool:
    left = list(other)
    for wanted in one:
        found = next((at for at, value in enumerate(left) if same_value(wanted, value, exact=exact)), None)
        if found is None:
            return False
        del left[found]
    return not left
