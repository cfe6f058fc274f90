"""Building blocks of the designs, on Manifold: every solid is closed by construction. Millimetres, z up."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np
import trimesh
from manifold3d import CrossSection, Manifold, OpType

CHORD_MM = 0.02
"""How far a facet may cut into the round it stands for: a tenth of a layer, not seen on a print."""
LEAST_MM = 0.002
"""Smaller edges are rounding where surfaces meet at a grazing angle; a file's digits would tear them."""


def segments(radius: float) -> int:
    """Sides of the polygon for a circle, a multiple of 4 so that its width is exact along x and y."""
    if radius <= CHORD_MM:
        return 16
    sides = math.pi / math.acos(1 - CHORD_MM / radius)
    return min(max(math.ceil(sides / 4) * 4, 16), 256)


def disc(radius: float, at: tuple[float, float] = (0, 0)) -> CrossSection:
    """A circle."""
    return CrossSection.circle(radius, segments(radius)).translate(at)


def rectangle(width: float, depth: float, radius: float = 0) -> CrossSection:
    """A rectangle round the origin, its corners rounded as far as it allows."""
    radius = min(radius, width / 2 - 1e-3, depth / 2 - 1e-3)
    if radius <= 0:
        return CrossSection.square((width, depth), center=True)
    x, y = width / 2 - radius, depth / 2 - radius
    return CrossSection.batch_hull([disc(radius, at) for at in ((x, y), (-x, y), (-x, -y), (x, -y))])


def stroke(points: Sequence[tuple[float, float]], widths: float | Sequence[float]) -> CrossSection:
    """A pen drawn along a line, its width in millimetres one for all or one per point; round everywhere."""
    each = [widths] * len(points) if isinstance(widths, int | float) else widths
    discs = [disc(width / 2, point) for width, point in zip(each, points, strict=True)]
    parts = [CrossSection.batch_hull(list(pair)) for pair in itertools.pairwise(discs)]
    return union_2d(parts)


def arc(centre: tuple[float, float], radius: float, start_deg: float, end_deg: float) -> list[tuple[float, float]]:
    """Points on a circle from one angle to another, as close as `segments` asks for."""
    count = max(2, math.ceil(segments(radius) * abs(end_deg - start_deg) / 360) + 1)
    angles = np.radians(np.linspace(start_deg, end_deg, count))
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]


def union_2d(parts: Iterable[CrossSection]) -> CrossSection:
    """All of them as one."""
    return CrossSection.batch_boolean(list(parts), OpType.Add)


def union(parts: Iterable[Manifold]) -> Manifold:
    """All of them as one."""
    return Manifold.batch_boolean(list(parts), OpType.Add)


def soft(outline: CrossSection, height: float, top: float = 0, bottom: float = 0, steps: int = 4) -> Manifold:
    """A convex outline raised to `height`, its upper edge rounded by `top`, its lower edge cut at 45° by `bottom`.

    The lower edge is cut and not rounded: a round one starts as an overhang, on the very first layers.
    """
    if bottom <= 0 and top <= 0:
        return outline.extrude(height)
    rings = [(0.0, bottom), (bottom, 0.0)] if bottom > 0 else [(0.0, 0.0)]
    if top > 0:
        turns = np.linspace(0, math.pi / 2, steps + 1)
        rings += [(height - top + top * math.sin(turn), top * (1 - math.cos(turn))) for turn in turns]
    else:
        rings.append((height, 0.0))
    points = [
        (float(x), float(y), z)
        for z, inset in rings
        for polygon in (outline.offset(-inset) if inset > 0 else outline).to_polygons()
        for x, y in polygon
    ]
    return Manifold.hull_points(np.asarray(points))


def screw_hole(diameter: float, length: float, head: float | None = None) -> Manifold:
    """What a countersunk screw needs, along z: the shaft down from z = 0, the head's cone (90°) widest at z = 0."""
    head = diameter * 2 if head is None else head
    cone = (head - diameter) / 2
    # The cone goes on a little above the surface: two solids must not share a circle, or corners come out doubled.
    over = 0.1
    shaft = disc(diameter / 2).extrude(length + 2).translate((0, 0, -length - 1))
    sides = segments(head / 2)
    sink = Manifold.cylinder(cone + over, diameter / 2, head / 2 + over, sides).translate((0, 0, -cone))
    return union([shaft, sink, disc(head / 2 + over).extrude(50).translate((0, 0, over))])


def resting(solid: Manifold) -> trimesh.Trimesh:
    """The mesh of a solid, moved so that it lies on z = 0, in the middle of x and y."""
    solid = solid.simplify(LEAST_MM)
    low_x, low_y, low_z, high_x, high_y, _ = solid.bounding_box()
    mesh = solid.translate((-(low_x + high_x) / 2, -(low_y + high_y) / 2, -low_z)).to_mesh64()
    # Not processed: Manifold's vertices are merged already, and a second look would cost more than the build.
    return trimesh.Trimesh(
        # A copy: the binding lends its own memory, and at the interpreter's end complains of every mesh still lent.
        np.array(mesh.vert_properties[:, :3], dtype=np.float64),
        np.asarray(mesh.tri_verts, dtype=np.int64),
        process=False,
    )
