"""What was handed in is graded: at once, once, and over every kind of trouble."""

import asyncio
import base64
import os
import signal
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from graders.notebook.grading import Graded, GradingOutcome
from graders.notebook.queue import ATTEMPTS_MAX, JobState
from graders.notebook.worker_process import GradingWorker, WorkerError
from hub_config.service.grading import GradingRunner
from tests.graders.notebook import makers as course_makers
from tests.graders.notebook.conftest import built_course, course  # noqa: F401 # fixtures
from tests.graders.notebook.stand_in_service import TOKEN, a_service
from tests.hub_config.service.makers import FEEDBACK, S04, StandInWorker, queued


async def until(condition, *, within_s=20.0):
    """Wait until `condition()` holds."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(runner: GradingRunner):
    """The runner at work."""
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def state_of(stage, submission_id: str) -> JobState:
    """Where a hand-in stands."""
    return stage.parts.queue.job(submission_id).state


async def test_a_hand_in_is_graded_at_once_and_its_feedback_is_there(stage):
    """Waking suffices: the worker gets the very files, the feedback is stored, the job is done."""
    stage.released()
    async with running(stage.parts.runner):
        submission_id = stage.handed_in("amina")
        stage.parts.runner.wake()
        await until(lambda: state_of(stage, submission_id) is JobState.DONE)
    files = {"03-reparer/index.html": b"<h1>amina</h1>", "s04-html-base.ipynb": b"{}"}
    submission = stage.parts.store.submission(submission_id)
    assert stage.worker.tasks == [("amina", files)]
    assert stage.parts.store.feedback_of(submission) == {"s04-html-base.html": FEEDBACK.encode()}


async def test_a_hand_in_over_http_wakes_the_runner(stage):
    """Nobody waits for a clock: the exchange's own route wakes it."""
    stage.released()
    async with running(stage.parts.runner):
        data = {"key": "k", "files": {"s04-html-base.ipynb": "e30="}}
        answer = await stage.ask("amina", f"api/assignments/{S04}/submissions", method="POST", data=data)
        assert answer.code == 201
        await until(lambda: stage.parts.queue.jobs(JobState.DONE), within_s=2)
    assert stage.worker.tasks == [("amina", {"s04-html-base.ipynb": b"{}"})]


async def test_a_big_hand_in_passes_the_server(stage):
    """Photographs of some megabytes are more than the server reads from strangers, and less than the exchange takes."""
    stage.released()
    photo = base64.b64encode(os.urandom(4_900_000)).decode()
    data = {"key": "k", "files": {"s04-html-base.ipynb": "e30=", "photo.jpg": photo}}
    answer = await stage.ask("amina", f"api/assignments/{S04}/submissions", method="POST", data=data)
    assert answer.code == 201


async def test_what_a_person_has_to_look_at_is_held_with_its_feedback(stage):
    """A checker that broke costs nothing: the page is there, a trainer is asked."""
    stage.released()
    stage.worker.outcome = GradingOutcome.HELD
    async with running(stage.parts.runner):
        submission_id = stage.handed_in("amina")
        stage.parts.runner.wake()
        await until(lambda: state_of(stage, submission_id) is JobState.HELD)
    job = stage.parts.queue.job(submission_id)
    assert (job.error, job.attempts) == ("the checker broke", 1)
    assert stage.parts.store.submission(submission_id).feedback


class DyingWorker(StandInWorker):
    """Dies the first `deaths` times."""

    deaths = 2

    async def grade(self, task):
        """The result, or a WorkerError."""
        if self.deaths:
            self.deaths -= 1
            raise WorkerError("the grading worker ended")
        return await super().grade(task)


def a_runner(stage, worker) -> GradingRunner:
    """Another runner on the same queue."""
    return GradingRunner(stage.parts.queue, stage.parts.store, [worker], stage.folder / "grading", stage.clock)


async def test_a_worker_that_dies_is_asked_again(stage):
    """Two deaths, two pauses, then it is graded."""
    stage.released()
    submission_id = stage.handed_in("amina")
    runner = a_runner(stage, worker := DyingWorker())
    async with running(runner):
        for tries in (1, 2):
            await until(lambda tries=tries: stage.parts.queue.job(submission_id).attempts == tries)
            await until(lambda: state_of(stage, submission_id) is JobState.QUEUED)
            stage.clock.move(seconds=10)
            runner.wake()
        await until(lambda: state_of(stage, submission_id) is JobState.DONE)
    assert [name for name, _ in worker.tasks] == ["amina"]


@pytest.mark.parametrize("trouble", [WorkerError("it ended"), ValueError("unforeseen")])
async def test_a_hand_in_that_kills_every_worker_is_held_and_holds_up_nobody(stage, trouble):
    """After the last try a person looks; the next one's work is graded meanwhile."""

    class Picky(StandInWorker):
        async def grade(self, task) -> Graded:
            if task.student_id == "amina":
                raise trouble
            return await super().grade(task)

    stage.released()
    hers, his = stage.handed_in("amina"), stage.handed_in("bruno")
    runner = a_runner(stage, Picky())
    async with running(runner):
        await until(lambda: state_of(stage, his) is JobState.DONE)
        while state_of(stage, hers) is not JobState.HELD:
            stage.clock.move(minutes=5)
            runner.wake()
            await asyncio.sleep(0)
    job = stage.parts.queue.job(hers)
    assert (job.attempts, job.error.endswith(str(trouble))) == (ATTEMPTS_MAX, True)


async def test_what_a_crash_interrupted_is_graded_at_the_next_start(stage):
    """A job left as running by a dead service is done once by the next."""
    stage.released()
    submission_id = stage.handed_in("amina")
    stage.parts.queue.claim()
    leftover = stage.folder / "grading" / "index.html"
    leftover.parent.mkdir()
    leftover.write_text("from another hand-in")
    async with running(stage.parts.runner):
        await until(lambda: state_of(stage, submission_id) is JobState.DONE)
    assert [sorted(files) for _, files in stage.worker.tasks] == [["03-reparer/index.html", "s04-html-base.ipynb"]]


@pytest.mark.parametrize("step", ["finish", "requeue_running", "next_due_at"])
async def test_a_database_that_fails_for_a_moment_leaves_nothing_behind(stage, monkeypatch, step):
    """A full disk, at any step: the job does not stay as running until the next start, it is graded after the pause."""
    stage.released()
    submission_id = stage.handed_in("amina")
    works, fails = getattr(stage.parts.queue, step), [OperationalError("UPDATE", {}, OSError("disk is full"))]

    def sometimes(*arguments):
        if fails:
            raise fails.pop()
        return works(*arguments)

    monkeypatch.setattr(stage.parts.queue, step, sometimes)
    runner = GradingRunner(stage.parts.queue, stage.parts.store, [stage.worker], stage.folder / "g", stage.clock, 0.01)
    async with running(runner):
        await until(lambda: not fails and state_of(stage, submission_id) is JobState.DONE, within_s=5)
    assert {name for name, _ in stage.worker.tasks} == {"amina"}


async def test_a_real_worker_killed_in_the_middle_grades_once(stage, course):  # noqa: F811
    """`kill -9` while the checks run: another worker takes over; one set of scores, one feedback."""
    unit = course_makers.UNIT
    stage.parts.store.release(unit, course_makers.a_hand_in(course), released_by="farida")
    submission = stage.parts.store.submit(
        "amina",
        unit,
        course_makers.a_hand_in(course, page_01="<p>fini</p>"),
        and_then=queued,
    )
    with a_service() as service:
        service.may_answer.clear()
        environment = {"PATH": os.environ["PATH"], "ATELIER_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": TOKEN}
        async with GradingWorker(course, environment) as worker:
            runner = a_runner(stage, worker)
            async with running(runner):
                await until(service.asked.is_set)
                first = worker.pid
                os.kill(first, signal.SIGKILL)
                await until(lambda: stage.parts.queue.job(submission.submission_id).error is not None)
                service.may_answer.set()
                stage.clock.now += timedelta(seconds=2)
                runner.wake()
                await until(lambda: state_of(stage, submission.submission_id) is JobState.DONE)
                assert worker.pid not in {first, None}
    assert stage.parts.queue.job(submission.submission_id).attempts == 2
    [page] = stage.parts.store.feedback_of(submission).values()
    assert "Vous avez 2 points sur 9." in page.decode()
