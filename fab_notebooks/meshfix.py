"""MeshFix as a second opinion, where somebody installed `pymeshfix` beside us: for what our own repair leaves open.

It is under the GPL and no dependency: it runs in a process of its own, and only numbers come back. It keeps the largest
body alone, so `fab_notebooks.repair` takes its answer only if hardly any volume is lost.

ref: https://github.com/pyvista/pymeshfix
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TIMEOUT_S = 120
CHILD = """
import sys, numpy, pymeshfix
folder = sys.argv[1]
vertices, faces = (numpy.load(f"{folder}/{name}.npy") for name in ("vertices", "faces"))
fix = pymeshfix.MeshFix(vertices, faces)
fix.repair()
numpy.save(f"{folder}/fixed-vertices.npy", numpy.asarray(fix.points, dtype=numpy.float64))
numpy.save(f"{folder}/fixed-faces.npy", numpy.asarray(fix.faces, dtype=numpy.int64))
"""


def is_installed() -> bool:
    """Whether `pymeshfix` can be asked at all."""
    return importlib.util.find_spec("pymeshfix") is not None


def meshfix(
    vertices: NDArray[np.float64], faces: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]] | None:
    """The mesh as MeshFix repairs it; None if it is not installed, fails or takes longer than two minutes."""
    if not is_installed():
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "vertices.npy", vertices)
        np.save(folder / "faces.npy", faces)
        try:
            subprocess.run([sys.executable, "-c", CHILD, name], check=True, capture_output=True, timeout=TIMEOUT_S)
            fixed = [np.load(folder / f"fixed-{part}.npy", allow_pickle=False) for part in ("vertices", "faces")]
        except (subprocess.SubprocessError, OSError, ValueError):
            return None
    return fixed[0], fixed[1]
