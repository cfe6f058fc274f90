"""The peer: a JupyterHub as it comes, with the same JupyterLab and extensions, no sandbox and no service."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.memory import tree_of

CONFIG = """
c.JupyterHub.ip = "127.0.0.1"
c.JupyterHub.port = {port}
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.default_url = "/lab"
"""


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stock_hub(folder: Path, user: str, files: Path) -> Iterator[str]:
    """The address of a running stock hub in which `user` (any password) has a copy of `files` at home."""
    port, hub_port, api_port = free_port(), free_port(), free_port()
    homes = folder / "homes"
    shutil.copytree(files, homes / user / files.name)
    config = folder / "jupyterhub_config.py"
    config.write_text(CONFIG.format(port=port, hub_port=hub_port, api_port=api_port, homes=str(homes)))
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "JUPYTERHUB_LOG_LEVEL": "WARN"}
    with (folder / "hub.log").open("w") as log:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_answers(f"{address}/hub/health", hub)
        yield address
    finally:
        # The hub, its proxy and its servers: it lets servers live on, and waits for them when it is asked to end.
        everything = tree_of(hub.pid)
        for process in everything:
            process.kill()
        hub.wait()


def wait_until_answers(url: str, process: subprocess.Popen[bytes], patience_s: float = 60) -> None:
    """Return once `url` answers 200; RuntimeError if the process ends or patience does."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server behind {url} ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {patience_s} s")
