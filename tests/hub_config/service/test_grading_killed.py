"""`kill -9` of the workers in the middle of a class of thirty: each hand-in is graded once, the gradebook is whole."""

import os
import random
import signal
import sqlite3
from contextlib import AsyncExitStack, closing

import psutil
import pytest

from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.grading import Graded, GradingTask
from graders.notebook.queue import ATTEMPTS_MAX, JobState
from graders.notebook.worker_process import GradingWorker
from hub_config.service.french_dates import utc_now
from hub_config.service.grading import GradingRunner
from tests.graders.notebook import makers as course_makers
from tests.graders.notebook.conftest import built_course, course  # noqa: F401 # fixtures
from tests.graders.notebook.makers import UNIT
from tests.graders.notebook.stand_in_service import TOKEN, a_service
from tests.hub_config.service.makers import queued
from tests.hub_config.service.test_grading import running, until

CLASS = [f"stagiaire-{number:02d}" for number in range(30)]


class Counted:
    """A real worker; notes who it gave an answer about."""

    def __init__(self, worker: GradingWorker, answered: list[str]) -> None:
        self.worker = worker
        self._answered = answered

    async def grade(self, task: GradingTask) -> Graded:
        graded = await self.worker.grade(task)
        self._answered.append(task.student_id)
        return graded


def thirty_hand_in(stage, course) -> dict[str, float]:  # noqa: F811
    """Everybody hands in, with one to three pages right; the points that each has earned."""
    stage.parts.store.release(UNIT, course_makers.a_hand_in(course), released_by="farida")
    points = {}
    for place, name in enumerate(CLASS):
        right = list(course_makers.POINTS)[: place % 3 + 1]
        files = course_makers.a_hand_in(course, **{f"page_{number}": "<p>fini</p>" for number in right})
        stage.parts.store.submit(name, UNIT, files, and_then=queued)
        points[name] = sum(course_makers.POINTS[number] for number in right)
    return points


@pytest.mark.timeout(300)
async def test_a_class_of_thirty_is_graded_once_whoever_is_killed(stage, course):  # noqa: F811
    """Two workers, each killed twice while it grades, at moments that vary: nothing is lost, held or doubled."""
    chance, answered = random.Random(5), []
    stage.clock = stage.parts.queue._clock = utc_now  # the pauses between tries are real
    points = thirty_hand_in(stage, course)
    with a_service() as service:
        environment = {"PATH": os.environ["PATH"], "ATELIER_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": TOKEN}
        async with AsyncExitStack() as stack:
            workers = [
                Counted(await stack.enter_async_context(GradingWorker(course, environment)), answered) for _ in range(2)
            ]
            runner = GradingRunner(stage.parts.queue, stage.parts.store, workers, stage.folder / "grading", utc_now)
            async with running(runner):
                for victim in (workers[0], workers[1], workers[1], workers[0]):
                    far = len(answered) + chance.randint(2, 4)
                    await until(lambda far=far, victim=victim: len(answered) >= far and victim.worker.pid, within_s=60)
                    pid = victim.worker.pid
                    os.kill(pid, signal.SIGKILL)
                    await until(lambda pid=pid: not psutil.pid_exists(pid))
                await until(lambda: len(stage.parts.queue.jobs(JobState.DONE)) == len(CLASS), within_s=120)
    assert sorted(answered) == CLASS
    assert max(job.attempts for job in stage.parts.queue.jobs(JobState.DONE)) < ATTEMPTS_MAX
    assert {each.student_id: each.score for each in read_scores(open_gradebook(course))} == points
    for submission in stage.parts.store.submissions():
        [page] = stage.parts.store.feedback_of(submission).values()
        assert f"{points[submission.student_id]:g} points sur 9" in page.decode()
    with closing(sqlite3.connect(course / "gradebook.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
