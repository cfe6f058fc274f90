"""The first unit, as the programme's yardstick describes it."""

from pathlib import Path

from curriculum.builder.notebooks import build_source, source_files
from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.exercise import Rung

CURRICULUM = Path(__file__).parents[2] / "curriculum"


def s04() -> Unit:
    """The unit *Écrire une page*."""
    return next(unit for unit in load_programme(CURRICULUM).units if unit.code == "S04")


def test_the_ladder_is_whole():
    """Six exercises, one for each rung, in the order of the ladder; taught in week 4."""
    unit = s04()
    assert (unit.title, unit.weeks, unit.notebook_name) == ("Écrire une page", (4,), "s04-html-base.ipynb")
    assert [(taught.number, taught.exercise.rung) for taught in unit.exercises] == [
        ("01", Rung.PREDICT),
        ("02", Rung.PARSONS),
        ("03", Rung.REPAIR),
        ("04", Rung.COMPLETE),
        ("05", Rung.WRITE),
        ("06", Rung.CHALLENGE),
    ]
    assert [taught.number for taught in unit.exercises if taught.essential] == ["03", "04", "05"]
    assert [place.number for place in unit.lesson.places] == ["01", "02", "03", "04", "05", "06"]


def test_every_exercise_was_tried_from_many_sides():
    """At least three mistakes and two other right ways for each exercise."""
    for taught in s04().exercises:
        assert len(taught.mistakes) >= 3, taught.number
        assert len(taught.variants) >= 2, taught.number


def test_nothing_handed_out_gives_the_answer_away():
    """No file of the source folder holds a solution or a check; starts hold no h2 where one is asked."""
    unit = s04()
    handed_out = b"\n".join(source_files(unit).values())
    for taught in unit.exercises[1:]:  # the first answer is one letter
        for solution in taught.solution.values():
            assert solution not in handed_out or solution in taught.exercise.start.values()
        for check in taught.exercise.checks:
            assert check.check_id.encode() not in handed_out


def test_two_builds_of_the_unit_are_the_same(tmp_path: Path):
    """S04 itself is built byte for byte the same, and only once."""
    assert build_source(s04(), tmp_path)
    assert not build_source(s04(), tmp_path)
