"""What a page's scripts write to the console, and where they break off: told by the browser, not by the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from graders.web.tab import ORIGIN, Tab

LINES = 5000  # more is a loop
SIGNS = 2000  # of a line, kept
ALL_SIGNS = 4_000_000  # of all lines; more would fill our memory, not the page's


@dataclass(frozen=True)
class ConsoleLine:
    """One line of the console: `level` is "log", "info", "warning", "error" …; line numbers count from 1."""

    level: str
    text: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class ScriptFault:
    """Where a script broke off: the browser's words ("TypeError: prix is undefined"), the trainee's file and line.

    `kind` is the name of the exception, "" for what is thrown and is none. `in_promise` is True for a promise that
    nobody caught.
    """

    text: str
    kind: str
    file: str | None
    line: int | None
    in_promise: bool = False


class Console:
    """Keeps the lines and faults of a tab, from its next load on."""

    def __init__(self) -> None:
        self.lines: list[ConsoleLine] = []
        self.faults: list[ScriptFault] = []
        self._signs = 0
        self._known: set[tuple[str, int | None]] = set()
        self._addresses: dict[str, str] = {}

    async def listen(self, tab: Tab) -> None:
        """Begin with this tab, before its page loads.

        The debugger sees an exception where it is thrown, also in a page whose `window.onerror` keeps it quiet.
        """
        self._tab = tab
        self._tab.on("Runtime.consoleAPICalled", self._on_line)
        self._tab.on("Runtime.exceptionThrown", self._on_exception)
        self._tab.on("Debugger.paused", self._on_pause)
        self._tab.on("Debugger.scriptParsed", self._on_script)
        await self._tab.call("Runtime.enable")
        await self._tab.call("Debugger.enable")
        await self._tab.call("Debugger.setPauseOnExceptions", state="uncaught")

    def _on_line(self, params: dict[str, Any]) -> None:
        text = " ".join(shown(one) for one in params["args"])
        self._signs += len(text)
        if len(self.lines) >= LINES or self._signs > ALL_SIGNS:
            self._tab.give_up("endless-script")
            return
        text = text[:SIGNS]
        file, line = place(params.get("stackTrace", {}).get("callFrames", []))
        self.lines.append(ConsoleLine(params["type"], text, file, line))

    def _on_script(self, params: dict[str, Any]) -> None:
        self._addresses[params["scriptId"]] = params["url"]

    def _on_exception(self, params: dict[str, Any]) -> None:
        self._keep(fault(params["exceptionDetails"]))

    def _on_pause(self, params: dict[str, Any]) -> None:
        if params["reason"] in {"exception", "promiseRejection"} and params.get("data", {}).get("uncaught"):
            exception = params["data"]
            spots = [frame["location"] for frame in params["callFrames"]]
            file, line = place([{**spot, "url": self._addresses.get(spot["scriptId"], "")} for spot in spots])
            promise = params["reason"] == "promiseRejection"
            self._keep(ScriptFault(first_line(exception), exception.get("className", ""), file, line, promise))
        self._tab.post("Debugger.resume")

    def _keep(self, found: ScriptFault) -> None:
        if (found.text, found.line) not in self._known and len(self.faults) < LINES:
            self._known.add((found.text, found.line))
            self.faults.append(found)


def fault(details: Mapping[str, Any]) -> ScriptFault:
    """A protocol's `exceptionDetails` as we keep it."""
    exception = details.get("exception", {})
    file, line = place(details.get("stackTrace", {}).get("callFrames", []))
    if line is None or exception.get("className") == "SyntaxError":
        file, line = place([details]) if details.get("url") else (file, line)
    text = first_line(exception) if exception else details["text"]
    return ScriptFault(text, exception.get("className", ""), file, line, "(in promise)" in details["text"])


def first_line(exception: Mapping[str, Any]) -> str:
    """What an exception says, without the calls that led to it."""
    return shown(exception).split("\n")[0][:SIGNS]


def place(frames: list[Any]) -> tuple[str | None, int | None]:
    """The file of ours and the line of the innermost call that is in one."""
    for frame in frames:
        url = frame.get("url", "")
        if url.startswith(f"{ORIGIN}/"):
            return unquote(url.removeprefix(f"{ORIGIN}/").split("#")[0].split("?")[0]), frame["lineNumber"] + 1
    return None, None


def shown(value: Mapping[str, Any]) -> str:
    """A protocol's RemoteObject as a console shows it."""
    if "unserializableValue" in value:
        return str(value["unserializableValue"])
    if "value" in value:
        plain = value["value"]
        return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    if preview := value.get("preview"):
        return previewed(preview)
    return str(value.get("description", value["type"]))


def previewed(preview: Mapping[str, Any]) -> str:
    """An object's first properties: `{nom: "Pull", prix: 4}` or `[1, 2]`."""
    is_list = preview.get("subtype") == "array"
    if preview.get("subtype") not in {None, "array"}:
        return str(preview.get("description", ""))
    parts = []
    for one in preview["properties"]:
        text = f'"{one["value"]}"' if one["type"] == "string" else one.get("value", one["type"])
        parts.append(text if is_list else f"{one['name']}: {text}")
    rest = ["…"] if preview.get("overflow") else []
    return ("[{}]" if is_list else "{{{}}}").format(", ".join([*parts, *rest]))
