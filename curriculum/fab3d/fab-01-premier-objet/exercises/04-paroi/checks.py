from graders.checks import check
from graders.mesh.expectations.piece import expect_prints, expect_size, expect_wall
from graders.mesh.piece import Piece


@check(points=1)
def can_be_printed(piece: Piece) -> None:
    """Le pot s'imprime."""
    expect_prints(piece)


@check(points=2)
def wall_is_strong(piece: Piece) -> None:
    """La paroi fait 1,2 mm ou plus."""
    expect_wall(piece, at_least_mm=1.2)


@check(points=1)
def size_stays(piece: Piece) -> None:
    """Le pot garde sa taille."""
    expect_size(piece, (40, 40, 30))
