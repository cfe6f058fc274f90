"""The process tests run in: it never runs a line of the learner's, and asks for their names over a line.

Before a cell runs, each name it uses and does not define is looked up there. What the trainer's own cells define is the
trainer's, whatever the learner calls by the same name; a function of an installed library is this process's own.

The report on a cell says how it ended, which number its last line was (for partial credit), and which names came from
libraries and which telling operations were done: run on the trainer's solution, that is what learners are held to.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import random
import signal
import socket
import sys
from typing import Any

from graders.notebook.classic.inside import frames, plain
from graders.notebook.classic.inside.remote import Link, Remote, RemoteType, library_of
from graders.notebook.classic.inside.shell import MessageShell, run_cell, settle


def live(shell: MessageShell, control: socket.socket, line: socket.socket) -> None:
    """Until the outside closes its line."""
    settle(shell, lambda message: frames.send(control, message))
    examiner = Examiner(shell, line)
    frames.send(control, {"settled": True})
    while True:
        try:
            order = frames.receive(control)
            frames.send(control, {"done": examiner.examine(order)})
        except KeyboardInterrupt:
            continue  # an interrupt that came after the cell it was meant for
        except (frames.LineClosed, OSError):
            return


class Examiner:
    """Runs locked cells, with the learner's names in reach."""

    def __init__(self, shell: MessageShell, line: socket.socket) -> None:
        self._shell = shell
        self._link = Link(line, lambda message: shell.send(message))
        self._borrowed: dict[str, Any] = {}
        self._libraries: dict[str, list[str]] = {}
        _share_seeds(self._link)

    def examine(self, order: dict[str, Any]) -> dict[str, Any]:
        """Runs one cell; `order["held_to"]` is the report on the trainer's solution, if there is one."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        held_to = order.get("held_to")
        try:
            self._link.used = set()
            self._link.allowed = frozenset(held_to["operations"]) if held_to else None
            if order.get("strict") and not held_to:
                self._link.allowed = frozenset()
            self._borrow(order["source"], held_to)
            self._shell.user_ns.pop("_", None)
            ended = run_cell(self._shell, order["source"], order["count"])
        except (KeyboardInterrupt, frames.FrameError, plain.NotPlain) as error:
            name = type(error).__name__
            ended = {"ok": False, "failure": {"out": "error", "ename": name, "evalue": str(error), "traceback": []}}
        return ended | {
            "remote_value": _is_remote(self._shell.user_ns.get("_")),
            "operations": sorted(self._link.used),
            "libraries": self._libraries,
        }

    def _borrow(self, source: str, held_to: dict[str, Any] | None) -> None:
        """Puts the learner's names, as they are now, into the trainer's namespace."""
        space = self._shell.user_ns
        for name, value in self._borrowed.items():
            if space.get(name) is value:
                del space[name]
        self._borrowed, self._libraries = {}, {}
        wanted = [name for name in self._names(source) if name not in space]
        for name in list(wanted):
            path = (held_to or {}).get("libraries", {}).get(name)
            if path is not None:
                wanted.remove(name)
                self._bind(name, _own(path), path)
        for name, said in (self._link.names(wanted) if wanted else {}).items():
            if name not in wanted or not isinstance(said, dict) or "missing" in said:
                continue
            path = _path(said)
            try:
                if path is not None:
                    self._bind(name, _own(path), path)
                    continue
            except LookupError:
                if "value" not in said:
                    continue
            self._bind(name, self._link.decoded(said["value"]), None)

    def _bind(self, name: str, value: Any, path: list[str] | None) -> None:
        self._shell.user_ns[name] = self._borrowed[name] = value
        if path is not None:
            self._libraries[name] = path

    def _names(self, source: str) -> list[str]:
        """Every name the cell reads, in functions of its own too, but for Python's built-in ones."""
        try:
            tree = ast.parse(self._shell.transform_cell(source))  # type: ignore[no-untyped-call]
        except SyntaxError:
            return []
        found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        return sorted(name for name in found if not name.startswith("__") and not hasattr(builtins, name))


def _path(said: dict[str, Any]) -> list[str] | None:
    if isinstance(said.get("module"), str):
        return [said["module"]]
    path = said.get("library")
    return [str(part) for part in path] if isinstance(path, list) and len(path) == 2 else None


def _own(path: list[str]) -> Any:
    """This process's module, or function of a module; LookupError if it is not installed here."""
    if len(path) == 2:
        return library_of(path)
    try:
        return importlib.import_module(path[0])
    except ImportError as error:
        raise LookupError(path[0]) from error


def _is_remote(value: Any) -> bool:
    return isinstance(value, (Remote, RemoteType))


def _share_seeds(link: Link) -> None:
    """A test that sets the seed means the learner's random numbers."""
    for library, module in (("random", random), ("numpy.random", sys.modules.get("numpy.random"))):
        if module is not None:
            module.seed = _shared_seed(link, library, module.seed)  # type: ignore[attr-defined]


def _shared_seed(link: Link, library: str, own: Any) -> Any:
    def seed(value: Any = None, *args: Any) -> None:
        own(value, *args)
        if isinstance(value, int):
            link.ask({"ask": "seed", "library": library, "seed": value})

    return seed
