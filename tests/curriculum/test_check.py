from collections.abc import Mapping
from pathlib import Path

import pytest

from curriculum.builder.check import check_programme, check_units
from curriculum.builder.programme import Programme, load_programme
from graders.checker import Checker
from graders.exercise import Exercise
from graders.results import CheckResult, Outcome, Report
from tests.curriculum.makers import EXERCISE, PARSONS, changed, write_programme

CURRICULUM = Path(__file__).parents[2] / "curriculum"


class StandInChecker:
    """A checker without a browser: it knows the small programme's exercises by their bytes."""

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """Right if the answer is "a" or the page opens with its heading."""
        text = b"".join(files.values()).decode().strip().lower()
        right = text == "a" or text.startswith("<h1>")
        message_id = "it-is-morning" if exercise.number == "01" else "wrong-order"
        results = tuple(
            CheckResult(check.check_id, check.title, check.points, Outcome.PASSED)
            if right
            else CheckResult(check.check_id, check.title, check.points, Outcome.FAILED, message_id, "Ah.")
            for check in exercise.checks
        )
        unchanged = not right and files == {name: exercise.start[name] for name in files}
        return Report(exercise.exercise_id, results, *(("unchanged", "Rien.") if unchanged else ()))


def a_programme(root: Path, changes: dict[str, str | None] | None = None) -> Programme:
    """The small programme, with changes."""
    return load_programme(write_programme(root, {f"{PARSONS}/start/logo.svg": None, **(changes or {})}))


async def test_a_sound_programme_has_no_fault(tmp_path: Path):
    """Right work passes, mistakes get their message, starts are told apart: nothing to say."""
    assert await check_programme(a_programme(tmp_path), StandInChecker()) == ()


async def test_each_way_to_be_unsound_is_told(tmp_path: Path):
    """Wrong right work, a mistake with another message, a rule nothing breaks, French that hurts."""
    programme = a_programme(
        tmp_path,
        {
            f"{EXERCISE}/variants/grand/reponse.txt": "b\n",
            f"{EXERCISE}/mistakes/le-soir/reponse.txt": "a\n",
            f"{PARSONS}/mistakes/a-l-envers/index.html": "<p>Ça va ?</p>\n",
            **changed(f"{PARSONS}/exercise.yml", "wrong-order", "no-h1"),
            f"{PARSONS}/task.md": "C'est simplement ça.\n",
        },
    )
    faults = await check_programme(programme, StandInChecker())
    assert [str(fault).replace(f"{tmp_path}/web/s01-essai/exercises/", "") for fault in faults] == [
        "01-choisir/checks.py: no mistake fails the check right_word",
        "01-choisir/mistakes/le-soir: should get the message 'it-is-morning'; got 2 of 2 points",
        "01-choisir/variants/grand: should have full marks; "
        "got 0 of 2 points, 'it-is-morning' from check right_word: Ah.",
        "02-ordonner/mistakes/a-l-envers: should get the message 'no-h1'; "
        "got 0 of 1.5 points, 'wrong-order' from check heading_first: Ah.",
        "02-ordonner/task.md:1: says « simplement »: a word that makes those who don't know feel small",
    ]


async def test_a_start_that_is_not_told_as_unchanged(tmp_path: Path):
    """Files as handed out must get the message "unchanged"."""
    programme = a_programme(tmp_path, {f"{EXERCISE}/start/reponse.txt": "A"})
    faults = await check_units(programme.units, StandInChecker())
    assert [str(fault).replace(f"{tmp_path}/web/s01-essai/exercises/", "") for fault in faults] == [
        "01-choisir/start: should get the message 'unchanged'; got 2 of 2 points",
    ]


@pytest.mark.browser
async def test_every_exercise_of_the_programme_keeps_its_promises():
    """Real checker: solutions and variants have full marks, each mistake its own message, starts are "unchanged"."""
    programme = load_programme(CURRICULUM)
    tried = [taught for unit in programme.units for taught in unit.exercises]
    assert len(tried) >= 6
    async with Checker(deadline_s=30) as checker:
        assert await check_programme(programme, checker) == ()
