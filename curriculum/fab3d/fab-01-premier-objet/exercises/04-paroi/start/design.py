"""Le petit pot de l'exercice : ses mesures viennent de reglages.txt. Il n'y a rien à changer ici."""

from dataclasses import dataclass
from typing import Annotated

import trimesh

from fab_notebooks.parameters import Range
from fab_notebooks.shapes import rectangle, resting

LABEL = "Petit pot"
DESCRIPTION = "Un pot carré, ouvert en haut."
FOND_MM = 2


@dataclass(frozen=True)
class Parameters:
    """Les mesures de l'extérieur, et l'épaisseur des côtés."""

    largeur: Annotated[float, Range(20, 100, label="Largeur")] = 40
    profondeur: Annotated[float, Range(20, 100, label="Profondeur")] = 40
    hauteur: Annotated[float, Range(10, 100, label="Hauteur")] = 30
    paroi: Annotated[float, Range(0.2, 6, step=0.1, label="Paroi")] = 0.3


PRESETS = {"Petit pot": Parameters()}


def build(parameters: Parameters) -> trimesh.Trimesh:
    """Un bloc, moins ce qu'on enlève au milieu."""
    bloc = rectangle(parameters.largeur, parameters.profondeur).extrude(parameters.hauteur)
    dedans = rectangle(parameters.largeur - 2 * parameters.paroi, parameters.profondeur - 2 * parameters.paroi)
    return resting(bloc - dedans.extrude(parameters.hauteur).translate((0, 0, FOND_MM)))
