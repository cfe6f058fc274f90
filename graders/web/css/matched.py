"""What is declared for an element, by the browser's account (CDP `CSS.getMatchedStylesForNode`), with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from graders.web.css.names import nearest
from graders.web.css.states import node_ids
from graders.web.css.stylesheets import local_name
from graders.web.page import Element
from graders.web.tab import Tab

IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
LOGICAL = (
    ("inline-start", "left"), ("inline-end", "right"), ("block-start", "top"), ("block-end", "bottom"),
    ("inline-size", "width"), ("block-size", "height"),
)  # fmt: skip
SIDES = ("left", "right", "top", "bottom", "color", "style", "width")
_headers: WeakKeyDictionary[Tab, dict[str, Mapping[str, Any]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Written:
    """A declaration with its rule's selector ("" in a style attribute) and where it stands."""

    name: str
    value: str
    selector: str
    file: str
    line: int | None
    important: bool = False
    weight: tuple[int, ...] = (0, 0, 0)
    is_layered: bool = False
    is_attribute: bool = False

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """What counts before weight and order; a layer yields to the rest, but its `!important` does not."""
        return self.important, self.is_attribute, self.is_layered == self.important


class Matched:
    """The declarations of a page's authors that reach one element. Make one with `matched`."""

    def __init__(self, element: Element, said: Mapping[str, Any], headers: Mapping[str, Mapping[str, Any]]) -> None:
        self._element = element
        self._said = said
        self._headers = headers

    def around(self) -> Iterator[Matched]:
        """The same for what is around the element, nearest first."""
        for said in self._said.get("inherited", ()):
            yield Matched(self._element, said, self._headers)

    def declared(self, longhand: str) -> list[Written]:
        """The declarations that set a longhand, weakest rule first, each with the value it gives it."""
        found = []
        for entry, written in self._entries():
            if not entry.get("parsedOk", True) or entry.get("disabled"):
                continue
            values = {physical(one["name"]): one["value"] for one in entry.get("longhandProperties", ())}
            if physical(written.name) == physical(longhand):
                found.append(written)
            elif (value := values.get(physical(longhand))) is not None:
                found.append(replace(written, value=IMPORTANT.sub("", value)))
        return found

    def dropped(self, name: str, longhand: str) -> Written | None:
        """A declaration for property `name` that the browser does not understand, if any."""
        for entry, written in self._entries():
            meant = concerns(written.name, longhand) or nearest(written.name, {name, longhand})
            if not entry.get("parsedOk", True) and meant:
                return written
        return None

    def _entries(self) -> Iterator[tuple[Mapping[str, Any], Written]]:
        for match in self._said.get("matchedCSSRules", ()):
            rule = match["rule"]
            if rule["origin"] != "regular":
                continue
            matching = [rule["selectorList"]["selectors"][index] for index in match["matchingSelectors"]]
            weights = [tuple(one["specificity"][part] for part in "abc") for one in matching if "specificity" in one]
            header = self._headers.get(rule["style"].get("styleSheetId", ""), {})
            for entry in rule["style"]["cssProperties"]:
                if "range" in entry:  # without one it is a shorthand's part, told again
                    file, line = self._place(header, entry["range"]["startLine"])
                    written = _written(entry, rule["selectorList"]["text"], file, line)
                    heaviest = max(weights, default=(0, 0, 0))
                    yield entry, replace(written, weight=heaviest, is_layered=bool(rule.get("layers")))
        for entry in (self._said.get("inlineStyle") or {}).get("cssProperties", ()):
            if "range" in entry:
                first = self._element.line
                line = None if first is None else first + entry["range"]["startLine"]
                yield entry, replace(_written(entry, "", self._element.file, line), is_attribute=True)

    def _place(self, header: Mapping[str, Any], line: int) -> tuple[str, int | None]:
        name = local_name(header.get("sourceURL", ""))
        if name is None:
            return self._element.file, None  # a script made the sheet
        return name, int(header.get("startLine", 0)) + line + 1


def matched(element: Element) -> Matched:
    """What reaches an element; a question to the browser."""

    async def asked(tab: Tab) -> Matched:
        if tab not in _headers:
            headers = _headers.setdefault(tab, {})
            tab.on("CSS.styleSheetAdded", lambda event: headers.update(_by_id(event["header"])))
            await tab.call("CSS.disable")  # switched on again, it tells of the sheets that are there already
        [node_id] = await node_ids(tab, [element.key])
        said = await tab.call("CSS.getMatchedStylesForNode", nodeId=node_id)
        return Matched(element, said, _headers[tab])

    return element.page.ask(asked)


def physical(name: str) -> str:
    """A logical property by its place in a text that runs to the right: `margin-inline-start` is `margin-left`."""
    for logical, place in LOGICAL:
        name = name.replace(logical, place)
    return name.removeprefix("inset-") if name in {"inset-left", "inset-right", "inset-top", "inset-bottom"} else name


def concerns(name: str, longhand: str) -> bool:
    """True if a declaration of `name` may set `longhand`, by their names alone."""
    name, longhand = physical(name.lower()), physical(longhand)
    if name == longhand or longhand.startswith(f"{name}-"):
        return True
    stem, _, side = name.rpartition("-")
    parts = {"inline": {"left", "right"}, "block": {"top", "bottom"}}.get(side, {side} & set(SIDES))
    if stem and longhand.startswith(f"{stem}-") and parts & set(longhand.split("-")):
        return True
    return (name, longhand) in {("gap", "row-gap"), ("gap", "column-gap")} or (
        name == "inset" and longhand in {"top", "right", "bottom", "left"}
    )


def _by_id(header: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {header["styleSheetId"]: header}


def _written(entry: Mapping[str, Any], selector: str, file: str, line: int | None) -> Written:
    return Written(
        name=entry["name"].lower(),
        value=IMPORTANT.sub("", entry["value"]),
        selector=selector,
        file=file,
        line=line,
        important=entry.get("important", False),
    )
