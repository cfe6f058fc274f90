"""The checker: an exercise and a learner's files in, a Report out; practising and grading ask the same one.

async with Checker() as checker:
    report = await checker.check(exercise, {"index.html": b"<!doctype html>…"})
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Protocol, TypeVar

from graders.answer import AnswerGrader
from graders.checks import Check, Failure, GraderBroken, MachineBusy, Unjudged, check_time
from graders.exercise import Engine, Exercise
from graders.files.grading import FilesGrader
from graders.http.grading import HttpGrader
from graders.http.trying import Request, try_request
from graders.mesh.grading import MeshGrader
from graders.mesh.inspector import Inspector
from graders.messages.catalogue import Message, MessageError, fill, find_message, message
from graders.results import CheckResult, Outcome, Report
from graders.sql.grading import SqlGrader
from graders.sql.trying import try_sql
from graders.tried import Tried, Trouble
from graders.web.cdp import CdpError
from graders.web.grading import WebGrader
from graders.web.pool import TabPool
from graders.work import Work

log = logging.getLogger(__name__)

GRADING_SHARE = 2.0  # all checks of a page together have as long as two may take; the fullest takes a quarter of 1 s

Verdict = Failure | Exception | None  # failed, errored, passed
T = TypeVar("T")


class Grader(Protocol):
    """One engine: it opens the work and hands the checks what they look at."""

    async def grade(self, work: Work, run: Callable[[Any], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the work's subject, and what to tell about the work as a whole, if anything.

        GraderBroken if the engine, not the work, is at fault.
        """


class Checker:
    """Checks work against one warm browser; use it as an async context manager.

    `slots` gradings run at once, more wait in line: with 2 cores, 3 at once take no longer in all than 15 at once
    and a third of the memory. `deadline_s` is for each check. Without an `inspector` no piece can be judged.
    """

    def __init__(
        self,
        *,
        slots: int = 3,
        deadline_s: float = 5.0,
        pool: TabPool | None = None,
        inspector: Inspector | None = None,
    ) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._deadline_s = deadline_s
        self._pool = pool or TabPool()
        self._graders: Mapping[Engine, Grader] = {
            Engine.WEB: WebGrader(self._pool),
            Engine.ANSWER: AnswerGrader(),
            Engine.HTTP: HttpGrader(),
            Engine.SQL: SqlGrader(),
            Engine.FILES: FilesGrader(),
            Engine.MESH: MeshGrader(inspector),
        }

    async def __aenter__(self) -> Checker:
        try:
            await self._pool.start()
        except CdpError as error:
            log.error("web exercises cannot be checked: %s", error)  # each check tries again
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.close()

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The report on `files` (name → bytes); whatever they hold, nothing is raised.

        A fault of ours is tried once more with a fresh browser; then every result is ERRORED.
        """
        work = Work(exercise, files)
        async with self._slots:
            for attempt in (1, 2):
                browser = self._pool.current
                try:
                    verdicts, notice = await self._verdicts(work)
                    return report_on(work, verdicts, notice)
                except GraderBroken as error:
                    log.warning("%s, attempt %d: %s", exercise.exercise_id, attempt, error)
                    if exercise.engine is Engine.WEB:
                        await self._pool.renew(browser)
                except TimeoutError as error:
                    why = error if isinstance(error, MachineBusy) else f"a check took over {self._deadline_s} s"
                    log.warning("%s, attempt %d: %s", exercise.exercise_id, attempt, why)
                except Exception:
                    log.exception("%s cannot be checked", exercise.exercise_id)
                    break
        return report_on(work, [RuntimeError("no verdict")] * len(exercise.checks), None)

    async def try_out(self, exercise: Exercise, files: Mapping[str, bytes], request: Request | None = None) -> Tried:
        """What `files` give when they are run, nothing judged: an SQL file as it is, a server by one `request`.

        GraderBroken or TimeoutError if that is not the work's doing, ValueError for an engine that runs nothing.
        """
        work = Work(exercise, files)
        async with self._slots:
            if exercise.engine is Engine.SQL:
                tried, failure = await try_sql(work)
            elif exercise.engine is Engine.HTTP:
                tried, failure = await try_request(work, request or Request())
            else:
                raise ValueError(f"{exercise.exercise_id}: nothing is run with the engine {exercise.engine.value}")
        if failure is None:
            return tried
        return replace(tried, trouble=Trouble(sentence(failure, exercise.messages), failure.file, failure.line))

    async def _verdicts(self, work: Work) -> tuple[list[Verdict], Failure | None]:
        grader = self._graders[work.exercise.engine]
        return await grader.grade(work, lambda subject: run_checks(work.exercise.checks, subject, self._deadline_s))


async def run_checks(checks: tuple[Check, ...], subject: Any, deadline_s: float) -> list[Verdict]:
    """The verdict of each check on `subject`, run one after the other in a worker thread.

    Raises what says that no verdict is possible: Unjudged, TimeoutError past the deadline of a check.
    A subject with `late()` says itself why a check is late, or all of them together past `GRADING_SHARE`.
    """
    end = time.monotonic() + GRADING_SHARE * deadline_s
    return [await run_check(check, subject, deadline_s, end) for check in checks]


async def run_check(check: Check, subject: Any, deadline_s: float, end: float = math.inf) -> Verdict:
    """The verdict of one check; raises as `run_checks` does."""
    is_patient = hasattr(type(subject), "late")  # of its class: some subjects raise at every question
    time_s = min(deadline_s, max(0.0, end - time.monotonic())) if is_patient else deadline_s
    try:
        async with asyncio.timeout(time_s):
            error = await in_thread(lambda: check.run(subject), time_s)
    except TimeoutError:
        log.warning("check %s is late", check.check_id)
        if not is_patient:
            raise
        error = subject.late()
    if isinstance(error, Unjudged | TimeoutError):
        raise error
    if error is not None and not isinstance(error, Failure):
        log.error("check %s broke", check.check_id, exc_info=error)
    return error


def in_thread(function: Callable[[], None], time_s: float) -> asyncio.Future[Exception | None]:
    """What `function` raises (None: nothing), run in a thread of its own, which knows how long it has.

    A daemon thread, so that a check that never ends holds up nobody.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Exception | None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if not done.done():  # past its deadline it is
            done.set_result(error)

    def run() -> None:
        raised = None
        check_time.seconds = time_s
        try:
            function()
        except Exception as error:  # handed over whole to whoever awaits
            raised = error
        loop.call_soon_threadsafe(settle, raised)

    threading.Thread(target=run, name="check", daemon=True).start()
    return done


def report_on(work: Work, verdicts: list[Verdict], notice: Failure | None) -> Report:
    """The verdicts as a learner reads them."""
    exercise = work.exercise
    results = tuple(
        result_of(check, verdict, exercise.messages) for check, verdict in zip(exercise.checks, verdicts, strict=True)
    )
    report = without_unseen_pictures(Report(exercise.exercise_id, results))
    if report.outcome is Outcome.ERRORED:
        return with_notice(report, Failure("our-fault"), exercise)
    if report.outcome is Outcome.PASSED:
        return report
    if work.is_unchanged():
        unchanged = Failure("unchanged")
        results = tuple(result_of(check, unchanged, exercise.messages) for check in exercise.checks)
        return with_notice(replace(report, results=results), unchanged, exercise)
    failure = work.defect() or notice
    return report if failure is None else with_notice(report, failure, exercise)


def without_unseen_pictures(report: Report) -> Report:
    """The report with the pictures of its next step alone, which a card can show; a report stays small."""
    step = report.next_step
    kept = (
        result if result is step or not result.pictures else replace(result, pictures=()) for result in report.results
    )
    return replace(report, results=tuple(kept))


def result_of(check: Check, verdict: Verdict, own: Mapping[str, Message]) -> CheckResult:
    """One check's verdict with its French message."""
    if verdict is None:
        return CheckResult(
            check.check_id, check.title, check.points, Outcome.PASSED, criterion=check.criterion, files=check.files
        )
    if isinstance(verdict, Failure):
        try:
            return _told(check, verdict, Outcome.FAILED, own)
        except MessageError:
            log.exception("check %s names a message that cannot be said", check.check_id)
    return _told(check, Failure("our-fault"), Outcome.ERRORED, own)


def _told(check: Check, failure: Failure, outcome: Outcome, own: Mapping[str, Message]) -> CheckResult:
    return CheckResult(
        check.check_id,
        check.title,
        check.points,
        outcome,
        message_id=failure.message_id,
        message=sentence(failure, own),
        hints=hints(failure, own),
        expected=failure.expected,
        found=failure.found,
        file=failure.file,
        line=failure.line,
        criterion=failure.values.get("criterion", check.criterion),
        pictures=failure.pictures,
        files=check.files,
        also=failure.also,
    )


def with_notice(report: Report, failure: Failure, exercise: Exercise) -> Report:
    """The report under a message about the whole work."""
    own = exercise.messages
    return replace(
        report, notice=failure.message_id, notice_text=sentence(failure, own), notice_hints=hints(failure, own)
    )


def sentence(failure: Failure, own: Mapping[str, Message]) -> str:
    """The French message of a failure; MessageError if the id is unknown."""
    return message(failure.message_id, failure.said, own)


def hints(failure: Failure, own: Mapping[str, Message]) -> tuple[str, ...]:
    """The hints of a failure's message, mildest first; one whose values are not known is left out."""
    told = []
    for template in find_message(failure.message_id, own).hints:
        with contextlib.suppress(MessageError):
            told.append(fill(template, failure.said))
    return tuple(told)
