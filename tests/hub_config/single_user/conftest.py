"""A trainee's JupyterLab as the sandbox starts it, and a browser to look at it; one of each for all tests."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import SAMPLE, Service, a_service

ROOT = Path(__file__).parents[3]
SINGLE_USER = ROOT / "hub_config" / "single_user"
CHROMIUM = Path("/usr/lib/chromium/chromium-headless-shell")
TOKEN = "letmein"


@dataclass(frozen=True)
class Lab:
    """A running person's server."""

    url: str
    home: Path
    pid: int

    def an_assignment(self, name: str) -> Path:
        """A fresh copy of the sample under this name."""
        return Path(shutil.copytree(SAMPLE, self.home / name))

    def get(self, path: str) -> Any:
        """What the server's API answers."""
        request = urllib.request.Request(f"{self.url}{path}", headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def kernel(self, name: str) -> psutil.Process:
        """The kernel of this copy's notebook."""
        [kernel] = [one["kernel"]["id"] for one in self.get("/api/sessions") if one["path"].startswith(f"{name}/")]
        [process] = [one for one in psutil.Process(self.pid).children() if kernel in " ".join(one.cmdline())]
        return process

    def kill_kernel(self, name: str) -> None:
        """End the kernel of this copy's notebook as a crash would."""
        self.kernel(name).kill()


def a_lab(role: str, home: Path, service_url: str, **environment: str) -> Iterator[Lab]:
    """A server with the configuration of this role, until the generator closes."""
    home.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter_server"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={home}"),
            f"--IdentityProvider.token={TOKEN}",
        ],
        cwd=home,
        env={
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "JUPYTER_CONFIG_PATH": f"{SINGLE_USER / role}:{SINGLE_USER / 'common'}",
            "JUPYTER_PATH": str(SINGLE_USER / "share"),
            "ATELIER_SERVICE_URL": service_url,
            "JUPYTERHUB_API_TOKEN": "secret-token",
            "JUPYTERHUB_USER": "amina",
            **environment,
        },
        start_new_session=True,
        stdout=(home.parent / f"{role}.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    lab = Lab(f"http://127.0.0.1:{port}", home, server.pid)
    try:
        wait_until_up(lab, server, home.parent / f"{role}.log")
        yield lab
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def wait_until_up(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; its log if it ends or stays silent for a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            lab.get("/api")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A stand-in for the atelier service: content once the h1 is closed."""
    with a_service() as service:
        service.answer = lambda body: a_report("PC9oMT4" in body["files"].get("index.html", "") or None).to_json()
        yield service


def a_report(closed: object) -> Report:
    """What the stand-in finds: the language is always right, the title only if it is closed."""
    title = CheckResult("h1", "Le grand titre est fermé.", 1.0, Outcome.PASSED)
    if not closed:
        title = CheckResult(
            "h1",
            "Le grand titre est fermé.",
            1.0,
            Outcome.FAILED,
            "unclosed",
            "Il manque une balise de fin.",
            line=8,
            hints=("Regardez la ligne 8.", "Une balise de fin a une barre.", "Par exemple : <em>très</em>."),
        )
    return Report("web-essai/03", (CheckResult("lang", "La page dit sa langue.", 1.0, Outcome.PASSED), title))


@pytest.fixture(scope="session")
def trainee_lab(tmp_path_factory: pytest.TempPathFactory, service: Service) -> Iterator[Lab]:
    """A trainee's server."""
    yield from a_lab("trainee", tmp_path_factory.mktemp("trainee") / "home", service.url)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's headless browser."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    expect.set_options(timeout=30_000)  # a machine may be busy with other tests
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A French reader's window, 1280 pixels wide; it keeps what JupyterLab is made of from one test to the next."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context
    await context.close()


@pytest.fixture
async def page(window: BrowserContext, trainee_lab: Lab) -> AsyncIterator[Page]:
    """A page of somebody who never was at the trainee's server before."""
    page = await window.new_page()
    protocol = await window.new_cdp_session(page)
    await protocol.send("Storage.clearDataForOrigin", {"origin": trainee_lab.url, "storageTypes": "all"})
    await window.clear_cookies()
    yield page
    for each in window.pages:
        await each.close()
