"""What an exercise says of itself."""

from typing import Any

from graders.checks import check
from tests.graders.exercises import an_exercise


@check(points=2)
def first(page: Any) -> None:
    """La première règle."""


@check(points=1.5)
def second(page: Any) -> None:
    """La seconde règle."""


def test_its_id_names_the_unit():
    """The id finds the exercise in the whole programme."""
    assert an_exercise(first).exercise_id == "web-s04-html-base/05"


def test_its_points_are_its_checks_points():
    """Every point can be traced to a check."""
    assert an_exercise(first, second).points == 3.5
