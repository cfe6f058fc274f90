"""Surfaces that hang in the air, less those that a printer bridges.

A patch of hanging faces needs no support where it is a bridge or a ledge. Its rim shows it: along some of it the
surface goes on downwards (a wall that holds it), along the rest it goes up or ends in the air.

* a ledge reaches no further from a wall that holds it than one line is wide;
* a bridge has such walls on opposite sides, so that all of it lies between them, no further off than half a span.
"""

from __future__ import annotations

import math

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
    held, holder = _rim_points(*_holding_edges(vertices, faces, edges, is_hanging, number, patch))
    # Each patch's corners once.
    named = np.unique(np.repeat(patch.astype(np.int64), 3) * len(vertices) + faces[hanging].ravel())
    owner, corners = named // len(vertices), vertices[named % len(vertices)][:, :2]
    sums = np.stack([np.bincount(owner, axis, count) for axis in corners.T], axis=1)
    middle: NDArray[np.float64] = sums / np.bincount(owner, minlength=count)[:, None]
    farthest = np.zeros(count)
    np.maximum.at(farthest, owner, _distances(held, holder, corners, owner))
    # A wide ceiling may have all its corners on its walls. Small faces have corners enough.
    near = np.flatnonzero(farthest[patch] <= BRIDGE_MM / 2)
    near = near[np.ptp(vertices[faces[hanging[near]]], axis=1).max(axis=1) > STEP_MM]
    within, whose = _points_within(vertices[faces[hanging[near]]]), np.tile(patch[near].astype(np.intp), 4)
    inmost = np.zeros(count)
    np.maximum.at(inmost, whose, _distances(held, holder, within, whose))
    # Corners lie beside corners of the rim; what lies between them, beside a point of it every so often.
    ledge = (farthest <= ledge_mm) & (inmost <= math.hypot(ledge_mm, STEP_MM / 2))
    farthest = np.maximum.reduce([farthest, inmost, _distances(held, holder, middle, np.arange(count))])
    needy = ~ledge
    perhaps = np.flatnonzero(needy & (farthest <= BRIDGE_MM / 2))
    sizes = np.bincount(patch, minlength=count)
    for one_patch in perhaps[np.argsort(-sizes[perhaps])][:MOST_PATCHES].tolist():
        first, last = np.searchsorted(owner, [one_patch, one_patch + 1])
        needy[one_patch] = not _lie_between(corners[first:last], held[holder == one_patch], ledge_mm)
    return hanging[needy[patch]]


def _points_within(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    """The middles of all first edges, of all second and third ones, and of the (n, 3, 3) triangles; seen from above."""
    middles = [(triangles[:, one] + triangles[:, one - 1]) / 2 for one in range(3)]
    return np.concatenate([*middles, triangles.mean(axis=1)])[:, :2]


def _rim_points(
    starts: NDArray[np.float64], ends: NDArray[np.float64], patch: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Points along edges, seen from above, and the patch that each holds."""
    pieces = np.maximum(np.ceil(np.linalg.norm(ends - starts, axis=1) / STEP_MM).astype(np.intp), 1)
    counts = pieces + 1
    row = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    points = starts[row] + (step / pieces[row])[:, None] * (ends - starts)[row]
    return points[:, :2], patch[row]


def _distances(
    held: NDArray[np.float64], holder: NDArray[np.int32], points: NDArray[np.float64], patch: Ints
) -> NDArray[np.float64]:
    """From each point to what holds its own patch; infinite if nothing does."""
    if not len(held):
        return np.full(len(points), np.inf)
    # Patches lie in one search tree, far apart from each other in a third direction.
    apart = 1e6
    tree = cKDTree(np.column_stack([held, holder * apart]))
    distance: NDArray[np.float64] = tree.query(np.column_stack([points, patch * apart]))[0]
    return np.where(distance < apart / 2, distance, np.inf)


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


def _lie_between(points: NDArray[np.float64], held: NDArray[np.float64], ledge_mm: float) -> bool:
    """Whether there is something on all sides of the points that holds them; a ledge may reach beyond it."""
    try:
        hull = ConvexHull(held)
    except QhullError:
        return False
    return bool((points @ hull.equations[:, :2].T + hull.equations[:, 2] <= ledge_mm).all())
