"""Asking the service, and what the learner reads when it cannot answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.exercise_widget.check_client import CheckError, ask_for_report
from graders.exercise_widget.texts import text
from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import a_place, a_service

REPORT = Report("web-essai/03", (CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.PASSED),))


def test_the_files_go_and_the_report_comes(tmp_path: Path):
    """The person's token, the files in base64, the exercise in the address."""
    with a_service() as service:
        service.answer = REPORT.to_json()
        place = a_place(tmp_path, service_url=service.url)
        assert ask_for_report(place, "web-essai", "03", {"index.html": "é"}) == REPORT
    assert service.asked == [
        {
            "path": "/services/atelier/api/checks/web-essai/03",
            "token": "token secret-token",
            "body": {"files": {"index.html": "w6k="}},
        }
    ]


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (401, {}, "signed-out"),
        (403, {}, "signed-out"),
        (404, {}, "not-open"),
        (413, {}, "too-big"),
        (500, {}, "no-answer"),
        (503, {}, "no-answer"),
        (200, b"<html>", "no-answer"),
        (200, {}, "no-answer"),
        (200, [], "no-answer"),
    ],
)
def test_every_trouble_has_a_kind_sentence(tmp_path: Path, status: int, answer: object, sentence: str):
    """No trouble of the service reaches the learner as such."""
    with a_service() as service:
        service.status, service.answer = status, answer
        with pytest.raises(CheckError, match=sentence):
            ask_for_report(a_place(tmp_path, service_url=service.url), "web-essai", "03", {})
    assert text(sentence)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", ""])
def test_nobody_there_is_no_answer(tmp_path: Path, url: str):
    """A service that is down, or an address that is not known."""
    with pytest.raises(CheckError, match="no-answer"):
        ask_for_report(a_place(tmp_path, service_url=url), "web-essai", "03", {})
