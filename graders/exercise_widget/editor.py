"""Writing: one field per file, the page beside it as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import traitlets
import yaml

from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.front_widget import FrontWidget, front_module
from graders.exercise_widget.live_preview import LivePreview
from graders.exercise_widget.texts import text


class Fields(FrontWidget):
    """The fields themselves, drawn by `front/editor.js`.

    `files` has an entry per file, in order: its `name`, `label`, `text` and whether that is `saved`; its `version`
    changes with the `author` of the text (a page of the notebook, by its own id, or "" for the disk), whose `count`-th
    change this is. `front` is the name of the file in front, `phrases` the editor's own words in French.
    """

    _esm = front_module("editor")
    files: traitlets.List[Any] = traitlets.List().tag(sync=True)
    front = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    phrases = traitlets.Dict().tag(sync=True)


@dataclass
class _Told:
    """What the pages know of one file; `before` is the version its author had seen when it began."""

    text: str
    version: int = 0
    before: int = 0
    author: str = ""
    count: int = 0


class Editor:
    """The fields of a desk's files (tabs, if there are several) and the preview of the page in front."""

    def __init__(self, desk: Desk, later: Later, pages: Callable[[], Mapping[str, str]]) -> None:
        self._desk = desk
        self._told = {name: _Told(desk.text(name)) for name in desk.names}
        self._page = next((name for name in desk.names if _is_page(name)), None)
        self.fields = Fields(
            files=self._files(), front=desk.names[0], words={"files": text("editor-files")}, phrases=_phrases()
        )
        self.fields.on_msg(lambda _, message, __: self._hear(message))
        self.fields.observe(lambda change: self._turned_to(change["new"]), names="front")
        self.preview = LivePreview(desk.folder, later, pages)
        parts: list[widgets.Widget] = [self.fields]
        if self._page is not None:
            parts.append(self.preview.widget)
            self.preview.show(self._page, desk.text(self._page))
        self.widget = widgets.Box(parts)
        self.widget.add_class("atelier-work")

    def refresh(self) -> None:
        """Show what the desk holds."""
        for name, told in self._told.items():
            if told.text != self._desk.text(name):
                self._told[name] = _Told(self._desk.text(name), told.version + 1)
        self.fields.files = self._files()
        if self._page is not None:
            self.preview.show(self._page, self._desk.text(self._page))

    def confirm_saved(self) -> None:
        """Tell the page what is on the disk now."""
        self.fields.files = self._files()

    def _files(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "label": text("editor" if _is_page(name) else "editor-text", name=name),
                "text": told.text,
                "saved": self._desk.is_saved(name),
                "version": told.version,
                "author": told.author,
                "count": told.count,
            }
            for name, told in self._told.items()
        ]

    def _hear(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"kind": "typed", "name": str(name), "text": str(content)} if name in self._told:
                self._take(name, content, str(message["client"]), int(message["version"]), int(message["count"]))
        self.fields.files = self._files()
        self.fields.send_state("files")  # also when nothing changed: the page waits for an answer

    def _take(self, name: str, content: str, client: str, version: int, count: int) -> None:
        told = self._told[name]
        if version != told.version and not (client == told.author and version == told.before):
            if content != told.text:
                self._desk.set_aside(name, content)  # typed before the page had seen the version it would replace
            return
        if client != told.author:
            told.author, told.before, told.version = client, told.version, told.version + 1
        told.text, told.count = content, count
        self._desk.type(name, content)
        if name == self._page:
            self.preview.follow(name, content)

    def _turned_to(self, name: str) -> None:
        if _is_page(name):
            self._page = name
            self.preview.show(name, self._desk.text(name))


def _is_page(name: str) -> bool:
    return name.endswith(".html")


@cache
def _phrases() -> dict[str, str]:
    """CodeMirror's English words in French."""
    source = Path(__file__).with_name("phrases.yml").read_text(encoding="utf-8")
    return {str(english): str(french) for english, french in yaml.safe_load(source).items()}
