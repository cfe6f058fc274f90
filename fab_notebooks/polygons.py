"""Triangles for flat polygons in space, with holes and inner corners."""

from __future__ import annotations

import manifold3d
import numpy as np
from numpy.typing import NDArray

from fab_notebooks.topology import Faces, Ints, Vertices


def triangulated(vertices: Vertices, corners: list[Ints], normals: list[NDArray[np.float64]]) -> Faces | None:
    """Faces for polygons in one plane, an inner one being the rim of an island; each has its (3,) normal.

    None if it can't be done without losing a corner.
    """
    # Outer rims turn left when seen from outside: the larger surface decides which side that is.
    outside = max(zip(corners, normals, strict=True), key=lambda one: len(one[0]))[1]
    sized = [(np.cross(vertices[c], np.roll(vertices[c], -1, axis=0)).sum(axis=0), c) for c in corners]
    total = sum(area for area, _ in sized)
    outside = outside / np.linalg.norm(outside) * (1 if float(total @ outside) >= 0 else -1)
    helper = np.eye(3)[int(np.argmin(np.abs(outside)))]
    across = np.cross(helper, outside)
    across /= np.linalg.norm(across)
    frame = np.stack([across, np.cross(outside, across)], axis=1)
    flat = [np.ascontiguousarray(vertices[c] @ frame) for c in corners]
    try:
        faces = np.asarray(manifold3d.triangulate(flat), dtype=np.int64)
    except (RuntimeError, ValueError):
        return None
    # A polygon of n corners with h holes has n + 2h - 2 triangles; fewer would leave an edge open.
    lost = len(faces) < sum(map(len, corners)) - 2 * len(corners)
    return None if lost else np.concatenate(corners)[faces]


def unfolded(points: Vertices, fans: Faces, sizes: Ints) -> Faces:
    """Polygons with inner corners cut anew: seen from their first corner, some of their triangles lie outside.

    `fans` has the triangles of each polygon from its first corner, one polygon after the other; `sizes`, how many.
    """
    owner = np.repeat(np.arange(len(sizes)), sizes)
    one, two, three = points[fans.T]
    normals = np.cross(two - one, three - one)
    whole = np.stack([np.bincount(owner, axis, len(sizes)) for axis in normals.T], axis=1)
    folded = np.unique(owner[(normals * whole[owner]).sum(axis=1) < 0])
    if not len(folded):
        return fans
    starts = np.cumsum(sizes) - sizes
    found = [fans[~np.isin(owner, folded)]]
    for polygon in folded.tolist():
        fan = fans[starts[polygon] : starts[polygon] + sizes[polygon]]
        cut = triangulated(points, [np.concatenate([fan[0, :2], fan[:, 2]])], [whole[polygon]])
        found.append(fan if cut is None else cut)
    return np.concatenate(found)
