"""A still picture of a mesh, without a graphics card or a browser: for 3MF thumbnails, lists and boards.

One ray per point of the picture, three across and three down where an edge is (a smooth edge for a tenth of the cost).
"""

from __future__ import annotations

import io
import math

import numpy as np
import trimesh
from numpy.typing import NDArray
from PIL import Image

from fab_notebooks.rays import RayScene

OBJECT = np.array([0.24, 0.55, 0.78])
LIGHT = np.array([-0.35, -0.55, 0.76])
"""From the front left and above, as a desk lamp stands."""
SAMPLES = 3


def picture(mesh: trimesh.Trimesh, size: int = 256, turn_deg: float = -35, lean_deg: float = 32) -> bytes:
    """A square PNG, transparent around the object; `turn_deg` round z, `lean_deg` down from the horizon."""
    turn, lean = math.radians(turn_deg), math.radians(lean_deg)
    right = np.array([math.cos(turn), math.sin(turn), 0.0])
    ahead = np.array([-math.sin(turn) * math.cos(lean), math.cos(turn) * math.cos(lean), -math.sin(lean)])
    above = np.cross(right, ahead)
    on_screen = mesh.vertices @ np.stack([right, above]).T
    low, high = on_screen.min(axis=0), on_screen.max(axis=0)
    middle, span = (low + high) / 2, float((high - low).max()) * 1.06 or 1.0
    depth = float(np.linalg.norm(mesh.extents)) * 2 + 1
    start = right * middle[0] + above * middle[1] + ahead * (float((mesh.vertices @ ahead).min()) - depth)
    fine = size * SAMPLES
    steps = ((np.arange(fine) + 0.5) / fine - 0.5) * span
    scene = RayScene(mesh.vertices, mesh.faces)
    normals = mesh.face_normals

    def colours(x: NDArray[np.intp], y: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        origins = start + steps[x][:, None] * right - steps[y][:, None] * above
        hits = scene.first_hits(origins, np.broadcast_to(ahead, origins.shape))
        return hits.faces, _shades(normals, hits.faces, -ahead)

    x, y = np.meshgrid(np.arange(size) * SAMPLES + 1, np.arange(size) * SAMPLES + 1)
    _faces, coarse = colours(x.ravel(), y.ravel())
    image = coarse.reshape(size, size, 4)
    edges = np.argwhere(_uneven(image))
    offsets = np.stack(np.meshgrid(range(SAMPLES), range(SAMPLES)), axis=-1).reshape(-1, 2)
    around = (edges[:, None, :] * SAMPLES + offsets).reshape(-1, 2)
    if len(around):
        _, finer = colours(around[:, 1], around[:, 0])
        image[edges[:, 0], edges[:, 1]] = finer.reshape(len(edges), -1, 4).mean(axis=1)
    # Colour is averaged as light and shown as a screen shows it.
    covered = np.clip(image[..., 3:], 1e-6, 1)
    shown = np.concatenate([np.clip(image[..., :3] / covered, 0, 1) ** (1 / 2.2), image[..., 3:]], axis=2)
    out = io.BytesIO()
    Image.fromarray((shown * 255).round().astype(np.uint8), "RGBA").save(out, "PNG")
    return out.getvalue()


def _shades(normals: NDArray[np.float64], faces: NDArray[np.intp], to_eye: NDArray[np.float64]) -> NDArray[np.float64]:
    """Red, green, blue, cover for each ray; nothing where it met nothing."""
    seen = faces >= 0
    normal = normals[faces]
    # A face turned inside out is still seen.
    normal = np.where((normal @ to_eye)[:, None] < 0, -normal, normal)
    lamp = np.clip(normal @ (LIGHT / np.linalg.norm(LIGHT)), 0, 1)
    sky = (normal[:, 2] + 1) / 2
    light = 0.10 + 0.25 * sky + 0.75 * lamp
    colour = light[:, None] * OBJECT**2.2 * 1.5
    return np.where(seen[:, None], np.concatenate([colour, np.ones((len(faces), 1))], axis=1), 0.0)


def _uneven(image: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Points that differ from a neighbour."""
    uneven = np.zeros(image.shape[:2], dtype=bool)
    for axis in (0, 1):
        change = np.abs(np.diff(image, axis=axis)).max(axis=2) > 0.03
        before = [slice(None), slice(None)]
        after = [slice(None), slice(None)]
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        uneven[tuple(before)] |= change
        uneven[tuple(after)] |= change
    return uneven
