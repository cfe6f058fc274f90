"""The peers of `fab_notebooks`, in an environment of their own, made once, below `var`; OpenSCAD if it is on PATH.

Each job runs in a process of its own, so that no peer pays for another's memory. MeshLab's and MeshFix's licences (GPL)
are a reason, too, to keep them out of ours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PLACE = Path("var/cache/benchmark-peers/meshes")
SCRIPT = Path(__file__).parent / "peers" / "meshes.py"
WANTED = (
    "trimesh==5.2.0",
    "manifold3d==3.5.4",
    "pymeshfix==0.18.1",
    "pymeshlab==2025.7.post1",
    "cadquery==2.8.0",
    # What trimesh wants for these jobs.
    "scipy",
    "networkx",
    "rtree",
    "lxml",
)
TIMEOUT_S = 300
ENOUGH_S = 20.0
"""A job that is this slow is not run again; as in the script for the others."""
PLATE = """
difference() {
  translate([-75, -50, 0]) cube([150, 100, 5]);
  for (x = [0:5], y = [0:3]) translate([x * 24 - 60, y * 24 - 36, 0]) {
    translate([0, 0, -1]) cylinder(h = 7, d = 4.5, $fn = 64);
    translate([0, 0, 0.5]) cylinder(h = 4.5, r1 = 0, r2 = 4.5, $fn = 64);
  }
}
"""


@dataclass(frozen=True)
class Peer:
    """How a peer did a job."""

    seconds: tuple[float, ...]
    """One per run: five, fewer if a run takes long."""
    good: bool
    """Whether what it gave is what the job asked for."""


def python() -> Path:
    """The peers' Python; installs them at the first call."""
    program = (PLACE / "bin" / "python").absolute()
    ready = PLACE / ".ready"
    if not ready.exists():
        subprocess.run(["uv", "venv", "-q", "--clear", "--python", sys.executable, str(PLACE)], check=True)
        subprocess.run(["uv", "pip", "install", "-q", "--python", str(program), *WANTED], check=True)
        ready.touch()
    return program


def peer(name: str, job: str, file: Path) -> Peer | None:
    """A peer's times for a job; None if it can't do it here at all."""
    own = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    command = [str(python()), str(SCRIPT), name, job, str(file)]
    try:
        done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    return Peer(tuple(found["seconds"]), found["good"])


def openscad_plate(times: int) -> Peer | None:
    """OpenSCAD with the plate, script to STL; None where it is not installed."""
    program = shutil.which("openscad")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, out = Path(folder) / "plate.scad", Path(folder) / "plate.stl"
        script.write_text(PLATE)
        taken: list[float] = []
        while len(taken) < times and sum(taken) < ENOUGH_S:
            began = time.perf_counter()
            subprocess.run([program, "-o", str(out), str(script)], check=True, capture_output=True)
            taken.append(time.perf_counter() - began)
        return Peer(tuple(taken), out.stat().st_size > 0)
