"""Outcomes, scores and the one next step."""

from dataclasses import replace

import pytest

from graders.picture import Picture
from graders.results import CheckResult, Outcome, Report

P, F, E = Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED


def a_report(*outcomes: Outcome, notice: str | None = None) -> Report:
    """A report with one check of 2 points per outcome."""
    results = tuple(
        CheckResult(
            f"check_{number}", "La règle.", 2.0, outcome, message_id=None if outcome is P else f"message-{number}"
        )
        for number, outcome in enumerate(outcomes)
    )
    return Report("web-s04-html-base/05", results, notice=notice)


@pytest.mark.parametrize(
    ("outcomes", "whole", "score"),
    [((P, P), P, 4.0), ((P, F), F, 2.0), ((F, F), F, 0.0), ((P, E), E, 2.0), ((F, E), E, 0.0), ((), E, 0.0)],
)
def test_the_outcome_of_the_whole(outcomes: tuple[Outcome, ...], whole: Outcome, score: float):
    """One broken check breaks the report, one failed check fails it, and no check is no verdict."""
    report = a_report(*outcomes)
    assert (report.outcome, report.score) == (whole, score)


def test_max_score_counts_every_check():
    """What was not earned still counts in the maximum."""
    assert a_report(P, F, E).max_score == 6.0


def test_the_next_step_is_the_first_that_did_not_pass():
    """A learner gets one thing to mend, in page order."""
    report = a_report(P, F, F)
    assert report.next_step is report.results[1]


def test_nothing_is_left_to_mend_when_all_passed():
    """A perfect page has no next step and no message."""
    report = a_report(P, P)
    assert (report.next_step, report.message_id) == (None, None)


def test_the_notice_speaks_first():
    """A message about the whole work hides the first failed check's."""
    assert (a_report(P, F).message_id, a_report(P, F, notice="unchanged").message_id) == ("message-1", "unchanged")


def test_a_report_with_fewer_hints():
    """The mildest stay, of every message and of the notice; nothing else changes."""
    report = a_report(P, F, notice="our-fault")
    full = replace(
        report,
        results=tuple(replace(result, hints=("a", "b", "c")) for result in report.results),
        notice_hints=("d", "e", "f"),
    )
    assert full.with_hints(1) == replace(
        report, results=tuple(replace(result, hints=("a",)) for result in report.results), notice_hints=("d",)
    )
    assert full.with_hints(3) == full


def test_json_round_trip():
    """What the service sends is what the notebook reads."""
    report = a_report(P, F, E, notice="our-fault")
    picture = Picture("Le modèle", "La page du modèle.", b"\xff\xd8")
    shown = replace(report.results[1], pictures=(picture,), files=("index.html", "carte.html"), also=("carte.html",))
    report = replace(report, results=(*report.results, shown))
    assert Report.from_json(report.to_json()) == report


def test_json_spells_out_the_verdict():
    """Readers without the class see outcome and scores."""
    data = a_report(P, F).to_json()
    assert {key: data[key] for key in ("exercise_id", "outcome", "score", "max_score", "notice", "notice_text")} == {
        "exercise_id": "web-s04-html-base/05",
        "outcome": "failed",
        "score": 2.0,
        "max_score": 4.0,
        "notice": None,
        "notice_text": None,
    }


def test_json_that_is_no_report():
    """An outcome nobody knows is refused, not taken for a pass."""
    data = a_report(P).to_json()
    data["results"][0]["outcome"] = "fine"
    with pytest.raises(ValueError, match="'fine' is not a valid Outcome"):
        Report.from_json(data)
