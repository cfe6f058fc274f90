"""Rays against a mesh, by Intel's Embree. Millimetres; single precision, about 0.001 mm on a print plate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray


@dataclass(frozen=True)
class Hits:
    """The first face each ray meets."""

    faces: NDArray[np.intp]
    """(n,) rows of the mesh's faces; -1 where a ray meets nothing."""
    distances: NDArray[np.float32]
    """(n,) from the origin, in lengths of the direction; infinite where it meets nothing."""


class RayScene:
    """A mesh made ready for rays: building it takes as long as some hundred thousand rays."""

    def __init__(self, vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> None:
        # Around its middle, where single precision is finest.
        self.middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        self.scene = EmbreeScene()
        TriangleMesh(self.scene, (vertices - self.middle).astype(np.float32), faces.astype(np.int32))

    def first_hits(self, origins: NDArray[np.float64], directions: NDArray[np.float64]) -> Hits:
        """What (n, 3) rays meet first; a direction's length is the unit of its distance."""
        found = self.scene.run(
            (origins - self.middle).astype(np.float32), directions.astype(np.float32), query="INTERSECT", output=True
        )
        faces = found["primID"].astype(np.intp)
        return Hits(faces, np.where(faces >= 0, found["tfar"], np.inf).astype(np.float32))
