"""The student's side of a test: looks names up, calls functions, reads attributes, as the examiner asks.

Everything here runs beside the learner's code and may be bent by it. That gains nothing: the examiner takes what comes
as the learner's answer, and judges it. One request, with the answer:

    {"ask": "call", "on": 4, "args": [[1, 2]], "keywords": {}}    {"value": 3, "out": [], "args": null}

While it works it may ask back: `{"back": 2, "args": […]}` calls a function that the test handed over.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

from graders.notebook.classic.inside import frames, plain
from graders.notebook.classic.inside.remote_operations import OPERATIONS
from graders.notebook.classic.inside.shell import MessageShell

MUTABLE = (list, dict, set, bytearray)


class Answers:
    """Holds what the examiner knows only by number."""

    def __init__(self, shell: MessageShell, line: Any) -> None:
        self._shell = shell
        self._line = line
        self._known: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._described: set[int] = set()
        self._serial = 0

    def answer(self) -> None:
        """Takes one request from the line and answers it."""
        self._respond(frames.receive(self._line))

    def _respond(self, request: dict[str, Any]) -> None:
        said: list[dict[str, Any]] = []
        outer = self._shell.send
        self._shell.send = said.append
        answer: dict[str, Any] = {"serial": request.get("serial")}
        try:
            answer |= self._done(request)
        except frames.LineClosed:
            raise
        except BaseException as error:
            answer["raised"] = self._error(error)
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            self._shell.send = outer
        answer["out"] = said
        frames.send(self._line, answer)

    def _done(self, request: dict[str, Any]) -> dict[str, Any]:
        kind = request["ask"]
        if kind == "names":
            return {"names": {name: self._name(name) for name in request["names"]}}
        if kind == "seed":
            _seed(request["library"], request["seed"])
            return {"value": None}
        target = self._known[request["on"]]
        if kind == "signature":
            return {"value": [[p.name, int(p.kind), p.default is not p.empty] for p in _parameters(target)]}
        args = [self._decoded(item) for item in request.get("args", ())]
        keywords = {name: self._decoded(item) for name, item in request.get("keywords", {}).items()}
        before = [self._encoded(arg) if _is_mutable(arg) else None for arg in args]
        if kind == "call":
            value = target(*args, **keywords)
        elif kind == "operation":
            value = getattr(type(target), request["name"])(target, *args)
        elif kind == "get":
            value = getattr(target, request["name"])
        elif kind == "set":
            setattr(target, request["name"], *args)
            value = None
        elif kind == "delete":
            delattr(target, request["name"])
            value = None
        else:
            raise TypeError(f"{kind} is no request")
        after = [self._encoded(arg) if was is not None else None for arg, was in zip(args, before, strict=True)]
        changed = [now if now != was else None for now, was in zip(after, before, strict=True)]
        return {"value": self._encoded(value), "args": changed}

    def _name(self, name: str) -> Any:
        if name not in self._shell.user_ns:
            return {"missing": True}
        value = self._shell.user_ns[name]
        if isinstance(value, types.ModuleType):
            return {"module": value.__name__, "value": self._encoded(value)}
        if (path := _found_in_library(value)) is not None:
            return {"library": path}
        return {"value": self._encoded(value)}

    def _encoded(self, value: Any) -> Any:
        return plain.encode(value, self._refer)

    def _decoded(self, data: Any) -> Any:
        return plain.decode(data, self._resolve)

    def _resolve(self, data: dict[str, Any]) -> Any:
        if "r" in data:
            return self._known[data["r"]]
        if "back" in data:
            return self._handed_over(data["back"], data["name"])
        if "library" in data:
            module, name = data["library"]
            return getattr(importlib.import_module(module), name)
        raise plain.NotPlain("no value")

    def _handed_over(self, number: int, name: str) -> Callable[..., Any]:
        """A function of the test's that this side may call."""

        def call(*args: Any, **keywords: Any) -> Any:
            message = {
                "back": number,
                "args": [self._encoded(arg) for arg in args],
                "keywords": {key: self._encoded(value) for key, value in keywords.items()},
            }
            frames.send(self._line, message)
            while True:
                reply = frames.receive(self._line)
                if "ask" in reply:
                    self._respond(reply)
                elif "raised" in reply:
                    raise _raised_there(reply["raised"])
                else:
                    return self._decoded(reply["value"])

        call.__name__ = call.__qualname__ = name
        return call

    def _refer(self, value: Any) -> dict[str, Any]:
        """A number for what stays here, and at first sight what can be done with it."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._known)
            self._known.append(value)  # keeps it alive, so its id is its own
        if number in self._described:
            return {"r": number}
        self._described.add(number)
        if isinstance(value, type):
            return {"r": number, "class": self._class(value)}
        if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
            return {"r": number, "function": [str(value.__name__), str(value.__doc__ or "")]}
        return {"r": number, "of": self._refer(type(value))}

    def _class(self, value: type) -> dict[str, Any]:
        bases = [
            {"t": "type", "v": plain.BUILTIN_TYPES[base]} if base in plain.BUILTIN_TYPES else self._refer(base)
            for base in value.__bases__
        ]
        operations = [name for name in OPERATIONS if getattr(value, name, None) is not getattr(object, name, None)]
        own = value.__dict__
        return {
            "name": value.__name__,
            "module": value.__module__,
            "doc": own.get("__doc__") if isinstance(own.get("__doc__"), str) else None,
            "bases": bases,
            "operations": [name for name in operations if getattr(value, name) is not None],
        }

    def _error(self, error: BaseException) -> dict[str, Any]:
        kind = type(error)
        said: dict[str, Any] = {"text": _text_of(error), "frames": self._frames(error)}
        if kind in plain.BUILTIN_TYPES:
            try:
                said["args"] = [plain.encode(arg, _as_text) for arg in error.args]
            except plain.NotPlain:
                said["args"] = [said["text"]]
            return said | {"type": plain.BUILTIN_TYPES[kind]}
        return said | {"error": self._refer(error)}

    def _frames(self, error: BaseException) -> list[str]:
        """The learner's frames as IPython writes them, without the two lines before and the one after."""
        shell = self._shell
        try:
            _, _, tb = shell._get_exc_info((type(error), error, error.__traceback__))
            lines = shell.InteractiveTB.structured_traceback(type(error), error, tb, tb_offset=0)
        except Exception:
            return []
        return [str(line) for line in lines[2:-1]][-40:]


def _is_mutable(value: Any) -> bool:
    return type(value) in MUTABLE or type(value).__name__ == "ndarray"


def _found_in_library(value: Any) -> list[str] | None:
    """Where an installed library keeps this very function or class: ["numpy", "isclose"]."""
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module in ("__main__", "builtins"):
        return None
    return [module, name] if getattr(sys.modules.get(module), name, None) is value else None


def _parameters(target: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(target).parameters.values())


def _seed(library: str, seed: Any) -> None:
    importlib.import_module(library).seed(seed)


def _as_text(value: Any) -> str:
    return str(value)


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _raised_there(data: dict[str, Any]) -> BaseException:
    kind = plain.BUILTIN_NAMES.get(data["type"], RuntimeError)
    error: BaseException = kind(data["text"])
    return error
