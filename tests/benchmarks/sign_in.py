"""From sign-in to a notebook one can work in, and the memory one signed-in person takes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.benchmarks.memory import pss_bytes, tree_of


@dataclass(frozen=True)
class Arrival:
    """How long a person waited, in seconds, and what their server then weighs, in bytes (PSS)."""

    server_ready_s: float
    notebook_ready_s: float
    memory_bytes: int


def arrive(browser: Browser, hub: str, user: str, password: str, notebook_url: str, server_pid) -> Arrival:
    """Sign in as `user` and open `notebook_url` (a path on the hub); clock from the press of the button.

    `server_pid()` gives the process id of the person's server once it runs. Ready means that the notebook's cells are
    on the page and its kernel is idle, in the browser, as the person sees it.
    """
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.goto(f"{hub}/hub/login?next={notebook_url}")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", password)
        started = time.monotonic()
        page.click("[type=submit]")
        page.wait_for_url(f"{hub}/user/{user}/**", timeout=120_000)
        server_ready_s = time.monotonic() - started
        wait_for_notebook(page)
        notebook_ready_s = time.monotonic() - started
        return Arrival(server_ready_s, notebook_ready_s, pss_bytes(tree_of(server_pid())))
    finally:
        context.close()


def wait_for_notebook(page: Page) -> None:
    """Return when the notebook's cells show and its kernel has come to rest."""
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached", timeout=120_000)
