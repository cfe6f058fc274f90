"""Bringing the place up: a second time, after kill -9 of any part, and down again."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from hub_config.hub_client import HubClient
from hub_config.people import NewPerson
from hub_config.roles import Role
from hub_config.settings import Settings, SettingsError
from hub_config.up import FIRST_PEOPLE, UpError, lock, logins, prepare_folders, wait_for_ports, welcome
from tests.real_hub import Hub, free_ports, real_hub, started, wait_for


def test_the_data_folder_is_closed(tmp_path: Path):
    """No other account of the machine reads homes, databases or secrets; also when they were left open."""
    settings = Settings(data_dir=tmp_path)
    settings.homes_dir.mkdir(mode=0o755)
    prepare_folders(settings)
    assert {folder.name: oct(folder.stat().st_mode & 0o777) for folder in tmp_path.iterdir()} == dict.fromkeys(
        ["secrets", "hub", "homes", "course", "service", "logs"], "0o700"
    )


def test_a_data_folder_of_somebody_else_is_said_with_what_to_do(tmp_path: Path):
    """A second person at the machine gets one sentence, not a traceback."""
    (tmp_path / "hub").symlink_to("/proc/1")  # there already, and nobody else's to change
    ready = (
        r"^.*/hub cannot be made ready by \S+ \(.+\); run this as the owner of .*, or give it away: chown -R \S+: .*$"
    )
    with pytest.raises(UpError, match=ready):
        prepare_folders(Settings(data_dir=tmp_path))


def test_one_place_is_run_once(tmp_path: Path):
    """Whoever comes second is told so; after the first has gone it is free again."""
    settings = Settings(data_dir=tmp_path)
    prepare_folders(settings)
    with lock(settings) as first, lock(settings) as second:
        assert (first, second) == (True, False)
    with lock(settings) as third:
        assert third


def test_a_port_of_another_program_is_named(tmp_path: Path, monkeypatch):
    """Nothing is started that could not listen."""
    monkeypatch.setattr("hub_config.up.PORTS_WITHIN_S", 0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        names = ("port", "hub_port", "proxy_api_port", "simulator_port")
        free = dict(zip(names, free_ports(len(names)), strict=True))
        with pytest.raises(UpError, match=rf"^port {port} taken by another program; .*atelier\.toml$"):
            wait_for_ports(Settings(data_dir=tmp_path, service_port=port, **free))


def test_the_door_may_stand_at_another_address_of_the_machine(tmp_path: Path, monkeypatch):
    """What is taken there is found there, and an address that is none of this machine's is named."""
    monkeypatch.setattr("hub_config.up.PORTS_WITHIN_S", 0)
    names = ("hub_port", "proxy_api_port", "service_port", "simulator_port")
    free = dict(zip(names, free_ports(len(names)), strict=True))
    with socket.create_server(("127.0.0.2", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UpError, match=rf"^port {port} taken by another program"):
            wait_for_ports(Settings(data_dir=tmp_path, host="127.0.0.2", port=port, **free))
    wait_for_ports(Settings(data_dir=tmp_path, host="127.0.0.2", port=port, **free))
    wait_for_ports(Settings(data_dir=tmp_path, host="0.0.0.0", port=port, **free))
    with pytest.raises(SettingsError, match=r"^atelier\.toml: host is '203\.0\.113\.9'; expected an address of this"):
        wait_for_ports(Settings(data_dir=tmp_path, host="203.0.113.9", port=port, **free))


@contextmanager
def answering(*addresses: tuple[str, int]) -> Iterator[None]:
    """A server that says yes to everything, at each of these addresses."""

    class Yes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ExitStack() as servers:
        for address in addresses:
            server = servers.enter_context(ThreadingHTTPServer(address, Yes))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers.callback(server.shutdown)
        yield


@pytest.mark.parametrize(
    ("host", "door"), [("127.0.0.1", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("0.0.0.0", "127.0.0.1")]
)
def test_whether_all_is_up_is_asked_at_the_door_people_use(tmp_path: Path, host: str, door: str):
    """A place that is reached by its address in the building is ready too, and says so."""
    port, hub_port, service_port = free_ports(3)
    client = HubClient(Settings(data_dir=tmp_path, host=host, port=port, hub_port=hub_port, service_port=service_port))
    with answering(("127.0.0.1", hub_port), ("127.0.0.1", service_port)):
        assert not client.is_up()
        with answering((door, port)):
            assert client.is_up()


def test_first_logins_are_listed_with_their_role():
    """Only those who are new have a password to show."""
    people = [NewPerson("amina", "A", "B", Role.TRAINEE), NewPerson("paul", "P", "M", Role.TRAINER)]
    assert list(logins(people, {"paul": "bamo-kiru-felo-52"})) == ["  paul             bamo-kiru-felo-52    trainer"]


class Register:
    """The hub's people, and what it does with a class list."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def people(self) -> list[str]:
        return self.names

    def take_in(self, newcomers: Sequence[NewPerson]) -> tuple[dict[str, str], list[str]]:
        self.names += [person.name for person in newcomers]
        return {person.name: "bamo-kiru-felo-52" for person in newcomers}, []


def test_a_class_list_that_comes_too_late_is_said_to():
    """It is for the first start; later ones name the way in, and a start without one says nothing."""
    register, said = Register(), []
    people = [NewPerson("paul", "P", "M", Role.TRAINER)]
    welcome(register, people, said.append)
    assert said.pop() == "  paul             bamo-kiru-felo-52    trainer\n"
    said.clear()
    welcome(register, people, said.append)
    welcome(register, (), said.append)
    assert (register.names, said) == (
        ["paul"],
        ["people are here already, so --people took nobody in; to add a class: make people CSV=class.csv"],
    )
    empty = Register()
    welcome(empty, (), said.append)
    assert empty.names == [person.name for person in FIRST_PEOPLE]


@pytest.mark.hub
def test_a_second_up_says_it_is_running(hub: Hub):
    """It changes nothing and ends well."""
    environment = {**os.environ, "ATELIER_SETTINGS": str(hub.settings.file)}
    second = subprocess.run(
        [sys.executable, "-m", "hub_config", "up"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (second.returncode, second.stderr) == (0, f"Atelier is running already: {hub.url}\n")


@pytest.mark.hub
@pytest.mark.parametrize("word", ["hub_config.service", "configurable-http-proxy", "jupyterhub"])
def test_each_part_comes_back_after_kill_9(hub: Hub, word: str):
    """Nobody has to start anything: within seconds everything answers again, and people are still signed in."""
    bruno = hub.visitor("bruno")
    killed = hub.program(word)
    killed.kill()
    wait_for(lambda: hub.program(word).pid != killed.pid, "another process")
    wait_for(hub.is_up, "hub and service at the door")
    assert bruno.get("/services/atelier/ma-semaine").url.endswith("/services/atelier/ma-semaine")
    assert bruno.get("/hub/home").ok


@pytest.mark.hub
def test_everything_after_kill_9_of_all_of_it(tmp_path: Path):
    """The next `up` builds nothing, hands nothing out and takes nobody in; people, passwords and servers are there."""
    with real_hub(tmp_path) as hub:
        amina = hub.visitor("amina")
        amina.open_server()
        server = _sandbox_of(hub, "amina")
        programs = psutil.Process(hub.process.pid).children(recursive=True)
        hub.process.kill()
        hub.process.wait()
        # The kernel ends what `up` had started, except people's servers.
        ended = [process for process in programs if process != server and server not in _parents(process)]
        wait_for(lambda: not [process for process in ended if _lives(process)], "the end of all programs")
        assert server.is_running()
        passwords = hub.passwords
    with started(tmp_path) as hub:
        assert hub.said == [
            "starting\n",
            "people are here already, so --people took nobody in; to add a class: make people CSV=class.csv\n",
            f"Atelier is ready: {hub.url}\n",
        ]
        amina = hub.stranger()
        assert amina.sign_in("amina", passwords["amina"]).ok
        assert list(amina.servers()) == [""]
        assert amina.get("/user/amina/lab").ok
    assert not server.is_running(), "a stop on purpose ends people's servers"


@pytest.mark.hub
def test_a_stop_leaves_nothing_running(tmp_path: Path):
    """After SIGTERM no process of ours is left, and the exit code says all is well."""
    with real_hub(tmp_path) as hub:
        programs = psutil.Process(hub.process.pid).children(recursive=True)
        hub.process.send_signal(signal.SIGTERM)
        assert hub.process.wait(60) == 0
        assert [process for process in programs if _lives(process)] == []
        assert hub.said[-1] == "stopped\n"


def _sandbox_of(hub: Hub, name: str) -> psutil.Process:
    home = str(hub.settings.homes_dir / name)
    roots = [process for process in psutil.process_iter(["cmdline"]) if home in (process.info["cmdline"] or [])]
    return min(roots, key=lambda process: len(_parents(process)))


def _parents(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.parents())
    except psutil.NoSuchProcess:
        return []


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
