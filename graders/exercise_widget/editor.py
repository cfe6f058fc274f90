"""Writing: a field per file, the page beside it as it grows; both in the browser (`front/editor.js`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import traitlets
import yaml

from graders.exercise_widget import live_preview
from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.front_widget import front_module
from graders.exercise_widget.live_preview import Previewing
from graders.exercise_widget.texts import templates, text
from graders.results import Outcome, Report

WORDS = (
    *("editor-files", "editor-leave", "editor-size", "editor-smaller", "editor-bigger", "editor-colour"),
    *("editor-here", "editor-kept-here", "editor-saved-straight", "editor-set-aside", "not-saved", "kept-name"),
    *("gap-how", "gap-refused"),
)

MARKS = 3  # one thing is to be done next; a page full of red is no help


class Fields(Previewing):
    """The fields themselves, drawn by `front/editor.js`.

    `files` has an entry per file, in order: its `name`, `label`, `text` and whether that is `saved`; the `locked` parts
    around its gaps, if it has any; whether it is `short`, of one line; its `version`,
    new with each text, and the `author` of it (a page of the notebook, by its own id, or "" for the disk), whose
    `count`-th change this is. `phrases` has the editor's own words in French, `home` is the folder of the files,
    `findings` what the checker `said`, [{"file", "line", "message"}], at its `count`-th word.
    """

    _esm = front_module("editor")
    files: traitlets.List[Any] = traitlets.List().tag(sync=True)
    phrases: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    home = traitlets.Unicode().tag(sync=True)
    findings: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)


@dataclass
class _Told:
    """What the pages know of one file; `before` is the version its author had seen when they began."""

    text: str
    version: int = 0
    before: int = 0
    author: str = ""
    count: int = 0


class Editor:
    """The files of a desk and the preview of the page in front, as they are typed and as they change elsewhere.

    Of a file that has `locked` parts only what stands between them can be written, as long as they are all there.
    With `short` the one file is an answer of one line.
    """

    def __init__(
        self,
        desk: Desk,
        later: Later,
        locked: Mapping[str, Sequence[str]] = MappingProxyType({}),
        *,
        short: bool = False,
    ) -> None:
        self._desk = desk
        self._locked = locked
        self._short = short
        self._told = {name: _Told(desk.text(name)) for name in desk.names}
        self.fields = Fields(
            files=self._files(),
            words=templates(*WORDS, *live_preview.WORDS),
            phrases=_phrases(),
            home=str(desk.folder),
        )
        self.fields.watch(desk.folder, later, desk.names)
        self.fields.on_msg(lambda _, message, __: self._hear(message))
        self.widget = self.fields

    def refresh(self) -> None:
        """Show what the desk holds."""
        for name, told in self._told.items():
            if told.text != self._desk.text(name):
                self._told[name] = _Told(self._desk.text(name), told.version + 1)
        self.fields.files = self._files()

    def show_findings(self, report: Report | None) -> None:
        """Mark the lines that a report is about; with None, no line."""
        said = findings(report, self._desk.names) if report else []
        self.fields.findings = {"said": said, "count": self.fields.findings.get("count", 0) + 1}

    def confirm_saved(self) -> None:
        """Tell the page what is on the disk now."""
        self.fields.files = self._files()

    def _files(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "label": self._label(name),
                "text": told.text,
                "saved": self._desk.is_saved(name),
                "short": self._short,
                "locked": list(self._locked.get(name, ())),
                "version": told.version,
                "author": told.author,
                "count": told.count,
            }
            for name, told in self._told.items()
        ]

    def _label(self, name: str) -> str:
        if self._short:
            return text("editor-answer")
        return text("editor" if _is_page(name) else "editor-text", name=name)

    def _hear(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"kind": "typed", "name": str(name), "text": str(content)} if name in self._told:
                self._take(name, content, str(message["client"]), int(message["version"]), int(message["count"]))
            case {"kind": "keep", "name": str(name), "text": str(content)} if name in self._told:
                if self._desk.set_aside(name, content):
                    self.fields.send({"kind": "kept", "name": name, "text": content})
        self.fields.files = self._files()
        self.fields.send_state("files")  # also when nothing changed: the page waits for an answer

    def _take(self, name: str, content: str, client: str, version: int, count: int) -> None:
        told = self._told[name]
        if version != told.version and not (client == told.author and version >= told.before):
            if content != told.text:
                self._desk.set_aside(name, content)  # typed before the page had seen the version it would replace
            return
        if client != told.author:
            told.author, told.before = client, told.version
        # At each change, not at each author: a page that shows an earlier key of another must not replace a later one.
        if content != told.text:
            told.version += 1
        told.text, told.count = content, count
        self._desk.type(name, content)


def findings(report: Report, names: Sequence[str]) -> list[dict[str, Any]]:
    """The first faults of a report with a line in one of these files; none where something else is told first."""
    if report.notice:
        return []
    found: list[dict[str, Any]] = []
    for result in report.results:
        file = result.file or (names[0] if len(names) == 1 else None)
        if result.outcome is Outcome.FAILED and result.line and file in names and result.message:
            found.append({"file": file, "line": result.line, "message": result.message})
    return found[:MARKS]


def _is_page(name: str) -> bool:
    return name.endswith(".html")


@cache
def _phrases() -> dict[str, str]:
    """CodeMirror's English words in French."""
    source = Path(__file__).with_name("phrases.yml").read_text(encoding="utf-8")
    return {str(english): str(french) for english, french in yaml.safe_load(source).items()}
