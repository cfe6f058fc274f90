"""A foot that lifts a table, a bed or a shelf: a cup for the leg, wider where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import trimesh
from manifold3d import CrossSection, Manifold

from fab_notebooks.parameters import Choice, Range
from fab_notebooks.shapes import disc, rectangle, resting

LABEL = "Pied rehausseur"
DESCRIPTION = "Rehausse un meuble ou rattrape un sol en pente. Le pied du meuble se pose dans la coupelle."


@dataclass(frozen=True)
class Parameters:
    """What can be chosen; the leg is measured on the furniture, the clearance is added to it."""

    shape: Annotated[str, Choice((("round", "Rond"), ("square", "Carré")), label="Pied du meuble")] = "round"
    leg: Annotated[float, Range(12, 90, step=0.5, unit="mm", label="Largeur du pied du meuble")] = 35
    lift: Annotated[float, Range(3, 80, step=1, unit="mm", label="Rehausse")] = 20
    socket: Annotated[float, Range(4, 40, step=1, unit="mm", label="Profondeur de la coupelle")] = 12
    wall: Annotated[float, Range(2, 8, step=0.5, unit="mm", label="Épaisseur du bord")] = 4
    clearance: Annotated[float, Range(0, 2, step=0.1, unit="mm", label="Jeu autour du pied")] = 0.6


PRESETS = {
    "Pied de table": Parameters(),
    "Pied de lit": Parameters(shape="square", leg=60, lift=60, socket=20, wall=6),
    "Cale fine": Parameters(leg=30, lift=4, socket=6, wall=3),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The foot, standing as it will stand."""
    inner = parameters.leg + 2 * parameters.clearance
    upper = inner + 2 * parameters.wall
    # It widens to the ground: the higher, the more, so that it does not tip.
    lower = upper + min(0.25 * parameters.lift, 16)
    full = parameters.lift + parameters.socket
    ground, rim = 0.6, min(1.5, parameters.wall / 3)
    # The edge on the ground is cut a little: a squeezed first layer would make it rock.
    rings = [(lower - 2 * ground, 0.0), (lower, ground), (upper, full - rim), (upper - rim, full)]
    corners = [
        (float(x), float(y), z)
        for width, z in rings
        for polygon in _outline(parameters, width, 2 + width * 0.06).to_polygons()
        for x, y in polygon
    ]
    solid = Manifold.hull_points(np.array(corners))
    # No rounder than the clearance allows: the sharp corner of a square leg goes in, up to a radius of 3.4 times it.
    inside = _outline(parameters, inner, 3 * parameters.clearance)
    return resting(solid - inside.extrude(parameters.socket + 1).translate((0, 0, parameters.lift)))


def _outline(parameters: Parameters, width: float, corner: float) -> CrossSection:
    return disc(width / 2) if parameters.shape == "round" else rectangle(width, width, corner)
