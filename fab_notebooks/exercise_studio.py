"""The studio in an exercise's notebook: `studio("name-tag", "06-etiquette/piece.3mf")`.

« Garder » puts the object among the person's own, as everywhere, and into the exercise too, as the file that is checked
and handed in. An object from elsewhere comes in by « Ouvrir un fichier 3D… ».
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from fab_notebooks.design import find_design
from fab_notebooks.shelf import FOLDER, Kept, Shelf
from fab_notebooks.studio import Studio
from fab_notebooks.studio_place import this_place
from fab_notebooks.threemf import write_3mf


class ExerciseShelf(Shelf):
    """A person's shelf; what is kept there last is also the exercise's `piece`, a 3MF."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], piece: Path) -> None:
        super().__init__(folder, clock)
        self._piece = piece

    def keep(self, kept: Kept) -> None:
        """Write both; the piece appears whole or not at all. OSError if the disk refuses."""
        super().keep(kept)
        mesh = kept.mesh or write_3mf(find_design(kept.design).make(kept.values), title=kept.name)
        self._piece.parent.mkdir(parents=True, exist_ok=True)
        # Named like nothing that is handed in or shown: see `graders.exchange.folder`.
        partial = self._piece.with_name(f".atelier-{self._piece.name}")
        partial.write_bytes(mesh)
        os.replace(partial, self._piece)


def studio(name: str, piece: str) -> Studio:
    """The studio of a design, keeping for an exercise; `piece` is a path beside the notebook."""
    shelf = ExerciseShelf(Path.home() / FOLDER, lambda: datetime.now().astimezone(), Path(piece))
    return Studio(find_design(name), replace(this_place(), shelf=shelf))
