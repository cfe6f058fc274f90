"""The operations of Python's data model that a test may do on an object which stays with the learner's code."""

from __future__ import annotations

COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")

_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "and", "or", "xor", "lshift",
           "rshift")  # fmt: skip

ARITHMETIC = tuple(f"__{kind}{name}__" for name in _BINARY for kind in ("", "r", "i"))

OPERATIONS = (
    *COMPARISONS,
    *ARITHMETIC,
    *("__neg__", "__pos__", "__abs__", "__invert__", "__round__", "__hash__", "__contains__"),
    *("__int__", "__float__", "__complex__", "__index__", "__bool__"),
    *("__len__", "__iter__", "__next__", "__reversed__", "__getitem__", "__setitem__", "__delitem__"),
    *("__call__", "__enter__", "__exit__", "__str__", "__repr__", "__format__"),
)

TELLING = frozenset({*COMPARISONS, *ARITHMETIC, "__hash__", "__contains__"})
"""Those that hand a value of the test's to the learner's object: `answer() == 42` would ask the answer whether it is
42. They are done only where the trainer's own solution needs them, as in `Vector(1, 2) + Vector(3, 4)`."""
