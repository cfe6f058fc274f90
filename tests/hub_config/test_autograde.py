"""`atelier course autograde`: by the running service, in its place where there is none, and stopped by Ctrl+C."""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from graders.exchange import store as exchange_store
from graders.exchange.store import ExchangeStore
from graders.notebook import batches, queue
from graders.notebook.queue import GradingQueue, JobState
from hub_config import course
from hub_config.__main__ import main
from hub_config.autograde import AutogradeError, Wish, autograde, bar
from hub_config.roles import COMMAND_LINE
from hub_config.secret_files import service_token_name
from hub_config.service.database import open_database
from hub_config.service.french_dates import utc_now
from hub_config.settings import Settings, load_settings
from tests.hub_config.service.conftest import empty_gradebook, stage  # noqa: F401 # fixtures
from tests.hub_config.service.makers import S04, queued
from tests.hub_config.service.stand_in_hub import token_of
from tests.hub_config.service.test_grading import running
from tests.real_hub import free_ports, wait_for


def a_place(folder: Path, port: int) -> Settings:
    """The settings of a place whose service listens on this port; the command line has a trainer's token."""
    (folder / "atelier.toml").write_text(f"service_port = {port}\ngrading_workers = 1\n")
    settings = load_settings(folder / "atelier.toml")
    settings.secrets_dir.mkdir()
    (settings.secrets_dir / service_token_name(COMMAND_LINE)).write_text(token_of("farida"))
    return settings


async def test_the_running_service_grades_and_says_how_far_it_is(stage, tmp_path):  # noqa: F811
    """The same queue as the page's button; who could not be graded, then everybody with `again`, then one person."""
    settings = a_place(tmp_path, urlsplit(stage.address).port)
    stage.released()
    stage.handed_in("amina", answered=True)
    stage.handed_in("bruno")
    stage.parts.queue.hold(stage.parts.queue.claim().submission_id, "the checker broke")
    told: list[str] = []

    async def graded(**wish) -> list[str]:
        batch = await asyncio.to_thread(autograde, settings, Wish(S04, **wish), lambda each: told.append(bar(each)))
        assert (batch["finished"], batch["is_grading"]) == (batch["total"], False)
        return [each["student_id"] for each in batch["hand_ins"]]

    async with running(stage.parts.runner):
        assert await graded() == ["bruno"]
        assert await graded(again=True) == ["amina", "bruno"]
        assert await graded(again=True, student_ids=["amina"]) == ["amina"]
        with pytest.raises(AutogradeError, match=f"{S04}: nothing was handed in by chloe"):
            await graded(student_ids=["chloe"])
    assert told[-1] == "[##############################] 1 of 1"


async def test_a_hub_that_is_away_is_one_sentence(stage, tmp_path):  # noqa: F811
    """The service runs, but cannot know who asks."""
    settings = a_place(tmp_path, urlsplit(stage.address).port)
    (settings.secrets_dir / service_token_name(COMMAND_LINE)).write_text("unknown")
    with pytest.raises(AutogradeError, match="Sign in first, or send a valid token"):
        await asyncio.to_thread(autograde, settings, Wish(S04), print)


@pytest.mark.parametrize(
    ("batch", "line"),
    [
        ((0, 30, None), "[..............................] 0 of 30"),
        ((6, 30, 95.0), "[######........................] 6 of 30, 2 min left"),
        ((29, 30, 4.0), "[#############################.] 29 of 30, less than a minute left"),
        ((30, 30, 0.0), "[##############################] 30 of 30"),
        ((0, 0, 0.0), "[##############################] 0 of 0"),
    ],
)
def test_the_bar(batch, line):
    """One line: done, to do, and how long it still takes."""
    assert bar(dict(zip(("finished", "total", "seconds_left"), batch, strict=True))) == line


def database(settings: Settings) -> Engine:
    """The service's own, without a service."""
    settings.service_dir.mkdir(parents=True, exist_ok=True)
    tables = (exchange_store.metadata, queue.metadata)
    assert batches.batches.metadata is queue.metadata
    return open_database(settings.service_database_url, tables)


@pytest.fixture(scope="module")
def built_s04(tmp_path_factory) -> Path:
    """nbgrader's course folder with S04 in it."""
    root = tmp_path_factory.mktemp("s04") / "course"
    course.build(course.chosen(course.load(), ["S04"]), root)
    return root


@pytest.fixture
def place(built_s04, tmp_path, monkeypatch) -> Settings:
    """A place where nothing runs, with S04 handed out; Amina handed in the solutions, Bruno what he was given."""
    settings = a_place(tmp_path, free_ports(1)[0])
    shutil.copytree(built_s04, settings.course_dir)
    store = ExchangeStore(database(settings), settings.service_dir / "blobs", utc_now)
    [unit] = course.chosen(course.load(), ["S04"])
    release = settings.course_dir / "release" / unit.unit_id
    given = {str(path.relative_to(release)): path.read_bytes() for path in release.rglob("*") if path.is_file()}
    solved = {f"{each.exercise.folder}/{name}": data for each in unit.exercises for name, data in each.solution.items()}
    store.release(unit.unit_id, given, released_by="claire")
    store.submit("amina", unit.unit_id, given | solved, and_then=queued)
    store.submit("bruno", unit.unit_id, given, and_then=queued)
    monkeypatch.setenv("ATELIER_SETTINGS", str(settings.file))
    return settings


@pytest.mark.browser
def test_without_a_service_the_command_grades_itself(place, capsys):
    """With the real checker and worker, in the service's own queue; a second call finds nothing left to do."""
    assert main(["course", "autograde", "s04", "--json"]) == 0
    written = capsys.readouterr()
    assert written.err.splitlines()[-1] == f"2 of 2 hand-ins of {S04} graded"
    batch = json.loads(written.out)
    scores = {each["student_id"]: (each["state"], each["score"] / each["max_score"]) for each in batch["hand_ins"]}
    assert scores.keys() == {"amina", "bruno"}
    assert scores["amina"] == ("done", 1.0)
    assert scores["bruno"][1] < 0.5
    assert {job.state for job in GradingQueue(database(place), utc_now).jobs(*JobState)} == {JobState.DONE}
    assert main(["course", "autograde", S04]) == 0
    assert capsys.readouterr().err == f"0 of 0 hand-ins of {S04} graded\n"
    assert main(["course", "autograde", "S04", "--student", "chloe"]) == 2
    assert capsys.readouterr().err == f"{S04}: nothing was handed in by chloe\n"


@pytest.mark.browser
def test_ctrl_c_takes_back_what_is_not_begun(place):
    """A command that is stopped leaves no batch behind for the next service to find."""
    jobs = GradingQueue(database(place), utc_now)
    for job in jobs.jobs(JobState.QUEUED):
        jobs.claim()
        jobs.finish(job.submission_id)
    command = [sys.executable, "-m", "hub_config", "course", "autograde", "S04", "--again"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: jobs.jobs(JobState.QUEUED), "the batch", 60)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.splitlines()[-1]) == (
        130,
        "stopped; what is graded stays, the rest is as it was",
    )
    assert jobs.jobs(JobState.QUEUED) == ()


def test_a_port_that_another_program_keeps_is_one_sentence(tmp_path, monkeypatch, capsys):
    """Something else listens there and does not speak HTTP: no second queue is opened beside it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        settings = a_place(tmp_path, other.getsockname()[1])
        monkeypatch.setenv("ATELIER_SETTINGS", str(settings.file))
        monkeypatch.setattr("hub_config.service.serving.PORT_WAIT_S", 0)
        assert main(["course", "autograde", "S04"]) == 2
    assert capsys.readouterr().err == f"port {settings.service_port} cannot be opened: Address already in use\n"
