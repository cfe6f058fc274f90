"""Hints, opened one at a time by whoever wants them; they cost nothing.

Two sets, one under the other: those for the step the card names now, and those of the exercise, always there.
"""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from graders.exercise_widget.markup import label, markdown, news, note, paragraph
from graders.exercise_widget.texts import text


class Hints:
    """A button that opens the next hint of an exercise (Markdown), until all are open; nothing if there is none."""

    # The keys of its words in fr.yml.
    OPEN, TITLE, DONE = "hint-open", "hint-title", "hints-done"

    def __init__(self, hints: Sequence[str]) -> None:
        self.button = widgets.Button(icon="lightbulb-o")
        self.button.on_click(lambda _: self._open_next())
        self.opened = widgets.VBox([])
        self.foot = widgets.HTML()
        self.widget = widgets.VBox([])
        self._hints: tuple[str, ...] = ()
        self.offer(hints)

    def offer(self, hints: Sequence[str]) -> None:
        """Offer these, all closed; the very ones that are offered already stay as they are."""
        if tuple(hints) == self._hints:
            return
        self._hints = tuple(hints)
        self.opened.children = []
        self.foot.value = self._foot_at_first()
        self.button.layout.display = None
        self._name_button()
        self.widget.children = [self.opened, self.button, self.foot] if self._hints else []

    def _open_next(self) -> None:
        number = len(self.opened.children) + 1
        shown = self._shown(self._hints[number - 1])
        hint = widgets.HTML(label(text(self.TITLE, number=number)) + news(shown))
        hint.add_class("atelier-hint")
        self.opened.children = [*self.opened.children, hint]
        if number < len(self._hints):
            self._name_button()
        else:
            self.button.layout.display = "none"
            self.foot.value = note(text(self.DONE))
            self.foot.focus()  # it would be lost with the button

    def _name_button(self) -> None:
        number = len(self.opened.children) + 1
        self.button.description = text(self.OPEN, number=number, total=len(self._hints))

    def _foot_at_first(self) -> str:
        return note(text("hints-free"))

    def _shown(self, hint: str) -> str:
        return markdown(hint)


class StepHints(Hints):
    """The hints of the message on the card: none before a check, others when the next step is another."""

    OPEN, TITLE, DONE = "step-hint-open", "step-hint-title", "step-hints-done"

    def __init__(self) -> None:
        super().__init__(())

    def _foot_at_first(self) -> str:
        return ""  # the exercise's own hints below say that hints are free

    def _shown(self, hint: str) -> str:
        return paragraph(hint)  # it may quote the learner's page: no Markdown, and no tag comes to life
