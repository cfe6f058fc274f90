"""Checking one exercise over HTTP."""

import base64
import json
from dataclasses import replace

import pytest

from graders.results import Outcome
from hub_config.service.attempts import Attempt
from tests.hub_config.service.makers import MONDAY, S04, a_report, a_stage, a_unit, an_exercise, failed

GOOD = {"files": {"index.html": base64.b64encode(b"<h1>Bon</h1>").decode()}}
BAD = {"files": {"index.html": base64.b64encode(b"<h1>").decode()}}


async def test_a_try_is_answered_and_remembered(stage):
    """The answer is the checker's report; the log has the person, the exercise and where it stopped."""
    first = await stage.ask("amina", f"api/checks/{S04}/03", method="POST", data=BAD)
    stage.clock.move(minutes=2)
    second = await stage.ask("amina", f"api/checks/{S04}/03", method="POST", data=GOOD)
    exercise = an_exercise("03", title="Exercice numéro 3")
    assert json.loads(first.body) == failed(exercise).to_json()
    assert json.loads(second.body) == a_report(exercise).to_json()
    assert stage.parts.attempts.read() == (
        Attempt("amina", S04, "03", Outcome.FAILED, "has_one_title", "no-lang", MONDAY),
        Attempt("amina", S04, "03", Outcome.PASSED, None, None, stage.clock.now),
    )


async def test_a_units_setting_thins_out_the_hints(tmp_path, empty_gradebook):
    """Later in the year fewer hints come with a message, the mildest; grading is told as before."""
    unit = replace(a_unit(), hints=2)
    async with a_stage(tmp_path / "service", empty_gradebook, unit) as stage:
        stage.checker.hints = ("Regardez.", "Cherchez.", "Par exemple.")
        answers = [
            await stage.ask(name, f"api/checks/{S04}/03{query}", method="POST", data=BAD)
            for name, query in (("amina", ""), ("farida", "?as=grading"))
        ]
    hints = [json.loads(answer.body)["results"][1]["hints"] for answer in answers]
    assert hints == [["Regardez.", "Cherchez."], ["Regardez.", "Cherchez.", "Par exemple."]]


async def test_the_worker_grades_with_its_own_secret_and_leaves_no_trace(stage):
    """Grading asks the same checker and counts as nobody's try."""
    headers = {"Authorization": "token secret-of-the-worker"}
    answer = await stage.ask(None, f"api/checks/{S04}/03?as=grading", method="POST", data=GOOD, headers=headers)
    assert json.loads(answer.body)["outcome"] == "passed"
    assert stage.parts.attempts.read() == ()


@pytest.mark.parametrize("path", ["la-classe", "api/progress", "ma-semaine"])
async def test_the_workers_secret_opens_nothing_else(stage, path):
    """A worker that went astray could not read a page."""
    answer = await stage.ask(None, path, headers={"Authorization": "token secret-of-the-worker"})
    assert answer.code in {302, 401}


async def test_the_worker_does_not_practise(stage):
    """Without `as=grading` the worker's secret is nobody's."""
    headers = {"Authorization": "token secret-of-the-worker"}
    answer = await stage.ask(None, f"api/checks/{S04}/03", method="POST", data=GOOD, headers=headers)
    assert answer.code == 403


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("farida", "?as=grading", 200),
        ("paul", "?as=grading", 200),
        ("amina", "?as=grading", 403),
        ("paul", "", 403),
        ("samir", "", 403),
        ("nobody", "", 401),
    ],
)
async def test_who_may_grade_and_who_may_practise(stage, name, query, status):
    """Trainers and admins grade; who has own work practises."""
    answer = await stage.ask(name, f"api/checks/{S04}/03{query}", method="POST", data=GOOD)
    assert answer.code == status
    assert len(stage.checker.asked) == (status == 200)


NO_FILES = 'The request has no "files", an object of base64 texts by name.'


@pytest.mark.parametrize(
    ("path", "data", "status", "message"),
    [
        (f"{S04}/99", GOOD, 404, "There is no exercise '99' in 'web-s04-html-base'."),
        ("web-s99/03", GOOD, 404, "There is no exercise '03' in 'web-s99'."),
        (f"{S04}/03", {}, 400, NO_FILES),
        (f"{S04}/03", {"files": {"a": 1}}, 400, NO_FILES),
        (f"{S04}/03", {"files": {"a": "é!"}}, 400, "A file is not base64."),
        (f"{S04}/03", {"files": dict.fromkeys(map(str, range(101)), "")}, 413,
         "These are too many files: 101; at most 100 are possible."),
    ],
)  # fmt: skip
async def test_what_cannot_be_checked_is_refused(stage, path, data, status, message):
    """One sentence says why; the checker is not asked."""
    answer = await stage.ask("amina", f"api/checks/{path}", method="POST", data=data)
    assert (answer.code, json.loads(answer.body)) == (status, {"message": message})
    assert stage.checker.asked == []


async def test_too_big_a_request_is_refused(stage):
    """More than four million bytes are not looked at."""
    answer = await stage.ask("amina", f"api/checks/{S04}/03", method="POST", body="x" * 4_000_001)
    assert answer.code == 413
