"""Surfaces that hang in the air, less those that a printer bridges.

A patch of hanging faces needs no support where it is a bridge or a ledge. Its rim shows it: along some of it the
surface goes on downwards (a wall that holds it), along the rest it goes up or ends in the air.

* a ledge reaches no further from a wall that holds it than one line is wide;
* a bridge has such walls on opposite sides, so that its middle lies between them, no further off than half a span.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError, cKDTree

from fab_notebooks.topology import Bools, Edges, Ints, components

BRIDGE_MM = 20.0
"""What any well-set printer spans with PLA."""
STEP_MM = 1.0
"""How closely rims are looked at."""
MOST_PATCHES = 300
"""The largest ones; more are debris of a scan, and need support."""


def unheld(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], edges: Edges, hanging: Ints, ledge_mm: float
) -> Ints:
    """Of the hanging faces, those that need support."""
    if not len(hanging):
        return hanging
    is_hanging = np.zeros(len(faces), dtype=bool)
    is_hanging[hanging] = True
    one, other, _ = edges.pairs()
    inside = is_hanging[one] & is_hanging[other]
    number = np.full(len(faces), -1)
    number[hanging] = np.arange(len(hanging))
    count, patch = components(len(hanging), number[one[inside]], number[other[inside]])
    holds, at, owner = _holding_edges(vertices, faces, edges, is_hanging, number, patch)
    needy = np.ones(count, dtype=bool)
    sizes = np.bincount(patch, minlength=count)
    largest = np.argsort(-sizes)[:MOST_PATCHES]
    for one_patch in largest.tolist():
        mine = owner == one_patch
        corners = vertices[np.unique(faces[hanging[patch == one_patch]])]
        needy[one_patch] = not _is_held(corners, at[mine], holds[mine], ledge_mm)
    return hanging[needy[patch]]


def _holding_edges(
    vertices: NDArray[np.float64],
    faces: NDArray[np.int64],
    edges: Edges,
    is_hanging: Bools,
    number: Ints,
    patch: NDArray[np.int32],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """Both ends of every rim edge below which the surface goes on, and the patch it holds."""
    pair = edges.starts[edges.counts == 2]
    halves = np.concatenate([edges.order[pair], edges.order[pair + 1]])
    across = np.concatenate([edges.order[pair + 1], edges.order[pair]]) // 3
    rim = is_hanging[halves // 3] & ~is_hanging[across]
    halves, across = halves[rim], across[rim]
    start, end = vertices[faces.ravel()[halves]], vertices[faces[halves // 3, (halves + 1) % 3]]
    below = vertices[faces[across], 2].min(axis=1) < np.minimum(start[:, 2], end[:, 2]) - 1e-6
    return start[below], end[below], patch[number[halves[below] // 3]]


def _is_held(
    corners: NDArray[np.float64], ends: NDArray[np.float64], starts: NDArray[np.float64], ledge_mm: float
) -> bool:
    if not len(starts):
        return False
    lengths = np.linalg.norm(ends - starts, axis=1)
    steps = np.maximum(np.ceil(lengths / STEP_MM).astype(int), 1) + 1
    share = np.concatenate([np.linspace(0, 1, step) for step in steps.tolist()])
    rows = np.repeat(np.arange(len(steps)), steps)
    held = starts[rows] + share[:, None] * (ends - starts)[rows]
    farthest = float(cKDTree(held[:, :2]).query(corners[:, :2])[0].max())
    if farthest <= ledge_mm:
        return True
    middle = corners[:, :2].mean(axis=0)
    farthest = max(farthest, float(cKDTree(held[:, :2]).query(middle)[0]))
    if farthest > BRIDGE_MM / 2:
        return False
    try:
        hull = ConvexHull(held[:, :2])
    except QhullError:
        return False
    return bool((hull.equations @ [*middle, 1] < 0).all())
