"""Predicting: one answer out of a few; the answer file holds the chosen id."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from graders.exercise_widget.desk import Desk
from graders.exercise_widget.sheet import Choice
from graders.exercise_widget.texts import text


class Choices:
    """Radio buttons for the one file of a desk; none is chosen before the learner chooses."""

    def __init__(self, desk: Desk, choices: Sequence[Choice]) -> None:
        self._desk = desk
        self._ids = {choice.choice_id for choice in choices}
        self.radio = widgets.RadioButtons(
            options=[(choice.text, choice.choice_id) for choice in choices],
            value=self._chosen(),
            description=text("choices"),
        )
        self.radio.observe(lambda change: self._choose(change["new"]), names="value")
        self.widget = widgets.VBox([self.radio])
        self.widget.add_class("atelier-choices")

    def refresh(self) -> None:
        """Show what the desk holds."""
        self.radio.value = self._chosen()

    def _chosen(self) -> str | None:
        written = self._desk.text(self._desk.names[0]).strip()
        return written if written in self._ids else None

    def _choose(self, choice_id: str | None) -> None:
        if choice_id is not None:
            self._desk.type(self._desk.names[0], f"{choice_id}\n")
