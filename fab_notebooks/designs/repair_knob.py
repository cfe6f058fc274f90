"""A knob for a shaft with a flat side: the part of a cooker or an amplifier that breaks first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import trimesh
from manifold3d import CrossSection, Manifold

from fab_notebooks.parameters import Range, Switch
from fab_notebooks.shapes import disc, rectangle, resting, segments, union

LABEL = "Bouton de réparation"
DESCRIPTION = "Remplace le bouton cassé d’un four, d’une plaque ou d’un ampli. L’axe a un côté plat (axe en D)."


@dataclass(frozen=True)
class Parameters:
    """What can be chosen; shaft and flat are measured on the machine, the clearance is added to them."""

    diameter: Annotated[float, Range(12, 60, step=0.5, unit="mm", label="Diamètre du bouton")] = 30
    height: Annotated[float, Range(12, 35, step=0.5, unit="mm", label="Hauteur")] = 18
    shaft: Annotated[float, Range(3, 9, step=0.1, unit="mm", label="Diamètre de l’axe")] = 6
    flat: Annotated[
        float,
        Range(0.2, 1, step=0.05, unit="", label="Partie pleine de l’axe", help="0,75 : un quart de l’axe est coupé."),
    ] = 0.75
    bore_depth: Annotated[float, Range(5, 25, step=0.5, unit="mm", label="Profondeur du trou")] = 12
    clearance: Annotated[float, Range(0, 0.5, step=0.05, unit="mm", label="Jeu autour de l’axe")] = 0.15
    ridges: Annotated[int, Range(6, 24, step=1, unit="", label="Nombre de creux")] = 12
    pointer: Annotated[bool, Switch(label="Repère sur le dessus")] = True


PRESETS = {
    "Four": Parameters(diameter=40, height=22, bore_depth=14),
    "Plaque de cuisson": Parameters(diameter=36, height=18, shaft=8, flat=0.7),
    "Ampli": Parameters(diameter=22, height=16, ridges=18),
    "Machine à laver": Parameters(diameter=55, height=25, shaft=6, ridges=8),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The knob as it is printed: bore down on the plate, the marked face up."""
    radius, height = parameters.diameter / 2, parameters.height
    edge = min(1.2, radius / 8)
    body = _fluted(parameters, radius).extrude(height, scale_top=(0.92, 0.92))
    # What a hand feels: the upper edge is round, the lower edge does not spread on the first layer.
    rounds = np.radians(np.linspace(0, 90, 7))
    profile = [(0.0, 0.0), (radius - 0.5, 0.0), (radius + 0.1, 0.6), (radius + 0.1, height - edge * 2)]
    profile += [
        (radius * 0.94 - 2 * edge * (1 - math.cos(turn)), height - 2 * edge * (1 - math.sin(turn))) for turn in rounds
    ]
    profile.append((0.0, height))
    # Turned by half a facet: no edge of the one shape falls on an edge of the other.
    sides = segments(radius)
    body ^= CrossSection([np.array(profile)]).revolve(sides).rotate((0, 0, 180 / sides))
    if parameters.pointer:
        mark = rectangle(1.6, radius * 0.62, 0.79).translate((0, radius * 0.5))
        body -= mark.extrude(2).translate((0, 0, height - 0.8))
    return resting(body - union([_bore(parameters), _lead_in(parameters)]))


def _fluted(parameters: Parameters, radius: float) -> CrossSection:
    """A circle with hollows for the fingers, shallow enough to leave two walls round the bore."""
    room = math.pi * radius / parameters.ridges
    hollow = min(room * 0.55, 5.0)
    deep = min(hollow * 0.55, radius - parameters.shaft / 2 - parameters.clearance - 2.4, 1.6)
    if deep < 0.3:  # not felt, and too fine to print
        return disc(radius)
    outline = disc(radius)
    for turn in range(parameters.ridges):
        angle = math.tau * (turn + 0.5) / parameters.ridges
        away = radius + hollow - deep
        outline -= disc(hollow, (away * math.sin(angle), away * math.cos(angle)))
    return outline


def _shaft(parameters: Parameters, more: float = 0.0) -> CrossSection:
    radius = parameters.shaft / 2 + parameters.clearance + more
    across = parameters.shaft * parameters.flat + 2 * parameters.clearance + 2 * more
    cut = CrossSection.square((4 * radius, across)).translate((-2 * radius, -radius))
    return disc(radius) ^ cut


def _bore(parameters: Parameters) -> Manifold:
    deep = min(parameters.bore_depth, parameters.height - 2.4)
    return _shaft(parameters).extrude(deep + 1).translate((0, 0, -1))


def _lead_in(parameters: Parameters) -> Manifold:
    """The mouth is a little wider: the first layer is squeezed and would close it."""
    return _shaft(parameters, 0.4).extrude(1.6).translate((0, 0, -1))
