"""Writing: one text field per file, the page beside it as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets as widgets

from graders.exercise_widget.desk import Desk, Later
from graders.exercise_widget.live_preview import LivePreview
from graders.exercise_widget.texts import text

ROWS = range(10, 25)  # a field shows its whole text, within reason


class Editor:
    """The fields of a desk's files (tabs, if there are several) and the preview of the page in front."""

    def __init__(self, desk: Desk, later: Later, pages: Callable[[], Mapping[str, str]]) -> None:
        self._desk = desk
        self.fields = {name: _field(name, desk.text(name)) for name in desk.names}
        for name, field in self.fields.items():
            field.observe(lambda change, name=name: self._typed(name, change["new"]), names="value")
        self._front = next((name for name in desk.names if _is_page(name)), None)
        self.preview = LivePreview(desk.folder, later, pages)
        parts = [self._fields()]
        if self._front is not None:
            parts.append(self.preview.widget)
            self.preview.show(self._front, desk.text(self._front))
        self.widget = widgets.Box(parts)
        self.widget.add_class("atelier-work")

    def refresh(self) -> None:
        """Show what the desk holds."""
        for name, field in self.fields.items():
            field.value = self._desk.text(name)
        if self._front is not None:
            self.preview.show(self._front, self._desk.text(self._front))

    def _fields(self) -> widgets.Widget:
        if len(self.fields) == 1:
            return next(iter(self.fields.values()))
        tabs = widgets.Tab(children=list(self.fields.values()), titles=list(self.fields), selected_index=0)
        tabs.add_class("atelier-tabs")
        tabs.observe(lambda change: self._turned_to(change["new"]), names="selected_index")
        return tabs

    def _typed(self, name: str, content: str) -> None:
        self._desk.type(name, content)
        if name == self._front:
            self.preview.follow(name, content)

    def _turned_to(self, index: int) -> None:
        name = self._desk.names[index]
        if _is_page(name):
            self._front = name
            self.preview.show(name, self._desk.text(name))


def _is_page(name: str) -> bool:
    return name.endswith(".html")


def _field(name: str, content: str) -> widgets.Textarea:
    key = "editor" if _is_page(name) else "editor-text"
    rows = min(max(content.count("\n") + 3, ROWS.start), ROWS.stop)
    field = widgets.Textarea(value=content, description=text(key, name=name), rows=rows, continuous_update=True)
    field.add_class("atelier-editor")
    return field
