"""A piece in numbers, for whoever judges it: the studio's own checks, as JSON on the disk.

    {"size_mm": [58.2, 21.4, 3.6], "bodies": 1, "wall_mm": 1.1, "findings": [{"id": "open-edges", "stops": true,
     "say": "La surface a des trous : 4 bords ne touchent rien.", "next": "Cliquez sur « Réparer »."}]}

Files are strangers', so all of it happens in a child that the caller starts behind walls: `python -m
fab_notebooks.inspection` in a folder that holds `piece` (a mesh file), or `design.py` and `parameters.json`. It writes
`answer.json`: the measures, or `{"sorry": …}`, one French sentence for whoever chose the file or the parameters.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

from fab_notebooks import own_design
from fab_notebooks.bodies import bodies_of
from fab_notebooks.findings import Weight
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.printability import LEAST_THIN_MM2, check
from fab_notebooks.thickness import walls
from fab_notebooks.topology import edges_of

PIECE, ANSWER = "piece", "answer.json"
THICK_MM = 6.0
"""Walls are measured up to here; no exercise asks for more."""
DECIMALS = 3


def inspect(mesh: trimesh.Trimesh) -> Mapping[str, Any]:
    """The measures of the module's docstring; `wall_mm` is null if all is thicker than `THICK_MM`, or not closed."""
    report = check(mesh)
    ids = {finding.id for finding in report.findings}
    return {
        "size_mm": list(report.measures.size_mm),
        "bodies": report.measures.bodies,
        # Thickness is what lies between outside and outside; where there is a hole there is no such thing.
        "wall_mm": None
        if ids & {"open-edges", "flipped", "inside-out", "inside-out-part", "no-volume"}
        else thinnest_mm(mesh),
        "findings": [
            {
                "id": finding.id,
                "stops": finding.weight is Weight.STOPS,
                "say": finding.sentence.say,
                "next": finding.sentence.next,
            }
            for finding in report.findings
        ],
    }


def thinnest_mm(mesh: trimesh.Trimesh) -> float | None:
    """The thickness below which a square millimetre of wall lies; a rim as thin as that is no wall."""
    edges = edges_of(mesh.faces, len(mesh.vertices))
    thin = walls(mesh, bodies_of(mesh.vertices, mesh.faces, edges), THICK_MM, 0, 0).thin
    order = np.argsort(thin.mm)
    enough = np.flatnonzero(np.cumsum(thin.areas[order]) >= LEAST_THIN_MM2)
    return round(float(thin.mm[order][enough[0]]), DECIMALS) if len(enough) else None


def _child() -> Mapping[str, Any]:
    here = Path()
    try:
        if (here / PIECE).exists():
            return inspect(read_mesh_file((here / PIECE).read_bytes()).mesh)
        values = json.loads((here / own_design.PARAMETERS).read_text(encoding="utf-8"))
        return inspect(own_design.build(_start, (here / own_design.DESIGN).read_bytes(), values).mesh)
    except (MeshFileError, own_design.OwnDesignError) as error:
        return {"sorry": str(error)}


def _start(command: Sequence[str], folder: Path, timeout_s: float) -> int:
    """Within the walls this child itself stands in."""
    return subprocess.run([sys.executable, *command], cwd=folder, timeout=timeout_s, check=False).returncode


if __name__ == "__main__":
    Path(ANSWER).write_text(json.dumps(_child()), encoding="utf-8")
