"""The examiner's side of a learner's objects: stand-ins that look and behave like them, and ask over the line.

A function is called there with plain data, and plain data comes back: from then on the test works on true values, with
the true `==`, `isclose` and `assert`. What cannot travel (an instance of a learner's class, a generator) is stood in
for by an object here, of a class that has the same name, the same bases and the same operations.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import socket
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from graders.notebook.classic.inside import frames, plain
from graders.notebook.classic.inside.remote_operations import COMPARISONS, OPERATIONS, TELLING

READ_THERE = frozenset({"__doc__", "__name__", "__qualname__", "__dict__", "__annotations__", "__defaults__"})
KINDS = tuple(inspect._ParameterKind)


class Remote:
    """What stays with the learner's code; `_atelier` is the line and the number."""

    _atelier: tuple[Link, int]

    def __getattr__(self, name: str) -> Any:
        link, number = object.__getattribute__(self, "_atelier")
        # numpy and others ask objects for protocols of their own; a learner's object is none of them.
        if name.startswith("__") and name.endswith("__") and name not in READ_THERE:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return link.ask({"ask": "get", "on": number, "name": name})

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__") and name not in READ_THERE:
            return object.__setattr__(self, name, value)
        link, number = self._atelier
        link.ask({"ask": "set", "on": number, "name": name}, value)
        return None

    def __delattr__(self, name: str) -> None:
        link, number = self._atelier
        link.ask({"ask": "delete", "on": number, "name": name})


class RemoteType(type):
    """The class of a stand-in: calling it makes an object there."""

    def __call__(cls, *args: Any, **keywords: Any) -> Any:
        """A new object there, and its stand-in."""
        if "_atelier" not in cls.__dict__:
            return super().__call__(*args, **keywords)
        link, number = cls.__dict__["_atelier"]
        return link.ask({"ask": "call", "on": number}, *args, **keywords)

    def __getattr__(cls, name: str) -> Any:
        own = next((base.__dict__["_atelier"] for base in cls.__mro__ if "_atelier" in base.__dict__), None)
        if own is None or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return own[0].ask({"ask": "get", "on": own[1], "name": name})


class RemoteFunction(Remote):
    """A function there."""

    def __init__(self, link: Link, number: int, name: str, doc: str) -> None:
        self.__dict__.update(_atelier=(link, number), __name__=name, __qualname__=name, __doc__=doc or None)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """The learner's answer."""
        link, number = self._atelier
        return link.ask({"ask": "call", "on": number}, *args, **keywords)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    @property
    def __signature__(self) -> inspect.Signature:
        link, number = self._atelier
        found = link.ask({"ask": "signature", "on": number})
        return inspect.Signature(
            [
                inspect.Parameter(name, KINDS[kind], default=... if has_default else inspect.Parameter.empty)
                for name, kind, has_default in found
            ]
        )


class Link:
    """The line to the learner's process, and every stand-in by its number there."""

    def __init__(self, line: socket.socket, display: Callable[[dict[str, Any]], None]) -> None:
        self._line = line
        self._display = display
        self._stand_ins: dict[int, Any] = {}
        self._handed_over: list[Callable[..., Any]] = []
        self._serial = 0
        self.allowed: frozenset[str] | None = None
        """The telling operations that are done; None: all of them, and `used` says which."""
        self.used: set[str] = set()

    def names(self, names: list[str]) -> Mapping[str, dict[str, Any]]:
        """What the learner's process says of these names, one answer each."""
        answer = self._exchange({"ask": "names", "names": names})
        found = answer.get("names")
        return found if isinstance(found, dict) else {}

    def ask(self, request: dict[str, Any], *args: Any, **keywords: Any) -> Any:
        """One request, with the learner's answer or exception; what a function did to its arguments is done here."""
        request["args"] = [plain.encode(arg, self._hand_over) for arg in args]
        request["keywords"] = {name: plain.encode(value, self._hand_over) for name, value in keywords.items()}
        answer = self._exchange(request)
        if "raised" in answer:
            raise self._error(answer["raised"])
        changed = answer.get("args")
        for arg, now in zip(args, changed if isinstance(changed, list) else (), strict=False):
            if now is not None:
                _become(arg, self.decoded(now))
        return self.decoded(answer.get("value"))

    def operate(self, name: str, number: int, *args: Any) -> Any:
        """An operation of the data model."""
        if name in TELLING:
            if self.allowed is not None and name not in self.allowed:
                if name in COMPARISONS:
                    return NotImplemented
                raise TypeError(f"the answer is an object with its own {name}; a value was expected")
            self.used.add(name)
        return self.ask({"ask": "operation", "on": number, "name": name}, *args)

    def decoded(self, data: Any) -> Any:
        """The value, with stand-ins in it."""
        return plain.decode(data, self._stand_in)

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        self._serial += 1
        serial = self._serial
        frames.send(self._line, request | {"serial": serial})
        while True:
            answer = frames.receive(self._line)
            if "back" in answer:
                self._call_back(answer)
            elif answer.get("serial") == serial:  # any other was for a question that was given up
                self._repeat(answer.get("out"))
                return answer

    def _call_back(self, request: dict[str, Any]) -> None:
        """A function of the test's that the learner's code calls."""
        reply: dict[str, Any]
        try:
            function = self._handed_over[request["back"]]
            args = [self.decoded(arg) for arg in request["args"]]
            keywords = {str(name): self.decoded(value) for name, value in request["keywords"].items()}
            reply = {"value": plain.encode(function(*args, **keywords), self._hand_over)}
        except Exception as error:
            name = next(plain.BUILTIN_TYPES[base] for base in type(error).__mro__ if base in plain.BUILTIN_TYPES)
            reply = {"raised": {"type": name, "text": str(error)}}
        frames.send(self._line, reply)

    def _repeat(self, messages: Any) -> None:
        """What the learner's code printed or displayed meanwhile."""
        for message in messages if isinstance(messages, list) else ():
            if not isinstance(message, dict):
                continue
            if message.get("out") == "stream":
                stream = sys.stderr if message.get("name") == "stderr" else sys.stdout
                stream.write(str(message.get("text")))
            elif message.get("out") in ("display_data", "update_display_data", "clear_output"):
                self._display(message)

    def _hand_over(self, value: Any) -> dict[str, Any]:
        own = type.__getattribute__(value, "__dict__") if isinstance(value, type) else getattr(value, "__dict__", {})
        if isinstance(value, Remote) or isinstance(type(value), RemoteType) or isinstance(value, RemoteType):
            found = own.get("_atelier")
            if isinstance(found, tuple):
                return {"r": found[1]}
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
        if (
            module not in (None, "__main__", __name__)
            and getattr(sys.modules.get(str(module)), str(name), None) is value
        ):
            return {"library": [module, name]}
        if isinstance(value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)):
            self._handed_over.append(value)
            return {"back": len(self._handed_over) - 1, "name": value.__name__}
        raise TypeError(f"a test hands {type(value).__name__} objects to no learner's code")

    def _stand_in(self, data: dict[str, Any]) -> Any:
        number = data.get("r")
        if not isinstance(number, int):
            raise plain.NotPlain("no value")
        if number not in self._stand_ins:
            self._stand_ins[number] = self._made(number, data)
        return self._stand_ins[number]

    def _made(self, number: int, data: dict[str, Any]) -> Any:
        if "function" in data:
            name, doc = data["function"]
            return RemoteFunction(self, number, str(name), str(doc))
        if "class" in data:
            return self._class(number, data["class"])
        kind = self.decoded(data.get("of"))
        if not isinstance(kind, RemoteType):
            raise plain.NotPlain("an object of no class")
        made: Any = object.__new__(kind) if not issubclass(kind, BaseException) else kind.__new__(kind)
        made.__dict__["_atelier"] = (self, number)
        return made

    def _class(self, number: int, data: dict[str, Any]) -> type:
        bases: list[type] = [self.decoded(base) for base in data["bases"]]
        # An exception must be one here too, to be raised and caught; of other types only the answers are needed.
        kept: list[type] = [base for base in bases if isinstance(base, RemoteType)]
        error = next((base for base in bases if isinstance(base, type) and issubclass(base, BaseException)), None)
        if error is not None and error not in kept:
            kept.append(error)
        if not any(issubclass(base, Remote) for base in kept):
            kept.insert(0, Remote)
        doc = data.get("doc")
        body: dict[str, Any] = {"_atelier": (self, number), "__doc__": doc, "__module__": "__main__"}
        given = set(data["operations"]) - ({"__str__", "__repr__"} if error is not None else set())
        body |= {name: _operation(name) for name in OPERATIONS if name in given}
        if error is None:
            body |= {name: _operation(name) for name in ("__str__", "__repr__")}
        if "__eq__" in body and "__hash__" not in body:
            body["__hash__"] = object.__hash__
        return RemoteType(str(data["name"]), tuple(kept), body)

    def _error(self, data: dict[str, Any]) -> BaseException:
        """The learner's exception, to be raised here."""
        error: Any
        if "type" in data:
            kind = plain.BUILTIN_NAMES.get(data["type"])
            if kind is None or not issubclass(kind, BaseException):
                raise plain.NotPlain("an exception that is none")
            try:
                args = [self.decoded(arg) for arg in data.get("args", ())]
                error = kind(*args)
            except (TypeError, plain.NotPlain):
                error = kind.__new__(kind)
                error.args = (str(data.get("text")),)
        else:
            error = self.decoded(data["error"])
            if not isinstance(error, BaseException):
                raise plain.NotPlain("an exception that is none")
            # Not by name: setting an attribute of a stand-in would set it there.
            BaseException.__setattr__(error, "args", (str(data.get("text")),))
        frames_there = data.get("frames")
        if isinstance(frames_there, list):
            error.__dict__["__remote_frames__"] = [str(line) for line in frames_there]
        return error  # type: ignore[no-any-return]


def library_of(path: list[str]) -> Any:
    """The installed function or class of that name; LookupError if there is none."""
    module, name = path
    if module.partition(".")[0] not in sys.modules and importlib.util.find_spec(module.partition(".")[0]) is None:
        raise LookupError(module)
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise LookupError(f"{module}.{name}") from error


def _operation(name: str) -> Callable[..., Any]:
    def operate(self: Any, *args: Any) -> Any:
        link, number = self.__dict__["_atelier"]
        if name == "__iter__" and not args:
            return _iterated(link, number)
        if name == "__exit__":
            args = (None, None, None)
        return link.operate(name, number, *args)

    operate.__name__ = name
    return operate


def _iterated(link: Link, number: int) -> Any:
    """An iterator there; each step is a question."""
    there = link.operate("__iter__", number)
    if not isinstance(there, Remote):
        return iter(there)
    return there


def _become(mine: Any, now: Any) -> None:
    """The test's list, dictionary, set or array as the learner's function left it."""
    if type(mine) is not type(now):
        return
    if isinstance(mine, (list, bytearray)):
        mine[:] = now
    elif isinstance(mine, (dict, set)):
        mine.clear()
        mine.update(now)
    elif hasattr(mine, "shape") and mine.shape == now.shape and mine.dtype == now.dtype:
        with contextlib.suppress(ValueError):
            mine[...] = now
