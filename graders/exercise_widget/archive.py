"""Handing over one file made elsewhere: a Git repository as a bundle, a folder as a zip, a piece out of the studio."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

import ipywidgets as widgets

from graders.exercise_widget.desk import LOOK_S, Later
from graders.exercise_widget.markup import note
from graders.exercise_widget.texts import clock_time, text
from graders.notebook.learner_files import FILE_BYTES_MAX, LearnerFileError, read_bounded
from graders.work import is_piece

KILOBYTE = 1000


class Archive:
    """Says where the files `names` go inside `root/folder`, and which are there already; looks again by `later`."""

    def __init__(self, root: Path, folder: str, names: tuple[str, ...], later: Later) -> None:
        self._root = root
        self._folder = folder
        self._names = names
        self._later = later
        self.widget = widgets.HTML()
        if names:
            self._look()

    def refresh(self) -> None:
        """Show what is on the disk."""
        said = "".join(note(self._sentence(name)) for name in self._names)
        # The same again would be read aloud again.
        if said != self.widget.value:
            self.widget.value = said

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

    def _look(self) -> None:
        self.refresh()
        self._later(LOOK_S, self._look)

    def _sentence(self, name: str) -> str:
        kind = "piece" if is_piece(name) else "archive"
        try:
            status = (self._root / self._folder / name).lstat()
        except OSError:
            return text(f"{kind}-missing", name=name, folder=self._folder)
        if not stat.S_ISREG(status.st_mode):
            return text(f"{kind}-missing", name=name, folder=self._folder)
        if status.st_size > FILE_BYTES_MAX:
            return text("archive-too-big", name=name)
        kept_at = clock_time(datetime.fromtimestamp(status.st_mtime).astimezone())
        size = -(-status.st_size // KILOBYTE)
        return text(f"{kind}-there", name=name, folder=self._folder, size=size, time=kept_at)
