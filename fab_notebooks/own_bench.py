"""A person's own file on the bench of a studio: opened, and opened again each time it has been saved.

While the file cannot be used, what it gave last stays on the bench, and the page says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import trimesh

from fab_notebooks.background import Background
from fab_notebooks.design import Design
from fab_notebooks.own_design import OwnDesignError
from fab_notebooks.own_file import OwnFile
from fab_notebooks.parameters import fitting
from fab_notebooks.sentences import say
from fab_notebooks.studio_place import StudioPlace

LOOK_EVERY_S = 1.0
"""A look is one question to the file system."""

_followed: dict[Path, OwnBench] = {}
"""Who follows a file: of two studios for one file, only the later."""


class Bench(Protocol):
    """What a studio is here."""

    background: Background

    @property
    def values(self) -> Mapping[str, Any]:
        """How the sliders stand."""

    def exchange(self, design: Design, values: Mapping[str, Any], mesh: trimesh.Trimesh) -> None:
        """Another design, with the mesh that it gives for these values."""

    def tell_source(self, text: str, kind: str) -> None:
        """Say how it stands with the file: "good" or "bad"."""


@dataclass(frozen=True)
class Nothing:
    """What may be chosen while there is no design: nothing."""


def nothing(file: OwnFile) -> Design:
    """The design of a file that was never read: no object."""
    return Design(file.design_name, file.name, "", Nothing, (), {}, lambda _: trimesh.Trimesh(), lambda _: 0)


B = TypeVar("B", bound=Bench)


def own_studio(
    path: Path, place: StudioPlace, bench_for: Callable[[Design], B], look_every_s: float = LOOK_EVERY_S
) -> B:
    """The studio of a file, opened and followed; `bench_for` gives one for a design."""
    file = OwnFile(path, place.home, place.start)
    bench = bench_for(nothing(file))
    own = OwnBench(file, bench, place.shelf.draft(file.design_name) or {}, look_every_s)
    own.open()
    bench.background.begin(own.follow())
    return bench


@dataclass(frozen=True)
class Opening:
    """What a file gave."""

    design: Design
    values: Mapping[str, Any]
    mesh: trimesh.Trimesh
    fault: str
    """Why the sliders do not stand where they should; empty if they do."""


def opening(file: OwnFile, wanted: Mapping[str, Any]) -> Opening:
    """The object of a file as it is now, its sliders as near to what is wanted as it can; OwnDesignError."""
    design = file.open()
    values, start = fitting(design.parameters, wanted), fitting(design.parameters, {})
    try:
        return Opening(design, values, design.make(values), "")
    except OwnDesignError as error:
        if values == start:
            raise
        return Opening(design, start, design.make(start), str(error))


class OwnBench:
    """One file and the studio that shows it; `draft` is how the sliders stood when the page was left."""

    def __init__(self, file: OwnFile, bench: Bench, draft: Mapping[str, Any], look_every_s: float) -> None:
        self._file = file
        self._bench = bench
        self._wanted = draft
        self._look_every_s = look_every_s
        self._is_there = False

    def open(self) -> None:
        """The file as it is now; this takes as long as its code does."""
        try:
            self._show(opening(self._file, self._wanted))
        except OwnDesignError as error:
            self._refuse(error)

    async def follow(self) -> None:
        """Open it again whenever it was saved, until another studio follows it."""
        _followed[self._file.path] = self
        while _followed[self._file.path] is self:
            await asyncio.sleep(self._look_every_s)
            if self._file.has_changed:
                wanted = self._bench.values if self._is_there else self._wanted
                try:
                    # In a thread: a file that computes without end must not stop the page for its ten seconds.
                    found = await asyncio.to_thread(opening, self._file, wanted)
                except OwnDesignError as error:
                    self._refuse(error)
                else:
                    self._show(found)

    def _show(self, found: Opening) -> None:
        self._is_there = True
        self._bench.exchange(found.design, found.values, found.mesh)
        said = found.fault or say("own-file-read", file=self._file.name)
        self._bench.tell_source(said, "bad" if found.fault else "good")

    def _refuse(self, error: OwnDesignError) -> None:
        said = say("own-file-kept", found=str(error)) if self._is_there else str(error)
        self._bench.tell_source(said, "bad")
