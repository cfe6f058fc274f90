"""`kill -9` of the service, the slicer or OctoPrint at each state of a job: it arrives, and the machine began it as
often as somebody asked.

The service, PrusaSlicer in its sandbox and OctoPrint are real; what was printed is counted in OctoPrint's own log.
Between the service and OctoPrint stands a relay, which can stop an order on its way.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import trimesh

from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import Job, JobState, Quotas
from fab_notebooks.printing.store import PrintStore
from hub_config.secret_files import printer_key_name
from hub_config.service.database import open_database
from hub_config.service.french_dates import utc_now
from hub_config.service.tables import TABLES
from hub_config.settings import load_settings
from tests.fab_notebooks.meshes import box_stl
from tests.hub_config.service.real_service import StartService, a_place
from tests.print_servers import KEY, RunningOctoPrint, octoprint
from tests.real_hub import wait_for
from tests.relay import Relay, Stop, relay

pytestmark = [
    pytest.mark.printer,
    pytest.mark.sandbox,
    pytest.mark.skipif(shutil.which("prusa-slicer") is None, reason="Debian's prusa-slicer is not installed"),
]

PRINTER = "simulee"
SMALL = box_stl()
"""Printed in some seconds."""
BIGGER = box_stl(10, 10, 1)
"""Printed in so many that its progress is seen on the way."""


@dataclass
class Workshop:
    """A service, its queue and its printer, and how each of them is killed."""

    store: PrintStore
    octoprint: RunningOctoPrint
    relay: Relay
    start: StartService
    process: subprocess.Popen[bytes] | None = None
    jobs: list[str] = field(default_factory=list)

    def run(self) -> None:
        """The service, started."""
        self.process = self.start()

    def kill(self) -> None:
        """`kill -9` of the service; whatever it started ends too."""
        assert self.process is not None
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        _, alive = psutil.wait_procs(family, 20)
        assert alive == []

    def draft(self, model: bytes = SMALL) -> str:
        """Somebody's upload, its estimate not there yet."""
        return self.store.create("rosa", "Bouton", model, printer=PRINTER, profile="simulee-pla", copies=1).job_id

    def submitted(self, model: bytes = SMALL) -> str:
        """Sent off, once the slicer has said what it takes."""
        job_id = self.draft(model)
        wait_for(lambda: self.job(job_id).seconds, "the estimate")
        self.store.submit(job_id, "rosa")
        return job_id

    def at(self, state: JobState, model: bytes = SMALL) -> str:
        """A job that a manager approved, once it is there; nobody said yet that the plate is clear."""
        job_id = self.submitted(model)
        self.store.approve(job_id, "samir")
        self.wait(job_id, state)
        return job_id

    def job(self, job_id: str) -> Job:
        """As it is now."""
        return self.store.job(job_id)

    def wait(self, job_id: str, *states: JobState) -> Job:
        """The job, once it is in one of these states."""
        wait_for(lambda: self.job(job_id).state in states, f"{job_id} to be {[state.value for state in states]}", 120)
        return self.job(job_id)

    def clear(self) -> None:
        """Somebody looked at the plate."""
        self.store.say_plate_is_clear(PRINTER, "samir")

    def slicer(self) -> psutil.Process:
        """The slicer that runs now."""
        return wait_for(self._slicer, "the slicer")

    def _slicer(self) -> psutil.Process | None:
        assert self.process is not None
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if process.name().startswith("prusa-slicer"):
                    return process
            except psutil.NoSuchProcess:
                continue
        return None

    def begun(self, job_id: str) -> list[int]:
        """The attempts of this job that the machine began, each as often as it began it."""
        names = [name for name in self.octoprint.prints_begun() if name.startswith(f"atelier-{job_id}-")]
        return [int(name.removesuffix(".gcode").rpartition("-")[2]) for name in names]

    def is_done_once(self, job_id: str) -> None:
        """It gets to its end, and was printed once, by the queue, by the log and by the record."""
        job = self.wait(job_id, JobState.DONE)
        assert (job.attempt, self.begun(job_id)) == (1, [1])
        prints = self.octoprint.prints_of(job.file_name or "")
        assert (prints["success"], prints["failure"]) == (1, 0)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One for all moments: a job that a kill lost, or printed again, would be in the way of the next."""
    folder = tmp_path_factory.mktemp("place")
    with ExitStack() as stack:
        server = stack.enter_context(octoprint(folder / "octoprint"))
        before = stack.enter_context(relay(server.port))
        settings = f"simulator_port = {before.port}\n"
        _, start = stack.enter_context(a_place(folder, settings=settings))
        yield a_workshop(folder, server, before, start)


def a_workshop(folder: Path, server: RunningOctoPrint, before: Relay, start: StartService) -> Workshop:
    """The queue as the service has it, with room for all the jobs of these tests."""
    settings = load_settings(folder / "atelier.toml")
    key = settings.secrets_dir / printer_key_name(PRINTER)
    key.parent.mkdir(mode=0o700)
    key.write_text(KEY)
    settings.service_dir.mkdir(parents=True)
    engine = open_database(settings.service_database_url, TABLES)
    plenty = Quotas(prints_a_month=100, grams_a_month=10_000, waiting=100, drafts=100)
    store = PrintStore(engine, PrintFiles(settings.service_dir / "prints"), utc_now, plenty)
    return Workshop(store, server, before, start)


@pytest.fixture
def workshop(place: Workshop) -> Iterator[Workshop]:
    """With a service that runs, and a machine that is free; the service is ended as harshly as in the tests."""
    place.octoprint.wait_until_operational()
    place.run()
    yield place
    place.kill()


def hard() -> bytes:
    """A model that the slicer is busy with for a second or more."""
    model: bytes = trimesh.creation.icosphere(subdivisions=6, radius=20).export(file_type="stl")
    return model


def kill_service(workshop: Workshop, job_id: str) -> None:
    """And the slicer with it: its sandbox dies with its starter."""
    workshop.kill()
    workshop.run()


def kill_slicer(workshop: Workshop, job_id: str) -> None:
    """The service goes on."""
    os.kill(workshop.slicer().pid, signal.SIGKILL)


def kill_both(workshop: Workshop, job_id: str) -> None:
    """The slicer first; the service before it has done anything about it, or just after."""
    kill_slicer(workshop, job_id)
    kill_service(workshop, job_id)


@pytest.mark.parametrize("kill", [kill_service, kill_slicer, kill_both])
@pytest.mark.parametrize("state", [JobState.DRAFT, JobState.APPROVED])
def test_killed_while_it_is_sliced(workshop: Workshop, state: JobState, kill: Callable[[Workshop, str], None]):
    """It is sliced all the same, and waits; nothing was sent to the machine."""
    job_id = workshop.draft(hard())
    workshop.slicer()
    if state is JobState.APPROVED:
        wait_for(lambda: workshop.job(job_id).seconds, "the estimate", 120)
        workshop.store.submit(job_id, "rosa")
        workshop.store.approve(job_id, "samir")
        workshop.slicer()
    kill(workshop, job_id)
    wait_for(lambda: workshop.job(job_id).seconds, "the estimate", 120)
    if state is JobState.APPROVED:
        workshop.wait(job_id, JobState.WAITING_PLATE)
    assert (workshop.job(job_id).fault, workshop.begun(job_id)) == (None, [])
    assert workshop.store.cancel(job_id, "rosa").state is JobState.CANCELLED


def test_killed_while_it_waits_for_a_yes(workshop: Workshop):
    """Submitted, it is there for the manager of the next service."""
    job_id = workshop.submitted()
    workshop.kill()
    workshop.run()
    workshop.store.approve(job_id, "samir")
    workshop.clear()
    workshop.is_done_once(job_id)


def test_killed_while_it_waits_for_the_plate(workshop: Workshop):
    """One next to be printed, one sliced behind it: each waits for a look at the plate, in its turn."""
    first = workshop.at(JobState.WAITING_PLATE)
    second = workshop.at(JobState.SLICED)
    workshop.kill()
    workshop.run()
    for job_id in (first, second):
        workshop.wait(job_id, JobState.WAITING_PLATE)
        assert workshop.begun(job_id) == []
        workshop.clear()
        workshop.is_done_once(job_id)


@pytest.mark.parametrize("victim", ["service", "octoprint"])
@pytest.mark.parametrize("stop", list(Stop), ids=lambda stop: stop.value.replace(" ", "-"))
def test_killed_while_it_is_sent(workshop: Workshop, stop: Stop, victim: str):
    """An order that did not arrive is given once more. One that did is followed where the machine is at it; where the
    machine knows nothing of it, nothing begins until somebody looked."""
    job_id = workshop.at(JobState.WAITING_PLATE)
    workshop.relay.stop_next_order(stop)
    workshop.clear()
    assert workshop.relay.stopped.wait(60)
    assert workshop.wait(job_id, JobState.SENDING).attempt == 1
    if stop is Stop.NOT_ANSWERED:
        wait_for(lambda: workshop.begun(job_id), "the print to begin")
    if victim == "service":
        workshop.kill()
        workshop.run()
    else:
        workshop.octoprint.kill()
        workshop.octoprint.start()
    if stop is Stop.HALF_SENT or (stop, victim) == (Stop.NOT_ANSWERED, "service"):
        workshop.is_done_once(job_id)
        return
    begun = [1] if stop is Stop.NOT_ANSWERED else []
    is_left_to_a_person(workshop, job_id, begun)


def is_left_to_a_person(workshop: Workshop, job_id: str, begun: list[int]) -> None:
    """The job is in doubt, even with a clear plate; a manager looks, and asks for another attempt: the last one."""
    wait_for(lambda: workshop.job(job_id).is_in_doubt, "the doubt")
    workshop.octoprint.wait_until_operational()
    workshop.clear()
    other = workshop.at(JobState.SLICED)  # the service has looked again since
    assert workshop.job(job_id).is_in_doubt
    assert workshop.begun(job_id) == begun
    workshop.store.decide(job_id, "samir", JobState.FAILED)
    workshop.store.cancel(other, "rosa")
    workshop.store.print_again(job_id, "samir")
    workshop.wait(job_id, JobState.DONE)
    assert workshop.begun(job_id) == [*begun, 2]


def test_killed_in_mid_print(workshop: Workshop):
    """At three quarters the service dies; the machine goes on, and the next service finds what became of it."""
    job_id = workshop.at(JobState.WAITING_PLATE, BIGGER)
    workshop.clear()
    wait_for(lambda: workshop.job(job_id).progress >= 0.75, "three quarters of the print", 120)
    workshop.kill()
    workshop.run()
    workshop.is_done_once(job_id)


def test_killed_until_after_the_end(workshop: Workshop):
    """The print ends while no service runs: it is done, by the record."""
    job_id = workshop.at(JobState.WAITING_PLATE, BIGGER)
    workshop.clear()
    name = workshop.wait(job_id, JobState.PRINTING).file_name
    workshop.kill()
    wait_for(lambda: workshop.octoprint.prints_of(name or "").get("success"), "the end of the print", 120)
    workshop.run()
    workshop.is_done_once(job_id)


def test_octoprint_killed_in_mid_print(workshop: Workshop):
    """It has no record of what it printed: a person decides, and nothing begins by itself."""
    job_id = workshop.at(JobState.WAITING_PLATE, BIGGER)
    workshop.clear()
    workshop.wait(job_id, JobState.PRINTING)
    wait_for(lambda: workshop.job(job_id).progress > 0, "the print to get on")
    workshop.octoprint.kill()
    workshop.octoprint.start()
    is_left_to_a_person(workshop, job_id, [1])
