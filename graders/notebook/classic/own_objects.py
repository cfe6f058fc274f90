"""Whether code sets attributes of its own objects alone, never of a library's or a test's.

`self.isclose = …` is plain in a method that objects of its class are asked for. Taken from the class and given another
object, `A.patch(np)`, the same method changes the library. So it is believed as long as no code takes such a method, or
a class, into its hand.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graders.notebook.classic.bindings import bound_by

SELF = ("self", "cls")
DECORATORS = frozenset({
    "property", "classmethod", "cached_property", "abstractmethod", "dataclass", "total_ordering", "unique",
})  # fmt: skip
"""Those that hand what they are given to nobody."""
OF_A_PROPERTY = frozenset({"setter", "deleter", "getter"})
CLASS_WRITERS = frozenset({"dataclass", "total_ordering"})
"""These set methods of the class they are given: of one's own where they decorate it, of anybody's where called."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Around = Mapping[ast.AST, ast.AST]


@dataclass(frozen=True)
class Own:
    """What a learner's cells define, all together.

    `writers` are methods that set attributes; `assigned` names that are neither imported, functions nor classes.
    """

    classes: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()


def own_of(trees: Iterable[ast.Module]) -> Own:
    """What these cells define."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    methods = [one for node in classes for one in node.body if isinstance(one, Function)]
    # A dataclass has an __init__ that nobody wrote.
    writers = {"__init__"} if classes else set()
    writers |= {method.name for method in methods if any(map(_writes, ast.walk(method)))}
    named = {node.name for node in nodes if isinstance(node, Function)}
    made = (node for node in nodes if not isinstance(node, (*FUNCTIONS, ast.ClassDef)))
    assigned = {bound.name for node in made for bound in bound_by(node) if not bound.origin}
    return Own(frozenset(node.name for node in classes), frozenset(writers), frozenset(named), frozenset(assigned))


def outward(tree: ast.Module, own: Own) -> Iterator[tuple[ast.AST, str]]:
    """What may set an attribute of something that is not the code's own, with its place."""
    around = {inner: node for node in ast.walk(tree) for inner in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        found: Iterable[str] = ()
        if isinstance(node, ast.Attribute):
            found = _of_attribute(node, own, around)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found = _in_hand(node, own, around)
        elif isinstance(node, ast.ClassDef) or _is_writer(node, own, around):
            found = _of_decorators(node, own, around)  # type: ignore[arg-type]
        yield from ((node, what) for what in found)
        yield from ((node, f"{bound.name} =") for bound in bound_by(node) if bound.name in SELF)


def _of_attribute(node: ast.Attribute, own: Own, around: Around) -> Iterator[str]:
    if not isinstance(node.ctx, ast.Load) and not _is_self(node.value, around):
        yield f".{node.attr} ="
    elif node.attr in own.writers and not _is_asked_of_an_object(node, own, around):
        yield f".{node.attr} of a class"
    elif node.attr in CLASS_WRITERS and not _decorates(node, around):
        yield f"{node.attr}()"


def _of_decorators(node: Function | ast.ClassDef, own: Own, around: Around) -> Iterator[str]:
    if not all(_is_known(one, node, own, around) for one in node.decorator_list):
        yield "a decorator"


def _is_writer(node: ast.AST, own: Own, around: Around) -> bool:
    """Whether it is a method that sets attributes, or one that is given the class."""
    is_method = isinstance(node, Function) and isinstance(around.get(node), ast.ClassDef)
    return is_method and (node.name in own.writers or _has_name(node.decorator_list, "classmethod"))  # type: ignore[attr-defined]


def _writes(node: ast.AST) -> bool:
    """Whether an attribute is set here, or another class's `__init__` does it."""
    return isinstance(node, ast.Attribute) and (not isinstance(node.ctx, ast.Load) or node.attr == "__init__")


def _is_self(node: ast.AST, around: Around) -> bool:
    """Whether this is the object a method was asked of: the first parameter of the function that has it."""
    if not isinstance(node, ast.Name) or node.id not in SELF:
        return False
    for outer in _out_of(node, around):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            every = [one.arg for one in ast.walk(outer.args) if isinstance(one, ast.arg)]
            if node.id in every:
                first = [*outer.args.posonlyargs, *outer.args.args][:1]
                return [one.arg for one in first] == [node.id] and isinstance(around.get(outer), ast.ClassDef)
    return False


def _out_of(node: ast.AST, around: Around) -> Iterator[ast.AST]:
    """What is around a node, nearest first."""
    outer = around.get(node)
    while outer is not None:
        yield outer
        outer = around.get(outer)


def _is_asked_of_an_object(node: ast.Attribute, own: Own, around: Around) -> bool:
    """Whether a method is taken from an object, or `Base.__init__(self, …)` passes that on."""
    if not isinstance(node.value, ast.Name) or node.value.id not in (*own.classes, "cls"):
        return True
    call = around.get(node)
    is_called = isinstance(call, ast.Call) and call.func is node and bool(call.args)
    return is_called and node.attr == "__init__" and _is_self(call.args[0], around)  # type: ignore[union-attr]


def _in_hand(node: ast.Name, own: Own, around: Around) -> Iterator[str]:
    """Why this name is more than a way to make objects and to tell them apart."""
    if node.id in (*own.classes, "cls") and not _makes_or_tells(node, around):
        yield f"{node.id} as a value"
    elif node.id in CLASS_WRITERS and not _decorates(node, around):
        yield f"{node.id}()"
    elif node.id in own.writers and _is_in_class_body(node, around) and not _is_property(around[node], around):
        yield f"{node.id} as a value"
    elif node.id == "type" and own.classes and not _is_looked_at(around[node], around):
        yield "type()"


def _makes_or_tells(node: ast.Name, around: Around) -> bool:
    outer = around[node]
    if isinstance(outer, ast.Call):
        told = isinstance(outer.func, ast.Name) and outer.func.id in ("isinstance", "issubclass")
        return outer.func is node or (told and node in outer.args[1:])
    if isinstance(outer, ast.Tuple):
        above = around.get(outer)
        told = isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id == "isinstance"
        return told or isinstance(above, ast.ExceptHandler)
    return isinstance(outer, (ast.Attribute, ast.ClassDef, ast.ExceptHandler, ast.Raise, ast.Compare)) or (
        _is_annotation(node, around)
    )


def _is_annotation(node: ast.AST, around: Around) -> bool:
    at = node
    while (outer := around.get(at)) is not None:
        if isinstance(outer, (ast.arg, ast.AnnAssign)):
            return outer.annotation is at
        if isinstance(outer, Function):
            return outer.returns is at
        if not isinstance(outer, (ast.Subscript, ast.BinOp, ast.Tuple)):
            return False
        at = outer
    return False


def _is_looked_at(call: ast.AST, around: Around) -> bool:
    """Whether a call of `type` is compared, or printed: nobody keeps the class."""
    outer = around.get(call) if isinstance(call, ast.Call) else None
    is_printed = isinstance(outer, ast.Call) and isinstance(outer.func, ast.Name) and outer.func.id == "print"
    return is_printed or isinstance(outer, (ast.Compare, ast.FormattedValue)) or isinstance(call, ast.keyword)


def _is_property(node: ast.AST, around: Around) -> bool:
    """Whether this is the `v.setter` that decorates a method."""
    return isinstance(node, ast.Attribute) and node.attr in OF_A_PROPERTY and _decorates(node, around)


def _is_in_class_body(node: ast.AST, around: Around) -> bool:
    """Whether it is run while a class is made: not in the body of one of its methods."""
    at = node
    while (outer := around.get(at)) is not None:
        if isinstance(outer, ast.ClassDef):
            return True
        if isinstance(outer, Function) and at in outer.body:
            return False
        at = outer
    return False


def _decorates(node: ast.AST, around: Around) -> bool:
    at = node
    while (outer := around.get(at)) is not None:
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)):
            return at in outer.decorator_list
        if not (isinstance(outer, ast.Call) and outer.func is at):
            return False
        at = outer
    return False


def _is_known(decorator: ast.expr, decorated: Function | ast.ClassDef, own: Own, around: Around) -> bool:
    """Whether a decorator is the library's, and hands what it is given to nobody."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(named, ast.Name):
        is_class_given = named.id == "classmethod" and isinstance(decorated, Function)
        first = [one.arg for one in (*decorated.args.posonlyargs, *decorated.args.args)[:1]] if is_class_given else []  # type: ignore[union-attr]
        is_own = named.id in own.functions | own.assigned | own.classes
        return named.id in DECORATORS and not is_own and (not is_class_given or first == ["cls"])
    if not isinstance(named, ast.Attribute) or not isinstance(named.value, ast.Name):
        return False
    root = named.value.id
    if named.attr in OF_A_PROPERTY:
        body = getattr(around.get(decorated), "body", [])
        is_property = any(one.name == root and _has_name(one.decorator_list, "property")
                          for one in body if isinstance(one, Function))  # fmt: skip
        return is_property and root not in own.assigned | own.classes
    return named.attr in DECORATORS and root not in own.functions | own.assigned | own.classes


def _has_name(decorators: Iterable[ast.expr], name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in decorators)
