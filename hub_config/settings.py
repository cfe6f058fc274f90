"""All that a place may choose, from one file: `atelier.toml` in the data folder.

    # Where people reach Atelier: this machine only, unless a proxy with TLS stands in front.
    host = "127.0.0.1"
    port = 8000

A setting left out has its default. The data folder is the file's own folder, so a copy of it is the whole place.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from hub_config import printers
from hub_config.printers import PrinterPlace, printer_places

CHECKOUT = Path(__file__).resolve().parent.parent
FILE_NAME = "atelier.toml"
ENVIRONMENT_NAME = "ATELIER_SETTINGS"


INSTALL_DASK = "run `hub_config/enter.sh uv pip install -c requirements-test.lock distributed`, after each upgrade too"


class SettingsError(Exception):
    """Every fault of the settings file, one line each."""


def setting(default: Any, why: str, *, least: int | None = None, most: int | None = None) -> Any:
    """A field of `Settings` with its reason and its range, both ends included."""
    return field(default=default, metadata={"why": why, "least": least, "most": most})


def text_like(default: str, why: str, pattern: str, words: str) -> Any:
    """A text that the pattern fits; `words` say what is expected."""
    return field(default=default, metadata={"why": why, "like": pattern, "words": words})


def tcp_port(default: int, why: str) -> Any:
    """A TCP port that an ordinary account may open."""
    return setting(default, why, least=1024, most=65535)


@dataclass(frozen=True)
class Settings:
    """What the place chose; nothing else in the code reads a file or the environment for it."""

    data_dir: Path
    """Everything that is not software: databases, homes, secrets. The only place a backup needs."""

    host: str = text_like(
        "127.0.0.1",
        "Where people reach Atelier: this machine only, unless TLS stands in front. 0.0.0.0 is every address it has.",
        r"[A-Za-z0-9.-]+",
        "a name or an IPv4 address of this machine",
    )
    port: int = tcp_port(8000, "The port people type.")
    hub_port: int = tcp_port(
        8081, "The hub, the proxy's own door and the service: never reachable from another machine."
    )
    proxy_api_port: int = tcp_port(8001, "")
    service_port: int = tcp_port(8010, "")
    simulator_port: int = tcp_port(8020, "The print server of the simulated printer, of this machine only.")
    database_url: str = setting("", "The service's database; empty is SQLite in the data folder.")

    server_memory_mib: int = setting(
        1024, "Memory of one person's JupyterLab with its kernels; one with one kernel needs 250.", least=400
    )
    server_processes: int = setting(
        300, "Processes and threads of one person; JupyterLab with three kernels needs 90.", least=100
    )
    server_file_mib: int = setting(256, "The biggest file a person can write.", least=1)
    server_idle_s: int = setting(3600, "Seconds without a sign of life after which a server is stopped.", least=60)
    server_start_s: int = setting(
        60, "Seconds a server may take to start; twelve starting at once on two cores take 30.", least=10
    )

    grading_workers: int = setting(
        0, "Hand-ins graded at once; 0 is one for each core. Each worker needs 200 MiB.", least=0, most=64
    )

    grading_dask: str = text_like(
        "",
        "Grade on the workers of a Dask scheduler, such as tcp://10.0.0.5:8786 (a closed network, or tls://); "
        "grading_workers is then how many hand-ins are under way. Empty: grade here.",
        r"((tcp|tls)://\S+)?",
        "an address with tcp:// or tls://, or nothing",
    )

    printers: tuple[Mapping[str, Any], ...] = setting(
        printers.DEFAULT,
        "The printers. Protocols: octoprint, moonraker, prusalink, each with a url, and its key alone in the file "
        "secrets/printer-NAME; simulated is a real OctoPrint that prints nothing, started with Atelier.",
    )

    prints_a_month: int = setting(
        10, "What one person may have printed in a month, before a manager is asked.", least=0
    )
    print_grams_a_month: int = setting(400, "", least=0)
    print_longest_min: int = setting(360, "Minutes of the longest print that a person may send off.", least=1)
    prints_waiting: int = setting(1, "Jobs of one person that may wait at once.", least=1)

    @property
    def printer_places(self) -> tuple[PrinterPlace, ...]:
        """The printers, in the order of the pages."""
        return printer_places(self.printers)

    @property
    def grading_at_once(self) -> int:
        """How many workers grade on this machine."""
        return self.grading_workers or len(os.sched_getaffinity(0))

    @property
    def file(self) -> Path:
        """The settings file itself."""
        return self.data_dir / FILE_NAME

    @property
    def secrets_dir(self) -> Path:
        """Tokens and keys, for this account only."""
        return self.data_dir / "secrets"

    @property
    def hub_dir(self) -> Path:
        """The hub's database, the little /etc of each server, the lock of a running Atelier."""
        return self.data_dir / "hub"

    @property
    def homes_dir(self) -> Path:
        """One folder per person."""
        return self.data_dir / "homes"

    @property
    def course_dir(self) -> Path:
        """nbgrader's course root: source, release, submitted, autograded, feedback, gradebook.db."""
        return self.data_dir / "course"

    @property
    def service_dir(self) -> Path:
        """The service's database and what was handed in."""
        return self.data_dir / "service"

    @property
    def simulator_dir(self) -> Path:
        """All that the print server of the simulated printer knows."""
        return self.data_dir / "simulated-printer"

    @property
    def logs_dir(self) -> Path:
        """What the hub and the service say."""
        return self.data_dir / "logs"

    @property
    def service_database_url(self) -> str:
        """Where the service keeps everything it must not lose, as SQLAlchemy writes it."""
        return self.database_url or f"sqlite:///{self.service_dir / 'atelier.db'}"

    @property
    def public_url(self) -> str:
        """The address people type, with its last slash."""
        return f"http://{self.host}:{self.port}/"

    @property
    def door_url(self) -> str:
        """Where programs of this machine come in as people do, without a last slash."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"

    @property
    def service_url(self) -> str:
        """Where the person's server reaches the service, without a last slash."""
        return f"http://127.0.0.1:{self.service_port}/services/atelier"

    @property
    def hub_api_url(self) -> str:
        """Where programs of this machine reach the hub's API, without a last slash."""
        return f"http://127.0.0.1:{self.hub_port}/hub/api"


def default_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file in use: the one ATELIER_SETTINGS names, else `var/atelier.toml` of the checkout."""
    return Path(environ.get(ENVIRONMENT_NAME, CHECKOUT / "var" / FILE_NAME)).resolve()


def load_settings(file: Path | None = None) -> Settings:
    """The settings of a file, or of the one in use; SettingsError names every fault in it."""
    file = file or default_file()
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file} is missing; `atelier up` writes a first one") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
    if faults := list(_faults(values)):
        raise SettingsError("\n".join(f"{file.name}: {fault}" for fault in faults))
    return Settings(data_dir=file.parent, **_frozen(values))


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def ensure_file(file: Path) -> bool:
    """Writes a first file, every setting in it as a comment; True if there was none. SettingsError if it cannot."""
    try:
        if file.exists():
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(first_text(), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}") from error
    return True


def first_text() -> str:
    """A settings file that changes nothing and shows everything."""
    lines = ["# Atelier's settings. A line without its # counts; `atelier up` reads them at its next start.", ""]
    for item in _choices():
        if why := item.metadata["why"]:
            lines += ["", f"# {why}"]
        lines.append(f"# {item.name} = {_toml(item.default)}")
    return "\n".join(lines) + "\n"


def _choices() -> list[Field[Any]]:
    return [item for item in fields(Settings) if item.default is not MISSING]


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(printers.as_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _faults(values: Mapping[str, object]) -> Iterator[str]:
    known = {item.name: item for item in _choices()}
    for name in values.keys() - known.keys():
        yield f"{name} is no setting; there are {', '.join(sorted(known))}"
    yield from printers.faults(values.get("printers", ()))
    for name, item in known.items():
        if name in values and name != "printers" and (fault := _fault_of(values[name], item)):
            yield f"{name} is {values[name]!r}; expected {fault}, such as {_toml(item.default)}"
    ports = [name for name in known if name == "port" or name.endswith("_port")]
    chosen = {name: values.get(name, known[name].default) for name in ports}
    for name, number in chosen.items():
        if twins := [other for other in ports if other < name and chosen[other] == number]:
            yield f"{name} is {number}, as {twins[0]} is; expected ports of their own"


def _fault_of(value: object, item: Field[Any]) -> str | None:
    """What was expected instead, if the value does not fit."""
    if isinstance(item.default, str):
        if isinstance(value, str) and re.fullmatch(item.metadata.get("like", "(?s:.*)"), value):
            return None
        return str(item.metadata.get("words", "a text"))
    least, most = item.metadata["least"], item.metadata["most"]
    # True is an int in Python; in a settings file it is a mistake.
    fits = isinstance(value, int) and not isinstance(value, bool)
    if fits and (least is None or value >= least) and (most is None or value <= most):
        return None
    return f"a whole number from {least} to {most}" if most is not None else f"a whole number of at least {least}"
