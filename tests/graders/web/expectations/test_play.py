"""What a page does when it is used: each verb on pages that do it and pages that do not."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.web.expectations import play as expect
from graders.web.page import Page
from graders.web.play import Play
from tests.graders.web.plays import rows, told, with_script

pytestmark = pytest.mark.browser

BODY = '<h1>Panier</h1><button id="b">Ajouter</button> <output></output>'


def after_click(verb: Callable[[Play], Any]) -> Callable[[Page], Any]:
    """A check that clicks and looks."""

    def check(page: Page) -> Any:
        with page.played() as play:
            play.click("#b")
            return verb(play)

    return check


TWICE = lambda page: expect.expect_after_click(page, "#b", "output", "2 objets", times=2)  # noqa: E731
RIGHT: dict[str, tuple[Callable[[Page], Any], str]] = {
    "text": (
        TWICE,
        "let n = 0; b.onclick = () => { n += 1; document.querySelector('output').textContent = n + ' OBJETS'; };",
    ),
    "text-later": (
        lambda page: expect.expect_after_click(page, "#b", "output", "Bien"),
        "b.onclick = () => setTimeout(() => { document.querySelector('output').textContent = 'bien'; }, 600);",
    ),
    "no-errors": (expect.expect_no_errors, "try { null.x } catch {}"),
    "console": (
        after_click(lambda play: expect.expect_console(play, "total : 4")),
        "b.onclick = () => console.log('Total :', 4);",
    ),
    "dialog": (
        after_click(lambda play: expect.expect_dialog(play, "bonjour")),
        "b.onclick = () => alert('Bonjour Amina');",
    ),
    "no-dialog": (after_click(expect.no_dialog), ""),
    "stored": (
        after_click(lambda play: expect.expect_stored(play, "panier", [1, {"a": 2}])),
        "b.onclick = () => localStorage.setItem('panier', '[1, {\"a\": 2}]');",
    ),
    "stored-text": (
        after_click(lambda play: expect.expect_stored(play, "nom", "Zoé", session=True)),
        "b.onclick = () => { sessionStorage.nom = 'Zoé'; };",
    ),
    "address": (
        after_click(lambda play: expect.expect_address(play, "#fin")),
        "b.onclick = () => { location.hash = 'fin'; };",
    ),
}
WRONG: dict[str, tuple[Callable[[Page], Any], str, tuple[str, str | None, str | None, int | None]]] = {
    "other-text": (
        TWICE,
        "b.onclick = () => { document.querySelector('output').textContent = '1 objet'; };",
        ("other-text-after", "2 objets", "1 objet", 8),
    ),
    "no-element": (
        lambda page: expect.expect_after_click(page, "#b", "dialog", "a"),
        "",
        ("nothing-after", "dialog", None, None),
    ),
    "broken-off": (TWICE, "b.onclick = () => { totl.x = 1; };", ("fault-unknown-name", None, "totl", 9)),
    "error": (expect.expect_no_errors, "null.x", ("fault-of-nothing", None, "null", 9)),
    "silent": (after_click(lambda play: expect.expect_console(play, "a")), "", ("console-silent", "a", None, None)),
    "other-line": (
        after_click(lambda play: expect.expect_console(play, "a")),
        "console.log('b');",
        ("console-other", "a", "b", 9),
    ),
    "no-box": (after_click(expect.expect_dialog), "", ("dialog-missing", None, None, None)),
    "other-box": (
        after_click(lambda play: expect.expect_dialog(play, "a")),
        "alert('b');",
        ("dialog-other", "a", "b", None),
    ),
    "box": (after_click(expect.no_dialog), "alert('b');", ("dialog-unwanted", None, "b", None)),
    "not-stored": (after_click(lambda play: expect.expect_stored(play, "a")), "", ("stored-nothing", "a", None, None)),
    "not-json": (
        after_click(lambda play: expect.expect_stored(play, "a", [1])),
        "localStorage.a = [1, 2];",
        ("stored-other", "[1]", "1,2", None),
    ),
    "same-address": (
        after_click(lambda play: expect.expect_address(play, "#fin")),
        "",
        ("other-address", "#fin", "/index.html", None),
    ),
}


@pytest.mark.parametrize(("check", "script"), **rows(RIGHT))
async def test_right_pages_pass(checker: Checker, check: Callable[[Page], Any], script: str):
    """Case, accents and half a second do not matter."""
    assert await told(checker, with_script(script, BODY), check) is None


@pytest.mark.parametrize(("check", "script", "failure"), **rows(WRONG))
async def test_what_does_not_happen_is_told(
    checker: Checker,
    check: Callable[[Page], Any],
    script: str,
    failure: tuple[str, str | None, str | None, int | None],
):
    """With what was expected and found, and where."""
    assert await told(checker, with_script(script, BODY), check) == failure
