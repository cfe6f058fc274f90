"""Three outcomes from three kinds of end, retries, deadlines and notices; no browser."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graders.checker import Checker, report_on, run_checks
from graders.checks import Check, Failure, MachineBusy, check
from graders.exercise import Engine
from graders.messages.catalogue import Message, catalogue
from graders.results import Outcome, Report
from graders.web.cdp import CdpError, ConnectionLost
from graders.work import Work
from tests.graders.exercises import an_exercise

FILES = {"index.html": b"<p>a</p>"}


@check(points=2)
def passes(page: Any) -> None:
    """Passe."""


@check(points=1)
def fails(page: Any) -> None:
    """Rate."""
    raise Failure("wrong-text", expected="Horaires", found="Oraires", file="index.html", line=9)


@check(points=1)
def breaks(page: Any) -> None:
    """Casse."""
    raise KeyError("a slip of the trainer")


@check(points=1)
def says_nothing_known(page: Any) -> None:
    """Dit autre chose."""
    raise Failure("no-such-message")


class Pool:
    """Stands for the browser: counts how often a fresh one was asked for."""

    def __init__(self) -> None:
        self.renewals = 0
        self.current = None

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Nothing to close."""

    async def renew(self, faulty: object) -> None:
        """One more."""
        self.renewals += 1


def a_checker(*faults: Exception, **options: Any) -> tuple[Checker, Pool]:
    """A checker whose web grader raises the faults one after the other, then runs the checks on None."""
    pool = Pool()
    checker = Checker(pool=pool, **options)  # type: ignore[arg-type]
    left = list(faults)

    async def grade(work: Work, run: Callable[[Any], Awaitable[Any]]) -> tuple[Any, None]:
        if left:
            raise left.pop(0)
        return await run(None), None

    checker._graders[Engine.WEB].grade = grade  # type: ignore[method-assign]
    return checker, pool


def outcomes(report: Report) -> list[Outcome]:
    """The verdict on each check."""
    return [result.outcome for result in report.results]


async def test_each_check_has_its_own_verdict():
    """Returns, raises Failure, raises anything else: passed, failed, errored."""
    checker, _ = a_checker()
    report = await checker.check(an_exercise(passes, fails, breaks), FILES)
    assert (outcomes(report), report.score, report.notice) == (
        [Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED],
        2.0,
        "our-fault",
    )


@pytest.mark.parametrize("slip", [KeyError("a"), StopIteration(), AssertionError(), RecursionError()])
async def test_any_slip_in_a_check_is_our_fault(slip: Exception):
    """Whatever a checks.py raises that is no Failure, the learner loses nothing, and at once."""

    def run(page: Any) -> None:
        raise slip

    assert await run_checks((Check("slip", "Un lapsus.", 1.0, run),), None, 1.0) == [slip]


async def test_a_failed_check_says_what_to_do():
    """The result has the French sentence and everything it is made of."""
    checker, _ = a_checker()
    report = await checker.check(an_exercise(fails), FILES)
    assert report.to_json()["results"] == [
        {
            "check_id": "fails",
            "title": "Rate.",
            "points": 1.0,
            "outcome": "failed",
            "message_id": "wrong-text",
            "message": "Le texte attendu est « Horaires ». La page dit « Oraires ».",
            "expected": "Horaires",
            "found": "Oraires",
            "file": "index.html",
            "line": 9,
            "hints": list(catalogue()["wrong-text"].hints),
            "criterion": None,
            "pictures": [],
            "files": [],
            "also": [],
        }
    ]


async def test_a_rule_says_what_it_is_about():
    """Criterion and files of the check are told, kept or not; a failure may name a nearer criterion and other files."""

    def run(page: object) -> None:
        raise Failure("wrong-text", expected="a", found="b", file="a.html", also=("b.html",), values=nearer)

    nearer: dict[str, str] = {}
    about = {"criterion": "9.1", "files": ("a.html", "b.html")}
    rules = (Check("kept", "Oui.", 1.0, lambda page: None, **about), Check("broken", "Non.", 1.0, run, **about))
    checker, _ = a_checker()
    told = []
    for criterion in (None, "9.3"):
        nearer |= {"criterion": criterion} if criterion else {}
        report = await checker.check(an_exercise(*rules), FILES)
        told.append([(each.criterion, each.files, each.file, each.also) for each in report.results])
    pages = ("a.html", "b.html")
    assert told == [
        [("9.1", pages, None, ()), ("9.1", pages, "a.html", ("b.html",))],
        [("9.1", pages, None, ()), ("9.3", pages, "a.html", ("b.html",))],
    ]


async def test_the_exercise_may_say_it_in_its_own_words():
    """An exercise's message comes before the catalogue's."""
    checker, _ = a_checker()
    report = await checker.check(an_exercise(fails, messages={"wrong-text": Message("Relisez {found}.")}), FILES)
    assert report.results[0].message == "Relisez Oraires."


@pytest.mark.parametrize("fault", [CdpError("odd"), ConnectionLost("gone"), TimeoutError(), MachineBusy("late")])
async def test_a_fault_of_ours_is_tried_once_more(fault: Exception):
    """A browser that died once costs the learner nothing."""
    checker, _ = a_checker(fault)
    assert (await checker.check(an_exercise(passes), FILES)).outcome is Outcome.PASSED


async def test_a_fault_of_ours_twice_is_nobodys_zero():
    """No verdict is no points and no failure: the submission goes to a trainer, with a fresh browser each time."""
    checker, pool = a_checker(CdpError("odd"), CdpError("odd"))
    report = await checker.check(an_exercise(passes, fails), FILES)
    assert (outcomes(report), report.notice, pool.renewals) == ([Outcome.ERRORED, Outcome.ERRORED], "our-fault", 2)


@pytest.mark.parametrize("fault", [RuntimeError("a bug of ours"), ValueError("another")])
async def test_whatever_happens_there_is_a_report(fault: Exception):
    """A bug is logged and reported as ours; nothing is raised at the learner."""
    checker, _ = a_checker(fault)
    report = await checker.check(an_exercise(passes), FILES)
    assert (outcomes(report), report.notice) == ([Outcome.ERRORED], "our-fault")


async def test_a_message_nobody_wrote_is_our_fault():
    """A check that names an unknown message gives no verdict; the others keep theirs."""
    checker, _ = a_checker()
    report = await checker.check(an_exercise(passes, says_nothing_known), FILES)
    assert (outcomes(report), report.notice) == ([Outcome.PASSED, Outcome.ERRORED], "our-fault")


async def test_a_check_that_never_ends_has_a_deadline():
    """It is given up twice, and others are served meanwhile."""
    over = threading.Event()

    @check(points=1)
    def waits(page: Any) -> None:
        """Attend."""
        over.wait()

    checker, pool = a_checker(slots=2, deadline_s=0.05)
    slow, quick = await asyncio.gather(
        checker.check(an_exercise(waits), FILES), checker.check(an_exercise(passes), FILES)
    )
    over.set()
    assert (outcomes(slow), outcomes(quick), pool.renewals) == ([Outcome.ERRORED], [Outcome.PASSED], 0)


async def test_no_more_than_the_slots_run_at_once():
    """A burst waits in line instead of filling the machine."""
    running, most = 0, 0
    lock = threading.Lock()

    @check(points=1)
    def counts(page: Any) -> None:
        """Compte."""
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.01)
        with lock:
            running -= 1

    checker, _ = a_checker(slots=3)
    await asyncio.gather(*(checker.check(an_exercise(counts), FILES) for _ in range(12)))
    assert most == 3


async def test_checks_run_one_after_the_other():
    """The second sees what the first left, in the order written."""
    seen: list[str] = []

    def noting(name: str) -> Check:
        return Check(name, "Noter.", 1.0, lambda page: seen.append(name))

    assert await run_checks((noting("b"), noting("a")), None, 1.0) == [None, None]
    assert seen == ["b", "a"]


async def test_an_unchanged_start_scores_nothing():
    """What was handed out earns no point, even where a check of it passes; one message says so."""
    checker, _ = a_checker()
    exercise = an_exercise(passes, fails, start=FILES)
    report = await checker.check(exercise, {"index.html": b"<p>a</p>  \r\n"})
    assert (report.score, report.notice, {result.message_id for result in report.results}) == (
        0.0,
        "unchanged",
        {"unchanged"},
    )


async def test_a_start_that_is_right_is_right():
    """Where nothing had to be done, nothing done is full marks."""
    checker, _ = a_checker()
    report = await checker.check(an_exercise(passes, start=FILES), FILES)
    assert (report.outcome, report.notice) == (Outcome.PASSED, None)


async def test_an_unchanged_start_is_no_excuse_for_our_fault():
    """A broken check of an unchanged start is still ours."""
    checker, _ = a_checker()
    assert (await checker.check(an_exercise(breaks, start=FILES), FILES)).notice == "our-fault"


@pytest.mark.parametrize(
    ("files", "notice", "text"),
    [
        ({}, "missing-file", "Il manque le fichier index.html. Créez-le ou rétablissez-le, puis vérifiez à nouveau."),
        (
            {"index.html": b" \n"},
            "empty-file",
            "Le fichier index.html est vide. Écrivez-y votre travail, puis vérifiez à nouveau.",
        ),
        (
            {"index.html": b"x" * 300_000},
            "too-large",
            "Le fichier index.html est trop grand. Gardez seulement votre page.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_said_first(files: dict[str, bytes], notice: str, text: str):
    """Missing, empty and too large are said before any check."""
    report = report_on(
        Work(an_exercise(fails), files), [Failure(notice, file="index.html", expected="index.html")], None
    )
    assert (report.outcome, report.notice, report.notice_text) == (Outcome.FAILED, notice, text)


def test_what_swallows_the_page_is_said_before_its_consequences():
    """The notice of the engine comes before the first failed check, but not on a page that passed."""
    work, notice = Work(an_exercise(fails), FILES), Failure("broken-syntax", line=4)
    failed, passed = report_on(work, [Failure("no-h1")], notice), report_on(work, [None], notice)
    assert (failed.notice, failed.notice_text, passed.notice) == (
        "broken-syntax",
        "Une balise de la ligne 4 ne finit pas. Il manque un guillemet ou le signe >.",
        None,
    )


async def test_an_answer_needs_no_browser():
    """The answer engine opens reponse.txt, whatever the browser's state."""

    @check(points=1)
    def says_b(answer: Any) -> None:
        """La réponse est b."""
        if answer.choice != "b":
            raise Failure("wrong-choice", found=answer.text)

    checker, _ = a_checker(CdpError("no browser"), CdpError("no browser"))
    exercise = an_exercise(says_b, engine=Engine.ANSWER, learner_files=("reponse.txt",), start={"reponse.txt": b""})
    reports = [await checker.check(exercise, {"reponse.txt": text}) for text in (b"B.", b"a", b"")]
    assert [(report.outcome, report.message_id) for report in reports] == [
        (Outcome.PASSED, None),
        (Outcome.FAILED, "wrong-choice"),
        (Outcome.FAILED, "unchanged"),
    ]
