"""A drawing raised on a plate: a medal, a stamp, a sign, from an SVG file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import trimesh
from manifold3d import CrossSection
from numpy.typing import NDArray

from fab_notebooks.parameters import Choice, Drawing, Range, Switch
from fab_notebooks.shapes import disc, rectangle, resting
from fab_notebooks.svg import drawing

LABEL = "Logo en relief"
DESCRIPTION = "Votre dessin SVG en relief sur une plaque : médaille, porte-clés, enseigne."

GEAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(50 50)">'
    + "".join(
        f'<rect x="-8" y="-46" width="16" height="26" rx="3" transform="rotate({turn})"/>' for turn in range(0, 360, 45)
    )
    + '<path fill-rule="evenodd" d="M0-34A34 34 0 1 1 0 34 34 34 0 1 1 0-34Z'
    'M0-15A15 15 0 1 0 0 15 15 15 0 1 0 0-15Z"/></g></svg>'
)
LEAF = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path fill-rule="evenodd" '
    'd="M50 4C84 22 92 60 56 88L58 98H50L50 88C8 66 14 22 50 4ZM49 24L46 46 32 36 45 54 45 66 30 54 47 80 47 84'
    'H51L52 78 70 58 54 68 55 54 68 40 54 46Z"/></svg>'
)
HEART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<path d="M50 90C8 60 2 40 8 24 16 6 42 6 50 28 58 6 84 6 92 24 98 40 92 60 50 90Z"/></svg>'
)


@dataclass(frozen=True)
class Parameters:
    """What can be chosen."""

    svg: Annotated[str, Drawing((GEAR, LEAF, HEART), label="Dessin (SVG)")] = GEAR
    size: Annotated[float, Range(20, 130, step=1, unit="mm", label="Taille du dessin")] = 45
    relief: Annotated[float, Range(0.6, 5, step=0.2, unit="mm", label="Relief")] = 1.6
    thickness: Annotated[float, Range(1.2, 6, step=0.2, unit="mm", label="Épaisseur de la plaque")] = 2.4
    plate: Annotated[
        str,
        Choice((("round", "Ronde"), ("square", "Carrée"), ("outline", "Suit le dessin")), label="Plaque"),
    ] = "round"
    ring: Annotated[bool, Switch(label="Trou pour un anneau")] = True


PRESETS = {
    "Médaille": Parameters(),
    "Porte-clés feuille": Parameters(svg=LEAF, size=40, plate="outline"),
    "Badge cœur": Parameters(svg=HEART, size=35, plate="outline", ring=False),
    "Enseigne": Parameters(size=130, relief=3, thickness=4, plate="square", ring=False),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The plate, the drawing raised on it."""
    outline = drawing(parameters.svg)
    left, bottom, right, top = outline.bounds()
    scale = parameters.size / max(right - left, top - bottom)
    outline = outline.translate((-(left + right) / 2, -(bottom + top) / 2)).scale((scale, scale)).simplify(0.01)
    border = 3 + parameters.size * 0.03
    shape = _plate(parameters, outline, border)
    hole = None
    if parameters.ring:
        x, y = 0.0, shape.bounds()[3] + 1.5
        shape = _with_ear(shape, y, hulled=parameters.plate != "outline")
        hole = disc(2.5, (x, y))
    plate = shape.extrude(parameters.thickness)
    solid = plate + outline.extrude(parameters.relief + 0.5).translate((0, 0, parameters.thickness - 0.5))
    if hole is not None:
        solid -= hole.extrude(60).translate((0, 0, -1))
    return resting(solid)


def _with_ear(shape: CrossSection, y: float, hulled: bool) -> CrossSection:
    """The plate with room for a ring at its top, in one piece with it."""
    ring = disc(6, (0, y))
    # A neck; where the drawing has a notch in its middle, a longer one.
    trials = [] if hulled else [shape + CrossSection.batch_hull([ring, disc(6, (0, end))]) for end in (y - 12, 0)]
    whole = [trial for trial in trials if len(trial.decompose()) == 1]
    return whole[0] if whole else CrossSection.batch_hull([ring, shape])


def _plate(parameters: Parameters, outline: CrossSection, border: float) -> CrossSection:
    left, bottom, right, top = outline.bounds()
    match parameters.plate:
        case "round":
            reach = max(math.hypot(x, y) for polygon in outline.to_polygons() for x, y in polygon)
            return disc(reach + border)
        case "square":
            return rectangle(right - left + 2 * border, top - bottom + 2 * border, border * 1.5)
        case _:
            # One piece whatever the drawing is: its parts are joined by their hull where they lie apart.
            around = outline.offset(border)
            solid = CrossSection([polygon for polygon in around.to_polygons() if _turns_left(polygon)])
            return solid if len(solid.decompose()) == 1 else outline.hull().offset(border)


def _turns_left(polygon: NDArray[np.float64]) -> bool:
    """An outer contour; an inner one turns right."""
    x, y = polygon[:, 0], polygon[:, 1]
    return bool(x @ np.roll(y, -1) > y @ np.roll(x, -1))
