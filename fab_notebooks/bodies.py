"""The separate bodies of a mesh: which face belongs to which, their volumes, and which are turned inside out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.topology import Bools, Edges, Faces, Vertices, components, face_volumes

SHELLS = 50
"""So many at most can hold another body; a mesh with more is debris."""


@dataclass(frozen=True)
class Bodies:
    """What hangs together by edges of two faces."""

    vertices: Vertices
    faces: Faces
    of_face: NDArray[np.int32]
    """(n,) the body of each face."""
    face_volumes: NDArray[np.float64]
    """(n,) signed, as `fab_notebooks.topology` has them."""
    volumes: NDArray[np.float64]
    """(k,) of each body; below 0 where it looks inwards, as the wall of a hollow does."""

    @cached_property
    def boxes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(3, k) the lowest and the highest corner of each."""
        low, high = np.full((3, len(self.volumes)), np.inf), np.full((3, len(self.volumes)), -np.inf)
        for axis, corner in itertools.product(range(3), self.faces.T):
            np.minimum.at(low[axis], self.of_face, self.vertices[corner, axis])
            np.maximum.at(high[axis], self.of_face, self.vertices[corner, axis])
        return low, high

    @cached_property
    def inside_out(self) -> Bools:
        """(k,) which look inwards though they are no hollow: no larger body is around them."""
        # The two sides of a sheet cancel out to nearly nothing, of either sign.
        noise = 1e-9 * np.bincount(self.of_face, np.abs(self.face_volumes), len(self.volumes))
        found = self.volumes < -noise
        wrong = np.flatnonzero(found)
        if not len(wrong):
            return found
        low, high = self.boxes
        for shell in np.argsort(-np.abs(self.volumes))[:SHELLS]:
            larger = abs(self.volumes[shell]) > np.abs(self.volumes[wrong])
            around = (low[:, wrong] > low[:, [shell]]) & (high[:, wrong] < high[:, [shell]])
            found[wrong[larger & around.all(axis=0)]] = False
        return found


def bodies_of(vertices: Vertices, faces: Faces, edges: Edges) -> Bodies:
    """The bodies of (n, 3) faces; none of a mesh without faces."""
    one, other, _ = edges.pairs()
    count, body = components(len(faces), one, other) if len(faces) else (0, np.empty(0, np.int32))
    volumes = face_volumes(vertices, faces)
    return Bodies(vertices, faces, body, volumes, np.bincount(body, volumes, count).astype(np.float64))
