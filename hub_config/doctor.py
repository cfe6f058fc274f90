"""`atelier doctor`: what is missing or wrong on this machine, on one page.

Each examination looks at one thing and says in one sentence what it found; a fault also says what to do.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from fab_notebooks.walls import landlock_version
from graders.sandbox import SandboxError, probe
from hub_config.ports import ports_of, taken
from hub_config.programs import PROXY_PROGRAM
from hub_config.secret_files import printer_key_name
from hub_config.settings import CHECKOUT, INSTALL_DASK, Settings, SettingsError
from hub_config.simulated_printer import OCTOPRINT
from hub_config.up import lock

LEAST_DISK_BYTES = 2 * 1024**3
"""A class of fifteen writes less than this in a year; a full disk stops databases."""

BROWSER = "chromium-headless-shell"


@dataclass(frozen=True)
class Finding:
    """What one examination found."""

    subject: str
    sentence: str
    is_fault: bool = False


class Fault(Exception):
    """Something is wrong; the message says what, and what to do."""


def examine(settings: Settings) -> Iterator[Finding]:
    """All examinations, one after the other; none changes anything."""
    for subject, look in EXAMINATIONS.items():
        try:
            yield Finding(subject, look(settings))
        except Fault as fault:
            yield Finding(subject, str(fault), is_fault=True)


def page(findings: list[Finding]) -> str:
    """The findings in columns, a last line for the whole."""
    width = max(len(finding.subject) for finding in findings)
    lines = [
        f"{'WRONG' if finding.is_fault else 'ok   '}  {finding.subject:<{width}}  {finding.sentence}"
        for finding in findings
    ]
    faults = sum(finding.is_fault for finding in findings)
    lines.append("All is well." if not faults else f"{faults} of {len(findings)} need attention.")
    return "\n".join(lines)


def account(settings: Settings) -> str:
    """Nothing of ours runs as root."""
    name = getpass.getuser()
    if os.geteuid() == 0:
        raise Fault("this is root; start with `hub_config/enter.sh atelier doctor`, which changes to the account")
    return f"{name}, an ordinary account"


def python(settings: Settings) -> str:
    """The Python the software was installed for."""
    found = ".".join(map(str, sys.version_info[:3]))
    if Path(sys.prefix) != CHECKOUT / ".venv":
        raise Fault(f"{sys.prefix} is not {CHECKOUT / '.venv'}; start with `hub_config/enter.sh`")
    return f"{found} in .venv"


def sandbox(settings: Settings) -> str:
    """Untrusted work can be walled in."""
    try:
        probe()
    except SandboxError as error:
        raise Fault(str(error)) from error
    return "bubblewrap and user namespaces work"


def own_designs(settings: Settings) -> str:
    """A person's own 3D design is kept from that person's files."""
    version = landlock_version()
    return f"walled in by Landlock {version}" if version else "no Landlock: one can open what its person's notebook can"


def browser(settings: Settings) -> str:
    """The browser that checks pages starts."""
    program = shutil.which(BROWSER)
    if program is None:
        raise Fault(f"{BROWSER} is missing; install the Debian packages {BROWSER} and chromium-sandbox")
    return _answer([program, "--version"], f"reinstall the Debian package {BROWSER}")


def node(settings: Settings) -> str:
    """Node.js is new enough for the proxy."""
    program = shutil.which("node")
    if program is None:
        raise Fault("node is missing; `make up` installs it into .venv")
    version = _answer([program, "--version"], "`make up` installs one into .venv")
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise Fault(f"{version} is too old, the proxy needs 20; remove .venv/.installed-node, then `make up`")
    return version


def proxy(settings: Settings) -> str:
    """The proxy people come in through starts."""
    remedy = "remove .venv/.installed-node, then `make up`"
    if not PROXY_PROGRAM.exists():
        raise Fault(f"configurable-http-proxy is missing; {remedy}")
    return f"configurable-http-proxy {_answer([str(PROXY_PROGRAM), '--version'], remedy)}"


def alembic(settings: Settings) -> str:
    """nbgrader starts it by name when it makes a gradebook."""
    program = shutil.which("alembic")
    if program is None:
        raise Fault("alembic is not on PATH, nbgrader needs it there; start with `hub_config/enter.sh`")
    return program


def slicer(settings: Settings) -> str:
    """The slicer is there."""
    program = shutil.which("prusa-slicer")
    if program is None:
        raise Fault("prusa-slicer is missing; install the Debian package prusa-slicer")
    return program


def printers(settings: Settings) -> str:
    """Each printer has its key; the simulated one its program."""
    for place in settings.printer_places:
        key = settings.secrets_dir / printer_key_name(place.name)
        if place.is_simulated and not OCTOPRINT.exists():
            raise Fault("OctoPrint is missing; remove .venv/.installed-octoprint, then `make up`")
        if not place.is_simulated and not key.exists():
            raise Fault(f"the key of {place.name} is missing; write it, alone, into {key}")
    return ", ".join(f"{place.label} ({place.protocol})" for place in settings.printer_places) or "none"


def data_folder(settings: Settings) -> str:
    """The data folder is ours, and its secrets are nobody else's."""
    if not os.access(settings.data_dir, os.W_OK | os.X_OK):
        raise Fault(
            f"{settings.data_dir} cannot be written by {getpass.getuser()}; give it: chown -R {getpass.getuser()}"
        )
    if not settings.secrets_dir.exists():
        return f"{settings.data_dir}, new"
    open_ones = [
        path for path in (settings.secrets_dir, *settings.secrets_dir.iterdir()) if path.stat().st_mode & 0o077
    ]
    if open_ones:
        raise Fault(f"{open_ones[0]} can be read by others; close it: chmod -R go= {settings.secrets_dir}")
    return f"{settings.data_dir}, secrets closed"


def disk(settings: Settings) -> str:
    """There is room to write."""
    free = shutil.disk_usage(settings.data_dir).free
    sentence = f"{free / 1024**3:.1f} GB free in {settings.data_dir}"
    if free < LEAST_DISK_BYTES:
        raise Fault(f"{sentence}, expected at least {LEAST_DISK_BYTES / 1024**3:g}; make room")
    return sentence


def ports(settings: Settings) -> str:
    """The ports are ours, or free."""
    with lock(settings) as mine:
        if not mine:
            return f"Atelier is running on {settings.public_url}"
    try:
        others = taken(settings)
    except SettingsError as error:
        raise Fault(str(error)) from error
    if others:
        numbers = ", ".join(map(str, others))
        raise Fault(f"{numbers} taken by another program; end it, or set others in {settings.file}")
    return f"{', '.join(map(str, ports_of(settings)))} free"


def grading(settings: Settings) -> str:
    """Whoever looks at hand-ins is there."""
    workers = f"{settings.grading_at_once} at once"
    if not settings.grading_dask:
        return f"{workers}, on this machine"
    if find_spec("distributed") is None:
        raise Fault(f"grading_dask needs Dask; {INSTALL_DASK}")
    where = urlsplit(settings.grading_dask)
    try:
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=5):
            return f"{workers}, by the Dask workers of {settings.grading_dask}"
    except (OSError, ValueError) as error:
        raise Fault(f"nobody answers at {settings.grading_dask} ({error}); start it, or empty grading_dask") from error


EXAMINATIONS: dict[str, Callable[[Settings], str]] = {
    "account": account,
    "python": python,
    "sandbox": sandbox,
    "own designs": own_designs,
    "browser": browser,
    "node": node,
    "proxy": proxy,
    "alembic": alembic,
    "slicer": slicer,
    "printers": printers,
    "data folder": data_folder,
    "disk": disk,
    "ports": ports,
    "grading": grading,
}


def _answer(command: list[str], remedy: str) -> str:
    """The first line a program prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Fault(f"{command[0]} does not start ({error}); {remedy}") from error
    if done.returncode:
        raise Fault(f"{command[0]} ended with code {done.returncode}; {remedy}")
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "starts"
