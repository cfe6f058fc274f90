"""The frame beside the editor that follows what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import ipywidgets as widgets

from graders.exercise_widget.desk import Later, Timer
from graders.exercise_widget.markup import label, note
from graders.exercise_widget.pictures_beside import with_pictures
from graders.exercise_widget.preview import has_forms, has_links, preview_frame
from graders.exercise_widget.texts import text

PAUSE_S = 0.15  # a frame rebuilt at each key would flicker


class LivePreview:
    """Shows one page with the pictures of its folder; a new one replaces it after a short pause.

    Its links open the others that `pages()` gives.
    """

    def __init__(self, folder: Path, later: Later, pages: Callable[[], Mapping[str, str]]) -> None:
        self._folder = folder
        self._later = later
        self._pages = pages
        self._timer: Timer | None = None
        self.frame = widgets.HTML()
        self.foot = widgets.HTML()
        self.widget = widgets.VBox([widgets.HTML(label(text("preview"))), self.frame, self.foot])
        self.widget.add_class("atelier-preview")

    def show(self, name: str, page: str) -> None:
        """Show this page now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if page.strip():
            pages = {**self._pages(), name: page}
            shown = {each: with_pictures(content, each, self._folder) for each, content in pages.items()}
            self.frame.value = preview_frame(name, shown, text("preview-title", name=name))
        else:
            self.frame.value = note(text("preview-empty"))
        notes = [text("preview-links")] * has_links(page) + [text("preview-forms")] * has_forms(page)
        self.foot.value = "".join(map(note, notes))

    def follow(self, name: str, page: str) -> None:
        """Show this page once the typing pauses."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._later(PAUSE_S, lambda: self.show(name, page))
