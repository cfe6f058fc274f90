"""Plain data over the line between student and examiner, as JSON: values, never code.

    3, 2.5, "a", None, [1, 2]      as they are
    (1, 2)                         {"t": "tuple", "v": [1, 2]}
    np.array([1, 2])               {"t": "array", "d": "<i8", "s": [2], "v": "AQAAAAAAAAACAAAAAAAAAA=="}
    anything else                  what `refer` makes of it, such as {"r": 7}: it stays where it is

Only exact types are data. A subclass of int may compare equal to everything; it stays on its own side. Decoding makes
values of the types below and nothing else: no import, no constructor of anybody's choosing, no pickle.
"""

from __future__ import annotations

import base64
import builtins
import datetime
import decimal
import fractions
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

DEPTH_MAX = 60
ARRAY_KINDS = "biufcSUmM"
PASSED = (type(None), bool, int, float, str)
SEQUENCES: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "deque": deque,
}
TABLES: dict[str, Callable[[list[Any]], Any]] = {
    "dict": dict,
    "OrderedDict": OrderedDict,
    "Counter": lambda pairs: Counter(dict(pairs)),
}
WRITTEN: dict[str, tuple[type, Callable[[str], Any]]] = {
    "date": (datetime.date, datetime.date.fromisoformat),
    "time": (datetime.time, datetime.time.fromisoformat),
    "datetime": (datetime.datetime, datetime.datetime.fromisoformat),
    "Decimal": (decimal.Decimal, decimal.Decimal),
    "Fraction": (fractions.Fraction, fractions.Fraction),
}
BUILTIN_TYPES = {value: name for name, value in vars(builtins).items() if isinstance(value, type)}
BUILTIN_NAMES = {name: value for value, name in BUILTIN_TYPES.items()}


class NotPlain(Exception):
    """A value that cannot go over the line, or a message that means no value."""


Refer = Callable[[Any], Any]


def encode(value: Any, refer: Refer, depth: int = DEPTH_MAX) -> Any:
    """The value as JSON; `refer` is asked for what is no plain data."""
    kind = type(value)
    if kind in PASSED:
        return value
    if depth == 0:
        raise NotPlain("nested too deeply")
    if kind is list:
        return [encode(item, refer, depth - 1) for item in value]
    name = kind.__name__
    if kind in (tuple, set, frozenset, deque):
        return {"t": name, "v": [encode(item, refer, depth - 1) for item in value]}
    if kind in (dict, OrderedDict, Counter):
        pairs = [[encode(key, refer, depth - 1), encode(item, refer, depth - 1)] for key, item in value.items()]
        return {"t": name, "v": pairs}
    if kind in (bytes, bytearray):
        return {"t": name, "v": base64.b64encode(value).decode("ascii")}
    if kind is complex:
        return {"t": "complex", "v": [value.real, value.imag]}
    if kind in (range, slice):
        parts = (value.start, value.stop, value.step)
        return {"t": name, "v": [encode(part, refer, depth - 1) for part in parts]}
    if kind is np.ndarray and value.dtype.kind in ARRAY_KINDS:
        packed = base64.b64encode(value.tobytes()).decode("ascii")
        return {"t": "array", "d": value.dtype.str, "s": list(value.shape), "v": packed}
    if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in ARRAY_KINDS:
        return {"t": "number", "d": value.dtype.str, "v": base64.b64encode(value.tobytes()).decode("ascii")}
    if kind is datetime.timedelta:
        return {"t": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    if kind in (written[0] for written in WRITTEN.values()) and getattr(value, "tzinfo", None) is None:
        return {"t": name, "v": value.isoformat() if hasattr(value, "isoformat") else str(value)}
    if value is Ellipsis or value is NotImplemented:
        return {"t": repr(value)}
    if kind is type and value in BUILTIN_TYPES:
        return {"t": "type", "v": BUILTIN_TYPES[value]}
    return refer(value)


def decode(data: Any, resolve: Callable[[dict[str, Any]], Any], depth: int = DEPTH_MAX) -> Any:
    """The value that `encode` was given; `resolve` is asked for what the other side referred to."""
    if type(data) in PASSED:
        return data
    if depth == 0:
        raise NotPlain("nested too deeply")
    if isinstance(data, list):
        return [decode(item, resolve, depth - 1) for item in data]
    if not isinstance(data, dict):
        raise NotPlain("no value")
    if "t" not in data:
        return resolve(data)
    try:
        return _decode_tagged(data["t"], data, lambda item: decode(item, resolve, depth - 1))
    except (LookupError, TypeError, ValueError, ArithmeticError, MemoryError) as error:
        raise NotPlain(f"a {data['t']!r} that is none") from error


def _decode_tagged(tag: str, data: dict[str, Any], inner: Callable[[Any], Any]) -> Any:
    if tag in SEQUENCES:
        return SEQUENCES[tag]([inner(item) for item in data["v"]])
    if tag in TABLES:
        return TABLES[tag]([(inner(key), inner(item)) for key, item in data["v"]])
    if tag in ("bytes", "bytearray"):
        content = base64.b64decode(data["v"], validate=True)
        return content if tag == "bytes" else bytearray(content)
    if tag == "complex":
        return complex(*data["v"])
    if tag in ("range", "slice"):
        return (range if tag == "range" else slice)(*(inner(part) for part in data["v"]))
    if tag in ("array", "number"):
        dtype = np.dtype(str(data["d"]))
        if dtype.kind not in ARRAY_KINDS:
            raise NotPlain(f"an array of {dtype}")
        content = base64.b64decode(data["v"], validate=True)
        if tag == "number":
            return np.frombuffer(content, dtype)[0]
        return np.frombuffer(bytearray(content), dtype).reshape([int(length) for length in data["s"]])
    if tag == "timedelta":
        return datetime.timedelta(*data["v"])
    if tag in WRITTEN:
        return WRITTEN[tag][1](str(data["v"]))
    if tag in ("Ellipsis", "NotImplemented"):
        return getattr(builtins, tag)
    if tag == "type":
        return BUILTIN_NAMES[data["v"]]
    raise NotPlain(f"{tag!r} is no kind of value")
