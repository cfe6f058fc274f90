"""The rough estimate beside the sliders."""

import pytest

from fab_notebooks.quick_estimate import Estimate, quick_estimate


def test_a_cube_takes_about_what_the_slicer_says():
    """20 mm: PrusaSlicer says 3.44 g and 17 minutes at 15 % with two perimeters."""
    cube = quick_estimate(volume_cm3=8, area_cm2=24)
    assert cube.grams == pytest.approx(3.44, rel=0.2)
    assert cube.minutes == pytest.approx(17, rel=0.3)


def test_nothing_takes_no_plastic():
    """A surface without inside."""
    assert quick_estimate(0, 12).grams == quick_estimate(-1, 12).grams == 0


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (Estimate(3.44, 0.086, 17), ("3,4 g", "0,09 €", "15 min")),
        (Estimate(120.4, 3.01, 187), ("120 g", "3,01 €", "3 h 05")),
    ],
)
def test_it_is_written_in_french(estimate: Estimate, said: tuple[str, str, str]):
    """Rounded as one says it."""
    assert (estimate.weight, estimate.price, estimate.time) == said
