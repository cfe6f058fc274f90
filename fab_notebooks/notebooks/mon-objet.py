# Votre propre objet : un porte-clés.
#
# Ce fichier est à vous. Changez-le, puis enregistrez-le : le cahier « Votre propre objet » montre le nouvel objet.
# S’il y a une faute, le cahier dit à quelle ligne. Vous ne pouvez rien casser : pour revenir au début, supprimez ce
# fichier, fermez votre espace de travail, puis ouvrez-le : un fichier neuf est là.
#
# Ce qui suit un # est une explication. Python ne le lit pas. Toutes les tailles sont en millimètres.

from dataclasses import dataclass
from typing import Annotated

from fab_notebooks.parameters import Range, Switch
from fab_notebooks.shapes import disc, rectangle, resting

# Le nom de l’objet, et une phrase qui dit à quoi il sert.
LABEL = "Porte-clés"
DESCRIPTION = "Une plaque aux coins ronds, avec un trou pour l’anneau."


# Ce qui se règle. Chaque ligne donne un curseur :
# son plus petit nombre, son plus grand, le pas, le nom affiché, et à la fin la valeur de départ.
@dataclass(frozen=True)
class Parameters:
    length: Annotated[float, Range(20, 80, step=1, label="Longueur")] = 50
    width: Annotated[float, Range(12, 40, step=1, label="Largeur")] = 20
    thickness: Annotated[float, Range(2, 6, step=0.5, label="Épaisseur")] = 3
    hole: Annotated[bool, Switch(label="Trou pour l’anneau")] = True


# Des réglages tout prêts : un nom, puis les valeurs qui changent.
PRESETS = {
    "Petit": Parameters(length=30, width=15),
    "Grand": Parameters(length=70, width=30, thickness=4),
}


# La recette de l’objet. « parameters » contient la position des curseurs.
def build(parameters):
    # 1. Une plaque à plat, dont les coins sont ronds.
    plate = rectangle(parameters.length, parameters.width, radius=4)
    # 2. Un trou près du bord gauche : le signe - enlève une forme d’une autre.
    if parameters.hole:
        plate = plate - disc(2.5, at=(6 - parameters.length / 2, 0))
    # 3. La plaque prend son épaisseur.
    solid = plate.extrude(parameters.thickness)
    # 4. L’objet fini, posé sur le plateau.
    return resting(solid)
