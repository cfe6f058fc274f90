"""Predicting: one answer out of a few; the answer file holds the chosen id. Then what really happens is shown."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import traitlets

from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.front_widget import FrontWidget, front_module
from graders.exercise_widget.live_preview import LivePreview
from graders.exercise_widget.markup import note
from graders.exercise_widget.sheet import Choice
from graders.exercise_widget.texts import text


class Radios(FrontWidget):
    """The radios themselves, drawn by `front/choices.js`, which says `{"kind": "chosen", "value": "b"}`.

    `choices` are pairs of an id and its text; `chosen` is an id, or "" for none.
    """

    _esm = front_module("choices")
    choices: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)


class Choices:
    """Radio buttons for the one file of a desk; none is chosen before the learner chooses.

    `shows` is the page, or the program, in the desk's folder that runs once they have; until then it does not.
    """

    def __init__(self, desk: Desk, choices: Sequence[Choice], later: Later, shows: str = "") -> None:
        self._desk = desk
        self._later = later
        self._shows = shows
        self._ids = {choice.choice_id for choice in choices}
        self.radios = Radios(
            choices=[(choice.choice_id, choice.text) for choice in choices],
            chosen=self._chosen(),
            label=text("choices"),
        )
        self.radios.on_msg(lambda _, message, __: self._hear(message))
        self.widget = widgets.VBox([self.radios])
        self.preview: LivePreview | None = None
        self.shown = widgets.VBox([])

    def refresh(self) -> None:
        """Show what the desk holds."""
        self.radios.chosen = self._chosen()

    def reveal(self) -> None:
        """Show what really happens, if there is a choice by now."""
        if not (self._shows and self._chosen()):
            return
        try:
            content = (self._desk.folder / self._shows).read_text(encoding="utf-8", errors="replace")
        except OSError:
            self.shown.children = [widgets.HTML(note(text("shows-gone", name=self._shows)))]
            return
        if self.preview is None:
            self.preview = LivePreview(self._desk.folder, self._later)
            self.preview.widget.words = {**self.preview.widget.words, "preview": text("shows")}
        if self._shows.endswith(".js"):
            self.preview.show(f"{self._shows}.html", program_page(self._shows))
        else:
            self.preview.show(self._shows, content)
        self.shown.children = [self.preview.widget]

    def hide(self) -> None:
        """As before the first choice."""
        self.shown.children = []

    def _chosen(self) -> str:
        written = self._desk.text(self._desk.names[0]).strip()
        return written if written in self._ids else ""

    def _hear(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"kind": "chosen", "value": str(choice_id)} if choice_id in self._ids:
                self.radios.chosen = choice_id
                self._desk.type(self._desk.names[0], f"{choice_id}\n")


def program_page(name: str) -> str:
    """A page that runs a JavaScript program of its folder; the preview's console shows what it says."""
    source = html.escape(name)
    return f'<!doctype html>\n<html lang="fr">\n<meta charset="utf-8">\n<script src="{source}"></script>\n'
