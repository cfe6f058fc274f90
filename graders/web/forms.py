"""A form as a visitor fills it: its fields by their labels, and what the server would get.

with page.played() as play:
    form = Filling(play, {"Votre nom": "Amina", "Jour": "Mardi", "J’accepte": True})
    form.send()
    form.sent       # [Sent("POST", "/contact", (("nom", "Amina"), …))]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from graders.checks import Failure
from graders.text import fold_text, same_text
from graders.web.api import Request
from graders.web.expectations.roles import labelled_field
from graders.web.page import Element, Page
from graders.web.play import Play

UNTYPED = ("hidden", "submit", "button", "reset", "image")
FIELDS = (
    f"input{''.join(f':not([type={kind} i])' for kind in UNTYPED)}, select, textarea, "
    '[role="textbox"], [role="combobox"], [role="checkbox"], [role="radio"], [role="switch"], [role="spinbutton"]'
)
BUTTONS = "button, input, [role=button]"
GROUPS = ("group", "radiogroup")
CHOSEN = frozenset({"select", "date", "time", "month", "week", "datetime-local", "color", "range", "checkbox", "radio"})
SINGLE_LINE = frozenset({"text", "email", "tel", "url", "search", "number", "password"})
MARKS = (" *", "*", "(obligatoire)", "(requis)", "(facultatif)", "obligatoire", "requis")

Value = str | bool


@dataclass(frozen=True)
class Field:
    """A field of the page, its name as announced, and where that comes from."""

    element: Element
    name: str
    name_from: str | None


@dataclass(frozen=True)
class Sent:
    """What a server would get: `fields` as the form sends them, in order; those of JSON as texts."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """Every value under a name, in order."""
        return [value for one, value in self.fields if one == name]


def fields_of(page: Page) -> list[Field]:
    """Every field a visitor may fill, in page order."""
    elements = page.all(FIELDS)
    told = {element.key: one for one, element in page.announced()} if elements else {}
    return [
        Field(one, told[one.key].name, told[one.key].name_from) if one.key in told else Field(one, "", None)
        for one in elements
    ]


def find_field(page: Page, label: str) -> Element:
    """The field of this label; a Failure says whether the label is missing, not tied, or no label at all."""
    found = _named(fields_of(page), label)
    return labelled_field(page, label) if found is None or found.name_from == "placeholder" else found.element


def facts_of(page: Page, elements: Sequence[Element]) -> list[Mapping[str, Any]]:
    """What the browser knows of each field just now (`graders/web/reader/forms.js`)."""
    return list(page.read("fieldFacts", [one.key for one in elements])) if elements else []


class Filling:
    """A form being filled in a Play; `values` go by label, of a group of round buttons by its legend."""

    def __init__(self, play: Play, values: Mapping[str, Value]) -> None:
        self.play = play
        self.values = values
        self.elements: dict[str, Element] = {}
        self._fill()
        if self.sent:
            raise Failure("sent-by-itself", found=self.sent[0].path, file=play.name)
        self.said_before = play.read("toldAloud")
        self.state_before = play.read("pageState")

    @property
    def sent(self) -> list[Sent]:
        """What was sent so far, to this site or another."""
        return [read_sent(one) for one in self.play.requests[1:] if self._is_sending(one)]

    @cached_property
    def button(self) -> Element:
        """What sends the form; Failure `no-submit` without any."""
        first = next(iter(self.elements.values()), None) or self.play.first(FIELDS)
        key = None if first is None else self.play.read("sender", first.key)
        found = next((one for one in self.play.all(BUTTONS) if one.key == key), None)
        if found is None:
            raise Failure("no-submit", file=self.play.name, line=None if first is None else first.line)
        return found

    def send(self, by: str = "click") -> None:
        """Send the form with its button ("click", "double click"), or with "Enter" in its first line of text."""
        if by == "click":
            self.play.click(self.button)
        elif by == "double click":
            self.play.double_click(self.button)
        else:
            elements = list(self.elements.values())
            lines = (
                one
                for one, facts in zip(elements, facts_of(self.play, elements), strict=True)
                if facts["type"] in SINGLE_LINE
            )
            line = next(lines, None)
            if line is None:
                self.play.click(self.button)
                return
            self.play.click(line)
            self.play.press("Enter")

    def in_error(self) -> list[Element]:
        """The fields that hold a mistake, by the browser or by what the page says of them; in page order."""
        elements = self.play.all(FIELDS)
        return [
            one
            for one, facts in zip(elements, facts_of(self.play, elements), strict=True)
            if not facts["valid"] or facts["flagged"]
        ]

    def _is_sending(self, request: Request) -> bool:
        if request.kind == "Document" or request.method not in {"GET", "HEAD"}:
            return True
        return request.kind in {"Fetch", "XHR", "Ping"} and request.path.lstrip("/") not in self.play.file_names

    def _fill(self) -> None:
        for label, value in self.values.items():
            self.elements[label] = self._fill_one(label, value)

    def _fill_one(self, label: str, value: Value) -> Element:
        found = _named(fields_of(self.play), label)
        if found is None and isinstance(value, str) and (group := self._group(label)):
            chosen = _named(group, value) if value else None
            if value and chosen is None:
                raise Failure("no-option", expected=value, file=self.play.name, line=group[0].element.line)
            if chosen is not None:
                self.play.choose(chosen.element, True)
            return (chosen or group[0]).element
        is_named = found is not None and found.name_from != "placeholder"
        element = found.element if found is not None and is_named else find_field(self.play, label)
        facts = facts_of(self.play, [element])[0]
        if facts["type"] in CHOSEN:
            if value != "":
                self.play.choose(element, value)
            return element
        if facts["value"]:
            self.play.clear(element)
        if value:
            self.play.type(element, str(value))
        return element

    def _group(self, legend: str) -> list[Field]:
        """The fields of the group of this name; empty if there is none."""
        for role in GROUPS:
            for group in self.play.by_role(role, legend):
                inside = {one.key for one in group.all("*")}
                return [one for one in fields_of(self.play) if one.element.key in inside]
        return []


def read_sent(request: Request) -> Sent:
    """What a request carries: its body if it has one, else its query."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        pairs = parse_qsl(request.body, keep_blank_values=True)
    elif request.method == "GET":
        pairs = list(request.pairs)
    elif isinstance(request.json, dict):
        pairs = [(str(name), value if isinstance(value, str) else str(value)) for name, value in request.json.items()]
    else:
        pairs = list(request.form.items())
    return Sent(request.method, request.path, tuple(pairs))


def _named(fields: Sequence[Field], label: str) -> Field | None:
    """The field called so; marks such as * and « (obligatoire) » are no part of a name."""
    exact = [one for one in fields if same_text(_bare(one.name), _bare(label))]
    if exact:
        return exact[0]
    near = [one for one in fields if one.name and fold_text(label) in fold_text(one.name)]
    return near[0] if len(near) == 1 else None


def _bare(name: str) -> str:
    for mark in MARKS:
        name = name.strip().removesuffix(mark)
    return name.strip(" :")
