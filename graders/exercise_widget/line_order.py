"""Putting lines in order (a Parsons problem): the page, or the answer, is made of the lines as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import traitlets

from graders.answer import depths
from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.front_widget import FrontWidget, front_module
from graders.exercise_widget.live_preview import LivePreview
from graders.exercise_widget.texts import templates, text

INDENT = 4  # spaces of one step, as Python's own style has it
DEPTH_MAX = 6

Order = list[list[int]]
"""Each line in its place: its number among those given, and how deep it stands."""

WORDS = ("up", "down", "less", "more")
NEWS = ("line-picked", "line-moving", "line-moved", "line-dropped", "line-back", "line-indented")


class Lines(FrontWidget):
    """The list itself, drawn by `front/line_order.js`, which says `{"kind": "ordered", "order": [[2, 0], …]}`."""

    _esm = front_module("line_order")
    given: traitlets.List[Any] = traitlets.List().tag(sync=True)
    order: traitlets.List[Any] = traitlets.List().tag(sync=True)
    indents = traitlets.Bool().tag(sync=True)
    are_sentences = traitlets.Bool().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


class LineOrder:
    """The lines of a desk's one file and, if that is a page, what they make of it.

    With `indents` a learner says too how deep each line stands; else the lines keep their own blanks.
    """

    def __init__(self, desk: Desk, lines: Sequence[str], later: Later, *, indents: bool = False) -> None:
        self._desk = desk
        self._given = [line.strip() if indents else line for line in lines if line.strip()]
        self._name = desk.names[0]
        is_page = self._name.endswith(".html")
        kind = "lines" if is_page else "lines-text"
        words: dict[str, Any] = {key: text(key) for key in WORDS}
        words |= templates(*NEWS)
        words |= {"label": text(kind), "how": text(f"{kind}-how"), "depths": DEPTH_MAX}
        # A text whose blanks mean something is code without a language of its own.
        are_sentences = self._name.endswith(".txt") and not indents
        self.lines = Lines(given=self._given, indents=indents, are_sentences=are_sentences, words=words)
        self.lines.order = self._written()
        self.lines.on_msg(lambda _, message, __: self._hear(message))
        self.preview = LivePreview(desk.folder, later)
        self.widget = widgets.Box([self.lines, self.preview.widget] if is_page else [self.lines])
        self.widget.add_class("atelier-work")
        self._show()

    def refresh(self) -> None:
        """Show what the desk holds; if that is no order of the given lines, the given order."""
        self.lines.order = self._written()
        self._show()

    def _written(self) -> Order:
        indents = self.lines.indents
        written = [line for line in self._desk.text(self._name).split("\n") if line.strip()]
        bare = [line.strip() for line in written] if indents else written
        if sorted(bare) != sorted(self._given):
            return [[number, 0] for number in range(len(self._given))]
        left = list(range(len(self._given)))
        order = []
        for line, depth in zip(bare, _depths(written) if indents else [0] * len(bare), strict=True):
            number = next(each for each in left if self._given[each] == line)
            left.remove(number)
            order.append([number, depth])
        return order

    def _hear(self, message: Mapping[str, Any]) -> None:
        """Take the learner's order; what a page that is out of step says is not one."""
        match message:
            case {"kind": "ordered", "order": list(order)} if self._is_order(order):
                self.lines.order = order
                if order != self._written():
                    self._desk.type(self._name, self._text(order) + "\n")
                self._show()
        self.lines.send({"kind": "heard"})

    def _is_order(self, order: Order) -> bool:
        numbers = [number for number, _ in order]
        return sorted(numbers) == list(range(len(self._given))) and all(0 <= depth <= DEPTH_MAX for _, depth in order)

    def _text(self, order: Order) -> str:
        return "\n".join(" " * (INDENT * depth) + self._given[number] for number, depth in order)

    def _show(self) -> None:
        self.preview.show(self._name, self._text(self.lines.order))


def _depths(lines: Sequence[str]) -> list[int]:
    """How deep each line stands, by our own step; where somebody has another, as Python counts."""
    widths = [len(line) - len(line.lstrip(" ")) for line in lines]
    if any(width % INDENT or width > INDENT * DEPTH_MAX for width in widths) or any("\t" in line for line in lines):
        return [min(depth, DEPTH_MAX) for depth in depths(lines)]
    return [width // INDENT for width in widths]
