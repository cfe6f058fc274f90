"""Every exercise tried on the real checker, as a learner's work would be, in two runs.

Right work has full marks, and there are at least three right ways; each mistake gets its own message; what was handed
out is told apart from work; no rule is there that nothing in the folder can break; both runs say the same.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from curriculum.builder.exceptions import without_excused
from curriculum.builder.exercises import UnitExercise
from curriculum.builder.faults import Fault, in_order
from curriculum.builder.lint import lint_unit
from curriculum.builder.message_lint import lint_messages
from curriculum.builder.programme import Programme
from curriculum.builder.red_thread_facts import lint_facts
from curriculum.builder.terms import lint_terms
from curriculum.builder.trials import Run, Tell, Trial, all_trials, trials_of
from curriculum.builder.units import Unit
from graders.messages.catalogue import FRENCH
from graders.results import Outcome, Report

VARIANTS = 2  # with the solution: three right ways, so that a check cannot ask for one spelling


async def check_course(
    programme: Programme,
    units: Sequence[Unit],
    first: Run,
    second: Run,
    tell: Tell = lambda _: None,
    *,
    messages: Path = FRENCH,
) -> tuple[Fault, ...]:
    """What is wrong with the texts and the exercises of these units of the programme and with the grader's messages.

    `tell` hears of each exercise when both runs are done with it.
    """
    spoken = [fault for unit in units for fault in (*lint_unit(unit.path), *lint_terms(unit, before(unit, programme)))]
    left = without_excused(spoken, [unit.path for unit in units])
    facts = [fault for unit in units for fault in lint_facts(unit.path, programme.red_thread)]
    return in_order([*lint_messages(messages), *left, *facts, *await check_units(units, first, second, tell)])


def before(unit: Unit, programme: Programme) -> list[Unit]:
    """The units it requires, and what these require: what its learners have read."""
    by_id = {each.unit_id: each for each in programme.units}
    found: dict[str, Unit] = {}
    wanted = list(unit.requires)
    while wanted:
        needed = by_id[wanted.pop()]
        if needed.unit_id not in found:
            found[needed.unit_id] = needed
            wanted += needed.requires
    return list(found.values())


async def check_units(units: Iterable[Unit], first: Run, second: Run, tell: Tell = lambda _: None) -> tuple[Fault, ...]:
    """The faults of every exercise of the units."""
    trials = all_trials(units)
    progress = _progress(trials, tell)
    one, other = await asyncio.gather(first(trials, progress), second(trials, progress))
    exercises = {trial.taught.path: trial.taught for trial in trials}
    return in_order(fault for taught in exercises.values() for fault in _faults(taught, one, other))


def _progress(trials: Sequence[Trial], tell: Tell) -> Tell:
    """Takes the key of each trial done and tells each exercise whose trials are all done, in both runs."""
    exercise_of = {trial.key: trial.taught.exercise.exercise_id for trial in trials}
    works = Counter(exercise_of.values())
    left = works + works

    def done(key: str) -> None:
        exercise_id = exercise_of[key]
        left[exercise_id] -= 1
        if not left[exercise_id]:
            tell(f"{exercise_id}: {works[exercise_id]} works, each tried twice")

    return done


def _faults(taught: UnitExercise, one: Mapping[str, Report], other: Mapping[str, Report]) -> Iterator[Fault]:
    """The faults of one exercise: its work, its rules, its right ways."""
    trials = trials_of(taught)
    for trial in trials:
        report, again = one[trial.key], other[trial.key]
        if Outcome.ERRORED in {report.outcome, again.outcome}:
            yield Fault(trial.path, None, "could not be judged, not even alone; what the checker logged says why")
            continue
        if sentence := _fault_of_verdict(report, trial.message_id):
            yield Fault(trial.path, None, sentence)
        for sentence in differences(report, again):
            yield Fault(trial.path, None, f"two runs differ: {sentence}")
    yield from _unbroken_rules(taught, [one[trial.key] for trial in trials if trial.is_mistake])
    yield from _missing_variants(taught)


def differences(one: Report, other: Report) -> list[str]:
    """Where two reports on the same work say different things, line by line; empty if they agree."""
    before, after = one.to_json(), other.to_json()
    rows, later = {row["check_id"]: row for row in before.pop("results")}, after.pop("results")
    found = [f"{name} is {value!r}, then {after[name]!r}" for name, value in before.items() if value != after[name]]
    for row in later:
        earlier: Mapping[str, Any] = rows.get(row["check_id"], {})
        found += [
            f"{name} of check {row['check_id']} is {earlier.get(name)!r}, then {value!r}"
            for name, value in row.items()
            if value != earlier.get(name)
        ]
    return found


def _fault_of_verdict(report: Report, message_id: str | None) -> str | None:
    """What is wrong with the verdict on work that should get this message, or full marks (None); None if nothing is."""
    if message_id is None:
        right = report.outcome is Outcome.PASSED and report.score == report.max_score
        return None if right else f"should have full marks; got {_told(report)}"
    right = report.outcome is Outcome.FAILED and report.message_id == message_id
    return None if right else f"should get the message {message_id!r}; got {_told(report)}"


def _told(report: Report) -> str:
    """What a report says, for one sentence: "12 of 14 points, 'no-title' from check tab_has_a_title: Il manque …"."""
    points = f"{report.score:g} of {report.max_score:g} points"
    step = report.next_step
    if step is None:
        return points
    said = report.notice_text if report.notice else step.message
    return f"{points}, {report.message_id!r} from check {step.check_id}: {said}"


def _unbroken_rules(taught: UnitExercise, reports: Iterable[Report]) -> Iterator[Fault]:
    """A fault for each check that no mistake fails by itself: nobody has seen it say no."""
    broken = {
        result.check_id
        for report in reports
        if report.notice is None
        for result in report.results
        if result.outcome is Outcome.FAILED
    }
    for check in taught.exercise.checks:
        if check.check_id not in broken:
            yield Fault(taught.path / "checks.py", None, f"no mistake fails the check {check.check_id}")


def _missing_variants(taught: UnitExercise) -> Iterator[Fault]:
    """A fault where there are too few right ways, or one is there twice."""
    folder = taught.path / "variants"
    if len(taught.variants) < VARIANTS:
        yield Fault(folder, None, f"holds {len(taught.variants)} other right ways; expected at least {VARIANTS}")
    known = {tuple(sorted(taught.solution.items())): "solution"}
    for name, files in taught.variants.items():
        same = known.setdefault(tuple(sorted(files.items())), f"variants/{name}")
        if same != f"variants/{name}":
            yield Fault(folder / name, None, f"is the same as {same}; expected another right way")
