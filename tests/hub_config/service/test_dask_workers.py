"""Grading on a real Dask scheduler with two worker processes on loopback, one of them killed in the middle."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from graders.notebook.elsewhere import pack
from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.grading import GradingTask
from graders.notebook.queue import JobState
from graders.notebook.worker_process import GradingWorker, WorkerError
from hub_config import course as curriculum_course
from hub_config.service.dask_workers import DaskCluster, DaskWorker
from hub_config.service.french_dates import utc_now
from hub_config.service.grading import GradingRunner
from tests.graders.notebook import makers as course_makers
from tests.graders.notebook import there
from tests.graders.notebook.conftest import built_course, course  # noqa: F401 # fixtures
from tests.graders.notebook.makers import NOON, UNIT
from tests.graders.notebook.stand_in_service import TOKEN, StandInService, a_service
from tests.hub_config.service.makers import S04, queued
from tests.hub_config.service.test_grading import running, until
from tests.real_hub import free_ports

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).parents[3]
QUIET = {"DASK_LOGGING__DISTRIBUTED": "critical"}


@contextlib.asynccontextmanager
async def a_cluster(
    service: StandInService, folder: Path, parcel: bytes
) -> AsyncIterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process that has graded `parcel` once; the address and the workers."""
    environment = os.environ | QUIET | {"ATELIER_SERVICE_URL": service.url, "JUPYTERHUB_API_TOKEN": TOKEN}
    [port] = free_ports(1)
    address = f"tcp://127.0.0.1:{port}"
    options = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", *options, "--port", str(port)]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, *options, "--no-nanny", "--nthreads", "1"]
    worker += ["--local-directory", str(folder)]
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL))
            for command in (scheduler, worker, worker)
        ]
        try:
            async with distributed.Client(address, asynchronous=True, set_as_default=False, timeout=90) as client:
                await client.wait_for_workers(2)
                await client.run(there.examine, parcel)
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()


@pytest.mark.timeout(600)
async def test_two_workers_grade_a_class_and_one_is_killed(stage, course, tmp_path):  # noqa: F811
    """Its hand-in goes to the other by itself; each is graded once, in its first try, and written down here."""
    stage.parts.store.release(UNIT, course_makers.a_hand_in(course), released_by="farida")
    for number in range(8):
        files = course_makers.a_hand_in(course, page_02="<p>fini</p>")
        stage.parts.store.submit(f"stagiaire-{number}", UNIT, files, and_then=queued)
    parcel = pack(course, UNIT, NOON, files).to_bytes()
    with a_service() as service:
        async with (
            a_cluster(service, tmp_path, parcel) as (address, workers),
            GradingWorker(course, {"PATH": os.environ["PATH"]}) as recorder,
            DaskCluster(address, there.examine) as cluster,
        ):
            graders = [DaskWorker(cluster, recorder, course) for _ in range(4)]
            runner = GradingRunner(stage.parts.queue, stage.parts.store, graders, tmp_path / "grading", utc_now)
            service.may_answer.clear()
            async with running(runner):
                # Both have a hand-in: as many checks are asked as two workers ask at once.
                await until(lambda: service.waiting >= 6, within_s=240)
                os.kill(workers[0].pid, signal.SIGKILL)
                await asyncio.to_thread(workers[0].wait, 30)
                service.may_answer.set()
                await until(lambda: len(stage.parts.queue.jobs(JobState.DONE)) == 8, within_s=240)
    assert {job.attempts for job in stage.parts.queue.jobs(JobState.DONE)} == {1}
    assert [each.score for each in read_scores(open_gradebook(course))] == [3.0] * 8
    pages = [stage.parts.store.feedback_of(submission) for submission in stage.parts.store.submissions()]
    assert ["Vous avez 3 points sur 9." in page.decode() for [page] in map(dict.values, pages)] == [True] * 8


async def test_a_cluster_that_is_away_is_a_fault_of_ours(course, tmp_path, monkeypatch):  # noqa: F811
    """One sentence with the address; the hand-in waits for its next try."""
    monkeypatch.setattr("hub_config.service.dask_workers.CONNECT_S", 0.5)
    address = f"tcp://127.0.0.1:{free_ports(1)[0]}"
    folder = course_makers.laid_out(tmp_path / "in", course_makers.a_hand_in(course))
    async with DaskCluster(address, there.examine) as cluster:
        worker = DaskWorker(cluster, GradingWorker(course, {}), course)
        with pytest.raises(WorkerError, match=f"the Dask workers of {address}: "):
            await worker.grade(GradingTask("amel", UNIT, NOON, folder))


@pytest.mark.browser
def test_a_worker_has_a_checker_of_its_own(tmp_path):
    """A unit's solutions get full marks from the browser that the worker's process starts, and it ends with it."""
    [unit] = curriculum_course.chosen(curriculum_course.load(), ["S04"])
    curriculum_course.build([unit], tmp_path)
    solved = {f"{each.exercise.folder}/{name}": data for each in unit.exercises for name, data in each.solution.items()}
    code = (
        "import sys; from hub_config.grading_elsewhere import examine_there\n"
        "sys.stdout.buffer.write(examine_there(sys.stdin.buffer.read()))"
    )
    parcel = pack(tmp_path, S04, NOON, solved).to_bytes()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=parcel, capture_output=True, timeout=240)
    examined = json.loads(done.stdout)
    assert "failed" not in examined, examined
    [verdicts] = examined["verdicts"].values()
    assert sum(verdicts.values()) == sum(each.exercise.points for each in unit.exercises)
    assert [each for each in psutil.Process().children() if "chromium" in each.name()] == []
