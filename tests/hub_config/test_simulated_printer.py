"""The simulated printer that comes with every place: started with it, closed to others, back after a fall."""

import os
import signal

import httpx
import psutil
import pytest

from hub_config import programs, simulated_printer
from hub_config.secret_files import printer_key_name, secret
from hub_config.settings import Settings
from tests.real_hub import Hub, wait_for


def test_its_files_are_for_this_account_alone(tmp_path):
    """Keys are in them; a second time changes nothing but what we set."""
    folder = tmp_path / "simulated-printer"
    for _ in range(2):
        simulated_printer.prepare(folder, 8020, "k" * 32, "s" * 32)
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()} == {
        "config.yaml": "0o600",
        "users.yaml": "0o600",
    }


def test_a_place_without_it_starts_none(tmp_path):
    """Who has real printers only has no simulator."""
    mk4 = {
        "name": "mk4",
        "label": "MK4",
        "protocol": "prusalink",
        "url": "http://10.0.0.7",
        "profiles": ["simulee-pla"],
    }
    assert programs.simulator(Settings(data_dir=tmp_path, printers=(mk4,))) is None
    assert not (tmp_path / "simulated-printer").exists()


@pytest.mark.hub
def test_it_answers_to_the_services_key_and_comes_back_after_kill_9(hub: Hub):
    """`atelier up` started it; killed, it is started again; without the key it says nothing of its jobs."""
    url = f"http://127.0.0.1:{hub.settings.simulator_port}/api/job"
    key = secret(hub.settings.secrets_dir, printer_key_name("simulee"))

    def state() -> str:
        try:
            answer = httpx.get(url, headers={"X-Api-Key": key})
            return answer.json()["state"] if answer.status_code == 200 else ""
        except httpx.HTTPError:
            return ""

    wait_for(lambda: state() == "Operational", "the simulated printer")
    assert httpx.get(url).status_code == 403
    [program] = [
        child
        for child in psutil.Process(hub.process.pid).children()
        if any(part.endswith("octoprint") for part in child.cmdline())
    ]
    os.kill(program.pid, signal.SIGKILL)
    psutil.wait_procs([program], 10)
    wait_for(lambda: state() == "Operational", "the simulated printer after its fall")
