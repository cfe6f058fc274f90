"""Makes a closed solid of a mesh with holes, flipped, doubled, degenerate or unmerged faces; vectorised.

A mesh without such faults is given back as it came, the very same object. Otherwise, in this order:

1. vertices in the same place become one; a gap of less than `STITCH_MM` between two open rims is closed;
2. faces without surface (twice the same corner), faces that are there twice, and loose crumbs go;
3. faces turn so that neighbours agree, the fewest by surface, and every body has its outside outside;
4. holes are filled: flat ones by their own polygon, with islands, others from their middle;
5. where more than two faces still meet along an edge, those faces go and their hole is filled, a few times over.

What it does not do: surfaces that pass through each other stay (`fab_notebooks.crossings` finds them), and where solids
touch along an edge of large faces, nothing is cut away; `Condition.is_solid` of the report says what was reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import trimesh
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from fab_notebooks.bodies import bodies_of
from fab_notebooks.holes import fill_holes
from fab_notebooks.repair_report import Changes, Condition, Repair
from fab_notebooks.topology import Bools, Edges, compact, components, edges_of, face_volumes, groups, merged, order_by

STITCH_MM = 0.02
"""A tenth of a layer: two rims this close are one rim."""
STITCH_SHARE = 5e-4
"""Of the object's size, where that is less: a file in metres would be sewn up whole."""
CRUMB = 4
"""A closed body has at least so many faces; an open piece with fewer is a crumb."""
ROUNDS = 4
MOST_CUT = 0.02
"""Share of the surface that may be cut away round bad edges; beyond it they are not faults but how the object is."""

MOST_LOST = 0.02
"""Share of the volume that another program's answer may lack or add."""

Vertices = NDArray[np.float64]
Faces = NDArray[np.int64]
Fallback = Callable[[Vertices, Faces], tuple[Vertices, Faces] | None]


def condition(vertices: Vertices, faces: Faces, edges: Edges | None = None) -> Condition:
    """How a mesh stands."""
    edges = edges or edges_of(faces, len(vertices))
    flipped = int(edges.pairs()[2].sum())
    # Only of closed bodies can be said which way they look.
    is_closed = edges.is_closed and not flipped
    return Condition(
        faces=len(faces),
        open_edges=int((edges.counts == 1).sum()),
        crossed_edges=int((edges.counts > 2).sum()),
        flipped_edges=flipped,
        inside_out=int(bodies_of(vertices, faces, edges).inside_out.sum()) if is_closed else 0,
        volume_mm3=float(face_volumes(vertices, faces).sum()),
    )


def repair(mesh: trimesh.Trimesh, fallback: Fallback | None = None) -> Repair:
    """The repaired mesh and what was changed; a good mesh comes back itself.

    `fallback` (such as `fab_notebooks.meshfix.meshfix`) is asked only where our own steps leave no solid.
    """
    done = _repaired(mesh)
    if fallback is None or done.after.is_solid or not done.after.faces:
        return done
    answer = fallback(np.asarray(done.mesh.vertices, np.float64), np.asarray(done.mesh.faces, np.int64))
    if answer is None:
        return done
    after = condition(*answer)
    kept = abs(after.volume_mm3 - done.after.volume_mm3) <= MOST_LOST * abs(done.after.volume_mm3)
    if not (after.is_solid and kept):
        return done
    return Repair(trimesh.Trimesh(*answer, process=False), replace(done.changes, remade=1), done.before, after)


def _repaired(mesh: trimesh.Trimesh) -> Repair:
    vertices, faces = np.asarray(mesh.vertices, np.float64), np.asarray(mesh.faces, np.int64)
    before = condition(vertices, faces)
    if not len(faces):
        return Repair(mesh, Changes(), before, before)
    if before.is_solid and not _degenerate(faces).any() and not _duplicate(faces, len(vertices)).any():
        return Repair(mesh, Changes(), before, before)
    vertices, faces, changes = _cleaned(vertices, faces)
    if not len(faces):
        nothing = trimesh.Trimesh(vertices, faces, process=False)
        return Repair(nothing, changes, before, condition(vertices, faces))
    edges = edges_of(faces, len(vertices))
    if len(edges.open):
        vertices, faces, edges, changes = _stitched(vertices, faces, edges, changes)
    faces, edges, changes = _turned(vertices, faces, edges, changes)
    vertices, faces, edges, changes = _closed(vertices, faces, edges, changes)
    if not edges.is_closed:
        vertices, faces, edges, changes = _cut_and_closed(vertices, faces, edges, changes)
    faces, outward = _outward(vertices, faces, edges)
    if changes == Changes() and not outward:
        return Repair(mesh, changes, before, before)
    changes = replace(changes, flipped_faces=changes.flipped_faces + outward)
    vertices, faces = compact(vertices, faces)
    mended = trimesh.Trimesh(vertices, faces, process=False)
    return Repair(mended, changes, before, condition(vertices, faces, edges if not outward else None))


def _degenerate(faces: Faces) -> Bools:
    a, b, c = faces.T
    same: Bools = (a == b) | (b == c) | (c == a)
    return same


def _duplicate(faces: Faces, vertex_count: int) -> Bools:
    """Faces with the corners of an earlier one, in whatever order."""
    low, high = faces.min(axis=1), faces.max(axis=1)
    middle = faces.sum(axis=1) - low - high
    order, starts = groups(low, middle, high, size=vertex_count)
    again = np.ones(len(faces), dtype=bool)
    again[order[starts]] = False
    return again


def _cleaned(vertices: Vertices, faces: Faces) -> tuple[Vertices, Faces, Changes]:
    finite: Bools = np.asarray(np.isfinite(vertices).all(axis=1))
    valid: Bools = np.asarray(finite[faces].all(axis=1))
    faces = faces[valid]
    used = np.zeros(len(vertices), dtype=bool)
    used[faces] = True
    if not valid.all():
        vertices = np.where(finite[:, None], vertices, 0.0)
    vertices, faces = merged(vertices, faces)
    flat = _degenerate(faces)
    faces = faces[~flat]
    twice = _duplicate(faces, len(vertices))
    changes = Changes(
        merged_vertices=int(used.sum()) - len(vertices),
        invalid_faces=int((~valid).sum()),
        degenerate_faces=int(flat.sum()),
        duplicate_faces=int(twice.sum()),
    )
    return vertices, faces[~twice], changes


def _stitched(
    vertices: Vertices, faces: Faces, edges: Edges, changes: Changes
) -> tuple[Vertices, Faces, Edges, Changes]:
    """Closes hair gaps between rims; edges that this would fold are left for the filling of holes."""
    rim = np.unique(np.concatenate([faces.ravel()[edges.open], faces[:, [1, 2, 0]].ravel()[edges.open]]))
    reach = min(STITCH_MM, STITCH_SHARE * float(np.ptp(vertices, axis=0).max()))
    close = cKDTree(vertices[rim]).query_pairs(reach, output_type="ndarray")
    if not len(close):
        return vertices, faces, edges, changes
    _, label = components(len(rim), close[:, 0], close[:, 1])
    name = np.arange(len(vertices))
    order = order_by(label, len(rim))
    first = order[np.unique(label[order], return_index=True)[1]]
    name[rim] = rim[first][label]
    moved = name[faces]
    flat = _degenerate(moved)
    moved = moved[~flat]
    twice = _duplicate(moved, len(vertices))
    moved = moved[~twice]
    stitched = edges_of(moved, len(vertices))
    if (stitched.counts > 2).sum() > (edges.counts > 2).sum():
        return vertices, faces, edges, changes
    changes = replace(
        changes,
        merged_vertices=changes.merged_vertices + int((name[rim] != rim).sum()),
        degenerate_faces=changes.degenerate_faces + int(flat.sum()),
        duplicate_faces=changes.duplicate_faces + int(twice.sum()),
    )
    return vertices, moved, stitched, changes


def _turned(vertices: Vertices, faces: Faces, edges: Edges, changes: Changes) -> tuple[Faces, Edges, Changes]:
    """Neighbours agree, and crumbs are gone.

    Faces that agree already form patches. Between patches there are only disagreements, so each patch turns whole. On
    the two-fold cover of the graph of patches (each patch once as it is, once turned) a connected part says how its
    patches must lie to one another; of the two ways the one that turns less surface is taken.
    """
    one, other, same = edges.pairs()
    count, patch = components(len(faces), one[~same], other[~same])
    left, right = patch[one[same]], patch[other[same]]
    covers, cover = components(2 * count, np.concatenate([left, left + count]), np.concatenate([right + count, right]))
    area = np.bincount(patch, _areas(vertices, faces), count)
    as_is, turned = cover[:count], cover[count:]
    weight = np.bincount(as_is, area, covers)
    turn = weight[as_is] < weight[turned]
    # Equal weights (all of a part's surface in doubt): one of the two, the same for all of its patches.
    turn |= (weight[as_is] == weight[turned]) & (as_is > turned)
    flip = turn[patch]
    faces = np.where(flip[:, None], faces[:, ::-1], faces)
    # A piece is what hangs together in either cover.
    piece = np.minimum(as_is, turned)[patch]
    sizes = np.bincount(piece, minlength=covers)
    is_open = np.zeros(covers, dtype=bool)
    is_open[piece[edges.open // 3]] = True
    crumb = (is_open & (sizes < CRUMB))[piece]
    if crumb.all():
        crumb[:] = False
    changes = replace(changes, flipped_faces=int((flip & ~crumb).sum()), crumbs=int(crumb.sum()))
    if not (flip.any() or crumb.any()):
        return faces, edges, changes
    faces = faces[~crumb]
    return faces, edges_of(faces, len(vertices)), changes


def _areas(vertices: Vertices, faces: Faces) -> NDArray[np.float64]:
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (tuple(axis[corner] for axis in vertices.T) for corner in faces.T)
    ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
    areas: NDArray[np.float64] = np.sqrt((uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2)
    return areas / 2


def _closed(vertices: Vertices, faces: Faces, edges: Edges, changes: Changes) -> tuple[Vertices, Faces, Edges, Changes]:
    if not len(edges.open):
        return vertices, faces, edges, changes
    filling = fill_holes(vertices, faces, edges)
    vertices, faces = np.concatenate([vertices, filling.vertices]), np.concatenate([faces, filling.faces])
    changes = replace(
        changes,
        filled_holes=changes.filled_holes + filling.holes,
        added_faces=changes.added_faces + len(filling.faces),
    )
    return vertices, faces, edges_of(faces, len(vertices)), changes


def _cut_and_closed(
    vertices: Vertices, faces: Faces, edges: Edges, changes: Changes
) -> tuple[Vertices, Faces, Edges, Changes]:
    """Takes out what lies round bad edges and fills again; gives up where that would cost too much surface."""
    given = vertices, faces, edges, changes
    allowed = MOST_CUT * float(_areas(vertices, faces).sum())
    for _ in range(ROUNDS):
        bad = np.zeros(len(vertices), dtype=bool)
        bad[faces.ravel()[edges.crossed]] = True
        bad[faces[:, [1, 2, 0]].ravel()[edges.crossed]] = True
        bad[faces.ravel()[edges.open]] = True
        around = bad[faces].any(axis=1)
        allowed -= float(_areas(vertices, faces[around]).sum())
        if allowed < 0 or not around.any():
            break
        faces = faces[~around]
        changes = replace(changes, cut_faces=changes.cut_faces + int(around.sum()))
        vertices, faces, edges, changes = _closed(vertices, faces, edges_of(faces, len(vertices)), changes)
        faces, edges, changes = _turned(vertices, faces, edges, changes)
        if edges.is_closed:
            return vertices, faces, edges, changes
    return given


def _outward(vertices: Vertices, faces: Faces, edges: Edges) -> tuple[Faces, int]:
    """Turns bodies that are inside out, but not the walls of a hollow."""
    bodies = bodies_of(vertices, faces, edges)
    if not bodies.inside_out.any():
        return faces, 0
    turned = bodies.inside_out[bodies.of_face]
    return np.where(turned[:, None], faces[:, ::-1], faces), int(turned.sum())
