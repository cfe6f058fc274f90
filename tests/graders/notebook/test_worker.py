"""The worker process, asked as the service asks it."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import nbformat
import psutil
import pytest

from graders.notebook.course import generate_assignment
from graders.notebook.gradebook import SubmissionScores, open_gradebook, read_scores
from graders.notebook.grading import Graded, GradingOutcome, GradingTask, grade
from graders.notebook.worker_process import GradingWorker, WorkerError
from tests.graders.notebook.makers import NOON, UNIT, a_hand_in, a_locked_cell, laid_out, says_fini
from tests.graders.notebook.stand_in_service import TOKEN, StandInService, a_service


@pytest.fixture
def service() -> Iterator[StandInService]:
    """A service that answers checks."""
    with a_service() as service:
        yield service


def environment(service: StandInService, token: str = TOKEN) -> dict[str, str]:
    """What a worker is given."""
    return {"PATH": os.environ["PATH"], "ATELIER_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": token}


@pytest.fixture
async def worker(course: Path, service: StandInService) -> AsyncIterator[GradingWorker]:
    """A worker on the small course."""
    async with GradingWorker(course, environment(service)) as worker:
        yield worker


def a_task(course: Path, folder: Path, student_id: str = "amel", hours: int = 0, **pages: str) -> GradingTask:
    """To grade a hand-in with these pages, laid out in `folder`."""
    files = a_hand_in(course, **pages)
    return GradingTask(student_id, UNIT, NOON + timedelta(hours=hours), laid_out(folder, files))


def score_and_outcome(graded: Graded) -> tuple[float, GradingOutcome]:
    """The two things the service looks at first."""
    return graded.scores.score, graded.outcome


async def test_one_worker_grades_one_after_the_other(worker: GradingWorker, course: Path, tmp_path: Path):
    """Scores and the page come back, what libraries print does not; the same process goes on."""
    first = await worker.grade(a_task(course, tmp_path / "1", page_01="<p>fini</p>"))
    pid = worker.pid
    second = await worker.grade(a_task(course, tmp_path / "2", "bruno", page_02="<p>fini</p>"))
    assert score_and_outcome(first) == (2.0, GradingOutcome.GRADED)
    assert score_and_outcome(second) == (3.0, GradingOutcome.GRADED)
    assert worker.pid == pid
    assert [first.scores, second.scores] == list(read_scores(open_gradebook(course)))
    assert "Vous avez 2 points sur 9." in first.pages["s99-essai.html"]


def test_a_notebook_that_is_worth_nothing_is_graded_too(tmp_path: Path):
    """A hand-in without a graded cell has its page, and no points of none."""
    course = tmp_path / "course"
    (course / "source" / "ps0").mkdir(parents=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[a_locked_cell("rendre", "hand_in()")], metadata={"kernelspec": kernel})
    nbformat.write(notebook, course / "source" / "ps0" / "ps0.ipynb")
    generate_assignment(course, "ps0")
    files = {"ps0.ipynb": (course / "release" / "ps0" / "ps0.ipynb").read_bytes()}
    task = GradingTask("amel", "ps0", NOON, laid_out(tmp_path / "1", files))
    graded = grade(course, open_gradebook(course), task, says_fini)
    assert (graded.outcome, graded.reason) == (GradingOutcome.GRADED, None)
    assert graded.scores == SubmissionScores("amel", "ps0", ())
    assert list(graded.pages) == ["ps0.html"]


async def test_grading_twice_is_grading_once(worker: GradingWorker, course: Path, tmp_path: Path):
    """The same hand-in gives the same scores and the same page."""
    task = a_task(course, tmp_path / "1", page_01="<p>fini</p>")
    assert await worker.grade(task) == await worker.grade(task)


async def test_an_older_hand_in_changes_nothing(worker: GradingWorker, course: Path, tmp_path: Path):
    """A late try with the first attempt does not replace the second."""
    await worker.grade(a_task(course, tmp_path / "2", hours=1, page_01="<p>fini</p>"))
    late = await worker.grade(a_task(course, tmp_path / "1"))
    assert late.outcome is GradingOutcome.SUPERSEDED
    (scores,) = read_scores(open_gradebook(course))
    assert scores.score == 2.0


async def test_a_broken_checker_holds_the_hand_in(worker: GradingWorker, course: Path, tmp_path: Path):
    """The other exercises have their scores; the trainer is told which one to look at."""
    graded = await worker.grade(a_task(course, tmp_path / "1", page_01="fini", page_02="casse"))
    assert score_and_outcome(graded) == (2.0, GradingOutcome.HELD)
    assert graded.reason == "exercise 02: the checker broke"
    assert "Cette partie attend une personne de l’équipe." in graded.pages["s99-essai.html"]


async def test_a_service_that_refuses_is_a_failed_try(course: Path, service: StandInService, tmp_path: Path):
    """No score is touched: the queue tries again."""
    async with GradingWorker(course, environment(service, token="faux")) as worker:
        graded = await worker.grade(a_task(course, tmp_path / "1"))
    assert graded.outcome is GradingOutcome.FAILED
    assert "the service answered 403" in graded.reason
    assert [cell.auto_score for scores in read_scores(open_gradebook(course)) for cell in scores.cells] == [None] * 3


async def test_a_killed_worker_is_replaced(
    worker: GradingWorker, course: Path, service: StandInService, tmp_path: Path
):
    """Killed in the middle of a grading: an error now, and the next try finishes the work."""
    service.may_answer.clear()
    task = a_task(course, tmp_path / "1", page_01="<p>fini</p>")
    grading = asyncio.create_task(worker.grade(task))
    await asyncio.to_thread(service.asked.wait, 30)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerError, match="the grading worker ended"):
        await grading
    service.may_answer.set()
    assert score_and_outcome(await worker.grade(task)) == (2.0, GradingOutcome.GRADED)


async def test_a_worker_that_hangs_is_ended(course: Path, service: StandInService, tmp_path: Path):
    """After its deadline there is an error, and no process is left."""
    service.may_answer.clear()
    async with GradingWorker(course, environment(service), deadline_s=1) as worker:
        pid = worker.pid
        with pytest.raises(WorkerError, match="no answer within 1 s"):
            await worker.grade(a_task(course, tmp_path / "1"))
        assert worker.pid is None
        assert not psutil.pid_exists(pid)


def test_the_worker_dies_with_the_service(course: Path, service: StandInService, tmp_path: Path):
    """A service that is killed leaves no grader behind, not even one in the middle of its work."""
    service.may_answer.clear()
    starts = (
        "import subprocess, sys, time\n"
        f"command = [sys.executable, '-m', 'graders.notebook.worker', {str(course)!r}]\n"
        "worker = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)\n"
        "print(worker.pid, flush=True)\n"
        "worker.stdin.write(sys.stdin.readline())\n"
        "worker.stdin.flush()\n"
        "time.sleep(60)"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", starts], env=environment(service), **pipes) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.stdin.write(json.dumps(a_task(course, tmp_path / "1").to_json()) + "\n")
        parent.stdin.flush()
        assert service.asked.wait(30)
        parent.kill()
    _, alive = psutil.wait_procs([worker], timeout=10)
    assert alive == []


def test_the_gradebook_is_whole_after_all_that(course: Path):
    """SQLite's own check, in write-ahead mode."""
    with closing(sqlite3.connect(course / "gradebook.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
