"""What the studio's page is told: controls from a declaration, numbers and findings in words. Data in, JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.design import Design
from fab_notebooks.findings import Finding, Report, Weight
from fab_notebooks.parameters import Choice, Drawing, Field, Range, Switch, Text
from fab_notebooks.quick_estimate import Estimate, quick_estimate
from fab_notebooks.sentences import french, say, sentence

WEIGHTS = {Weight.STOPS: "blocking", Weight.WARNS: "warning", Weight.TELLS: "tells"}


def form(design: Design) -> dict[str, Any]:
    """The part of the page that stays."""
    return {
        "title": design.label,
        "description": design.description,
        "fields": [_field(field) for field in design.fields],
        "presets": list(design.presets),
    }


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "label": field.label, "help": field.kind.help}
    match field.kind:
        case Range() as kind:
            return told | {"kind": "range", "low": kind.low, "high": kind.high, "step": kind.step, "unit": kind.unit}
        case Choice() as kind:
            return told | {"kind": "choice", "options": [list(option) for option in kind.options]}
        case Text() as kind:
            return told | {"kind": "text", "longest": kind.longest}
        case Switch():
            return told | {"kind": "switch"}
        case Drawing():
            return told | {"kind": "drawing"}


def facts(mesh: trimesh.Trimesh, known: Estimate | None = None) -> list[dict[str, str]]:
    """Size, weight, price and time; the last three are marked as rough until the slicer's are `known`."""
    size = " × ".join(french(round(float(side), 1)) for side in (mesh.extents if len(mesh.faces) else (0, 0, 0)))
    estimate = known or quick_estimate(*_volume_and_area(mesh))
    told = {"weight": estimate.weight, "price": estimate.price, "time": estimate.time}
    if known is None:
        told = {name: say("page-about", found=value) for name, value in told.items()}
    return [
        {"label": say("page-size"), "value": f"{size} mm"},
        *({"label": say(f"page-{name}"), "value": value} for name, value in told.items()),
    ]


def _volume_and_area(mesh: trimesh.Trimesh) -> tuple[float, float]:
    """In cm³ and cm²; trimesh's own also work out inertia, ten times as long as a slider may take."""
    one, two, three = np.asarray(mesh.vertices)[np.asarray(mesh.faces).T]
    normals = np.cross(two - one, three - one)
    return abs(float((one * normals).sum())) / 6000, float(np.linalg.norm(normals, axis=1).sum()) / 200


def being_checked() -> dict[str, Any]:
    """The verdict while nobody knows."""
    return {"state": "checking", "best": {"say": say("page-checking")}, "others": []}


def verdict(mesh: trimesh.Trimesh, report: Report, expected_bodies: int) -> dict[str, Any]:
    """The one best next step, then the rest."""
    findings = [finding for finding in report.findings if not _is_expected(finding, expected_bodies)]
    told = [_finding(mesh, finding) for finding in findings]
    if not findings or findings[0].weight is Weight.TELLS:
        good = sentence("good")
        return {"state": "good", "best": {"say": good.say, "next": good.next}, "others": told}
    return {"state": told[0]["state"], "best": told[0], "others": told[1:]}


def best_sentence(verdict: dict[str, Any]) -> str:
    """What is read aloud of it."""
    return " ".join(filter(None, (verdict["best"]["say"], verdict["best"].get("next", ""))))


def _is_expected(finding: Finding, bodies: int) -> bool:
    """A box and its lid are two parts on purpose."""
    return finding.id == "several-bodies" and finding.values.get("found") == bodies


def _finding(mesh: trimesh.Trimesh, finding: Finding) -> dict[str, Any]:
    where = direction_of(mesh, finding.faces) if len(finding.faces) else None
    words = finding.sentence
    return {"state": WEIGHTS[finding.weight], "say": words.say, "next": words.next, "where": where}


def direction_of(mesh: trimesh.Trimesh, faces: NDArray[np.intp] | Sequence[int]) -> list[float]:
    """Where to look from to see these faces: along their mean normal, or the largest one's if they face all ways."""
    corners = np.asarray(mesh.vertices)[np.asarray(mesh.faces)[np.asarray(faces, np.intp)]]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    mean = normals.sum(axis=0)
    if np.linalg.norm(mean) < 0.3 * areas.sum():
        mean = normals[int(areas.argmax())]
    length = float(np.linalg.norm(mean))
    if length == 0:
        return [-0.6, -1.0, 0.7]
    x, y, z = mean / length
    # A little from the side: straight from above or below nothing has depth.
    return [round(float(x) - 0.15, 3), round(float(y) - 0.3, 3), round(float(z) + (0.1 if z > -0.5 else 0.0), 3)]
