from graders.checks import check
from graders.mesh.expectations.piece import (
    expect_fits,
    expect_on_plate,
    expect_one_body,
    expect_prints,
    expect_watertight,
)
from graders.mesh.piece import Piece


@check(points=2)
def is_closed(piece: Piece) -> None:
    """La pièce est étanche."""
    expect_watertight(piece)


@check(points=1)
def holds_together(piece: Piece) -> None:
    """La pièce tient en une seule partie."""
    expect_one_body(piece)


@check(points=1)
def fits_the_machine(piece: Piece) -> None:
    """La pièce entre dans la machine."""
    expect_fits(piece)


@check(points=1)
def lies_flat(piece: Piece) -> None:
    """La pièce repose à plat sur le plateau."""
    expect_on_plate(piece)


@check(points=1)
def can_be_printed(piece: Piece) -> None:
    """La pièce s'imprime."""
    expect_prints(piece)
