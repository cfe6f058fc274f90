"""Does it print, and why not: findings with numbers, the faces concerned, a French sentence and one next step.

`check_quickly` needs about a quarter of a second for half a million faces; `check` adds what takes rays and pairs of
faces: walls, gaps, crossings. Meshes are in millimetres, z up, with merged vertices (`fab_notebooks.mesh_file`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import trimesh
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

from fab_notebooks.bodies import Bodies, bodies_of
from fab_notebooks.crossings import find_crossings
from fab_notebooks.findings import ORDER, Finding, Machine, Measures, Report, Weight
from fab_notebooks.overhangs import unheld
from fab_notebooks.sentences import french
from fab_notebooks.standing import stands_on_another
from fab_notebooks.thickness import Widths, gaps, walls
from fab_notebooks.topology import Bools, Edges, Ints, edges_of

LEAST_OVERHANG_MM2 = 30.0
"""So little sags, but holds."""
LEAST_CONTACT_MM2 = 40.0
LEAST_THIN_MM2 = 1.0
"""A thin place smaller than this is the rim of something, not a wall."""


@dataclass(frozen=True)
class _Looked:
    """What several checks need, looked up once."""

    mesh: trimesh.Trimesh
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    edges: Edges
    doubled_areas: NDArray[np.float64]
    normal_z: NDArray[np.float64]
    """Of the unit normal; 0 for faces without surface."""
    bodies: Bodies
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def check_quickly(mesh: trimesh.Trimesh, machine: Machine | None = None) -> Report:
    """What can be seen from faces and edges alone."""
    looked = _look(mesh)
    return _report(looked, machine or Machine(), _quick(looked, machine or Machine()))


def check(mesh: trimesh.Trimesh, machine: Machine | None = None) -> Report:
    """Everything: also walls, gaps and crossings."""
    machine = machine or Machine()
    looked = _look(mesh)
    return _report(looked, machine, [*_quick(looked, machine), *_slow(looked, machine)])


def _look(mesh: trimesh.Trimesh) -> _Looked:
    vertices, faces = np.asarray(mesh.vertices, np.float64), np.asarray(mesh.faces, np.int64)
    edges = edges_of(faces, len(vertices))
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (
        tuple(axis[corner] for axis in vertices.T) for corner in np.ascontiguousarray(faces.T)
    )
    ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
    nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
    areas = np.sqrt(nx * nx + ny * ny + nz * nz)
    return _Looked(
        mesh,
        vertices,
        faces,
        edges,
        areas,
        np.divide(nz, areas, out=np.zeros_like(nz), where=areas > 0),
        bodies_of(vertices, faces, edges),
        vertices.min(axis=0) if len(vertices) else np.zeros(3),
        vertices.max(axis=0) if len(vertices) else np.zeros(3),
    )


def _report(looked: _Looked, machine: Machine, findings: Sequence[Finding]) -> Report:
    hanging, lying = _overhangs(looked, machine), _contact(looked, machine)
    measures = Measures(
        size_mm=tuple(round(float(size), 3) for size in looked.high - looked.low),  # type: ignore[arg-type]
        volume_cm3=float(looked.bodies.volumes.sum()) / 1000,
        area_cm2=float(looked.doubled_areas.sum()) / 200,
        bodies=_body_count(looked),
        overhang_mm2=float(looked.doubled_areas[hanging].sum() / 2),
        contact_mm2=float(looked.doubled_areas[lying].sum() / 2),
    )
    ordered = sorted(findings, key=lambda finding: (finding.weight, ORDER.index(finding.id)))
    return Report(measures, tuple(ordered))


def _quick(looked: _Looked, machine: Machine) -> list[Finding]:
    size = _size(looked, machine)
    closed = _closed(looked, machine)
    if not len(looked.faces):
        return closed
    return [*size, *closed, *_bodies(looked, machine), *_support(looked, machine), *_stand(looked, machine)]


def _millimetres(sizes: NDArray[np.float64] | Sequence[float]) -> str:
    return " × ".join(french(round(float(size), 1 if max(sizes) >= 1 else 3)) for size in sizes)


def _size(looked: _Looked, machine: Machine) -> list[Finding]:
    sizes = looked.high - looked.low
    largest, bed = float(sizes.max()), np.array(machine.bed_mm, dtype=np.float64)
    said = {"found": _millimetres(sizes)}
    if largest < 1:
        return [Finding("size-metres", Weight.STOPS, said)]
    if largest > 10 * bed.max():
        return [Finding("size-microns", Weight.STOPS, said)]
    if largest < 10:
        return [Finding("size-inches", Weight.WARNS, said)]
    said |= {"expected": _millimetres(bed)}
    if (sizes <= bed + 1e-6).all():
        return []
    if any((sizes[list(turned)] <= bed + 1e-6).all() for turned in itertools.permutations(range(3))):
        return [Finding("too-large-turn", Weight.STOPS, said)]
    scale = int(float(np.min(np.sort(bed) / np.sort(sizes))) * 100)
    return [Finding("too-large", Weight.STOPS, said | {"scale": scale})]


def _closed(looked: _Looked, machine: Machine) -> list[Finding]:
    edges = looked.edges
    one, other, same = edges.pairs()
    found: list[Finding] = []
    if len(edges.open):
        found.append(Finding("open-edges", Weight.STOPS, {"found": len(edges.open)}, np.unique(edges.open // 3)))
    if len(edges.crossed):
        count = int((edges.counts > 2).sum())
        found.append(Finding("crossed-edges", Weight.WARNS, {"found": count}, np.unique(edges.crossed // 3)))
    if same.any():
        faces = np.unique(np.concatenate([one[same], other[same]]))
        found.append(Finding("flipped", Weight.STOPS, {"found": int(same.sum())}, faces))
    volume = float(looked.bodies.volumes.sum())
    if not found and volume < 0:
        found.append(Finding("inside-out", Weight.STOPS, {}))
    elif not found and looked.bodies.inside_out.any():
        found.append(Finding("inside-out-part", Weight.STOPS, {}, _faces_of(looked, looked.bodies.inside_out)))
    if abs(volume) < 1e-6 * max(float(looked.doubled_areas.sum()), 1e-9):
        found.append(Finding("no-volume", Weight.STOPS, {"expected": machine.wall_mm}))
    return found


def _is_sound(looked: _Looked) -> bool:
    """Whether everything is closed and looks outwards, so that there is an inside."""
    return not (len(looked.edges.open) or looked.edges.pairs()[2].any() or looked.bodies.inside_out.any())


def _body_count(looked: _Looked) -> int:
    """Closed bodies; the wall of a hollow looks inwards and is none."""
    return int((looked.bodies.volumes > 0).sum())


def _bodies(looked: _Looked, machine: Machine) -> list[Finding]:
    count = len(looked.bodies.volumes)
    if count < 2:
        return []
    low, high = looked.bodies.boxes
    solid = looked.bodies.volumes > 0
    found: list[Finding] = []
    if solid.sum() > 1:
        found.append(Finding("several-bodies", Weight.TELLS, {"found": int(solid.sum())}))
    lift = low[2] - looked.low[2]
    floats = solid & (lift > machine.layer_mm) & ~_held(low, high, solid)
    if floats.any():
        highest = round(float(lift[floats].max()), 1)
        name, values = ("floating", {}) if floats.sum() == 1 else ("floating-several", {"count": int(floats.sum())})
        found.append(Finding(name, Weight.WARNS, values | {"found": highest}, _faces_of(looked, floats)))
    tiny = solid & ((high - low).max(axis=0) < machine.nozzle_mm)
    if tiny.any():
        found.append(Finding("tiny-body", Weight.WARNS, {"expected": machine.nozzle_mm}, _faces_of(looked, tiny)))
    return found


def _held(low: NDArray[np.float64], high: NDArray[np.float64], solid: Bools) -> Bools:
    """Bodies whose box reaches into a lower one's: letters sunk into their plate are not afloat."""
    held = np.zeros(low.shape[1], dtype=bool)
    largest = np.flatnonzero(solid)[np.argsort(-(high - low).prod(axis=0)[solid])][:50]
    for one in largest:
        touches = ((low <= high[:, [one]]) & (high >= low[:, [one]])).all(axis=0)
        held |= touches & (low[2] > low[2, one])
    return held


def _faces_of(looked: _Looked, bodies: Bools) -> Ints:
    return np.flatnonzero(bodies[looked.bodies.of_face])


def _overhangs(looked: _Looked, machine: Machine) -> Ints:
    """Faces that lean out further than the machine prints unsupported; not what lies on the plate."""
    steep = looked.normal_z < -np.sin(np.radians(machine.overhang_deg))
    # Looked at one by one only where it is steep: few faces are.
    rows = np.flatnonzero(steep)
    above = looked.vertices[looked.faces[rows], 2].max(axis=1) > looked.low[2] + machine.layer_mm
    hanging: Ints = rows[above]
    return hanging


def _support(looked: _Looked, machine: Machine) -> list[Finding]:
    hanging = _overhangs(looked, machine)
    if looked.doubled_areas[hanging].sum() / 2 < LEAST_OVERHANG_MM2:
        return []
    faces = unheld(looked.vertices, looked.faces, looked.edges, hanging, machine.nozzle_mm)
    if len(faces) and _body_count(looked) > 1 and _is_sound(looked):
        faces = faces[~stands_on_another(looked.bodies, looked.doubled_areas[faces] / 2, faces)]
    area = float(looked.doubled_areas[faces].sum() / 2)
    if area < LEAST_OVERHANG_MM2:
        return []
    return [Finding("overhang", Weight.WARNS, {"found": round(area), "expected": machine.overhang_deg}, faces)]


def _contact(looked: _Looked, machine: Machine) -> Ints:
    rows = np.flatnonzero(looked.normal_z < -0.99)
    on_plate = looked.vertices[looked.faces[rows], 2].max(axis=1) <= looked.low[2] + machine.layer_mm / 2
    lying: Ints = rows[on_plate]
    return lying


def _stand(looked: _Looked, machine: Machine) -> list[Finding]:
    faces = _contact(looked, machine)
    area = float(looked.doubled_areas[faces].sum() / 2)
    if area < machine.nozzle_mm**2:
        return [Finding("not-on-plate", Weight.WARNS, {})]
    if _topples(looked, faces):
        return [Finding("topples", Weight.WARNS, {}, faces)]
    footprint = float(np.prod((looked.high - looked.low)[:2]))
    height = float((looked.high - looked.low)[2])
    if area < LEAST_CONTACT_MM2 and (height > 10 or area < 0.1 * footprint):
        return [Finding("small-contact", Weight.WARNS, {"found": round(area)}, faces)]
    return []


def _topples(looked: _Looked, faces: Ints) -> bool:
    """The middle of its weight lies beside what it stands on."""
    volumes = looked.bodies.face_volumes
    total = float(volumes.sum())
    if total <= 0 or len(looked.edges.open):
        return False
    # A solid's middle is that of its tetrahedra, each a quarter of the sum of its corners; here by vertex.
    centre = looked.vertices.mean(axis=0)
    weights = np.bincount(looked.faces.ravel(), np.repeat(volumes, 3), len(looked.vertices)) / (4 * total)
    middle = centre + weights @ (looked.vertices - centre)
    feet = looked.vertices[np.unique(looked.faces[faces])][:, :2]
    try:
        hull = ConvexHull(feet)
    except QhullError:
        return True
    return bool((hull.equations @ [middle[0], middle[1], 1] > 1e-6).any())


def _slow(looked: _Looked, machine: Machine) -> list[Finding]:
    if not len(looked.faces):
        return []
    crossings = find_crossings(looked.vertices, looked.faces)
    found: list[Finding] = []
    if len(crossings.faces):
        found.append(Finding("crossings", Weight.WARNS, {"found": len(crossings.faces)}, crossings.faces))
    if not crossings.is_complete:
        found.append(Finding("crossings-unsure", Weight.TELLS, {}))
    # Thickness is what lies between outside and outside; with a hole or a flipped face there is no such thing.
    if not _is_sound(looked):
        return found
    return [*found, *_walls(looked, machine), *_gaps(looked, machine)]


def _walls(looked: _Looked, machine: Machine) -> list[Finding]:
    # A little less: a wall of exactly this width is wide enough.
    limits = machine.wall_mm * 0.98, machine.nozzle_mm * 0.98, machine.layer_mm * 0.98
    found = walls(looked.mesh, looked.bodies, *limits)
    said = {"expected": machine.wall_mm, "nozzle": machine.nozzle_mm}
    if found.lost.area_mm2 >= LEAST_THIN_MM2:
        return [Finding("missing-wall", Weight.STOPS, {"found": _hundredths(found.lost)} | said, found.lost.faces)]
    if found.thin.area_mm2 >= LEAST_THIN_MM2:
        return [Finding("thin-wall", Weight.WARNS, {"found": _hundredths(found.thin)} | said, found.thin.faces)]
    return []


def _gaps(looked: _Looked, machine: Machine) -> list[Finding]:
    found: list[Finding] = []
    narrow = gaps(looked.mesh, looked.bodies, max(machine.nozzle_mm, machine.clearance_mm) * 0.98)
    for name, widths, least in (
        ("narrow-gap", narrow.within, machine.nozzle_mm),
        ("small-clearance", narrow.between, machine.clearance_mm),
    ):
        close = widths.below(least * 0.98)
        if close.area_mm2 >= LEAST_THIN_MM2:
            values = {"found": _hundredths(close), "expected": least}
            found.append(Finding(name, Weight.WARNS, values, close.faces))
    return found


def _hundredths(widths: Widths) -> float:
    return round(widths.least_mm, 2)
