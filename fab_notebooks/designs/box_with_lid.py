"""A box and its lid, side by side on the plate; the lid's lip slides into the box with the clearance asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import trimesh

from fab_notebooks.parameters import Range
from fab_notebooks.shapes import disc, rectangle, resting, soft

LABEL = "Boîte avec couvercle"
DESCRIPTION = "Une boîte à vos mesures intérieures, et un couvercle qui s’emboîte."
BODIES = 2
GAP_MM = 6
"""Between box and lid on the plate."""


@dataclass(frozen=True)
class Parameters:
    """What can be chosen; the measures are those of the inside."""

    width: Annotated[float, Range(20, 105, step=1, unit="mm", label="Largeur intérieure")] = 60
    depth: Annotated[float, Range(20, 180, step=1, unit="mm", label="Profondeur intérieure")] = 90
    height: Annotated[float, Range(12, 120, step=1, unit="mm", label="Hauteur intérieure")] = 35
    wall: Annotated[float, Range(1.2, 4, step=0.2, unit="mm", label="Épaisseur des parois")] = 2
    corner: Annotated[float, Range(0, 20, step=1, unit="mm", label="Arrondi des coins")] = 8
    clearance: Annotated[
        float,
        Range(0.1, 0.6, step=0.05, unit="mm", label="Jeu du couvercle", help="0,2 serre, 0,4 s’ouvre sans effort."),
    ] = 0.25


PRESETS = {
    "Boîte à vis": Parameters(),
    "Boîte à cartes": Parameters(width=66, depth=92, height=25, corner=4),
    "Petite boîte ronde": Parameters(width=40, depth=40, height=25, corner=20),
    "Plumier": Parameters(width=60, depth=180, height=30, corner=10),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """Box on the left, lid on the right, the lid upside down: nothing hangs."""
    wall, floor = parameters.wall, max(parameters.wall, 1.6)
    inside = rectangle(parameters.width, parameters.depth, parameters.corner)
    outside = rectangle(
        parameters.width + 2 * wall, parameters.depth + 2 * wall, parameters.corner + wall if parameters.corner else 0
    )
    box = soft(outside, parameters.height + floor, bottom=0.6) - inside.extrude(parameters.height + 1).translate(
        (0, 0, floor)
    )
    lip_height = min(5, parameters.height / 3)
    # Never thinner than two lines of a 0.4 mm nozzle.
    lip_outside = inside.offset(-parameters.clearance)
    lip_inside = lip_outside.offset(-max(wall, 1.2))
    lip = lip_outside.extrude(lip_height + 0.5) - lip_inside.extrude(lip_height + 2)
    lid = soft(outside, floor, bottom=0.6) + lip.translate((0, 0, floor - 0.5))
    # A dip on each long side, where the nail lifts the lid.
    nail = disc(7).extrude(1.2).translate((0, 0, floor - 0.6))
    reach = parameters.width / 2 + wall + 5.6
    lid -= nail.translate((reach, 0, 0)) + nail.translate((-reach, 0, 0))
    apart = parameters.width / 2 + wall + GAP_MM / 2
    return resting(box.translate((-apart, 0, 0)) + lid.translate((apart, 0, 0)))
