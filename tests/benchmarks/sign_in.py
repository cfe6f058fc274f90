"""From sign-in to a notebook one can work in, and the memory of one signed-in person, beside a stock JupyterHub.

Both open S04 in a server that was stopped. Stock counts as ready when the notebook is on the page and its kernel is at
rest; ours only when its six exercises stand there, ready to be worked on. Memory is read with the exercises on both:
in the stock hub somebody has to run the cells first.

Then each signs in once more, in a fresh browser, while the server runs: as after lunch, or on another machine. There a
unit of ours should be on the page within 3 s.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
from playwright.sync_api import Browser

from tests.benchmarks.memory import pss_bytes, tree_of
from tests.benchmarks.report import line
from tests.benchmarks.stock_hub import stock_hub
from tests.end_to_end.browser import a_browser
from tests.real_hub import Hub

UNIT = "web-s04-html-base"
NOTEBOOK = "s04-html-base.ipynb"
EXERCISES = ".atelier-exercise:not(.atelier-recall) >> nth=6"  # six and the one to hand in
ROUNDS = 3


@dataclass(frozen=True)
class Arrival:
    """How long a person waited, in seconds, and what their server then weighs, in bytes (PSS)."""

    server_s: float
    page_s: float
    ready_s: float
    memory_bytes: int


@dataclass(frozen=True)
class Way:
    """How one hub is entered: where to, what shows that the notebook is ready, whose process it is."""

    target: str
    ready: str
    program: str
    runs_by_itself: bool


OURS = Way(
    target=f"/hub/spawn/amina?next=/user/amina/atelier/open/{UNIT}",
    ready=EXERCISES,
    program="single_user/serve.py",
    runs_by_itself=True,
)
STOCK = Way(
    target=f"/hub/spawn?next=/user/amina/lab/tree/{UNIT}/{NOTEBOOK}",
    ready=".jp-Notebook-ExecutionIndicator[data-status=idle]",
    program="jupyterhub-singleuser",
    runs_by_itself=False,
)


def arrive(browser: Browser, hub: str, password: str, way: Way) -> Arrival:
    """Sign in as amina; the clock runs from the press of the button."""
    with a_page(browser) as page:
        page.goto(f"{hub}/hub/login?next={quote(way.target, safe='')}")
        page.fill("input[name=username]", "amina")
        page.fill("input[name=password]", password)
        began_s = time.monotonic()
        page.click("[type=submit]")
        page.wait_for_url(f"{hub}/user/amina/**")
        server_s = time.monotonic() - began_s
        page.wait_for_selector(".jp-Notebook .jp-MarkdownCell")
        page_s = time.monotonic() - began_s
        page.wait_for_selector(way.ready, state="attached")
        ready_s = time.monotonic() - began_s
        if not way.runs_by_itself:
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_selector(EXERCISES, state="attached")
        return Arrival(server_s, page_s, ready_s, pss_bytes(tree_of(oldest(way.program))))


@contextmanager
def a_page(browser: Browser) -> Iterator:
    """A fresh visit: no cookie, nothing cached."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(120_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def oldest(program: str) -> int:
    """The pid of the first process started for a program."""
    found = [each for each in psutil.process_iter(["cmdline"]) if program in " ".join(each.info["cmdline"] or ())]
    return min(found, key=lambda process: process.create_time()).pid


def measure(place: Hub) -> str:
    """The rows, ours and the stock hub's taken in turn."""
    amina = place.visitor("amina")
    ours, stock, ours_again, stock_again = [], [], [], []
    with a_browser() as browser:
        for _ in range(ROUNDS):
            for arrivals in (ours, ours_again):
                arrivals.append(arrive(browser, place.url.rstrip("/"), place.passwords["amina"], OURS))
            amina.close_server()
            with tempfile.TemporaryDirectory() as folder:
                files = place.settings.course_dir / "release" / UNIT
                with stock_hub(Path(folder), "amina", files) as address:
                    for arrivals in (stock, stock_again):
                        arrivals.append(arrive(browser, address, "any", STOCK))
    rows = (
        ("sign-in to server answering", ours, stock, "server_s", "s", 1),
        ("sign-in to notebook on the page", ours, stock, "page_s", "s", 1),
        ("sign-in to notebook ready", ours, stock, "ready_s", "s", 1),
        ("memory per signed-in person (PSS)", ours, stock, "memory_bytes", "MB", 1e6),
        ("  the server running: to the page", ours_again, stock_again, "page_s", "s", 1),
        ("  the server running: to ready", ours_again, stock_again, "ready_s", "s", 1),
    )
    return "\n".join(
        line(
            what,
            [getattr(each, name) / unit_size for each in mine],
            [getattr(each, name) / unit_size for each in theirs],
            unit,
            "stock hub",
        )
        for what, mine, theirs, name, unit, unit_size in rows
    )
