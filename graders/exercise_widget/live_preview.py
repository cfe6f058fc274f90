"""The learner's page as they write it, shown by the browser without the kernel (`front/parts/preview.js`)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import traitlets

from graders.exercise_widget.desk import LOOK_S, Later
from graders.exercise_widget.folder_files import Stamp, files_of, stamp_of
from graders.exercise_widget.front_widget import FrontWidget, front_module
from graders.exercise_widget.texts import templates

WORDS = (
    *(
        "preview",
        "preview-title",
        "preview-links",
        "preview-forms",
        "preview-empty",
        "preview-missing",
        "preview-stuck",
    ),
    *("preview-lost", "preview-back", "preview-width", "preview-phone", "preview-tablet", "preview-desktop"),
    *("console", "console-line", "console-error", "console-warning", "console-alert", "console-more"),
)


class Previewing(FrontWidget):
    """What a preview needs of its folder: `folder` as `files_of` gives it, looked at again every few seconds."""

    folder: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    words: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)

    def watch(self, folder: Path, later: Later, but: Collection[str]) -> None:
        """Follow what lies in this folder from now on, `but` the files whose text the browser has itself."""
        self._seen: Stamp = ()

        def look() -> None:
            seen = stamp_of(folder, but)
            if seen != self._seen:
                self._seen, self.folder = seen, files_of(folder, but)
            later(LOOK_S, look)

        look()


class _Frame(Previewing):
    """A preview alone, drawn by `front/preview.js`: `page` is the text of the page `name`."""

    _esm = front_module("preview")
    name = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode().tag(sync=True)


class LivePreview:
    """The page that `show` is given, with the pictures, styles and scripts of its folder."""

    def __init__(self, folder: Path, later: Later) -> None:
        self.widget = _Frame(words=templates(*WORDS))
        self.widget.watch(folder, later, ())

    def show(self, name: str, page: str) -> None:
        """Show this page."""
        with self.widget.hold_sync():
            self.widget.name, self.widget.page = name, page
