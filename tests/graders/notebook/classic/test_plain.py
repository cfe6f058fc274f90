"""What goes over the line between a learner's code and a test, there and back."""

import datetime
import decimal
import fractions
from collections import Counter, OrderedDict, deque
from typing import Any

import numpy as np
import pytest

from graders.notebook.classic.inside import plain

VALUES: list[Any] = [
    None, True, 3, 10**40, 2.5, float("inf"), "é\ud800", [1, [2, "a"]], (1, (2,)), {1, 2}, frozenset({"a"}),
    {"a": 1, (1, 2): [3]}, b"\x00\xff", bytearray(b"a"), 1 + 2j, range(1, 9, 2), slice(1, None), Ellipsis,
    datetime.date(2026, 3, 2), datetime.datetime(2026, 3, 2, 12, 30), datetime.time(8),
    datetime.timedelta(days=1, seconds=2), decimal.Decimal("1.10"), fractions.Fraction(1, 3), OrderedDict(b=1, a=2),
    Counter("aab"), deque([1, 2]), int, ValueError,
]  # fmt: skip

ARRAYS = [
    np.arange(6).reshape(2, 3),
    np.array([1.5, np.nan]),
    np.array(["a", "bc"]),
    np.array([], dtype="complex64"),
    np.array([[True], [False]]),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.array(["2026-03-02"], dtype="datetime64[D]"),
]

REFUSED = [
    {"t": "array", "d": "O", "s": [1], "v": "AAAAAAAAAAA="},
    {"t": "array", "d": "<f8", "s": [10**12], "v": ""},
    {"t": "array", "d": "<f8", "s": [1], "v": "A"},
    {"t": "number", "d": "<f8", "v": ""},
    {"t": "set", "v": [[1]]},
    {"t": "dict", "v": [[1]]},
    {"t": "type", "v": "nothing"},
    {"t": "Decimal", "v": "one"},
    {"t": "exec", "v": "1"},
    {"t": "range", "v": ["a", 1, 1]},
    {"t": []},
    {"t": "complex", "v": [1, 2, 3]},
]


def never(value: Any) -> Any:
    """Nothing has to be referred to."""
    raise AssertionError(f"{value!r} is plain")


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_survive_the_way(value: Any):
    """Type and value are the same on the other side."""
    arrived = plain.decode(plain.encode(value, never), never)
    assert (type(arrived), arrived) == (type(value), value)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays_survive_the_way(array: Any):
    """Shape, kind and content are the same, and the copy can be written to."""
    arrived = plain.decode(plain.encode(array, never), never)
    np.testing.assert_array_equal(arrived, array)
    assert (arrived.dtype, arrived.shape, arrived.flags.writeable) == (array.dtype, array.shape, True)


def test_numbers_of_numpy_survive_the_way():
    """They stay numpy's."""
    arrived = plain.decode(plain.encode(np.float32(1.5), never), never)
    assert (type(arrived), arrived) == (np.float32, 1.5)


class Mine(int):
    """A number that may compare as it likes."""


@pytest.mark.parametrize("value", [Mine(3), object(), lambda: 3, np.array([object()]), (n for n in (1,))])
def test_what_has_behaviour_is_no_data(value: Any):
    """It is referred to, alone and inside a list."""
    assert plain.encode([value], lambda found: {"r": found is value}) == [{"r": True}]


@pytest.mark.parametrize("data", REFUSED, ids=str)
def test_what_means_no_value_is_refused(data: dict[str, Any]):
    """A message that was made up ends in one kind of error."""
    with pytest.raises(plain.NotPlain):
        plain.decode(data, never)


def test_nesting_has_an_end():
    """A list that holds itself cannot go over the line, nor come from there."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(plain.NotPlain, match="nested too deeply"):
        plain.encode(endless, never)
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    with pytest.raises(plain.NotPlain, match="nested too deeply"):
        plain.decode(deep, never)
