"""Whether a learner's code stays within plain Python: values, functions, classes, libraries that compute.

A test that needs live objects runs in the learner's process, and code there could reach the test: walk its frames,
replace `isclose`, hook IPython. None of it can be written without one of the things below, so code with none of them
is believed, and the verdict on other code is a person's. Honest code has them too at times; nobody loses a point by it.

What the trainer's own solution of the same notebook uses is allowed.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

from graders.notebook.classic.bindings import Binding, bound_by, parsed
from graders.notebook.classic.own_objects import Own, outward, own_of

MODULES = frozenset({
    "abc", "array", "bisect", "calendar", "cmath", "collections", "copy", "csv", "dataclasses", "datetime",
    "decimal", "enum", "fractions", "functools", "heapq", "itertools", "json", "math", "matplotlib",
    "matplotlib.pyplot", "numbers", "numpy", "numpy.linalg", "numpy.random", "pandas", "random", "re", "seaborn",
    "statistics", "string", "textwrap", "time", "typing", "unicodedata",
})  # fmt: skip
"""Modules that compute and lead nowhere else by a name without an underscore that is not refused below."""

BUILTINS = frozenset({
    "__import__", "breakpoint", "compile", "delattr", "dir", "display", "eval", "exec", "exit", "get_ipython",
    "getattr", "globals", "help", "input", "locals", "memoryview", "open", "quit", "setattr", "vars",
})  # fmt: skip
"""Built-in functions that reach further than a value."""

ATTRIBUTES = frozenset({
    "ag_frame", "cr_frame", "gi_frame", "gi_code", "cr_code", "tb_frame", "tb_next", "f_back", "f_globals",
    "f_locals", "f_builtins", "f_code", "mro", "with_traceback", "builtins", "sys", "os", "testing", "ctypeslib",
    "lib", "core", "compat", "f2py", "inspect", "warnings", "types", "operator", "linecache", "abc", "copyreg",
    "codecs", "io", "importlib", "subprocess", "threading", "asyncio", "multiprocessing", "gc", "ctypes", "pickle",
    "update_wrapper", "wraps", "partialmethod", "load", "save", "memmap", "fromfile", "tofile", "genfromtxt",
    "loadtxt", "from_dlpack", "eval", "query", "pipe", "read_pickle", "to_pickle", "seterrcall", "set_printoptions",
    "set_string_function", "register", "update_abstractmethods",
})  # fmt: skip
"""Frames and code; modules inside modules; functions that set attributes, load code, call back or read files."""

LIKE_BUILTINS = frozenset({"math.pow"})
"""What a name of Python's own may be imported as: numpy's `all` would be true of any generator."""

DUNDERS = frozenset({"__init__", "__str__", "__repr__", "__name__", "__doc__", "__iter__", "__next__", "__len__"})
"""Special names anyone may write."""


@dataclass(frozen=True)
class Suspicion:
    """What was found, in words for a trainer."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def suspicion(
    source: str,
    trainers: Sequence[str],
    of_tests: frozenset[Binding] = frozenset(),
    learners: Sequence[str] = (),
) -> Suspicion | None:
    """The first thing in a learner's cell that leaves plain Python; None if there is none.

    `trainers` are the answers in the trainer's solution; `of_tests` what locked cells define or import; `learners` all
    of the learner's cells.
    """
    own = own_of(map(parsed, (source, *learners)))
    trainers_own = own_of(map(parsed, trainers))
    allowed = {found.what for cell in trainers for found in _found(cell, of_tests, trainers_own)}
    return next((found for found in _found(source, of_tests, own) if found.what not in allowed), None)


def _found(source: str, of_tests: frozenset[Binding], own: Own) -> Iterator[Suspicion]:
    try:
        # IPython's own commands (%magic, !shell, help?) become calls of get_ipython().
        tree = ast.parse(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
    except SyntaxError:
        return  # nothing of it is run
    except (ValueError, RecursionError):
        yield Suspicion(1, "no plain Python")
        return
    for node, what in outward(tree, own):
        yield Suspicion(getattr(node, "lineno", 1), what)
    names = {bound.name for bound in of_tests}
    for node in ast.walk(tree):
        for what in _in(node, names):
            yield Suspicion(getattr(node, "lineno", 1), what)
    for node in _of_the_notebook(tree.body):
        for bound in bound_by(node):
            if hasattr(builtins, bound.name) and bound.origin not in LIKE_BUILTINS:
                yield Suspicion(getattr(node, "lineno", 1), f"{bound.name} is Python's own")
            elif bound.name in names and (not bound.origin or bound not in of_tests):
                yield Suspicion(getattr(node, "lineno", 1), f"{bound.name} is the test's")


def _in(node: ast.AST, names_of_tests: Collection[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"import {alias.name}" for alias in node.names if alias.name not in MODULES)
    elif isinstance(node, ast.ImportFrom):
        if node.level or node.module not in MODULES:
            yield f"import {node.module}"
        yield from (
            f"import {alias.name}"
            for alias in node.names
            if alias.name == "*" or alias.name.startswith("_") or alias.name in ATTRIBUTES
        )
    elif isinstance(node, ast.Name) and node.id in BUILTINS:
        yield f"{node.id}()"
    elif isinstance(node, ast.Name) and node.id.startswith("_") and node.id.strip("_") and node.id not in DUNDERS:
        yield node.id
    elif isinstance(node, ast.Attribute):
        is_special = node.attr.startswith("__") and node.attr not in DUNDERS
        is_private = node.attr.startswith("_") and not node.attr.startswith("__") and not _is_self(node.value)
        if node.attr in ATTRIBUTES or is_special or is_private:
            yield f".{node.attr}"
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        if node.name.startswith("__") and node.name not in DUNDERS:
            yield f"def {node.name}"
        if isinstance(node, ast.AsyncFunctionDef):
            yield "async def"
    elif isinstance(node, ast.ClassDef):
        if node.keywords:
            yield "a metaclass"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
        yield "a text with two underscores"
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from (f"{name} is Python's own" for name in node.names if hasattr(builtins, name))
        yield from (f"{name} is the test's" for name in node.names if name in names_of_tests)


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls", "other")


def _of_the_notebook(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes that bind names of the notebook: not those inside functions and classes."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
