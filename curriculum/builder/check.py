"""Every exercise tried on the real checker, as a learner's work would be.

Right work has full marks, each mistake gets its own message, what was handed out is told apart from work, and no rule
is there that nothing in the folder can break.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from curriculum.builder.exercises import Files, UnitExercise
from curriculum.builder.faults import Fault, in_order
from curriculum.builder.lint import lint_unit
from curriculum.builder.programme import Programme
from curriculum.builder.units import Unit
from graders.exercise import Exercise
from graders.results import Outcome, Report


class Checks(Protocol):
    """What is asked of a checker; `graders.checker.Checker` is one."""

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The report on one piece of work."""


async def check_programme(programme: Programme, checker: Checks) -> tuple[Fault, ...]:
    """What is wrong with the programme's texts and exercises; empty if all is well."""
    spoken = [fault for unit in programme.units for fault in lint_unit(unit.path)]
    return in_order([*spoken, *await check_units(programme.units, checker)])


async def check_units(units: Iterable[Unit], checker: Checks) -> tuple[Fault, ...]:
    """The faults of every exercise of the units."""
    exercises = [check_exercise(taught, checker) for unit in units for taught in unit.exercises]
    return in_order(fault for faults in await asyncio.gather(*exercises) for fault in faults)


async def check_exercise(taught: UnitExercise, checker: Checks) -> list[Fault]:
    """The faults of one exercise: its start, its right work, its mistakes, its rules."""
    exercise = taught.exercise
    right: dict[str, Files] = {"solution": taught.solution}
    right |= {f"variants/{name}": files for name, files in taught.variants.items()}
    wrong = {f"mistakes/{name}": mistake for name, mistake in taught.mistakes.items()}
    work = {"start": exercise.start, **right, **{name: mistake.files for name, mistake in wrong.items()}}
    answers = await asyncio.gather(*(checker.check(exercise, files) for files in work.values()))
    reports = dict(zip(work, answers, strict=True))

    sentences = {"start": _fault_of_wrong(reports["start"], "unchanged")}
    sentences |= {name: _fault_of_right(reports[name]) for name in right}
    sentences |= {name: _fault_of_wrong(reports[name], mistake.message_id) for name, mistake in wrong.items()}
    faults = [Fault(taught.path / name, None, sentence) for name, sentence in sentences.items() if sentence]
    return [*faults, *_unbroken_rules(taught.path, exercise, [reports[name] for name in wrong])]


def message_of(report: Report) -> str | None:
    """The id of the message a learner reads: the notice if there is one, else the first failed check's."""
    step = report.next_step
    return report.notice or (step.message_id if step else None)


def _fault_of_right(report: Report) -> str | None:
    if report.outcome is Outcome.PASSED and report.score == report.max_score:
        return None
    return f"should have full marks; got {_told(report)}"


def _fault_of_wrong(report: Report, message_id: str) -> str | None:
    if report.outcome is Outcome.FAILED and message_of(report) == message_id:
        return None
    return f"should get the message {message_id!r}; got {_told(report)}"


def _told(report: Report) -> str:
    """What a report says, for one sentence: "12 of 14 points, 'no-title' from check tab_has_a_title: Il manque …"."""
    points = f"{report.score:g} of {report.max_score:g} points"
    step = report.next_step
    if step is None:
        return points
    said = report.notice_text if report.notice else step.message
    return f"{points}, {message_of(report)!r} from check {step.check_id}: {said}"


def _unbroken_rules(path: Path, exercise: Exercise, reports: list[Report]) -> list[Fault]:
    """A fault for each check that no mistake fails by itself: nobody has seen it say no."""
    broken = {
        result.check_id
        for report in reports
        if report.notice is None
        for result in report.results
        if result.outcome is Outcome.FAILED
    }
    return [
        Fault(path / "checks.py", None, f"no mistake fails the check {check.check_id}")
        for check in exercise.checks
        if check.check_id not in broken
    ]
