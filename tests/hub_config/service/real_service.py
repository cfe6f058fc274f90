"""The service as a process of its own, with a data folder and a port of its own; the hub is whoever is named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hub_config.settings import CHECKOUT
from tests.real_hub import free_ports

NO_HUB = "http://127.0.0.1:1/hub/api"
"""Nobody answers there; who asks the service for no page does not need one."""

StartService = Callable[[], subprocess.Popen[bytes]]


@contextmanager
def a_place(folder: Path, hub_api_url: str = NO_HUB, settings: str = "") -> Iterator[tuple[str, StartService]]:
    """The address of a place's service, and how to start it: `start()` gives the process.

    `settings` are further lines of `atelier.toml`.
    """
    [port] = free_ports(1)
    (folder / "atelier.toml").write_text(f"service_port = {port}\n{settings}")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ATELIER_SETTINGS": str(folder / "atelier.toml"),
        "JUPYTERHUB_API_TOKEN": "service-token",
        "JUPYTERHUB_API_URL": hub_api_url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "service-atelier",
        "JUPYTERHUB_SERVICE_NAME": "atelier",
        "JUPYTERHUB_SERVICE_PREFIX": "/services/atelier/",
    }
    processes = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hub_config.service"]
        processes.append(subprocess.Popen(command, env=environment, cwd=CHECKOUT))
        return processes[-1]

    try:
        yield f"http://127.0.0.1:{port}/services/atelier/", start
    finally:
        for process in processes:
            process.kill()
            process.wait()
