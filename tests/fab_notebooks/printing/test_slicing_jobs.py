"""Drafts get estimate and picture, approved jobs their G-code, by the real slicer; whatever ends it in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading

import pytest

from fab_notebooks.printing.jobs import Job, JobState
from fab_notebooks.printing.slicing_jobs import TRIES_MAX, JobSlicer
from fab_notebooks.slicer import Finished, StoppedError, run_with_limits
from hub_config.service.sandboxed_slicer import SandboxedSlicer
from tests.fab_notebooks.meshes import box_3mf, box_stl
from tests.fab_notebooks.printing.makers import Queue

pytestmark = [
    pytest.mark.printer,
    pytest.mark.skipif(shutil.which("prusa-slicer") is None, reason="Debian's prusa-slicer is not installed"),
]
HERE = {"printer": "simulee", "profile": "simulee-pla", "copies": 1}


def a_bare_draft(queue: Queue) -> Job:
    """An upload that nobody has looked at."""
    return queue.store.create("rosa", "Bouton", box_stl(), **HERE)


async def slice_all(queue: Queue, slicer: JobSlicer, scratch) -> int:
    """Until nothing waits; how many slicings it took."""
    count = 0
    while await slicer.next(queue.store, scratch):
        count += 1
    return count


@pytest.mark.parametrize("run", [run_with_limits, SandboxedSlicer()], ids=["limits", "sandbox"])
async def test_a_draft_gets_its_estimate_and_an_approved_job_its_gcode(queue, tmp_path, run):
    """The same in the service's sandbox; the scratch folder is empty afterwards."""
    slicer = JobSlicer(run)
    job = queue.store.create("rosa", "Bouton", box_3mf(10, 20, 1), **HERE)
    assert await slice_all(queue, slicer, tmp_path / "scratch") == 1
    draft = queue.store.job(job.job_id)
    assert (draft.state, draft.size_mm, draft.fault) == (JobState.DRAFT, "10 × 20 × 1 mm", None)
    assert draft.seconds > 0 < draft.grams
    assert queue.store.files.get(job.job_id, "picture.png").startswith(b"\x89PNG")
    queue.store.approve(queue.store.submit(job.job_id, "rosa").job_id, "samir")
    assert await slice_all(queue, slicer, tmp_path / "scratch") == 1
    assert queue.state(job) is JobState.SLICED
    assert b"G28" in queue.store.files.get(job.job_id, "job.gcode")
    assert list((tmp_path / "scratch").iterdir()) == []


async def test_a_draft_that_cannot_be_sliced_says_why_and_stays(queue, tmp_path):
    """It cannot be sent off, and the one behind it is not held up."""
    bad = queue.store.create("rosa", "Rien", b"nothing", **HERE)
    good = queue.store.create("rosa", "Bouton", box_stl(), **HERE)
    assert await slice_all(queue, JobSlicer(run_with_limits), tmp_path / "scratch") == 2
    said = queue.store.job(bad.job_id)
    assert (said.fault, said.state) == ("unreadable", JobState.DRAFT)
    assert said.reason.startswith("Ce fichier n’est pas un STL, un 3MF, un OBJ, un PLY ou un GLB.")
    assert queue.store.job(good.job_id).fault is None


async def test_an_approved_job_that_cannot_be_sliced_any_more_has_failed(queue, tmp_path):
    """Its profile was taken out of the place, for example."""
    job = queue.approved()
    await slice_all(queue, JobSlicer(lambda command, folder: Finished(1, "what?")), tmp_path / "scratch")
    failed = queue.store.job(job.job_id)
    assert (failed.state, failed.fault) == (JobState.FAILED, "broken")


async def test_a_killed_slicer_is_started_again(queue, tmp_path):
    """`kill -9` of the slicer in the middle: the job is sliced all the same; killed again and again, it says so."""
    killed: list[int] = []

    def run(command, folder) -> Finished:
        if len(killed) < 1:
            process = subprocess.Popen(["sleep", "60"], start_new_session=True)
            threading.Timer(0, os.kill, (process.pid, signal.SIGKILL)).start()
            killed.append(process.wait())
            return Finished(killed[-1], "")
        return run_with_limits(command, folder)

    job = queue.approved()
    assert await slice_all(queue, JobSlicer(run), tmp_path / "scratch") == 2
    assert (queue.state(job), killed) == (JobState.SLICED, [-9])
    other = queue.approved("bruno")
    assert await slice_all(queue, JobSlicer(lambda *_: Finished(137, "")), tmp_path / "scratch") == TRIES_MAX
    assert queue.store.job(other.job_id).fault == "killed"


async def test_a_slicer_that_was_stopped_says_nothing_of_the_job(queue, tmp_path):
    """The service ends in the middle: the job is as it was, for the next service."""

    def run(command, folder) -> Finished:
        raise StoppedError

    job = queue.approved()
    assert await JobSlicer(run).next(queue.store, tmp_path / "scratch")
    assert queue.state(job) is JobState.APPROVED
    stopped = SandboxedSlicer()
    stopped.stop()
    with pytest.raises(StoppedError):
        stopped(["true"], tmp_path)


@pytest.mark.parametrize("make", [Queue.approved, a_bare_draft], ids=["approved", "draft"])
async def test_cancelled_while_it_was_sliced_it_stays_cancelled(queue, tmp_path, make):
    """The slicer's result comes too late, and leaves nothing on the disk but a picture."""
    job = make(queue)

    def run(command, folder) -> Finished:
        queue.store.cancel(job.job_id, "rosa", "rosa")
        return run_with_limits(command, folder)

    await slice_all(queue, JobSlicer(run), tmp_path / "scratch")
    assert queue.state(job) is JobState.CANCELLED
    kept = [name for name in ("upload", "model.stl", "job.gcode") if queue.store.files.get(job.job_id, name)]
    assert kept == []
