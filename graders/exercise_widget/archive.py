"""Handing over one file made elsewhere: a Git repository as a bundle, or a folder as a zip."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets

from graders.exercise_widget.markup import note
from graders.exercise_widget.texts import text
from graders.notebook.learner_files import LearnerFileError, read_bounded


class Archive:
    """Says where the files `names` go inside `root/folder`, and which are there already."""

    def __init__(self, root: Path, folder: str, names: tuple[str, ...]) -> None:
        self._root = root
        self._folder = folder
        self._names = names
        self.widget = widgets.HTML()
        self.refresh()

    def refresh(self) -> None:
        """Show what is on the disk."""
        there = self.contents()
        notes = [
            note(text("archive-there" if name in there else "archive-missing", name=name, folder=self._folder))
            for name in self._names
        ]
        self.widget.value = "".join(notes)

    def contents(self) -> dict[str, bytes]:
        """The files that are there, by name; one that cannot be read counts as missing."""
        found = {}
        for name in self._names:
            try:
                content = read_bounded(self._root, f"{self._folder}/{name}")
            except LearnerFileError:
                continue
            if content is not None:
                found[name] = content
        return found
