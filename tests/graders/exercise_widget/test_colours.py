"""Colours of the view by themselves, without a browser."""

import re
from pathlib import Path

import pytest

import graders.exercise_widget
from graders.web.css.values import contrast

STYLES = (Path(graders.exercise_widget.__file__).parent / "view.css").read_text(encoding="utf-8")
GROUNDS = {"light": "ffffff", "dark": "111111"}  # of JupyterLab's two themes


def rgb(color: str) -> tuple[int, ...]:
    """Red, green and blue of six hexadecimal digits."""
    return tuple(bytes.fromhex(color))


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS.keys())
@pytest.mark.parametrize("name", ["line", "accent", "focus"])
def test_borders_and_the_focus_are_seen_on_both_grounds(name: str, ground: str):
    """What we ask of learners' pages, 3 : 1 (WCAG 1.4.11), the page they learn on has too."""
    (color,) = re.findall(rf"--atelier-{name}: #([0-9a-f]{{6}});", STYLES)
    assert contrast(rgb(color), rgb(ground)) >= 3


def test_every_focus_has_that_colour():
    """An outline with a colour of its own would be outside the test above."""
    assert set(re.findall(r"outline: \S+ \S+ ([^;]+);", STYLES)) == {"var(--atelier-focus)"}
