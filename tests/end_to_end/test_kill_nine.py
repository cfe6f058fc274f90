"""`kill -9` of any part at any moment: every accepted hand-in is there once, graded once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from curriculum.builder.programme import load_programme
from graders.exchange import store as exchange_store
from graders.exchange.client import ExchangeClient, NoAnswerError
from graders.exchange.store import ExchangeStore
from graders.notebook import queue as grading_queue
from graders.notebook.gradebook import open_gradebook, read_scores
from graders.notebook.queue import GradingQueue, JobState
from hub_config.course import CURRICULUM
from hub_config.service.database import open_database
from tests.real_hub import Hub, real_hub, started, wait_for

pytestmark = [pytest.mark.hub, pytest.mark.browser, pytest.mark.sandbox]

UNIT = "web-s04-html-base"
PARTS = {
    "hub": "jupyterhub -f",
    "service": "hub_config.service",
    "worker": "graders.notebook.worker",
    "browser": "chromium-headless-shell",
}


def running(part: str, root: int) -> list[psutil.Process]:
    """The processes of a part of the Atelier whose `atelier up` has pid `root`, the oldest first."""
    found = []
    for process in psutil.Process(root).children(recursive=True):
        try:
            if PARTS[part] in " ".join(process.cmdline()):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return sorted(found, key=lambda process: process.create_time())


def now() -> datetime:
    """The time, as the service has it."""
    return datetime.now(UTC)


class HandingIn(threading.Thread):
    """Someone who hands in again and again, and notes what was accepted."""

    def __init__(self, client: ExchangeClient, versions: Iterable[dict[str, bytes]]) -> None:
        super().__init__(daemon=True)
        self._client = client
        self._versions = list(versions)
        self.accepted: list[str] = []

    def run(self) -> None:
        """Each version until it is accepted, as a learner presses the button again after "réessayez"."""
        for number, files in enumerate(self._versions):
            while True:
                try:
                    self.accepted.append(self._client.submit(UNIT, files, nonce=f"version {number}").submission_id)
                    break
                except NoAnswerError:
                    time.sleep(0.2)


@pytest.fixture
def versions() -> list[dict[str, bytes]]:
    """Twelve different hand-ins of S04: the solution, with a word of its own in each."""
    (unit,) = (unit for unit in load_programme(CURRICULUM).units if unit.unit_id == UNIT)
    solved = {
        f"{taught.exercise.folder}/{name}": data for taught in unit.exercises for name, data in taught.solution.items()
    }
    return [{**solved, "notes.txt": f"version {number}".encode()} for number in range(12)]


@pytest.mark.timeout(600)
def test_nothing_handed_in_is_lost_or_graded_twice(tmp_path: Path, versions: list[dict[str, bytes]]):
    """Hub, service, worker and browser are killed while someone hands in; then all of it at once, and started again."""
    chance = random.Random(4)
    with real_hub(tmp_path / "place") as hub:
        client = ExchangeClient(hub.settings.service_url, a_token(hub, "amina"))
        learner = HandingIn(client, versions)
        learner.start()
        for part in ("worker", "service", "browser", "hub", "worker", "service"):
            victims = wait_for(lambda part=part: running(part, hub.process.pid), f"the {part}", 90)
            time.sleep(chance.uniform(0, 0.7))  # not waiting for anything: the moment is what varies
            for victim in victims:
                kill(victim)
        everything = [process for part in PARTS for process in running(part, hub.process.pid)]
        hub.process.kill()
        hub.process.wait()
        psutil.wait_procs(everything, 30)
    with started(tmp_path / "place") as hub:
        learner.join(180)
        assert len(learner.accepted) == len(versions)
        engine = open_database(hub.settings.service_database_url, (exchange_store.metadata, grading_queue.metadata))
        store = ExchangeStore(engine, hub.settings.service_dir / "blobs", now)
        queue = GradingQueue(engine, now)
        unfinished = (JobState.QUEUED, JobState.RUNNING)
        wait_for(lambda: not queue.jobs(*unfinished), "the last grading", 120)

        there = {submission.submission_id: submission for submission in store.submissions(student_id="amina")}
        assert sorted(there) == sorted(learner.accepted)
        assert {each.attempt for each in there.values()} == set(range(1, len(versions) + 1))
        assert {job.submission_id: job.state for job in queue.jobs(*JobState)} == dict.fromkeys(there, JobState.DONE)
        latest = max(there.values(), key=lambda each: each.attempt)
        assert store.files_of(latest)["notes.txt"] == b"version 11"
        assert store.feedback_of(latest)
        (scores,) = read_scores(open_gradebook(hub.settings.course_dir), student_id="amina", assignment_id=UNIT)
        assert scores.score == scores.max_score


def a_token(hub: Hub, name: str) -> str:
    """The token of this person's own server, read in their kernel as they could themselves."""
    person = hub.visitor(name)
    person.open_server()
    return asyncio.run(person.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])")).strip()


def kill(process: psutil.Process) -> None:
    """`kill -9`; one that has ended already is as good."""
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
