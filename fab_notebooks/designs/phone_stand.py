"""A stand for a telephone or a tablet, one continuous line printed on its side: light, strong, no support."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import trimesh

from fab_notebooks.parameters import Range, Switch
from fab_notebooks.shapes import arc, rectangle, resting, stroke

LABEL = "Support de téléphone"
DESCRIPTION = "Tient un téléphone ou une tablette à la bonne inclinaison, avec le passage du câble."


@dataclass(frozen=True)
class Parameters:
    """What can be chosen."""

    width: Annotated[float, Range(40, 140, step=1, unit="mm", label="Largeur")] = 64
    back: Annotated[float, Range(60, 150, step=1, unit="mm", label="Hauteur du dossier")] = 95
    tilt: Annotated[float, Range(10, 35, step=1, unit="°", label="Inclinaison")] = 20
    slot: Annotated[float, Range(8, 22, step=0.5, unit="mm", label="Épaisseur de l’appareil")] = 12
    thickness: Annotated[float, Range(3, 7, step=0.2, unit="mm", label="Épaisseur du support")] = 4
    cable: Annotated[bool, Switch(label="Passage du câble")] = True


PRESETS = {
    "Téléphone": Parameters(),
    "Tablette": Parameters(width=130, back=140, tilt=25, slot=14, thickness=5),
    "Table de nuit": Parameters(width=50, back=75, tilt=30, slot=14),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The stand on its side; the profile is one line: lip, seat, back, turn, leg, foot."""
    thick, tilt = parameters.thickness, math.radians(parameters.tilt)
    up = (math.sin(tilt), math.cos(tilt))
    out = (-math.cos(tilt), math.sin(tilt))
    seat = parameters.slot + thick
    lift = thick / 2 + 10
    corner = (0.0, lift)
    lip_root = (corner[0] + out[0] * seat, corner[1] + out[1] * seat)
    lip = (lip_root[0] + up[0] * (8 + thick), lip_root[1] + up[1] * (8 + thick))
    top = (corner[0] + up[0] * parameters.back, corner[1] + up[1] * parameters.back)
    bend = 7.0
    centre = (top[0] - out[0] * bend, top[1] - out[1] * bend)
    # From the back's direction over the top and down to the leg, which stands as far behind as the stand needs.
    start = 180 - parameters.tilt
    stop = start - 180 + 2 * parameters.tilt
    turn = arc(centre, bend, start, stop)
    leg = (turn[-1][0] + (turn[-1][1] - thick / 2) * math.tan(tilt), thick / 2)
    foot_front = (lip_root[0] - 2.0, thick / 2)
    line = [lip, lip_root, corner, top, *turn, leg]
    profile = stroke(line, thick) + stroke([leg, foot_front], thick) + stroke([foot_front, lip_root], thick)
    profile += stroke([corner, (corner[0], thick / 2)], thick)
    solid = profile.offset(1.5).offset(-1.5).extrude(parameters.width)
    if parameters.cable:
        # A hole in the seat, as wide as a plug. Lip and back stay: lying on its side, the hole's end is a bridge.
        hole = rectangle(parameters.slot - 1, 3 * thick).translate((-seat / 2, 0)).rotate(-parameters.tilt)
        solid -= hole.translate(corner).extrude(15).translate((0, 0, parameters.width / 2 - 7.5))
    return resting(solid)
