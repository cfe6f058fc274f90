"""Faces for the holes of a mesh whose neighbours agree on what is outside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.polygons import triangulated
from fab_notebooks.topology import Edges, Ints, components

FLAT = 1e-4
"""How far a rim may leave its plane, as a share of its size, and still be filled as a polygon."""
MOST_POLYGONS = 2_000
"""Beyond it a mesh is a sieve and every hole is filled from its middle, all at once."""
MOST_PINCHES = 2_000


@dataclass(frozen=True)
class Filling:
    """What closes the holes."""

    vertices: NDArray[np.float64]
    """(v, 3) new ones, to be put after the mesh's."""
    faces: NDArray[np.int64]
    """(f, 3), numbered for the mesh's vertices with the new ones behind."""
    holes: int


def fill_holes(vertices: NDArray[np.float64], faces: NDArray[np.int64], edges: Edges) -> Filling:
    """Faces for every hole.

    A hole's rim runs against the open half-edges: from `start` to `end` where its face runs from `end` to `start`.
    """
    half = edges.open
    start, end = faces[half // 3, (half + 1) % 3], faces.ravel()[half]
    follows = _next_on_rim(faces, edges, half, start, end)
    _, rim = components(len(half), np.arange(len(half)), follows)
    count = int(rim.max()) + 1
    size = np.bincount(rim, minlength=count)
    # Where more than two faces meet, two pieces may go on as the same one: such a rim never comes back to its start.
    strays = np.bincount(follows, minlength=len(half)) != 1
    is_loop = np.bincount(rim, strays, count) == 0
    middle = np.stack([np.bincount(rim, vertices[start, axis], count) for axis in range(3)], axis=1) / size[:, None]
    spokes = vertices[start] - middle[rim], vertices[end] - middle[rim]
    crosses = np.cross(*spokes)
    normal = np.stack([np.bincount(rim, crosses[:, axis], count) for axis in range(3)], axis=1)
    length = np.linalg.norm(normal, axis=1)
    normal = np.divide(normal, length[:, None], out=np.zeros_like(normal), where=length[:, None] > 0)
    height = np.abs((spokes[0] * normal[rim]).sum(axis=1))
    reach, bulge = np.zeros(count), np.zeros(count)
    np.maximum.at(reach, rim, np.linalg.norm(spokes[0], axis=1))
    np.maximum.at(bulge, rim, height)
    flat = is_loop & (size > 3) & (length > 0) & (bulge <= FLAT * reach)
    if flat.sum() > MOST_POLYGONS:
        flat[:] = False
    made = _polygons(vertices, start, follows, rim, np.flatnonzero(flat), normal, middle)
    done = np.zeros(count, dtype=bool)
    done[list(made)] = True
    triangle = is_loop & (size == 3)
    first = _first_of(rim, count)[triangle]
    corners = np.stack([start[first], start[follows[first]], start[follows[follows[first]]]], axis=1)
    fan = ~done & ~triangle
    name = len(vertices) + np.cumsum(fan) - 1
    spoke = fan[rim]
    fans = np.stack([start[spoke], end[spoke], name[rim[spoke]]], axis=1)
    new = np.concatenate([corners, fans, *made.values()]).astype(np.int64)
    return Filling(middle[fan], new, count)


def _first_of(rim: NDArray[np.int32], count: int) -> Ints:
    first = np.zeros(count, dtype=np.intp)
    first[rim[::-1]] = np.arange(len(rim))[::-1]
    return first


def _next_on_rim(faces: NDArray[np.int64], edges: Edges, half: Ints, start: Ints, end: Ints) -> Ints:
    """For each piece of rim the piece that goes on from its end."""
    at = np.full(int(faces.max()) + 1, -1, dtype=np.intp)
    at[start] = np.arange(len(half))
    follows = at[end]
    shared = np.flatnonzero(np.bincount(start, minlength=len(at)) > 1)
    if len(shared):
        _through_fans(faces, edges, half, start, end, shared, follows)
        _unpinch(start, end, shared[:MOST_PINCHES], follows)
    # A rim that goes nowhere (around edges with many faces) ends in itself, and is filled as far as it goes.
    return np.where(follows < 0, np.arange(len(half)), follows)


def _through_fans(
    faces: NDArray[np.int64], edges: Edges, half: Ints, start: Ints, end: Ints, shared: Ints, follows: Ints
) -> None:
    """Where several rims meet in a vertex, each goes on along the faces it belongs to."""
    busy = np.zeros(int(faces.max()) + 1, dtype=bool)
    busy[shared] = True
    # The neighbour across each half-edge that runs into or out of such a vertex.
    across = np.full(len(edges.order), -1, dtype=np.intp)
    pair = edges.starts[edges.counts == 2]
    across[edges.order[pair]] = edges.order[pair + 1]
    across[edges.order[pair + 1]] = edges.order[pair]
    piece = {int(h): index for index, h in enumerate(half)}
    for index in np.flatnonzero(busy[end]):
        # This half-edge leaves the vertex; the one before it in the face comes into it.
        here = int(half[index])
        for _ in range(1000):
            into = here - 1 if here % 3 else here + 2
            if into in piece:
                follows[index] = piece[into]
                break
            here = int(across[into])
            if here < 0:
                break


def _unpinch(start: Ints, end: Ints, shared: Ints, follows: Ints) -> None:
    """A rim that passes a vertex twice becomes two rims, so that no new edge is used twice."""
    ends = defaultdict(list)
    wanted = set(shared.tolist())
    for index in np.flatnonzero(np.isin(end, shared)):
        ends[int(end[index])].append(int(index))
    for vertex in wanted:
        for position, one in enumerate(ends[vertex]):
            for other in ends[vertex][position + 1 :]:
                if _same_rim(one, other, follows):
                    follows[one], follows[other] = follows[other], follows[one]


def _same_rim(one: int, other: int, follows: Ints) -> bool:
    here = int(follows[one])
    for _ in range(100_000):
        if here in (one, other, -1):
            break
        here = int(follows[here])
    return here == other


def _polygons(
    vertices: NDArray[np.float64],
    start: Ints,
    follows: Ints,
    rim: NDArray[np.int32],
    flat: Ints,
    normal: NDArray[np.float64],
    middle: NDArray[np.float64],
) -> dict[int, NDArray[np.int64]]:
    """Faces by rim for flat rims; rims in one plane are filled together, an inner one being the rim of an island."""
    first = _first_of(rim, len(normal))
    planes = defaultdict(list)
    for one in flat.tolist():
        # Either side of a plane is the same plane.
        sign = 1 if tuple(normal[one] > 1e-9) >= tuple(-normal[one] > 1e-9) else -1
        tilt = sign * normal[one]
        planes[(*np.round(tilt, 3).tolist(), round(float(tilt @ middle[one]), 2))].append(one)
    made: dict[int, NDArray[np.int64]] = {}
    for together in planes.values():
        corners = [_walk(int(first[one]), start, follows) for one in together]
        faces = triangulated(vertices, corners, [normal[one] for one in together])
        if faces is not None:
            made[together[0]] = faces
            made.update({one: np.empty((0, 3), np.int64) for one in together[1:]})
    return made


def _walk(first: int, start: Ints, follows: Ints) -> Ints:
    found = [first]
    while (here := int(follows[found[-1]])) != first:
        found.append(here)
    return start[found]
