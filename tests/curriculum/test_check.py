"""An exercise that cannot be trusted is found, in each way it may be so."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from curriculum.builder.check import check_course, check_units, differences
from curriculum.builder.programme import Programme, load_programme
from curriculum.builder.trials import RunError, all_trials, run_elsewhere, run_here, run_on
from graders.exercise import Exercise
from graders.results import CheckResult, Outcome, Report
from tests.curriculum.makers import EXERCISE, FILES, PARSONS, changed, write_programme

CURRICULUM = Path(__file__).parents[2] / "curriculum"
CHECKS = FILES[f"{EXERCISE}/checks.py"]


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


class FlakyChecker(StandInChecker):
    """One that changes every other report."""

    def __init__(self, change: Callable[[Report], Report]) -> None:
        self._change = change
        self._asked = itertools.count()

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The stand-in's report, and of every other work another."""
        report = await super().check(exercise, files)
        return report if next(self._asked) % 2 else self._change(report)


STAND_IN = run_on(StandInChecker())


def a_programme(root: Path, changes: dict[str, str | None] | None = None) -> Programme:
    """The small programme, with changes."""
    return load_programme(write_programme(root, {f"{PARSONS}/start/logo.svg": None, **(changes or {})}))


def in_short(faults: tuple[object, ...], root: Path) -> list[str]:
    """The faults without the way to their unit."""
    return [str(fault).replace(f"{root}/web/s01-essai/exercises/", "") for fault in faults]


async def test_a_sound_programme_has_no_fault(tmp_path: Path):
    """Right work passes, mistakes get their message, starts are told apart: nothing to say; progress is told."""
    told: list[str] = []
    (tmp_path / "work.yml").write_text('unchanged: "Rien n’a changé."\n', encoding="utf-8")
    programme = a_programme(tmp_path / "programme")
    assert await check_course(programme, programme.units, STAND_IN, STAND_IN, told.append, messages=tmp_path) == ()
    assert told == ["web-s01-essai/01: 5 works, each tried twice", "web-s01-essai/02: 5 works, each tried twice"]


async def test_each_way_to_be_unsound_is_told(tmp_path: Path):
    """Wrong right work, a mistake with another message, a rule nothing breaks, French that hurts, here and there."""
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
    messages = tmp_path / "web" / "s01-essai" / "exercises" / "zz"
    messages.mkdir()
    (messages / "work.yml").write_text('unchanged: "C’est votre faute."\n', encoding="utf-8")
    faults = await check_course(programme, programme.units, STAND_IN, STAND_IN, messages=messages)
    assert in_short(faults, tmp_path) == [
        "01-choisir/checks.py: no mistake fails the check right_word",
        "01-choisir/mistakes/le-soir: should get the message 'it-is-morning'; got 2 of 2 points",
        "01-choisir/variants/grand: should have full marks; "
        "got 0 of 2 points, 'it-is-morning' from check right_word: Ah.",
        "02-ordonner/mistakes/a-l-envers: should get the message 'no-h1'; "
        "got 0 of 1.5 points, 'wrong-order' from check heading_first: Ah.",
        "02-ordonner/task.md:1: says « simplement »: a word that makes those who don't know feel small",
        "zz/work.yml:1: says « votre faute »: the page lacks something, the person did nothing wrong",
    ]


async def test_a_start_that_is_not_told_as_unchanged(tmp_path: Path):
    """Files as handed out must get the message "unchanged"."""
    programme = a_programme(tmp_path, {f"{EXERCISE}/start/reponse.txt": "A"})
    faults = await check_units(programme.units, STAND_IN, STAND_IN)
    assert in_short(faults, tmp_path) == [
        "01-choisir/start: should get the message 'unchanged'; got 2 of 2 points",
    ]


async def test_two_other_right_ways_are_asked_for(tmp_path: Path):
    """One variant is too few; one that repeats another, or the solution, is none."""
    programme = a_programme(
        tmp_path,
        {
            f"{EXERCISE}/variants/espace/reponse.txt": None,
            f"{PARSONS}/variants/sans-decalage/index.html": FILES[f"{PARSONS}/solution/index.html"],
        },
    )
    assert in_short(await check_units(programme.units, STAND_IN, STAND_IN), tmp_path) == [
        "01-choisir/variants: holds 1 other right ways; expected at least 2",
        "02-ordonner/variants/sans-decalage: is the same as solution; expected another right way",
    ]


class BusyChecker(StandInChecker):
    """One that cannot judge: some works `at_first` or, if not, at all."""

    def __init__(self, *, at_first: bool) -> None:
        self._at_first = at_first
        self._asked: set[tuple[str, bytes]] = set()

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The stand-in's report; of right answers an error, each time or once."""
        report = await super().check(exercise, files)
        work = (exercise.exercise_id, b"".join(files.values()))
        if report.outcome is not Outcome.PASSED or (self._at_first and work in self._asked):
            return report
        self._asked.add(work)
        return replace(report, results=tuple(replace(each, outcome=Outcome.ERRORED) for each in report.results))


async def test_what_a_busy_machine_kept_from_a_verdict_is_tried_again_alone(tmp_path: Path):
    """Once is the machine's doing; again is a fault, told in one sentence."""
    programme = a_programme(tmp_path)
    assert await check_units(programme.units, STAND_IN, run_on(BusyChecker(at_first=True))) == ()
    faults = await check_units(programme.units, STAND_IN, run_on(BusyChecker(at_first=False)))
    said = "could not be judged, not even alone; what the checker logged says why"
    assert in_short(faults, tmp_path) == [
        f"{exercise}/{name}: {said}"
        for exercise, names in (
            ("01-choisir", ("solution", "variants/espace", "variants/grand")),
            ("02-ordonner", ("solution", "variants/oui-d-abord", "variants/sans-decalage")),
        )
        for name in names
    ]


def other_line(report: Report) -> Report:
    """The same verdicts, told of another line."""
    return replace(report, results=tuple(replace(result, line=7) for result in report.results))


async def test_two_runs_that_differ_are_told_line_by_line(tmp_path: Path):
    """The score is the same; that a line is another one is a fault all the same."""
    programme = a_programme(tmp_path)
    again = run_on(FlakyChecker(other_line))
    faults = in_short(await check_units(programme.units, STAND_IN, again), tmp_path)
    assert faults == [
        "01-choisir/mistakes/le-soir: two runs differ: line of check right_word is None, then 7",
        "01-choisir/start: two runs differ: line of check right_word is None, then 7",
        "01-choisir/variants/espace: two runs differ: line of check right_word is None, then 7",
        "02-ordonner/solution: two runs differ: line of check heading_first is None, then 7",
        "02-ordonner/variants/sans-decalage: two runs differ: line of check heading_first is None, then 7",
    ]


def test_differences_name_what_differs():
    """Outcome, notice, message, order of checks, a check more or less: each is a line; the same twice has none."""
    right = CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.PASSED)
    wrong = CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.FAILED, "no-lang", "Il manque la langue.")
    one = Report("web-essai/01", (right,))
    assert differences(one, one) == []
    assert differences(one, Report("web-essai/01", (wrong,), "unchanged", "Rien.")) == [
        "outcome is 'passed', then 'failed'",
        "score is 1.0, then 0.0",
        "notice is None, then 'unchanged'",
        "notice_text is None, then 'Rien.'",
        "outcome of check lang is 'passed', then 'failed'",
        "message_id of check lang is None, then 'no-lang'",
        "message of check lang is None, then 'Il manque la langue.'",
    ]


SETS = CHECKS.replace(
    "    expect_choice",
    """    if answer.text == "b":
        raise Failure("it-is-morning", found=" ".join({"un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"}))
    expect_choice""",
).replace("import check", "import Failure, check")


@pytest.mark.browser
async def test_a_run_elsewhere_finds_what_hangs_on_the_order_of_a_set(tmp_path: Path):
    """The same answer twice in one process, another in the next: nobody would see it without the second run."""
    programme = a_programme(
        tmp_path,
        {
            f"{EXERCISE}/checks.py": SETS,
            **{name: None for name in FILES if name.startswith(PARSONS)},
        },
    )
    told: list[str] = []
    faults = in_short(await check_units(programme.units, run_here(), run_elsewhere(tmp_path), told.append), tmp_path)
    assert [fault.partition(" is ")[0] for fault in faults] == [
        f"01-choisir/mistakes/le-soir: two runs differ: {name} of check right_word" for name in ("found", "message")
    ]
    assert told == ["web-s01-essai/01: 5 works, each tried twice"]


@pytest.mark.browser
async def test_a_run_elsewhere_that_breaks_off_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    """A check that ends its process leaves no verdicts, and that is said."""
    ending = CHECKS.replace("    expect_choice", "    import os\n\n    os._exit(3)\n    expect_choice")
    programme = a_programme(
        tmp_path, {f"{EXERCISE}/checks.py": ending, **{name: None for name in FILES if name.startswith(PARSONS)}}
    )
    with pytest.raises(RunError, match="the second run broke off with exit code 3, 0 of 5 works tried"):
        await run_elsewhere(tmp_path)(all_trials(programme.units), lambda _: None)


@pytest.mark.browser
async def test_every_exercise_of_a_unit_keeps_its_promises():
    """Real checker, two runs: right ways have full marks, each mistake its own message, and nothing flickers.

    One unit, of pages: `make check`, which CI runs too, tries them all.
    """
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.code == "S04")
    assert len(unit.exercises) == 6
    assert await check_units([unit], run_here(), run_elsewhere(CURRICULUM)) == ()
