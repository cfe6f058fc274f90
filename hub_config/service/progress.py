"""How far one person is with one unit: from tries, hand-ins, grading and gradebook to what a page says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from curriculum.builder.exercises import UnitExercise
from graders.checks import Check
from graders.exchange.records import Submission, Terms
from graders.exercise import Exercise
from graders.notebook.gradebook import SubmissionScores
from graders.notebook.queue import GradingJob, JobState
from graders.results import Outcome
from hub_config.service.attempts import Attempt, Obstacle, obstacle, passed
from hub_config.service.handed_out import HandedOut

NO_TERMS = Terms()


class Stage(Enum):
    """Where a person is with a unit. WAITING: handed in, and a trainer has something to look at."""

    TO_DO = "to-do"
    STARTED = "started"
    GRADING = "grading"
    WAITING = "waiting"
    GRADED = "graded"


@dataclass(frozen=True)
class Progress:
    """One person and one unit.

    `done` are the numbers of exercises that were right at least once, tried or graded. `hand_ins` are all of them,
    oldest first; `scores` belong to the latest one that was graded, `job` to the latest of all.
    """

    unit: HandedOut
    done: frozenset[str]
    attempts: tuple[Attempt, ...]
    hand_ins: tuple[Submission, ...]
    job: GradingJob | None
    scores: SubmissionScores | None
    terms: Terms

    @property
    def total(self) -> int:
        """How many exercises there are."""
        return len(self.unit.exercises)

    @property
    def essentials_done(self) -> bool:
        """Whether every exercise is right that later units need."""
        return {each.exercise.number for each in self.unit.exercises if each.essential} <= self.done

    @property
    def resume(self) -> UnitExercise | None:
        """Where to go on: the exercise tried last, if it is not right yet; else the next one that later units need.

        After those comes what is left, in its order; None when all is right.
        """
        to_do = {each.exercise.number: each for each in self.unit.exercises if each.exercise.number not in self.done}
        last = self.attempts[-1].number if self.attempts else None
        if last in to_do:
            return to_do[last]
        in_order = sorted(to_do.values(), key=lambda each: (not each.essential, each.exercise.number))
        return next(iter(in_order), None)

    @property
    def latest(self) -> Submission | None:
        """What was handed in last."""
        return self.hand_ins[-1] if self.hand_ins else None

    @property
    def answered(self) -> Submission | None:
        """The latest hand-in on which there is feedback."""
        return next((each for each in reversed(self.hand_ins) if each.feedback), None)

    @property
    def stage(self) -> Stage:
        """The one word for all of it."""
        if self.latest is None:
            return Stage.STARTED if self.attempts else Stage.TO_DO
        if self.job is None or self.job.state in {JobState.QUEUED, JobState.RUNNING}:
            return Stage.GRADING
        if self.scores is None or self.scores.needs_manual_grade:
            return Stage.WAITING
        # Held without feedback, it was not graded at all: the scores are an earlier hand-in's. Held with feedback, and
        # every cell has a mark by now: a trainer gave the missing ones.
        is_graded = self.job.state is JobState.DONE or self.latest.feedback
        return Stage.GRADED if is_graded else Stage.WAITING

    @property
    def is_perfect(self) -> bool:
        """Whether nothing is left to gain."""
        return self.stage is Stage.GRADED and self.scores is not None and self.scores.score >= self.scores.max_score

    @property
    def obstacle(self) -> Obstacle | None:
        """Where the person is stuck."""
        return obstacle(self.attempts)

    @property
    def obstacle_check(self) -> Check | None:
        """The check they stumble over; None if they are not stuck, or it is no longer in the programme."""
        stuck = self.obstacle
        exercises = [each.exercise for each in self.unit.exercises if stuck and each.exercise.number == stuck.number]
        checks = [check for exercise in exercises for check in exercise.checks]
        return next((check for check in checks if stuck and check.check_id == stuck.check_id), None)

    @property
    def reported(self) -> tuple[Exercise, ...]:
        """The exercises that have a report to show, as they were tried and our own fault did not spoil the try."""
        tried = {attempt.number for attempt in self.attempts if attempt.outcome is not Outcome.ERRORED}
        exercises = (each.exercise for each in self.unit.exercises)
        return tuple(exercise for exercise in exercises if exercise.report and exercise.number in tried)

    @property
    def last_activity(self) -> datetime | None:
        """The latest try or hand-in."""
        moments = [attempt.tried_at for attempt in self.attempts[-1:]]
        return max(moments + [each.submitted_at for each in self.hand_ins[-1:]], default=None)


def progress(
    unit: HandedOut,
    *,
    attempts: Sequence[Attempt] = (),
    hand_ins: Sequence[Submission] = (),
    job: GradingJob | None = None,
    scores: SubmissionScores | None = None,
    terms: Terms = NO_TERMS,
) -> Progress:
    """The progress that these records show; all of them of one person in this unit."""
    return Progress(
        unit, passed(attempts) | _graded_right(unit, scores), tuple(attempts), tuple(hand_ins), job, scores, terms
    )


def _graded_right(unit: HandedOut, scores: SubmissionScores | None) -> frozenset[str]:
    """The exercises with all their points; somebody may hand in without pressing "Vérifier"."""
    full = {cell.grade_id for cell in scores.cells if cell.score >= cell.max_score > 0} if scores else set()
    numbers = (each.exercise.number for each in unit.exercises)
    return frozenset(number for number in numbers if f"exercice-{number}" in full)


def next_thing(units: Sequence[Progress]) -> Progress | None:
    """The one thing to do now: what is started, else what comes first, else what can still be better."""
    for wanted in (Stage.STARTED, Stage.TO_DO):
        for each in units:
            if each.stage is wanted:
                return each
    return next((each for each in units if each.stage is Stage.GRADED and not each.is_perfect), None)
