"""Gaps in a file: what stays around them, and what can be typed into them."""

from __future__ import annotations

import pytest

from curriculum.builder.gaps import GapError, can_be_typed, locked_parts

PAGE = "a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("text", "gaps", "locked"),
    [
        (PAGE, ["2"], ("a\n", "\nc\nd\n")),
        (PAGE, ["1-2"], ("", "\nc\nd\n")),
        (PAGE, ["3-4"], ("a\nb\n", "\n")),
        ("a\nb", ["2"], ("a\n", "")),
        (PAGE, ["1", "3"], ("", "\nb\n", "\nd\n")),
        ("a\n\nb\n", ["2"], ("a\n", "\nb\n")),
    ],
)
def test_what_is_no_gap_stays(text: str, gaps: list[str], locked: tuple[str, ...]):
    """One part more than there are gaps, and the file as handed out can itself be typed."""
    assert locked_parts(text, gaps) == locked
    assert can_be_typed(text, locked)


@pytest.mark.parametrize(
    ("gaps", "why"),
    [
        (["5"], "'5' is no line or lines after line 0 of 4"),
        (["0"], "'0' is no line"),
        (["3-2"], "'3-2' is no line"),
        (["deux"], "'deux' is no line"),
        (["3", "2"], "'2' is no line or lines after line 3 of 4"),
        (["2", "3"], "'3' follows the gap before it; make them one"),
    ],
)
def test_what_is_no_gap_is_told(gaps: list[str], why: str):
    """With the lines there are."""
    with pytest.raises(GapError, match=why):
        locked_parts(PAGE, gaps)


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("a\nx\ny\nc\nd\n", True),
        ("a\n\nc\nd\n", True),
        ("a\nc\nd\n", False),
        ("a\nb\nc\nx\n", False),
        ("x\na\nb\nc\nd\n", False),
        ("a\nb\nc\nd", False),
    ],
)
def test_what_can_be_typed_keeps_the_rest(text: str, can: bool):
    """Any number of lines in the place of a gap, its last line end excepted."""
    assert can_be_typed(text, locked_parts(PAGE, ["2"])) is can
