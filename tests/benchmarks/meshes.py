"""Designs, checks, repair and 3MF: ours beside the programs that do the same job, on the same meshes.

plate     a plate with 24 countersunk holes, from a slider's value to a mesh that can be shown
checks    closed, winding, volume, bodies, of half a million faces; ours also says size, overhangs, contact, support
repair    half a million faces with 60 holes, 2000 flipped, 500 doubled, 300 degenerate, nothing merged
3mf       a million faces written, and read again
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import trimesh

from fab_notebooks.bodies import bodies_of
from fab_notebooks.crossings import find_crossings
from fab_notebooks.mesh_file import stl_bytes
from fab_notebooks.parameters import Range, checked
from fab_notebooks.picture import picture
from fab_notebooks.printability import check_quickly
from fab_notebooks.repair import repair
from fab_notebooks.shapes import rectangle, resting, screw_hole, union
from fab_notebooks.thickness import walls
from fab_notebooks.threemf import read_3mf, write_3mf
from fab_notebooks.topology import edges_of
from tests.benchmarks.mesh_peers import Peer, openscad_plate, peer
from tests.benchmarks.report import line
from tests.fab_notebooks.broken_mesh import Damage, broken, bumpy_ring

TIMES = 5
MS = 1000.0
DAMAGE = Damage(holes=60, flipped=2000, duplicate=500, degenerate=300, unmerged=True)


@dataclass(frozen=True)
class Plate:
    """What the slider of the plate moves."""

    screw: Annotated[float, Range(3, 6, step=0.1, label="Vis")] = 4.5


def build_plate(parameters: Plate) -> trimesh.Trimesh:
    """As a design of the house is written."""
    hole = screw_hole(parameters.screw, 5)
    holes = union(hole.translate((x * 24 - 60, y * 24 - 36, 5)) for x in range(6) for y in range(4))
    return resting(rectangle(150, 100, 6).extrude(5) - holes)


def measure() -> str:
    """The rows."""
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (plate_rows, check_rows, repair_rows, file_rows):
            rows += part(folder)
            gc.collect()
    return "\n".join(rows)


def plate_rows(folder: Path) -> list[str]:
    """From a slider's value to a mesh."""
    values = iter(np.linspace(3, 6, 100).round(1).tolist())
    ours, mesh = repeated(lambda: build_plate(checked(Plate, {"screw": next(values)})))
    peers = [(name, peer(name, "plate", folder)) for name in ("trimesh", "manifold3d", "cadquery")]
    peers.append(("openscad", openscad_plate(TIMES)))
    shown, _ = repeated(lambda: picture(mesh, 256))
    return [
        *rows("slider to mesh, 24 countersunk holes", ours, mesh.is_volume, peers),
        line("  its still picture, 256 points wide", shown, None, "ms"),
    ]


def check_rows(folder: Path) -> list[str]:
    """Half a million faces, good ones and broken ones."""
    ring, hurt = bumpy_ring(500, 500), merged(broken(bumpy_ring(500, 500), DAMAGE))
    file, hurt_file = stl_in(folder, "ring", ring), stl_in(folder, "hurt", hurt)
    names = ("trimesh", "manifold3d", "pymeshlab")
    ours, report = repeated(lambda: check_quickly(fresh(ring)))
    ours_hurt, _ = repeated(lambda: check_quickly(fresh(hurt)))
    arrays = np.asarray(ring.vertices), np.asarray(ring.faces)
    bodies = bodies_of(*arrays, edges_of(arrays[1], len(arrays[0])))
    rays, _ = repeated(lambda: walls(fresh(ring), bodies, 0.8, 0.4, 0.2))
    pairs, found = repeated(lambda: find_crossings(*arrays))
    return [
        *rows("checks, 500k faces", ours, report.prints, [(name, peer(name, "check", file)) for name in names]),
        *rows("checks, 500k faces, broken", ours_hurt, True, [("trimesh", peer("trimesh", "check-broken", hurt_file))]),
        line("  walls by rays, 500k faces", rays, None, "ms"),
        line(f"  crossings, 500k faces ({len(found.faces)} found)", pairs, None, "ms"),
    ]


def repair_rows(folder: Path) -> list[str]:
    """The broken half million."""
    hurt = broken(bumpy_ring(500, 500), DAMAGE)
    file = stl_in(folder, "broken", hurt)
    ours, done = repeated(lambda: repair(fresh(hurt)))
    peers = [(name, peer(name, "repair", file)) for name in ("pymeshfix", "pymeshlab", "trimesh")]
    return rows("repair, 500k faces", ours, bool(done.mesh.is_volume), peers)


def file_rows(folder: Path) -> list[str]:
    """A million faces."""
    ring = bumpy_ring(500, 1000)
    file = stl_in(folder, "million", ring)
    saved, data = repeated(lambda: write_3mf(ring, "Anneau"))
    loaded, found = repeated(lambda: read_3mf(data))
    same = bool((found.mesh.faces == ring.faces).all())
    names = ("trimesh", "pymeshlab")
    return [
        *rows("3mf saved, 1M faces", saved, True, [(name, peer(name, "3mf-save", file)) for name in names]),
        *rows("3mf loaded, 1M faces", loaded, same, [(name, peer(name, "3mf-load", file)) for name in names]),
    ]


def rows(what: str, ours: Sequence[float], good: bool, peers: Sequence[tuple[str, Peer | None]]) -> list[str]:
    """One row per peer; a peer that failed at the job is shown with its time all the same."""
    lines = []
    mark = "" if good else "   OURS FAILED"
    for name, found in peers:
        if found is None:
            lines.append(f"{what:<40} {name}: not here, or no answer")
            continue
        text = line(what, ours, [second * MS for second in found.seconds], "ms", name)
        runs = "" if len(found.seconds) == TIMES else f"   (peer: {len(found.seconds)} run)"
        lines.append(text + ("" if found.good else "   but it failed") + runs + mark)
    return lines


def repeated(job: Callable[[], Any]) -> tuple[list[float], Any]:
    """Milliseconds of five runs after a first one that warms up, and what the last gave."""
    job()
    taken, result = [], None
    for _ in range(TIMES):
        began = time.perf_counter()
        result = job()
        taken.append((time.perf_counter() - began) * MS)
    return taken, result


def fresh(mesh: trimesh.Trimesh) -> trimesh.Trimesh:
    """The same mesh with nothing remembered of it."""
    return trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)


def merged(mesh: trimesh.Trimesh) -> trimesh.Trimesh:
    """As a reader of files gives it."""
    mesh.merge_vertices()
    return mesh


def stl_in(folder: Path, name: str, mesh: trimesh.Trimesh) -> Path:
    """The mesh as a file for the peers."""
    path = folder / f"{name}.stl"
    path.write_bytes(stl_bytes(mesh))
    return path


if __name__ == "__main__":
    print(measure())
