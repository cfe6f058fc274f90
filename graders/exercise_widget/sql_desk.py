"""Writing SQL: the query, what it gives, and the tables it asks."""

from __future__ import annotations

import ipywidgets as widgets

from graders.exercise_widget.editor import Editor
from graders.exercise_widget.markup import label
from graders.exercise_widget.tables import sample_tables, tried_tables
from graders.exercise_widget.texts import text
from graders.exercise_widget.try_out import Trial, TryOut
from graders.tried import Rows


class SqlDesk:
    """An editor with "Exécuter", and the tables of the sample database to open."""

    def __init__(self, editor: Editor, trial: Trial, tables: tuple[Rows, ...]) -> None:
        self.editor = editor
        self.try_out = TryOut(text("run-sql"), trial, tried_tables)
        parts = [editor.widget, self.try_out.widget]
        if tables:
            parts.insert(0, widgets.HTML(label(text("sample-tables")) + sample_tables(tables)))
        self.widget = widgets.VBox(parts)
        self.widget.add_class("atelier-desk")

    def refresh(self) -> None:
        """Show what the desk holds."""
        self.editor.refresh()
