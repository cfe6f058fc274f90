"""A button that asks once more before it acts."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from graders.exercise_widget.markup import news, note


class Confirm:
    """`label`; when clicked, `question` with `yes` and `no` in its place; `on_yes` acts."""

    def __init__(self, label: str, question: str, yes: str, no: str, on_yes: Callable[[], None]) -> None:
        self.button = widgets.Button(description=label)
        self.yes = widgets.Button(description=yes)
        self.no = widgets.Button(description=no)
        self._asking = widgets.HBox([widgets.HTML(news(note(question))), self.yes, self.no])
        self._asking.add_class("atelier-asking")
        self.widget = widgets.HBox([self.button])
        self.widget.add_class("atelier-row")
        self._on_yes = on_yes
        self.button.on_click(lambda _: self._ask())
        self.yes.on_click(lambda _: self._answer(agreed=True))
        self.no.on_click(lambda _: self._answer(agreed=False))

    def _ask(self) -> None:
        self.widget.children = [self._asking]
        self.no.focus()

    def _answer(self, *, agreed: bool) -> None:
        self.widget.children = [self.button]
        self.button.focus()
        if agreed:
            self._on_yes()
