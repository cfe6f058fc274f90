"""Putting lines in order (a Parsons problem): the page, or the answer, is made of the lines as they stand."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.live_preview import LivePreview
from graders.exercise_widget.markup import note
from graders.exercise_widget.texts import text


class LineOrder:
    """A list of lines, "Monter" and "Descendre" for the chosen one, and the page they make; all by keyboard too.

    Steps that make no page stand alone.
    """

    def __init__(self, desk: Desk, lines: Sequence[str], later: Later) -> None:
        self._desk = desk
        self._given = tuple(lines)
        self._name = desk.names[0]
        self._lines = self._written()
        is_page = self._name.endswith(".html")
        self.choice = widgets.Select(rows=max(len(lines), 2), description=text("lines" if is_page else "lines-text"))
        self.choice.add_class("atelier-lines")
        self.up = widgets.Button(description=text("up"), icon="arrow-up")
        self.down = widgets.Button(description=text("down"), icon="arrow-down")
        self.up.on_click(lambda _: self._move(-1))
        self.down.on_click(lambda _: self._move(+1))
        self.preview = LivePreview(desk.folder, later)
        buttons = widgets.HBox([self.up, self.down])
        buttons.add_class("atelier-row")
        how = widgets.HTML(note(text("lines-how" if is_page else "lines-text-how")))
        order = widgets.VBox([how, self.choice, buttons])
        order.add_class("atelier-order")
        self.widget = widgets.Box([order, self.preview.widget] if is_page else [order])
        self.widget.add_class("atelier-work")
        self._show(0)

    def refresh(self) -> None:
        """Show what the desk holds; if that is no order of the given lines, the given order."""
        self._lines = self._written()
        self._show(0)

    def _written(self) -> list[str]:
        written = [line for line in self._desk.text(self._name).split("\n") if line.strip()]
        given = [line for line in self._given if line.strip()]
        return written if sorted(written) == sorted(given) else given

    def _move(self, by: int) -> None:
        here, there = self.choice.index, self.choice.index + by
        if not 0 <= there < len(self._lines):
            return
        self._lines[here], self._lines[there] = self._lines[there], self._lines[here]
        self._desk.type(self._name, "\n".join(self._lines) + "\n")
        self._show(there)

    def _show(self, index: int) -> None:
        # A list shows no leading blanks unless they do not break.
        labels = [f"{number:>2}. {line}".replace(" ", "\u00a0") for number, line in enumerate(self._lines, 1)]
        with self.choice.hold_sync():
            self.choice.options = [(label, number) for number, label in enumerate(labels)]
            self.choice.index = index
        self.preview.show(self._name, "\n".join(self._lines))
