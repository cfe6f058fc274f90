"""What a repair says of itself: the mesh's condition before and after, and « ce que j’ai changé »."""

from __future__ import annotations

from dataclasses import dataclass

import trimesh

from fab_notebooks.sentences import say


@dataclass(frozen=True)
class Condition:
    """What a slicer needs to know of a mesh."""

    faces: int
    open_edges: int
    crossed_edges: int
    """Where more than two faces meet."""
    flipped_edges: int
    """Where two neighbours disagree on what is outside."""
    inside_out: int
    """Bodies of a closed mesh that look inwards and are no hollow."""
    volume_mm3: float

    @property
    def is_solid(self) -> bool:
        """Closed, all its faces looking outwards."""
        faults = self.open_edges, self.crossed_edges, self.flipped_edges, self.inside_out
        return not any(faults) and self.volume_mm3 > 0


@dataclass(frozen=True)
class Changes:
    """What was done, in numbers; all zero for a mesh that was good."""

    merged_vertices: int = 0
    invalid_faces: int = 0
    """With a corner that is no number."""
    degenerate_faces: int = 0
    duplicate_faces: int = 0
    crumbs: int = 0
    """Faces of loose pieces."""
    flipped_faces: int = 0
    filled_holes: int = 0
    added_faces: int = 0
    cut_faces: int = 0
    """Taken away round edges where too many met."""
    remade: int = 0
    """1 if the last word was another program's."""


@dataclass(frozen=True)
class Repair:
    """The mesh, and the report."""

    mesh: trimesh.Trimesh
    changes: Changes
    before: Condition
    after: Condition

    def sentences(self) -> list[str]:
        """« Ce que j’ai changé », in French, one line per kind of change; one line if nothing was to do."""
        if self.changes == Changes():
            return [say("repair-nothing" if self.after.is_solid else "repair-unable")]
        counts = {name: count for name, count in vars(self.changes).items() if count and name != "added_faces"}
        lines = [
            say(
                f"repair-{name.replace('_', '-')}{'-one' if count == 1 else ''}",
                found=count,
                added=self.changes.added_faces,
            )
            for name, count in counts.items()
        ]
        return [*lines, say("repair-solid" if self.after.is_solid else "repair-not-solid")]
