"""How thick walls are and how wide gaps are, by rays: one from every face, more from large faces.

A ray from the middle of a face straight inwards leaves the solid at the wall's other side; straight outwards, it meets
what stands across a gap. It counts only where both sides are nearly parallel: the rays beside a sharp edge are short,
too, but there is no wall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.rays import RayScene
from fab_notebooks.topology import Ints

MOST_RAYS = 250_000
RAY_AREA_MM2 = 4.0
"""A large face is looked through every so many square millimetres."""
START_MM = 2e-3
"""Rays begin this far off their face, beyond the reach of single precision."""
PARALLEL_WALL = -0.9
"""Cosine between the two sides' outward normals; -1 is parallel."""
PARALLEL_GAP = -0.97
"""Stricter: a notch closes to nothing in its corner, and that is no slot."""


@dataclass(frozen=True)
class Widths:
    """Where something was narrower than asked."""

    faces: Ints
    """Rows of the mesh's faces, ascending, each once."""
    mm: NDArray[np.float64]
    """The least beside each face."""
    areas: NDArray[np.float64]
    """Square millimetres of each face."""

    @property
    def area_mm2(self) -> float:
        """All of it."""
        return float(self.areas.sum())

    @property
    def least_mm(self) -> float:
        """The narrowest place, the thinnest hundredth left out: one stray ray must not speak for a wall."""
        return float(np.quantile(self.mm, 0.01)) if len(self.mm) else float("inf")

    def below(self, most_mm: float) -> Widths:
        """Only what is narrower than this."""
        narrow = self.mm < most_mm
        return Widths(self.faces[narrow], self.mm[narrow], self.areas[narrow])


@dataclass(frozen=True)
class Gaps:
    """Narrow gaps."""

    within: Widths
    """Between two faces of one body: a slot."""
    between: Widths
    """Between two bodies: the clearance of parts."""


def walls(mesh: trimesh.Trimesh, below_mm: float) -> Widths:
    """Walls thinner than `below_mm`; the mesh must be closed and look outwards."""
    origins, faces = _starts(mesh)
    found, other = _measured(mesh, origins, faces, -1, below_mm, PARALLEL_WALL)
    return _widths(mesh, faces[other >= 0], found[other >= 0])


def gaps(mesh: trimesh.Trimesh, below_mm: float, body: NDArray[np.int32]) -> Gaps:
    """Gaps narrower than `below_mm`; `body` is the part each face belongs to."""
    origins, faces = _starts(mesh)
    found, other = _measured(mesh, origins, faces, 1, below_mm, PARALLEL_GAP)
    hit = other >= 0
    same = hit & (body[faces] == body[other])
    return Gaps(_widths(mesh, faces[same], found[same]), _widths(mesh, faces[hit & ~same], found[hit & ~same]))


def _starts(mesh: trimesh.Trimesh) -> tuple[NDArray[np.float64], Ints]:
    """Points on the surface and their faces: the middle of each face, and more by chance on large ones."""
    areas = mesh.area_faces
    rng = np.random.default_rng(0)
    more = np.minimum(areas / RAY_AREA_MM2, 1000).astype(np.intp)
    room = MOST_RAYS - len(areas)
    if room < 0:
        # Too many faces for one ray each: by chance, large faces more often.
        faces = np.sort(rng.choice(len(areas), MOST_RAYS, p=areas / areas.sum()))
        return mesh.triangles_center[faces], faces
    if more.sum() > room:
        more = (more * (room / more.sum())).astype(np.intp)
    extra = np.repeat(np.arange(len(areas)), more)
    weights = rng.dirichlet((1, 1, 1), len(extra))
    points = (mesh.triangles[extra] * weights[:, :, None]).sum(axis=1)
    usable = areas > 0
    middles = np.flatnonzero(usable)
    return np.concatenate([mesh.triangles_center[middles], points]), np.concatenate([middles, extra])


def _measured(
    mesh: trimesh.Trimesh, origins: NDArray[np.float64], faces: Ints, side: int, below_mm: float, parallel: float
) -> tuple[NDArray[np.float64], Ints]:
    """Width along each ray and the face it met; -1 for none, or none that counts."""
    scene = RayScene(np.asarray(mesh.vertices), np.asarray(mesh.faces))
    normals = mesh.face_normals
    direction = side * normals[faces]
    hits = scene.first_hits(origins + START_MM * direction, direction)
    width = hits.distances.astype(np.float64) + START_MM
    facing = (normals[faces] * normals[hits.faces]).sum(axis=1) < parallel
    counts = (hits.faces >= 0) & (hits.faces != faces) & facing & (width < below_mm)
    return width, np.where(counts, hits.faces, -1)


def _widths(mesh: trimesh.Trimesh, faces: Ints, widths: NDArray[np.float64]) -> Widths:
    order = np.argsort(faces, kind="stable")
    faces, widths = faces[order], widths[order]
    starts = np.flatnonzero(np.diff(faces, prepend=-1))
    least = np.minimum.reduceat(widths, starts) if len(starts) else np.empty(0)
    return Widths(faces[starts], least, mesh.area_faces[faces[starts]])
