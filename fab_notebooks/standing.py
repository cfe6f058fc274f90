"""Undersides that stand on another body, or are sunk into it: the slicer fills both, and nothing of them hangs.

Asked by rays straight down from just below such a face: one that first meets a surface from the inner side begins in a
solid. A face counts only if all its points do: one that stands on a smaller body by a part of it still hangs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.bodies import Bodies
from fab_notebooks.rays import RayScene
from fab_notebooks.topology import Bools, Ints

BELOW_MM = 0.01
"""Rays begin so far below; a smaller slit closes."""
INWARDS_MM = 0.05
"""Off the rim of a face, which may be the other's rim, too."""
POINT_AREA_MM2 = 1.0
"""A large face is looked at every so many square millimetres."""
MOST_POINTS = 2000
"""On one face."""


def stands_on_another(bodies: Bodies, areas: NDArray[np.float64], chosen: Ints) -> Bools:
    """Of each chosen face, whether another solid is below all of it; with their areas in mm², and bodies all closed."""
    corners = bodies.vertices[bodies.faces[chosen]]
    middles = corners.mean(axis=1)
    rim = np.concatenate([corners, (corners + np.roll(corners, 1, axis=1)) / 2], axis=1)
    inwards = middles[:, None] - rim
    length = np.linalg.norm(inwards, axis=2, keepdims=True)
    rim += inwards * np.minimum(0.5, INWARDS_MM / np.maximum(length, 1e-9))
    extra = np.repeat(np.arange(len(chosen)), np.minimum(areas / POINT_AREA_MM2, MOST_POINTS).astype(np.intp))
    weights = np.random.default_rng(0).dirichlet((1, 1, 1), len(extra))
    within = (corners[extra] * weights[:, :, None]).sum(axis=1)
    points = np.concatenate([middles, rim.reshape(-1, 3), within])
    row = np.concatenate([np.arange(len(chosen)), np.repeat(np.arange(len(chosen)), 6), extra])
    down = np.tile([0.0, 0.0, -1.0], (len(points), 1))
    met = RayScene(bodies.vertices, bodies.faces).first_hits(points + BELOW_MM * down, down).faces
    one, two, three = (bodies.vertices[bodies.faces[met, corner]] for corner in range(3))
    from_inside = np.cross(two - one, three - one)[:, 2] < 0
    other = bodies.of_face[met]
    held = (met >= 0) & from_inside & (other != bodies.of_face[chosen[row]]) & (bodies.volumes[other] > 0)
    stands: Bools = np.bincount(row, ~held, len(chosen)) == 0
    return stands
