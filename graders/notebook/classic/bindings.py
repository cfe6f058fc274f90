"""The names that a notebook's code binds, and where those come from that it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Binding:
    """A name; `origin` is what an import binds to it, such as "math.isclose", "" for what the code itself makes."""

    name: str
    origin: str = ""


def bindings_in(sources: Iterable[str]) -> frozenset[Binding]:
    """Every name that these cells define, import or assign, anywhere in them; nothing of one that is no Python."""
    return frozenset(bound for source in sources for node in ast.walk(parsed(source)) for bound in bound_by(node))


def parsed(source: str) -> ast.Module:
    """The cell as a tree, an empty one if it is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def bound_by(node: ast.AST) -> Iterator[Binding]:
    """What this node itself binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield Binding(node.name)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield Binding(node.id)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.partition(".")[0]
            yield Binding(alias.asname or first, alias.name if alias.asname else first)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Binding(alias.asname or alias.name, f"{node.module}.{alias.name}")
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        yield Binding(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield Binding(node.rest)
