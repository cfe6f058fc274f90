"""Meshes broken on purpose, of any size and always the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh


@dataclass(frozen=True)
class Damage:
    """How often each fault is put in."""

    holes: int = 0
    flipped: int = 0
    duplicate: int = 0
    degenerate: int = 0
    unmerged: bool = False


def bumpy_ring(across: int, along: int) -> trimesh.Trimesh:
    """A closed ring with bumps, about 80 mm wide, of 2 × across × along faces."""
    u, v = np.meshgrid(np.arange(along) * np.pi * 2 / along, np.arange(across) * np.pi * 2 / across, indexing="ij")
    radius = 12 + 1.5 * np.sin(7 * u) * np.sin(5 * v)
    ring = 28 + radius * np.cos(v)
    vertices = np.stack([ring * np.cos(u), ring * np.sin(u), radius * np.sin(v)], axis=-1).reshape(-1, 3)
    i, j = (axis.ravel() for axis in np.meshgrid(np.arange(along), np.arange(across), indexing="ij"))

    def at(one: np.ndarray, two: np.ndarray) -> np.ndarray:
        return one % along * across + two % across

    lower = np.stack([at(i, j), at(i + 1, j), at(i + 1, j + 1)], axis=1)
    upper = np.stack([at(i, j), at(i + 1, j + 1), at(i, j + 1)], axis=1)
    mesh = trimesh.Trimesh(vertices, np.concatenate([lower, upper]), process=False)
    mesh.vertices -= [0, 0, mesh.bounds[0][2]]
    return mesh


def broken(mesh: trimesh.Trimesh, damage: Damage) -> trimesh.Trimesh:
    """A copy with this damage; holes are all faces round a vertex, now and then of two vertices side by side."""
    rng = np.random.default_rng(20261127)
    vertices, faces = np.array(mesh.vertices), np.array(mesh.faces)
    for size in range(damage.holes):
        centres = faces[rng.integers(len(faces))][: 1 + size % 2]
        faces = faces[~np.isin(faces, centres).any(axis=1)]
    turned = rng.choice(len(faces), damage.flipped, replace=False)
    faces[turned] = faces[turned][:, ::-1]
    twice = faces[rng.choice(len(faces), damage.duplicate, replace=False)]
    flat = faces[rng.choice(len(faces), damage.degenerate, replace=False)][:, [0, 1, 1]]
    faces = rng.permutation(np.concatenate([faces, twice, flat]))
    if damage.unmerged:
        vertices, faces = vertices[faces].reshape(-1, 3), np.arange(len(faces) * 3).reshape(-1, 3)
    return trimesh.Trimesh(vertices, faces, process=False)
