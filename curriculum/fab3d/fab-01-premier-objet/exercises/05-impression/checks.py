from graders.checks import check
from graders.mesh.expectations.piece import expect_setting
from graders.mesh.piece import Piece


@check(points=1)
def nozzle_is_right(piece: Piece) -> None:
    """La température est sur l'étiquette."""
    expect_setting(piece, "temperature", low=190, high=220, unit="°C")


@check(points=1)
def layer_is_right(piece: Piece) -> None:
    """La hauteur de couche est sur l'étiquette."""
    expect_setting(piece, "couche", low=0.1, high=0.3, unit="mm")
