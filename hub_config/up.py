"""Brings the whole place up and keeps it up: `atelier up`.

    data folder → course built → proxy, service, hub, simulated printer → first people → course handed out → address

Each step looks first and does nothing when it is done, so a second start takes seconds and changes nothing.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from graders.sandbox import SandboxError, probe
from hub_config import programs
from hub_config.hub_client import HubClient, HubClientError
from hub_config.keep_running import KeepRunning
from hub_config.people import NewPerson
from hub_config.ports import taken
from hub_config.roles import Role
from hub_config.settings import ENVIRONMENT_NAME, Settings, ensure_file, load_settings

HEALTHY_WITHIN_S = 120
PORTS_WITHIN_S = 10

FIRST_PEOPLE = (
    NewPerson("admin", "Alex", "Admin", Role.ADMIN),
    NewPerson("formatrice", "Claire", "Formatrice", Role.TRAINER),
    NewPerson("amina", "Amina", "Stagiaire", Role.TRAINEE),
    NewPerson("bruno", "Bruno", "Stagiaire", Role.TRAINEE),
    NewPerson("resident", "Rémi", "Résident", Role.RESIDENT),
    NewPerson("fabmanager", "Fanny", "Fabmanager", Role.FAB_MANAGER),
)
"""Someone of each kind, to try the place before the class list is there."""

Say = Callable[[str], None]


class UpError(Exception):
    """It cannot start; one sentence says why and what to do."""


def up(file: Path, newcomers: Sequence[NewPerson], say: Say) -> int:
    """Runs until SIGTERM or Ctrl+C; the exit code."""
    if ensure_file(file):
        say(f"wrote {file}: every setting, with its reason")
    settings = load_settings(file)
    prepare_folders(settings)
    with lock(settings) as mine:
        if not mine:
            say(f"Atelier is running already: {settings.public_url}")
            return 0
        try:
            probe()
        except SandboxError as error:
            raise UpError(f"{error}\n`atelier doctor` says more") from error
        wait_for_ports(settings)
        say("starting")
        course(settings, "build", say)
        keep_up(settings, newcomers, say)
    return 0


def prepare_folders(settings: Settings) -> None:
    """The data folder; what is in it is for this account alone. UpError if it cannot be."""
    for folder in (
        settings.secrets_dir,
        settings.hub_dir,
        settings.homes_dir,
        settings.course_dir,
        settings.service_dir,
        settings.logs_dir,
    ):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            me = getpass.getuser()
            what = f"{folder} cannot be made ready by {me} ({error.strerror})"
            todo = f"run this as the owner of {settings.data_dir}, or give it away: chown -R {me}: {settings.data_dir}"
            raise UpError(f"{what}; {todo}") from error


@contextmanager
def lock(settings: Settings) -> Iterator[bool]:
    """Whether this process is the only `up` of this data folder; the kernel lets go of the lock when it ends."""
    with open(settings.hub_dir / "up.lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def wait_for_ports(settings: Settings) -> None:
    """Returns when all are free; after kill -9 of the last `up` its programs take a moment to go."""
    late_at_s = time.monotonic() + PORTS_WITHIN_S
    while others := taken(settings):
        if time.monotonic() > late_at_s:
            numbers = ", ".join(map(str, others))
            raise UpError(f"port {numbers} taken by another program; end it, or set another in {settings.file}")
        time.sleep(0.1)


def keep_up(settings: Settings, newcomers: Sequence[NewPerson], say: Say) -> None:
    """Proxy, service, hub and simulated printer, each started again when it falls, until a signal ends them all."""
    client = HubClient(settings)
    stopping = threading.Event()
    # SIGHUP: the terminal is gone, such as after a lost connection.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    hub = KeepRunning(programs.hub(settings), say=say)
    service = KeepRunning(programs.service(settings), say=say)
    # A new proxy knows no route; the hub tells it all of them when asked.
    proxy = KeepRunning(programs.proxy(settings), say=say, started_again=partial(tell_routes, client))
    # Last: it needs none of the others, nor they it. A print that it loses when it falls is not begun again by itself.
    simulator = [KeepRunning(program, say=say) for program in [programs.simulator(settings)] if program]
    for program in (proxy, service, hub, *simulator):
        program.start()
    try:
        greet(settings, client, newcomers, say, stopping)
        stopping.wait()
    finally:
        # The hub first: it ends people's servers, and needs the proxy for it.
        for program in (hub, service, proxy, *simulator):
            program.stop()
        say("stopped")


def tell_routes(client: HubClient) -> None:
    """Asks the hub for the routes until proxy and hub are both there to do it."""
    for _ in range(100):
        try:
            client.check_proxy()
        except HubClientError:
            time.sleep(0.2)
        else:
            return


def greet(
    settings: Settings, client: HubClient, newcomers: Sequence[NewPerson], say: Say, stopping: threading.Event
) -> None:
    """Once everything answers: take the first people in, hand the course out, say where the door is."""
    late_at_s = time.monotonic() + HEALTHY_WITHIN_S
    while not client.is_up():
        if stopping.wait(0.1):
            return
        if time.monotonic() > late_at_s:
            say(f"hub and service do not answer yet; see {settings.logs_dir}")
            late_at_s += HEALTHY_WITHIN_S
    try:
        welcome(client, newcomers, say)
        course(settings, "release", say)
    except (HubClientError, UpError) as error:
        say(str(error))
    say(f"Atelier is ready: {settings.public_url}")


def welcome(client: HubClient, newcomers: Sequence[NewPerson], say: Say) -> None:
    """Takes in the first people, some to try the place with where none are given; later ones come by another door."""
    if client.people():
        if newcomers:
            say("people are here already, so --people took nobody in; to add a class: make people CSV=class.csv")
        return
    first = newcomers or FIRST_PEOPLE
    passwords, _ = client.take_in(first)
    say("First logins; write them down, they are shown only now. Each chooses another password at sign-in.\n")
    say("\n".join(logins(first, passwords)) + "\n")


def logins(newcomers: Sequence[NewPerson], passwords: dict[str, str]) -> Iterator[str]:
    """Name, first password and role of each, in columns."""
    for person in newcomers:
        if person.name in passwords:
            yield f"  {person.name:<16} {passwords[person.name]:<20} {person.role.value}"


def course(settings: Settings, verb: str, say: Say) -> None:
    """`atelier course …` in a process of its own: what it loads would stay in ours for good."""
    done = subprocess.run(
        [sys.executable, "-m", "hub_config", "course", verb],
        env={**os.environ, ENVIRONMENT_NAME: str(settings.file)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if text := done.stderr.strip():
        say(text)
    if done.returncode:
        raise UpError(f"`atelier course {verb}` failed")
