"""A clamp that holds cables or hoses on a wall, between two screws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import trimesh
from manifold3d import CrossSection

from fab_notebooks.parameters import Range
from fab_notebooks.shapes import disc, rectangle, resting, screw_hole, union_2d

LABEL = "Collier pour câbles ou tuyaux"
DESCRIPTION = "Fixe un tuyau, ou plusieurs câbles côte à côte, contre un mur ou sous un bureau."


@dataclass(frozen=True)
class Parameters:
    """What can be chosen."""

    diameter: Annotated[float, Range(3, 40, step=0.5, unit="mm", label="Diamètre du câble ou du tuyau")] = 8
    count: Annotated[int, Range(1, 4, step=1, unit="", label="Nombre de câbles")] = 2
    width: Annotated[float, Range(10, 30, step=1, unit="mm", label="Largeur du collier")] = 14
    wall: Annotated[float, Range(2, 5, step=0.2, unit="mm", label="Épaisseur")] = 3
    screw: Annotated[float, Range(2.5, 5, step=0.5, unit="mm", label="Diamètre des vis")] = 3.5


PRESETS = {
    "Deux câbles": Parameters(),
    "Tuyau d’arrosage": Parameters(diameter=19, count=1, width=18, wall=3.6, screw=4),
    "Quatre câbles réseau": Parameters(diameter=6, count=4),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The clamp on its side: its arches are drawn as rings, so they do not split between layers."""
    radius, wall = parameters.diameter / 2, parameters.wall
    pitch = parameters.diameter + wall * 0.6
    middles = [(index - (parameters.count - 1) / 2) * pitch for index in range(parameters.count)]
    # The wall is the line y = 0; a cable stands out a little so that the screws press it.
    centre = radius * 0.92
    arches = union_2d([_arch(radius + wall, centre, x) for x in middles])
    head = parameters.screw * 2
    reach = middles[-1] + radius + wall + head / 2 + 0.8
    ears = rectangle(2 * reach + head + 3, wall, min(1.2, wall / 3)).translate((0, wall / 2))
    # Its outer corners become round, by less than the ears are thick.
    corner = min(1.2, 0.4 * wall)
    profile = union_2d([arches, ears]).offset(-corner).offset(corner)
    # Inner corners between arch and ear become round: there a clamp breaks.
    profile = profile.offset(1.5).offset(-1.5) ^ CrossSection.square((600, 300)).translate((-300, 0))
    profile -= union_2d([_arch(radius, centre, x) for x in middles])
    solid = profile.extrude(parameters.width)
    hole = screw_hole(parameters.screw, 2 * wall, min(head, parameters.width - 2))
    for x in (-reach, reach):
        solid -= hole.rotate((-90, 0, 0)).translate((x, wall, parameters.width / 2))
    return resting(solid)


def _arch(radius: float, centre: float, x: float) -> CrossSection:
    """A circle with straight legs down to the wall and a little beyond."""
    legs = CrossSection.square((2 * radius, centre + 1)).translate((x - radius, -1))
    return disc(radius, (x, centre)) + legs
