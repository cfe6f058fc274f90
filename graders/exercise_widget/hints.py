"""The three hints of an exercise, opened one at a time by whoever wants them; they cost nothing."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from graders.exercise_widget.markup import label, markdown, news, note
from graders.exercise_widget.texts import text


class Hints:
    """A button that opens the next hint (Markdown), until all are open; nothing at all if there is none."""

    def __init__(self, hints: Sequence[str]) -> None:
        self._hints = tuple(hints)
        self._open = 0
        self.button = widgets.Button(icon="lightbulb-o")
        self.button.on_click(lambda _: self._open_next())
        self.opened = widgets.VBox([])
        self._foot = widgets.HTML(note(text("hints-free")))
        self.widget = widgets.VBox([])
        if self._hints:
            self._name_button()
            self.widget.children = [self.opened, self.button, self._foot]

    def _open_next(self) -> None:
        number = self._open + 1
        opened = widgets.HTML(label(text("hint-title", number=number)) + news(markdown(self._hints[self._open])))
        opened.add_class("atelier-hint")
        self.opened.children = [*self.opened.children, opened]
        self._open = number
        if number < len(self._hints):
            self._name_button()
        else:
            self.button.layout.display = "none"
            self._foot.value = note(text("hints-done"))
            self._foot.focus()  # it would be lost with the button

    def _name_button(self) -> None:
        self.button.description = text("hint-open", number=self._open + 1, total=len(self._hints))
