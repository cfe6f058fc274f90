"""A name tag: raised letters on a soft plate, with a hole for a ring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import trimesh

from fab_notebooks.lettering import lettering
from fab_notebooks.parameters import Choice, Range, Switch, Text
from fab_notebooks.shapes import disc, rectangle, resting, soft

LABEL = "Étiquette à votre nom"
DESCRIPTION = "Un prénom en relief sur une plaque arrondie : pour un trousseau, un sac, un vestiaire."
LONGEST_MM = 240
"""With this the longest text still fits on the plate; longer ones are drawn smaller."""


@dataclass(frozen=True)
class Parameters:
    """What can be chosen."""

    text: Annotated[str, Text(20, label="Texte")] = "Éloïse"
    letter_height: Annotated[float, Range(6, 24, step=0.5, unit="mm", label="Hauteur des lettres")] = 12
    thickness: Annotated[float, Range(1.6, 5, step=0.2, unit="mm", label="Épaisseur de la plaque")] = 2.4
    relief: Annotated[float, Range(0.6, 3, step=0.2, unit="mm", label="Relief des lettres")] = 1.2
    style: Annotated[str, Choice((("raised", "En relief"), ("engraved", "En creux")), label="Lettres")] = "raised"
    ring: Annotated[bool, Switch(label="Trou pour un anneau")] = True


PRESETS = {
    "Porte-clés": Parameters(),
    "Étiquette de casier": Parameters(text="Casier 12", letter_height=16, ring=False),
    "Plaque de porte": Parameters(text="Atelier bois", letter_height=20, thickness=3.2, relief=2, ring=False),
    "Gravure": Parameters(text="Zoé", style="engraved", thickness=3),
}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """The tag, lying flat."""
    size = parameters.letter_height
    letters = lettering(parameters.text, size)
    left, bottom, right, top = letters.bounds()
    border = size * 0.45
    hole = 2.5
    ring_room = 2 * hole + border if parameters.ring else 0
    # The height is the font's, not this word's: tags of one family are equally tall. An accent or a tail adds to it.
    top, bottom = max(top, size), min(bottom, 0)
    shrink = min(1, (LONGEST_MM - 2 * border - ring_room) / (right - left))
    letters = letters.translate((-(left + right) / 2, -(top + bottom) / 2)).scale((shrink, shrink))
    width, depth = (right - left) * shrink + 2 * border, max((top - bottom) * shrink + 2 * border, 10)
    outline = rectangle(width + ring_room, depth, depth * 0.32).translate((-ring_room / 2, 0))
    plate = soft(outline, parameters.thickness, top=min(0.6, parameters.thickness / 4), bottom=0.3)
    if parameters.ring:
        at = (-width / 2 - ring_room / 2 + border / 2, 0)
        plate -= disc(hole, at).extrude(parameters.thickness + 2).translate((0, 0, -1))
    if parameters.style == "engraved":
        # Some floor stays, whatever was chosen.
        deep = min(parameters.relief, parameters.thickness - 0.8)
        return resting(plate - letters.extrude(deep + 1).translate((0, 0, parameters.thickness - deep)))
    return resting(plate + letters.extrude(parameters.relief + 0.5).translate((0, 0, parameters.thickness - 0.5)))
