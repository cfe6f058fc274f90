"""Reference pictures are made from the solution, and serve the check they were made for."""

import asyncio
from pathlib import Path

import pytest

from curriculum.builder.faults import CurriculumError
from curriculum.builder.programme import load_programme
from graders.checker import Checker
from graders.results import Outcome
from hub_config.course import CourseError, take_pictures
from tests.curriculum.makers import FILES, PARSONS, write_programme

LIKENESS = '''

from graders.web.expectations.likeness import expect_likeness


@check(points={points}, likeness=True)
def like_the_model(page):
    """La page ressemble au modèle."""
    expect_likeness(page, beside=__file__, widths=(360, 1280))
'''


def with_likeness(points: float) -> dict[str, str | None]:
    """The Parsons problem with a check that compares with a picture."""
    return {f"{PARSONS}/checks.py": FILES[f"{PARSONS}/checks.py"] + LIKENESS.format(points=points)}


@pytest.mark.browser
async def test_a_picture_of_the_solution(tmp_path: Path):
    """The command writes one of each width; the solution then resembles it; without a width they are made anew."""
    programme = load_programme(write_programme(tmp_path, with_likeness(0.25)))
    names = [f"{PARSONS}/pictures/index-{width}.png" for width in (360, 1280)]
    made = await asyncio.to_thread(take_pictures, programme, "S01/02", [1280, 360])
    assert sorted(str(path.relative_to(tmp_path)) for path in made) == sorted(names)
    before = [(tmp_path / name).read_bytes() for name in names]
    again = await asyncio.to_thread(take_pictures, programme, "web-s01-essai/02", [])
    assert sorted(again) == sorted(made)
    assert [(tmp_path / name).read_bytes() for name in names] == before

    taught = next(one for one in programme.units[0].exercises if one.exercise.number == "02")
    other = b"<h1>" + b"Bonjour " * 40 + b"</h1><p>Oui.<table bgcolor=red height=900 width=100%>"
    async with Checker() as checker:
        report = await checker.check(taught.exercise, taught.solution)
        report_on_other = await checker.check(taught.exercise, {"index.html": other})
    assert report.outcome is Outcome.PASSED
    assert report_on_other.message_id == "other-shape-than-model"
    assert [picture.title for picture in report_on_other.results[1].pictures] == [
        "Le modèle",
        "Votre page",
        "Ce qui diffère",
    ]


@pytest.mark.browser
async def test_a_picture_that_was_never_made(tmp_path: Path):
    """The check is at fault, not the work, so `atelier course check` stops there."""
    programme = load_programme(write_programme(tmp_path, with_likeness(0.25)))
    taught = next(one for one in programme.units[0].exercises if one.exercise.number == "02")
    async with Checker() as checker:
        report = await checker.check(taught.exercise, taught.solution)
    assert report.outcome is Outcome.ERRORED


def test_an_exercise_that_lives_on_likeness_is_refused(tmp_path: Path):
    """The builder names the file, and how much is too much."""
    with pytest.raises(CurriculumError) as error:
        load_programme(write_programme(tmp_path, with_likeness(1)))
    (fault,) = error.value.faults
    assert (fault.path.name, fault.sentence) == (
        "checks.py",
        "likeness to a picture is worth 1 of 2.5 points; expected at most 20%, and checks that prove more for the rest",
    )


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("S01/09", "no exercise '09' in web-s01-essai; there are 01, 02"),
        ("S09/01", "no unit S09; there are web-s01-essai"),
        ("S01/01", "S01/01: web-s01-essai/01 has no page in its solution"),
    ],
)
def test_no_picture_of_that(tmp_path: Path, name: str, complaint: str):
    """One sentence says what there is."""
    programme = load_programme(write_programme(tmp_path))
    with pytest.raises(CourseError, match=f"^{complaint}$"):
        take_pictures(programme, name, [])
