"""A verb for likeness to a reference picture: a hint worth at most 20 % of the points, never the only proof.

    @check(points=1, likeness=True)
    def like_the_model(page):
        '''La page ressemble au modèle.'''
        expect_likeness(page, beside=__file__, widths=(360, 1280))

The pictures lie in the folder `pictures` beside checks.py: `index-360.png`, `index-1280.png`. They are made from the
solution, never by hand: `atelier course picture web-s05-css/03 --widths 360 1280`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from PIL import Image

from graders.checks import Failure, demand_likeness_check
from graders.web.likeness import PictureError, compare, photograph, read_picture, shown
from graders.web.page import Page
from graders.web.screen import WIDTH_PX

PICTURES = "pictures"
# Measured: another font, other words, a shift by two pixels keep 0.86 of the shape; another number of columns, 0.79.
SHAPE = 0.82
# Another font keeps 0.86 of the colours; a header of another colour 0.80.
COLOURS = 0.83
HEIGHT = 0.75


def expect_likeness(
    page: Page,
    beside: str,
    *,
    widths: Iterable[int] = (WIDTH_PX,),
    at_least: float = SHAPE,
    colours: float = COLOURS,
    height: float = HEIGHT,
    message_id: str | None = None,
) -> None:
    """On each of these windows the page resembles the solution's picture; `beside` is the `__file__` of checks.py.

    `at_least` is for its shape, `colours` the share of the page whose colour is the same, `height` that of its height.
    """
    demand_likeness_check()
    for width in widths:
        reference = _reference(Path(beside).parent / picture_name(page.name, width))
        with page.shown(width=width) as on_screen:
            own = on_screen.ask(photograph)
        likeness = compare(reference, own, width)
        for share, wanted, unlike in (
            (likeness.shape, at_least, "other-shape-than-model"),
            (likeness.colours, colours, "other-colours-than-model"),
            (likeness.height, height, "other-height-than-model"),
        ):
            if share < wanted:
                raise Failure(
                    message_id or unlike,
                    file=page.name,
                    values={"width": str(width), "where": likeness.where},
                    pictures=shown(reference, own, likeness),
                )


def picture_name(page: str, width: int) -> str:
    """Where the picture of a page lies: `pictures/index-1280.png`."""
    return f"{PICTURES}/{PurePosixPath(page).stem}-{width}.png"


def _reference(path: Path) -> Image.Image:
    try:
        return read_picture(path.read_bytes())
    except (OSError, PictureError) as error:
        raise PictureError(f"{path}: {error}; make it with `atelier course picture`") from error
