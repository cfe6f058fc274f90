"""The live view of a mesh in a notebook: `live_view(mesh)`; moving a slider sends the new vertices and nothing else.

The traits are what `front/parts/live_view.js` reads: `positions` (float32, three per vertex), `faces` (uint32, three
per face), `marks` (uint8, one per face, see `MARKS`), `version` (counts the meshes), `plate` (the printer's, in mm),
`summary` (the object in words), `legend` (what the marks that are there mean), `still` (a PNG, made only for a browser
that cannot draw in three dimensions). Meshes are in millimetres, z up; they are shown on the middle of the plate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets
import trimesh
from numpy.typing import NDArray

from fab_notebooks.findings import Finding, Machine, Report
from fab_notebooks.front_module import FrontWidget, front_module, page_words
from fab_notebooks.picture import picture
from fab_notebooks.printability import check
from fab_notebooks.sentences import french, say

MARKS = {"overhang": 1, "thin": 2, "other": 4}
"""The bit a face has in `marks`, by kind of finding; the greatest is the one that is painted."""

KINDS = {"overhang": "overhang", "thin-wall": "thin", "missing-wall": "thin"}
"""Findings by their id; all others that have a place are "other"."""

STILL_FACES = 400_000
"""A still picture of more takes seconds."""


class LiveView(FrontWidget):
    """A mesh on the plate of a printer."""

    _esm = front_module("view")
    positions = traitlets.Bytes().tag(sync=True)
    faces = traitlets.Bytes().tag(sync=True)
    marks = traitlets.Bytes().tag(sync=True)
    version = traitlets.Int().tag(sync=True)
    plate = traitlets.Dict().tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)
    legend: traitlets.List[Any] = traitlets.List().tag(sync=True)
    still = traitlets.Bytes().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, machine: Machine | None = None, **values: Any) -> None:
        self.machine = machine or Machine()
        width, depth, _height = self.machine.bed_mm
        self.mesh = trimesh.Trimesh()
        super().__init__(words=page_words(), plate={"width_mm": width, "depth_mm": depth}, **values)
        self.on_msg(lambda _, message, __: self._asked(message))

    def show(self, mesh: trimesh.Trimesh) -> None:
        """Draw this mesh; what was found about another one is wiped off."""
        self.mesh = mesh
        vertices = np.asarray(mesh.vertices, np.float64)
        if len(vertices):
            low, high = vertices.min(axis=0), vertices.max(axis=0)
            vertices = vertices - [*((low + high) / 2)[:2], low[2]]
        with self.hold_sync():
            self.positions = vertices.astype("<f4").tobytes()
            self.faces = np.asarray(mesh.faces).astype("<u4").tobytes()
            self.marks = b""
            self.legend = []
            self.still = b""
            self.version += 1

    def mark(self, findings: Iterable[Finding]) -> None:
        """Paint where the findings are."""
        marks = face_marks(len(self.mesh.faces), findings)
        with self.hold_sync():
            self.marks = marks.tobytes() if marks.any() else b""
            self.legend = [
                {"mark": kind, "label": say(f"page-legend-{kind}")}
                for kind, bit in MARKS.items()
                if (marks & bit).any()
            ]

    def _asked(self, message: Any) -> None:
        """The page's own messages; whoever has more of them extends this."""
        if message == {"kind": "still"} and 0 < len(self.mesh.faces) <= STILL_FACES:
            self.still = picture(self.mesh, size=480)


def face_marks(faces: int, findings: Iterable[Finding]) -> NDArray[np.uint8]:
    """(faces,) the bits of MARKS for each face."""
    marks = np.zeros(faces, np.uint8)
    for finding in findings:
        marks[finding.faces] |= MARKS[KINDS.get(finding.id, "other")]
    return marks


def in_words(title: str, report: Report, verdict: str) -> str:
    """The text alternative of the view."""
    size = " × ".join(french(round(side, 1)) for side in report.measures.size_mm)
    volume = french(round(report.measures.volume_cm3, 1))
    return say("studio-summary", title=title, size=size, volume=volume, verdict=verdict)


def live_view(mesh: trimesh.Trimesh, title: str = "Objet", machine: Machine | None = None) -> LiveView:
    """The view of a mesh, with what is found about it painted and said."""
    view = LiveView(machine)
    report = check(mesh, view.machine)
    view.show(mesh)
    view.mark(report.findings)
    said = [finding.sentence.say for finding in report.findings] or [say("good")]
    view.summary = in_words(title, report, " ".join(said))
    return view
