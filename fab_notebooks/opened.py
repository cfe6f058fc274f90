"""An object somebody brought as a file: read, described, repaired on demand and never silently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

import trimesh

from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.repair import condition, repair
from fab_notebooks.sentences import french, say


@dataclass(frozen=True)
class Opened:
    """The object, and what a person should know about it."""

    title: str
    mesh: trimesh.Trimesh
    lines: list[str]
    is_repairable: bool
    """Whether a repair has something to do."""

    def repaired(self) -> Opened:
        """Mended as far as it goes, with « ce que j’ai changé »."""
        done = repair(self.mesh)
        return replace(self, mesh=done.mesh, lines=done.sentences(), is_repairable=False)


def open_file(name: str, data: bytes) -> Opened:
    """The object of a file; MeshFileError, in French, if it can't be had."""
    found = read_mesh_file(data)
    size = " × ".join(french(round(float(side), 1)) for side in found.mesh.extents)
    lines = [say("studio-file-size", found=size, faces=french(len(found.mesh.faces)))]
    if not found.unit_known:
        lines.append(say("studio-file-unit"))
    is_solid = condition(found.mesh.vertices, found.mesh.faces).is_solid
    return Opened(PurePath(name).stem[:40] or found.kind, found.mesh, lines, not is_solid)


def reopen(name: str, data: bytes) -> Opened:
    """An imported object that was kept."""
    return replace(open_file(name, data), title=name)
