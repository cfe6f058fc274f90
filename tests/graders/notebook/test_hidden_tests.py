"""What a course hides: found by the words it chose, and never quoted."""

import pytest

from graders.notebook.hidden_tests import Region, hidden_quotes, readable

REGION = Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
TEST = """assert area(2, 3) == 6, "Un rectangle de 2 sur 3 a une aire de 6."
### BEGIN HIDDEN TESTS
for side in (0, 7):
    assert area(side, 1) == side, "Et si un côté vaut 0 ?"
)
### END HIDDEN TESTS
print("fin")"""
HIDDEN = hidden_quotes([REGION], [TEST])


def test_a_region_is_everything_between_its_lines():
    """The two lines themselves belong to it; the rest is what a learner has."""
    assert REGION.inside(TEST) == TEST.split("\n")[1:6]
    assert REGION.outside(TEST).split("\n") == [TEST.split("\n")[0], 'print("fin")']


def test_a_region_without_an_end_hides_the_rest():
    """A trainer's slip shows less, not more."""
    assert REGION.outside("a = 1\n# BEGIN HIDDEN TESTS\nassert a == 1") == "a = 1"


def test_a_course_may_choose_its_words():
    """In any language, and more than one region in a cell."""
    region = Region("DÉBUT CACHÉ", "FIN CACHÉ")
    source = "a\n# DÉBUT CACHÉ\nb\n# FIN CACHÉ\nc\n# DÉBUT CACHÉ\nd\n# FIN CACHÉ"
    assert (region.outside(source), REGION.outside(source)) == ("a\nc", source)


@pytest.mark.parametrize(
    "message",
    [
        "Et si un côté vaut 0 ?",
        "Un rectangle de 2 sur 3 a une aire de 6.",
        "\x1b[31mUn rectangle\x1b[0m",
        "name 'area' is not defined",
        ")",
    ],
)
def test_an_asserts_own_message_is_read(message):
    """Also a hidden one's: it is written for the learner."""
    assert readable(message, HIDDEN) == message.replace("\x1b[31m", "").replace("\x1b[0m", "")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "----> 4     assert area(side, 1) == side, \"Et si un côté vaut 0 ?\"",
        "for side in (0,7):",
        "\x1b[32mfor\x1b[39m side \x1b[38;5;28;01min\x1b[39;00m (0, 7):",
        "FOR SIDE IN (0, 7):",
        "### BEGIN HIDDEN TESTS",
    ],
)  # fmt: skip
def test_a_message_that_quotes_a_hidden_line_is_not(message):
    """However it is coloured or spaced."""
    assert readable(message, HIDDEN) is None
