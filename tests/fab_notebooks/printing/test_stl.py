"""What our own slicer step wrote is read back, and drawn."""

import io

import numpy as np
import pytest
from PIL import Image

from fab_notebooks.printing.stl import GROUND, StlError, picture, read_stl, size_mm
from tests.fab_notebooks.meshes import box_stl


def test_a_box_has_its_size():
    """Twelve facets, and the millimetres it was made with."""
    corners = read_stl(box_stl(30, 20, 10))
    assert corners.shape == (12, 3, 3)
    assert size_mm(corners) == (30, 20, 10)


@pytest.mark.parametrize(
    "content",
    [b"", bytes(84), box_stl()[:-1], box_stl() + b"x", bytes(80) + (2**32 - 1).to_bytes(4, "little")],
    ids=["empty", "no facet", "cut", "longer", "lying"],
)
def test_what_is_not_whole_is_refused(content):
    """The number of facets and the length must agree."""
    with pytest.raises(StlError, match="bytes"):
        read_stl(content)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_corners_that_are_nowhere_are_refused(value):
    """NaN and infinity are no places."""
    with pytest.raises(StlError, match="not a number"):
        read_stl(box_stl(value, 1, 1))


def test_the_picture_shows_the_object_from_above():
    """It fills the middle, leaves the corners, and its top is lighter than its side."""
    image = Image.open(io.BytesIO(picture(read_stl(box_stl(30, 20, 10)), 200))).convert("RGB")
    assert image.size == (200, 200)
    assert image.getpixel((3, 3)) == GROUND
    colours = {colour for _, colour in image.getcolors(10_000)} - {GROUND}
    assert len(colours) == 3  # top, and two sides
    top = image.getpixel((100, 80))
    assert sum(top) == max(map(sum, colours))
