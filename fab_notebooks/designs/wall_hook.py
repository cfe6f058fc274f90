"""A hook for the wall, printed lying on its side: the layers run along the load and not across it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import trimesh
from manifold3d import CrossSection, Manifold

from fab_notebooks.parameters import Range
from fab_notebooks.shapes import arc, rectangle, resting, screw_hole, stroke, union, union_2d

LABEL = "Crochet mural"
STEPS_MM = ((0.6, 0.0), (0.4, 0.2), (0.2, 0.4), (0.0, 0.6))
"""How far the profile is drawn in from which height on: a chamfer of layers, none of which hangs over the one below."""
DESCRIPTION = "Un crochet à visser : manteau, casque, vélo d’enfant. Il s’imprime couché, c’est ce qui le rend solide."


@dataclass(frozen=True)
class Parameters:
    """What can be chosen."""

    opening: Annotated[float, Range(10, 70, step=1, unit="mm", label="Ouverture du crochet")] = 30
    width: Annotated[float, Range(12, 40, step=1, unit="mm", label="Largeur")] = 18
    strength: Annotated[float, Range(4, 12, step=0.5, unit="mm", label="Épaisseur")] = 7
    screw: Annotated[float, Range(3, 6, step=0.5, unit="mm", label="Diamètre des vis")] = 4


PRESETS = {
    "Manteau": Parameters(),
    "Casque": Parameters(opening=45, width=30, strength=8),
    "Torchon": Parameters(opening=14, width=14, strength=5, screw=3.5),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The hook on its side; in x it leaves the wall, in y it goes up."""
    thick, opening = parameters.strength, parameters.opening
    bend = opening / 2 + thick / 2
    head = parameters.screw * 2 + 2
    # The wall plate: room for a screw below the bow, where a screwdriver reaches it, and one high above.
    low, high = -thick / 2 - head * 1.5, bend + opening * 0.9 + head * 1.6
    plate = rectangle(thick, high - low, thick / 2).translate((0, (high + low) / 2))
    start, tip = bend, thick * 0.72
    bow = arc((bend, start), bend, 180, 352)
    end = bow[-1]
    slope = math.radians(74)
    reaches = (0.2 * opening, 0.38 * opening)
    lip = [(end[0] + reach * math.cos(slope), end[1] + reach * math.sin(slope)) for reach in reaches]
    line = [*bow, *lip]
    widths = [thick - (thick - tip) * step / (len(line) - 1) for step in range(len(line))]
    profile = union_2d([plate, stroke(line, widths), _root(bend, start, thick)])
    solid = _edged(profile, parameters.width)
    hole = screw_hole(parameters.screw, 3 * thick)
    for y in (low + head * 0.75, high - head * 0.9):
        solid -= hole.rotate((0, 90, 0)).translate((thick / 2, y, parameters.width / 2))
    return resting(solid)


def _root(bend: float, start: float, thick: float) -> CrossSection:
    """Where the bow leaves the plate it is thickest: there the load is largest."""
    bow = arc((bend, start), bend, 180, 225)
    on_plate = stroke([(0, bow[-1][1] - thick / 2), (0, start)], thick)
    return CrossSection.batch_hull([on_plate, stroke(bow[-2:], thick)])


def _edged(profile: CrossSection, width: float) -> Manifold:
    """The profile raised, its first and last layers drawn in step by step: no sharp edge on a hand or a coat."""
    steps = [profile.offset(-inset).extrude(width - 2 * z).translate((0, 0, z)) for inset, z in STEPS_MM]
    return union(steps)
