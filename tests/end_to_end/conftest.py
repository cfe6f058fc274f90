"""A running Atelier and a real browser, for the tests that walk the product as its people do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.end_to_end.browser import a_browser
from tests.real_hub import Hub, real_hub

EnterPage = Callable[[str], Page]


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Atelier with S04 handed out and people who never signed in."""
    with real_hub(tmp_path_factory.mktemp("place")) as hub:
        hub.hand_out_only("web-s04-html-base")
        yield hub


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all; each person has a context of their own."""
    with a_browser() as browser:
        yield browser


@pytest.fixture
def enter(place: Hub, browser: Browser, tmp_path: Path) -> Iterator[EnterPage]:
    """`enter("amina")`: a page on which this person has just signed in, through the first password if need be."""
    with ExitStack() as stack:

        def enter(name: str) -> Page:
            context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(60_000)
            sign_in(page, place, name)
            return page

        yield enter


def sign_in(page: Page, place: Hub, name: str) -> None:
    """From the front door to the page one lands on."""
    page.goto(place.url)
    page.get_by_label("Identifiant").fill(name)
    page.get_by_label("Mot de passe", exact=True).fill(place.passwords[name])
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()
    if "first-password" in page.url:
        place.passwords[name] = f"une phrase pour {name[::-1]}"
        page.get_by_label("Nouveau mot de passe", exact=True).fill(place.passwords[name])
        page.get_by_label("Encore une fois le nouveau mot de passe").fill(place.passwords[name])
        page.get_by_role("button", name="Enregistrer et entrer").click()
    page.wait_for_url("**/services/atelier/**")
