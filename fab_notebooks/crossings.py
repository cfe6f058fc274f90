"""Where a surface passes through itself.

Which faces come near each other is found by a grid for each size of face: a face of size s lies in the grid whose cells
are as large as s or up to twice that, so it lies in eight cells at most, and is compared with faces of its own size and
larger. Then each edge of one face is intersected with the other face, in double precision.

What counts: an edge that pierces a face by more than `TOUCH_MM`. Faces that share an edge, and faces that lie in one
plane, touch but don't pierce. So does an edge that goes through the very rim of a face and lies in the plane of a face
beyond: one box that stands on another has many. An overlap without any piercing edge is therefore not found, such as
that of two bars of the same section, pushed into each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.topology import Faces, Ints, Vertices, edges_of

TOUCH_MM = 0.01
SLIVER_MM = 0.01
"""Narrower faces are the rounding of a rim, not a surface."""
PAIRS_AT_ONCE = 1_000_000
MOST_PAIRS = 60_000_000
"""Near pairs that are looked at; a mesh with more (many long slivers through one place) is answered in part."""
CELLS = 2**20
"""Per axis, so that three fit in one number."""


@dataclass(frozen=True)
class Crossings:
    """Faces that pierce another or are pierced."""

    faces: Ints
    """Ascending, each once."""
    is_complete: bool
    """False where there were too many near pairs to look at them all."""


@dataclass(frozen=True)
class _Surface:
    """All faces, as the comparisons below want them."""

    vertices: Vertices
    faces: Faces

    @cached_property
    def corners(self) -> NDArray[np.float64]:
        """(n, 3, 3)"""
        corners: NDArray[np.float64] = self.vertices[self.faces]
        return corners

    @cached_property
    def across(self) -> Ints:
        """(3n,) the face beyond each half-edge; -1 where there is none, or several."""
        edges = edges_of(self.faces, len(self.vertices))
        first = edges.starts[edges.counts == 2]
        across = np.full(3 * len(self.faces), -1, dtype=np.intp)
        across[edges.order[first]], across[edges.order[first + 1]] = (
            edges.order[first + 1] // 3,
            edges.order[first] // 3,
        )
        return across

    @cached_property
    def around(self) -> tuple[Ints, Ints]:
        """The faces of one vertex after the other, and where each vertex begins among them."""
        order = np.argsort(self.faces, axis=None, kind="stable")
        return order // 3, np.searchsorted(self.faces.ravel()[order], np.arange(len(self.vertices) + 1))

    def goes_through(self, vertices: Ints, start: Vertices, end: Vertices) -> NDArray[np.bool_]:
        """Of edges that pass a vertex each, whether both ends lie off the planes of all faces there."""
        faces, begins = self.around
        counts = begins[vertices + 1] - begins[vertices]
        row = np.repeat(np.arange(len(vertices)), counts)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        off = self.straddles(faces[begins[vertices][row] + offset], start[row], end[row])
        through: NDArray[np.bool_] = np.bincount(row, ~off, len(vertices)) == 0
        return through

    def straddles(self, faces: Ints, start: Vertices, end: Vertices) -> NDArray[np.bool_]:
        """Whether the ends lie on either side of a face's plane; true of slivers, and of a face that is not there."""
        a, b, c = (self.corners[faces, corner] for corner in range(3))
        normal = np.cross(b - a, c - a)
        length = np.sqrt(_squares(normal))
        longest = np.sqrt(np.maximum(np.maximum(_squares(b - a), _squares(c - b)), _squares(a - c)))
        normal /= np.where(length > 0, length, 1)[:, None]
        from_, to = ((normal * (point - a)).sum(axis=1) for point in (start, end))
        through = (np.minimum(from_, to) < -TOUCH_MM) & (np.maximum(from_, to) > TOUCH_MM)
        straddling: NDArray[np.bool_] = through | (length <= SLIVER_MM * longest) | (faces < 0)
        return straddling


def find_crossings(vertices: Vertices, faces: Faces) -> Crossings:
    """All faces that take part in a crossing."""
    if not len(faces):
        return Crossings(np.empty(0, np.intp), True)
    # Neighbours in space become neighbours in memory, which is what the comparisons below wait for.
    place = np.lexsort(np.floor(vertices[faces].mean(axis=1).T / _median_size(vertices, faces)))
    faces = faces[place]
    surface = _Surface(vertices, faces)
    corners = surface.corners
    low, high = np.ascontiguousarray(corners.min(axis=1).T), np.ascontiguousarray(corners.max(axis=1).T)
    found: list[Ints] = []
    seen = 0
    for one, other in _near_pairs(low, high):
        seen += len(one)
        if seen > MOST_PAIRS:
            break
        shared = sum((faces[one, i] == faces[other, j]).astype(np.int8) for i in range(3) for j in range(3))
        apart = shared < 2
        one, other = one[apart], other[apart]
        crossing = _pierces(surface, one, other) | _pierces(surface, other, one)
        found += [one[crossing], other[crossing]]
    rows = np.concatenate(found) if found else np.empty(0, np.intp)
    return Crossings(np.unique(place[rows]), seen <= MOST_PAIRS)


def _median_size(vertices: Vertices, faces: Faces) -> float:
    return max(float(np.median(np.ptp(vertices[faces], axis=1).max(axis=1))), 1e-6)


def _near_pairs(low: Vertices, high: Vertices) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of faces whose boxes, (3, n) each, overlap; each pair once, some hundred thousand at a time."""
    size = (high - low).max(axis=0)
    origin = low.min(axis=1, keepdims=True)
    span = float((high.max(axis=1, keepdims=True) - origin).max())
    finest = max(float(np.median(size)), span * 2 / CELLS, 1e-9)
    level = np.maximum(np.ceil(np.log2(np.maximum(size, finest) / finest)), 0).astype(np.int64)
    for this in np.unique(level):
        cell = finest * 2.0**this
        first = np.floor((low - origin) / cell).astype(np.int32)
        last = np.floor((high - origin) / cell).astype(np.int32)
        keys, owners = _cells(first, last, np.flatnonzero(level == this))
        order = np.argsort(keys, kind="stable")
        keys, owners = keys[order], owners[order]
        asked, askers = _cells(first, last, np.flatnonzero(level <= this))
        # Sorted, the search goes through memory in one direction.
        order = np.argsort(asked, kind="stable")
        asked, askers = asked[order], askers[order]
        start = np.searchsorted(keys, asked, "left")
        count = np.searchsorted(keys, asked, "right") - start
        ends = np.cumsum(count)
        begin = 0
        while begin < len(count):
            done = int(ends[begin - 1]) if begin else 0
            stop = max(int(np.searchsorted(ends, done + PAIRS_AT_ONCE, "right")), begin + 1)
            part = slice(begin, stop)
            offset = np.arange(int(ends[stop - 1]) - done) - np.repeat(ends[part] - count[part] - done, count[part])
            one = np.repeat(askers[part], count[part])
            other = owners[np.repeat(start[part], count[part]) + offset]
            mine = np.flatnonzero((level[one] < this) | (one < other))
            for axis in range(3):
                here, there = one[mine], other[mine]
                meets = (low[axis, here] <= high[axis, there]) & (low[axis, there] <= high[axis, here])
                mine = mine[meets]
            # A pair may share several cells: it is taken in the one where their common box begins.
            one, other, cells = one[mine], other[mine], np.repeat(asked[part], count[part])[mine]
            once = _key(np.maximum(first[:, one], first[:, other])) == cells
            yield one[once], other[once]
            begin = stop


def _cells(first: Ints, last: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """The keys of all cells of the chosen faces, and beside each its face."""
    keys, owners = [], []
    # Up to three per axis: a face as long as a cell may begin in one and end two further on, at its very edge.
    for step in np.ndindex(3, 3, 3):
        here = first[:, chosen] + np.array(step, dtype=np.int32)[:, None]
        inside = (here <= last[:, chosen]).all(axis=0)
        keys.append(_key(here[:, inside]))
        owners.append(chosen[inside])
    return np.concatenate(keys), np.concatenate(owners)


def _key(cells: Ints) -> Ints:
    x, y, z = cells.astype(np.int64)
    keys: Ints = (x * CELLS + y) * CELLS + z
    return keys


def _pierces(surface: _Surface, one: Ints, other: Ints) -> NDArray[np.bool_]:
    """For each pair, whether an edge of the first face goes through the second."""
    corners = surface.corners
    crossing = np.zeros(len(one), dtype=bool)
    a, b, c = (corners[other, corner] for corner in range(3))
    normal = np.cross(b - a, c - a)
    length = np.sqrt(_squares(normal))
    normal /= np.where(length > 0, length, 1)[:, None]
    points = corners[one]
    height = np.einsum("nij,nj->ni", points - a[:, None], normal)
    # A sliver's plane is a matter of rounding; nothing of any size goes through it.
    longest = np.sqrt(np.maximum(np.maximum(_squares(b - a), _squares(c - b)), _squares(a - c)))
    # Most pairs end here: a face wholly on one side of the other.
    both = np.flatnonzero(
        (height.min(axis=1) < -TOUCH_MM) & (height.max(axis=1) > TOUCH_MM) & (length > SLIVER_MM * longest)
    )
    if not len(both):
        return crossing
    a, b, c, normal, points, height = a[both], b[both], c[both], normal[both], points[both], height[both]
    for start, end in ((0, 1), (1, 2), (2, 0)):
        from_, to = height[:, start], height[:, end]
        through = (np.minimum(from_, to) < -TOUCH_MM) & (np.maximum(from_, to) > TOUCH_MM)
        rows = np.flatnonzero(through)
        share = from_[rows] / (from_[rows] - to[rows])
        at = points[rows, start] + share[:, None] * (points[rows, end] - points[rows, start])
        inside = np.ones(len(rows), dtype=bool)
        rims = []
        for left, right in ((a, b), (b, c), (c, a)):
            edge = right[rows] - left[rows]
            away = (np.cross(edge, at - left[rows]) * normal[rows]).sum(axis=1)
            # An edge that meets the other face's edge pierces, too: else two equal halves would slip through.
            near = 1e-6 * np.linalg.norm(edge, axis=1)
            inside &= away > -near
            rims.append(away <= near)
        for side, on_rim in enumerate(rims):
            asked = np.flatnonzero(inside & on_rim)
            if len(asked):
                beyond = surface.across[3 * other[both[rows[asked]]] + side]
                inside[asked] = surface.straddles(beyond, points[rows[asked], start], points[rows[asked], end])
            asked = np.flatnonzero(inside & on_rim & rims[side - 1])
            if len(asked):
                passed = surface.faces[other[both[rows[asked]]], side]
                inside[asked] = surface.goes_through(passed, points[rows[asked], start], points[rows[asked], end])
        crossing[both[rows[inside]]] = True
    return crossing


def _squares(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = np.einsum("nj,nj->n", vectors, vectors)
    return squares
