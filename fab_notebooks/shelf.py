"""The objects a person keeps: one JSON file each in a folder of their home, and a draft per design.

    {"name": "Bouton du four", "design": "repair-knob", "values": {"diameter": 40.0}, "kept_at": "2026-11-27T12:30:00Z"}

An imported object lies beside it as a 3MF, named in "mesh". Every file is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = "Mes objets 3D"
NAME_CHARACTERS = 40
BIGGEST_BYTES = 4_000_000
"""Of a JSON file: an SVG drawing may be in it."""


class ShelfError(Exception):
    """A kept object that can't be opened."""


@dataclass(frozen=True)
class Kept:
    """An object as it was kept."""

    name: str
    design: str
    """Empty for an imported object."""
    values: Mapping[str, Any]
    mesh: bytes = b""
    """3MF of an imported object."""


def tidy_name(name: str) -> str:
    """A name that any system takes for a file, as near to what was typed as can be; empty if nothing is left.

    >>> tidy_name(" Bouton : four/gaz "), tidy_name("../x")
    ('Bouton - four-gaz', 'x')
    """
    plain = re.sub(r"[\x00-\x1f/\\:*?\"<>|]+", "-", " ".join(name.split()))
    return plain.strip(" .-")[:NAME_CHARACTERS].rstrip(" .-")


def _draft_file(design: str) -> str:
    # A person's own design is named after its file, folders and all.
    return f".{tidy_name(design)}.json"


class Shelf:
    """A person's objects in `folder`; `clock` gives aware time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    @property
    def names(self) -> list[str]:
        """All that are kept, in the order of the alphabet."""
        return sorted(path.stem for path in self._folder.glob("*.json") if not path.name.startswith("."))

    def keep(self, kept: Kept) -> None:
        """Write it; an object of the same name is replaced. OSError if the disk refuses."""
        entry: dict[str, Any] = {"name": kept.name, "design": kept.design, "values": dict(kept.values)}
        if kept.mesh:
            entry["mesh"] = f"{kept.name}.3mf"
            self._write(entry["mesh"], kept.mesh)
        self._write(f"{kept.name}.json", self._json(entry))

    def open(self, name: str) -> Kept:
        """The object of this name; ShelfError if it can't be read."""
        if name not in self.names:
            raise ShelfError(f"there is no {name!r}")
        return self._read(f"{name}.json")

    def keep_draft(self, design: str, values: Mapping[str, Any]) -> None:
        """Remember how the sliders stand. OSError if the disk refuses."""
        self._write(_draft_file(design), self._json({"name": "", "design": design, "values": dict(values)}))

    def draft(self, design: str) -> Mapping[str, Any] | None:
        """How the sliders stood when the page was left; None if nobody knows."""
        try:
            return self._read(_draft_file(design)).values
        except ShelfError:
            return None

    def _json(self, entry: Mapping[str, Any]) -> bytes:
        stamped = {**entry, "kept_at": self._clock().isoformat(timespec="seconds")}
        return json.dumps(stamped, ensure_ascii=False, indent=1).encode()

    def _read(self, file: str) -> Kept:
        path = self._folder / file
        try:
            with path.open("rb") as source:
                entry = json.loads(source.read(BIGGEST_BYTES))
            mesh = (self._folder / Path(str(entry["mesh"])).name).read_bytes() if "mesh" in entry else b""
            return Kept(str(entry["name"]), str(entry["design"]), dict(entry["values"]), mesh)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ShelfError(f"{path.name} can't be read: {type(error).__name__}") from error

    def _write(self, file: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            os.replace(temporary, self._folder / file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
