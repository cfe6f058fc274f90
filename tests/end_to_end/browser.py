"""A real browser for measuring and for walking the product: Debian's headless shell under Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

HEADLESS_SHELL = shutil.which("chromium-headless-shell") or "/usr/lib/chromium/chromium-headless-shell"


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A running browser in French; closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=HEADLESS_SHELL,
            chromium_sandbox=True,
            args=["--lang=fr-FR", "--disable-quic", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()
