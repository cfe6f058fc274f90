"""Computed values as a kind reader compares them."""

import pytest

from graders.web.css.values import contrast, number_of, same_value

SAME = [
    ("16px", "16.4px", ""), ("rgb(0 100 0 1)", "rgb(1 99 2 1)", "color"), ("rgb(0 0 0 0)", "rgb(9 9 9 0)", ""),
    ("1px solid rgb(0 0 0 1)", "1.2px solid rgb(0 0 0 1)", ""), ("700", "700", ""), ('"Arial"', "arial", "font-family"),
    ("Georgia", 'Georgia, "Times New Roman", serif', "font-family"), ("Flex", "flex", ""), ("1.5", "1.505", ""),
]  # fmt: skip
DIFFERENT = [
    ("16px", "17px", ""), ("16px", "16%", ""), ("rgb(0 100 0 1)", "rgb(0 104 0 1)", ""), ("flex", "grid", ""),
    ("rgb(0 0 0 1)", "rgb(0 0 0 0.5)", ""), ("Georgia, serif", "serif", "font-family"), ("10px 20px", "10px", ""),
    ("1px rgb(0 0 0 1)", "2px rgb(0 0 0 1)", ""), ("rgb(0 0 0 1)", "none", ""),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "name"), SAME)
def test_alike(one: str, other: str, name: str):
    """Half a pixel and two steps of a colour are not seen; quotes and capitals do not count."""
    assert same_value(one, other, name)


@pytest.mark.parametrize(("one", "other", "name"), DIFFERENT)
def test_different(one: str, other: str, name: str):
    """What an eye sees is another value."""
    assert not same_value(one, other, name)


def test_numbers():
    """Only a single number is one."""
    assert [number_of(value) for value in ("44px", "-1.5", "auto", "1px 2px")] == [44, -1.5, None, None]


def test_contrast():
    """Black on white is 21, as in WCAG."""
    assert round(contrast((0, 0, 0, 1), (255, 255, 255, 1)), 2) == 21
