"""From records to the one word that a page says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from graders.exchange.records import Submission
from graders.notebook.gradebook import CellScore, SubmissionScores
from graders.notebook.queue import GradingJob, JobState
from graders.results import Outcome
from hub_config.service.attempts import Attempt, Obstacle, obstacle, passed
from hub_config.service.progress import Progress, Stage, next_thing, progress
from tests.hub_config.service.makers import MONDAY, S04, a_unit

UNIT = a_unit()


def a_try(number: str, outcome: Outcome = Outcome.PASSED, check_id: str | None = None, minute: int = 0) -> Attempt:
    """One of Amina's."""
    return Attempt("amina", S04, number, outcome, check_id, None, MONDAY + timedelta(minutes=minute))


def stumble(number: str, check_id: str = "has_one_title") -> Attempt:
    """A try that fails at this check."""
    return a_try(number, Outcome.FAILED, check_id)


HAND_IN = Submission("1", "amina", S04, 1, MONDAY, feedback={"page.html": "0"})


def a_job(state: JobState) -> GradingJob:
    """The grading of `HAND_IN`."""
    return GradingJob("1", "amina", state, 1, MONDAY, MONDAY, None, "amina", 0)


def scores(auto: float | None, manual: float | None = None) -> SubmissionScores:
    """One cell of five points."""
    cell = CellScore("exercice-03", 5, auto, manual, 0, needs_manual_grade=auto is None and manual is None)
    return SubmissionScores("amina", S04, (cell,))


@pytest.mark.parametrize(
    ("records", "stage"),
    [
        ({}, Stage.TO_DO),
        ({"attempts": [stumble("01")]}, Stage.STARTED),
        ({"hand_ins": [HAND_IN]}, Stage.GRADING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.QUEUED), "scores": scores(5)}, Stage.GRADING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.RUNNING), "scores": scores(5)}, Stage.GRADING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.DONE), "scores": scores(5)}, Stage.GRADED),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.DONE), "scores": scores(None)}, Stage.WAITING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.DONE)}, Stage.WAITING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.HELD), "scores": scores(None)}, Stage.WAITING),
        ({"hand_ins": [HAND_IN], "job": a_job(JobState.HELD), "scores": scores(None, 4)}, Stage.GRADED),
        (
            {"hand_ins": [replace(HAND_IN, feedback={})], "job": a_job(JobState.HELD), "scores": scores(5)},
            Stage.WAITING,
        ),
    ],
)
def test_where_a_person_is(records, stage):
    """Tries, hand-ins, grading and marks, trainers' marks included, make one stage."""
    assert progress(UNIT, **records).stage is stage


def test_a_pass_is_never_taken_away():
    """An exercise that was right once stays done, whatever is tried afterwards."""
    assert passed([a_try("01"), stumble("01"), stumble("02")]) == {"01"}


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([], None),
        ([stumble("02")] * 2, None),
        ([stumble("02")] * 3, Obstacle("02", "has_one_title", 3)),
        ([stumble("02")] * 3 + [a_try("02")], None),
        ([stumble("02", "says_its_language")] * 2 + [stumble("02")] * 2, None),
        ([stumble("02", "says_its_language")] * 3 + [stumble("02")] * 3, Obstacle("02", "has_one_title", 3)),
        ([stumble("02")] * 3 + [stumble("03")] * 4, Obstacle("03", "has_one_title", 4)),
        ([stumble("03")] * 3 + [stumble("02")] * 2, Obstacle("03", "has_one_title", 3)),
        ([stumble("02")] * 2 + [a_try("02", Outcome.ERRORED, "has_one_title")] * 5, None),
    ],
)
def test_where_a_person_is_stuck(attempts, expected):
    """Three tries in a row at one check, never passed since or before; our own faults do not count."""
    assert obstacle(attempts) == expected


def test_a_check_that_is_no_longer_there_is_no_crash():
    """After a change of the curriculum an old obstacle has no title, and the page still opens."""
    each = progress(UNIT, attempts=[stumble("02", "gone")] * 3)
    assert (each.obstacle, each.obstacle_check) == (Obstacle("02", "gone", 3), None)


def the_units(*stages: str) -> list[Progress]:
    """One unit for each word."""
    records = {
        "to do": {},
        "started": {"attempts": [a_try("01")]},
        "grading": {"hand_ins": [HAND_IN]},
        "could be better": {"hand_ins": [HAND_IN], "job": a_job(JobState.DONE), "scores": scores(3)},
        "perfect": {"hand_ins": [HAND_IN], "job": a_job(JobState.DONE), "scores": scores(5)},
    }
    return [progress(UNIT, **records[stage]) for stage in stages]


@pytest.mark.parametrize(
    ("stages", "chosen"),
    [
        ([], None),
        (["to do", "to do"], 0),
        (["to do", "started"], 1),
        (["perfect", "grading", "to do"], 2),
        (["could be better", "to do"], 1),
        (["perfect", "could be better", "grading"], 1),
        (["perfect", "grading"], None),
    ],
)
def test_the_one_thing_to_do_now(stages, chosen):
    """What is begun goes first, then what comes next, then what could be better."""
    units = the_units(*stages)
    assert next_thing(units) is (None if chosen is None else units[chosen])


def test_right_when_graded_is_done():
    """Who hands in without pressing "Vérifier" has done what was graded as right."""
    assert [progress(UNIT, scores=scores(points)).done for points in (None, 4, 5)] == [set(), set(), {"03"}]
