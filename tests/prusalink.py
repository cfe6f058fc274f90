"""A real PrusaLink with a stand-in for its printer, where one was installed: the contract is then tried on it too.

It is not installed for every test run: what it needs comes as sources, for a compiler and Debian's libcap-dev, and it
loads Debian's libturbojpeg0 and libmagic1. Where these are, `python -m tests.prusalink` installs it in a minute into
`var/cache/prusalink`, and from then on `make test` finds it there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub_config.settings import CHECKOUT
from tests.real_hub import free_ports, wait_for
from tests.stand_in_mk3 import StandInMK3

HOME = CHECKOUT / "var/cache/prusalink"
VERSION = "0.8.1"
KEY = "p" * 20
CONFIG = """[daemon]
data_dir = {folder}
[http]
address = 127.0.0.1
port = {port}
[printer]
port = {serial}
settings = {folder}/printer.ini
directory = {gcodes}
[cameras]
auto_detect = False
"""
SETTINGS = f"""[printer]
type = MK3S
name = test
location = test
[service::connect]
hostname = 127.0.0.1
port = 1
tls = 0
token =
[service::local]
enable = 1
username = atelier
digest =
api_key = {KEY}
"""


@dataclass(frozen=True)
class RunningPrusaLink:
    """One PrusaLink process, its machine idle."""

    url: str


def is_installed() -> bool:
    """Whether there is one."""
    return (HOME / ".venv/bin/prusalink").exists()


def install() -> None:
    """Into an environment of its own."""
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", str(HOME / ".venv")], check=True)
    subprocess.run([str(HOME / ".venv/bin/pip"), "install", "-q", f"prusalink=={VERSION}"], check=True)


@contextlib.contextmanager
def prusalink(folder: Path) -> Iterator[RunningPrusaLink]:
    """One whose machine takes jobs: it gives a printer eight seconds to start, and looks at it then."""
    folder.mkdir(parents=True, exist_ok=True)
    gcodes = HOME / f"gcodes-{os.getpid()}"  # it uses no folder in /tmp
    machine = StandInMK3(folder / "ttyMK3")
    [port] = free_ports(1)
    config = CONFIG.format(folder=folder, port=port, serial=machine.port, gcodes=gcodes)
    (folder / "prusalink.ini").write_text(config)
    (folder / "printer.ini").write_text(SETTINGS)
    machine.start()
    with open(folder / "said.log", "ab") as log:
        command = [str(HOME / ".venv/bin/prusalink"), "-f", "-c", str(folder / "prusalink.ini")]
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)})
    try:
        running = RunningPrusaLink(f"http://127.0.0.1:{port}")
        wait_for(lambda: _is_idle(running.url), "PrusaLink's machine to be idle", 120)
        yield running
    finally:
        process.kill()
        process.wait()
        machine.stop()
        shutil.rmtree(gcodes, ignore_errors=True)


def _is_idle(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError, ValueError):  # a page that says "not yet"
        headers = {"X-Api-Key": KEY}
        machine = httpx.get(f"{url}/api/v1/status", headers=headers).json()["printer"]
        storages = httpx.get(f"{url}/api/v1/storage", headers=headers).json()["storage_list"]
        return bool(machine["state"] == "IDLE" and any(each["available"] for each in storages))
    return False


if __name__ == "__main__":
    install()
