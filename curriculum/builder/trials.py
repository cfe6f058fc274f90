"""Every piece of work an exercise is tried with, and runs of them on a checker: here, or in a process of its own.

A run elsewhere is another Python (with another order of sets) and another browser: what hangs on either shows as a
difference between two runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from curriculum.builder.exercises import Files, UnitExercise
from curriculum.builder.units import Unit
from graders.checker import Checker
from graders.exercise import Exercise
from graders.mesh.inspector import Inspector
from graders.results import Outcome, Report
from graders.web.pool import TabPool

DEADLINE_S = 15.0  # for each check, 5 in a class: here all cores are busy, and nobody waits
SLOTS = 2  # two runs at once, each with two works, keep two cores busy
LINE_BYTES = 2**20  # a report has a few kilobytes

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """One piece of work: `name` is its folder ("variants/grand"), `message_id` what must be told; None: full marks."""

    taught: UnitExercise
    name: str
    files: Files
    message_id: str | None

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.taught.path / self.name

    @property
    def is_mistake(self) -> bool:
        """True for what learners get wrong."""
        return self.name.startswith("mistakes/")

    @property
    def key(self) -> str:
        """Its name among all: `web-s04-html-base/03 variants/grand`."""
        return f"{self.taught.exercise.exercise_id} {self.name}"


class Checks(Protocol):
    """What is asked of a checker; `graders.checker.Checker` is one."""

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The report on one piece of work."""


Run = Callable[[Sequence[Trial], Tell], Awaitable[Mapping[str, Report]]]
"""Gives the report on each trial by its key, and tells each key when it is done."""


class RunError(Exception):
    """A run in another process that did not come to its end."""


def trials_of(taught: UnitExercise) -> list[Trial]:
    """The work an exercise is tried with: as handed out, right in each way, wrong in each way."""
    right = {"solution": taught.solution} | {f"variants/{name}": files for name, files in taught.variants.items()}
    return [
        Trial(taught, "start", taught.exercise.start, "unchanged"),
        *(Trial(taught, name, files, None) for name, files in right.items()),
        *(
            Trial(taught, f"mistakes/{name}", mistake.files, mistake.message_id)
            for name, mistake in taught.mistakes.items()
        ),
    ]


def run_on(checker: Checks) -> Run:
    """A run on this checker."""

    async def run(trials: Sequence[Trial], tell: Tell) -> Mapping[str, Report]:
        reports: dict[str, Report] = {}

        def done(trial: Trial, report: Report) -> None:
            reports[trial.key] = report
            tell(trial.key)

        await try_each(checker, trials, done)
        return reports

    return run


async def try_each(checker: Checks, trials: Sequence[Trial], done: Callable[[Trial, Report], None]) -> None:
    """Hand the report on each trial to `done`.

    What could not be judged among the others is tried once more, alone: the machine may have been too busy for it.
    """
    unjudged: list[Trial] = []

    async def tried(trial: Trial) -> None:
        report = await checker.check(trial.taught.exercise, trial.files)
        if report.outcome is Outcome.ERRORED:
            unjudged.append(trial)
        else:
            done(trial, report)

    await asyncio.gather(*map(tried, trials))
    for trial in unjudged:
        done(trial, await checker.check(trial.taught.exercise, trial.files))


def run_here(inspector: Inspector | None = None) -> Run:
    """A run in this process, on a checker of its own; pieces are judged if there is an inspector."""

    async def run(trials: Sequence[Trial], tell: Tell) -> Mapping[str, Report]:
        async with a_checker(inspector) as checker:
            return await run_on(checker)(trials, tell)

    return run


def run_elsewhere(root: Path, module: str = "curriculum.builder.second_run") -> Run:
    """A run in a process of its own, which reads the programme under `root` itself; RunError if it breaks off.

    `module` is what runs there; another than this package's own can hand its checker an inspector.
    """

    async def run(trials: Sequence[Trial], tell: Tell) -> Mapping[str, Report]:
        units = dict.fromkeys(trial.taught.exercise.unit_id for trial in trials)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, str(root), *units),
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
            env={**os.environ, "PYTHONHASHSEED": "4"},  # ours is another, nearly always
        )
        reports: dict[str, Report] = {}
        if process.stdout is None:
            raise RunError("the second run has no pipe")
        try:
            async for line in process.stdout:
                key, report = json.loads(line)
                reports[key] = Report.from_json(report)
                tell(key)
        except BaseException:  # our own run failed, or somebody pressed Ctrl+C: the other is of no use
            process.kill()
            raise
        code = await process.wait()
        if code or reports.keys() != {trial.key for trial in trials}:
            tried = f"{len(reports)} of {len(trials)} works tried"
            raise RunError(f"the second run broke off with exit code {code}, {tried}")
        return reports

    return run


def a_checker(inspector: Inspector | None = None) -> Checker:
    """A checker for many works at once, for nobody who waits; use it as an async context manager."""
    return Checker(slots=SLOTS, deadline_s=DEADLINE_S, pool=TabPool(warm=0), inspector=inspector)


def all_trials(units: Iterable[Unit]) -> list[Trial]:
    """The trials of every exercise of the units, in their order."""
    return [trial for unit in units for taught in unit.exercises for trial in trials_of(taught)]
