"""How thick walls are and how wide gaps are, by rays: one from every face, more from large faces.

A ray from the middle of a face straight inwards leaves the solid at the wall's other side; straight outwards, it meets
what stands across a gap. It counts only where both sides are nearly parallel: the rays beside a sharp edge are short,
too, but there is no wall. Nor does it count where it leaves one solid while it is still in another that overlaps it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.bodies import Bodies
from fab_notebooks.rays import RayScene
from fab_notebooks.topology import Bools, Ints

MOST_RAYS = 250_000
RAY_AREA_MM2 = 4.0
"""A large face is looked through every so many square millimetres."""
START_MM = 2e-3
"""Rays begin this far off their face, beyond the reach of single precision."""
PARALLEL_WALL = -0.9
"""Cosine between the two sides' outward normals; -1 is parallel."""
PARALLEL_LOST = -0.995
"""Stricter: a wedge loses a hair of its tip, and prints all the same."""
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
    """Square millimetres of each face that are so narrow."""

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
class Walls:
    """Thin walls."""

    thin: Widths
    """Across, in whatever direction: what gives way."""
    lost: Widths
    """What will be missing: in its layer narrower than a line, or between two layers."""


@dataclass(frozen=True)
class Gaps:
    """Narrow gaps."""

    within: Widths
    """Between two faces of one body: a slot."""
    between: Widths
    """Between two bodies: the clearance of parts."""


@dataclass(frozen=True)
class _Rays:
    """Where rays begin."""

    origins: NDArray[np.float64]
    faces: Ints
    areas: NDArray[np.float64]
    """Square millimetres that each ray stands for."""


def walls(mesh: trimesh.Trimesh, bodies: Bodies, below_mm: float, line_mm: float, layer_mm: float) -> Walls:
    """Walls thinner than `below_mm`, or not to be drawn with such lines and layers; closed and looking outwards."""
    rays = _starts(mesh)
    width, other = _measured(mesh, rays, -1, below_mm, PARALLEL_WALL)
    one = bodies.of_face[rays.faces]
    across = bodies.of_face[other]
    leaves_another = (one != across) & (bodies.volumes[one] > 0) & (bodies.volumes[across] > 0)
    thin = (other >= 0) & ~leaves_another
    normals, upwards = mesh.face_normals[rays.faces], np.abs(mesh.face_normals[rays.faces, 2])
    facing = (normals * mesh.face_normals[other]).sum(axis=1)
    with np.errstate(divide="ignore"):
        in_layer, between_layers = width / np.sqrt(np.maximum(1 - upwards**2, 0)), width / upwards
    lost = thin & (facing < PARALLEL_LOST) & ((in_layer < line_mm) | (between_layers < layer_mm))
    return Walls(_widths(rays, thin, width), _widths(rays, lost, width))


def gaps(mesh: trimesh.Trimesh, bodies: Bodies, below_mm: float) -> Gaps:
    """Gaps narrower than `below_mm`."""
    rays = _starts(mesh)
    width, other = _measured(mesh, rays, 1, below_mm, PARALLEL_GAP)
    hit = other >= 0
    same = hit & (bodies.of_face[rays.faces] == bodies.of_face[other])
    return Gaps(_widths(rays, same, width), _widths(rays, hit & ~same, width))


def _starts(mesh: trimesh.Trimesh) -> _Rays:
    """Points on the surface and their faces: the middle of each face, and more by chance on large ones."""
    areas = mesh.area_faces
    rng = np.random.default_rng(0)
    more = np.minimum(areas / RAY_AREA_MM2, 1000).astype(np.intp)
    room = MOST_RAYS - len(areas)
    if room < 0:
        # Too many faces for one ray each: by chance, large faces more often.
        faces = np.sort(rng.choice(len(areas), MOST_RAYS, p=areas / areas.sum()))
        return _Rays(mesh.triangles_center[faces], faces, np.full(MOST_RAYS, areas.sum() / MOST_RAYS))
    if more.sum() > room:
        more = (more * (room / more.sum())).astype(np.intp)
    extra = np.repeat(np.arange(len(areas)), more)
    weights = rng.dirichlet((1, 1, 1), len(extra))
    points = (mesh.triangles[extra] * weights[:, :, None]).sum(axis=1)
    usable = areas > 0
    middles = np.flatnonzero(usable)
    faces = np.concatenate([middles, extra])
    return _Rays(np.concatenate([mesh.triangles_center[middles], points]), faces, (areas / (1 + more))[faces])


def _measured(
    mesh: trimesh.Trimesh, rays: _Rays, side: int, below_mm: float, parallel: float
) -> tuple[NDArray[np.float64], Ints]:
    """Width along each ray and the face it met; -1 for none, or none that counts."""
    scene = RayScene(np.asarray(mesh.vertices), np.asarray(mesh.faces))
    normals = mesh.face_normals
    direction = side * normals[rays.faces]
    hits = scene.first_hits(rays.origins + START_MM * direction, direction)
    width = hits.distances.astype(np.float64) + START_MM
    facing = (normals[rays.faces] * normals[hits.faces]).sum(axis=1) < parallel
    counts = (hits.faces >= 0) & (hits.faces != rays.faces) & facing & (width < below_mm)
    return width, np.where(counts, hits.faces, -1)


def _widths(rays: _Rays, chosen: Bools, widths: NDArray[np.float64]) -> Widths:
    """Of the chosen rays, by face."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(rays.faces[rows], kind="stable")]
    faces = rays.faces[rows]
    starts = np.flatnonzero(np.diff(faces, prepend=-1))
    if not len(starts):
        return Widths(faces, np.empty(0), np.empty(0))
    least, areas = np.minimum.reduceat(widths[rows], starts), np.add.reduceat(rays.areas[rows], starts)
    return Widths(faces[starts], least, areas)
