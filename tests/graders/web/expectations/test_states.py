"""What mouse, keyboard, paper, dark and calm change, and what is missing where they change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Failure
from graders.web.expectations import states as expect
from graders.web.page import Page
from tests.graders.web.css.styled import seen, told

pytestmark = pytest.mark.browser

Verb = Callable[[Page], Any]


def hover(page: Page) -> None:
    """`expect_hover_changes` on the links of the menu."""
    expect.expect_hover_changes(page, "nav a")


def focus(page: Page) -> None:
    """`expect_focus_style` on the links of the menu."""
    expect.expect_focus_style(page, "nav a")


def dark(page: Page) -> None:
    """`expect_dark_mode` of the page, its headings and its cards."""
    expect.expect_dark_mode(page, "body", "h1", ".carte")


DARK = "@media (prefers-color-scheme: dark) { body { background: #222; color: #eee } }"
RIGHT: dict[str, tuple[str, Verb]] = {
    "hover-color": ("a:hover { color: red }", hover),
    "hover-underline": ("a { text-decoration: none } a:hover { text-decoration: underline }", hover),
    "hover-around": (
        "li:hover { background: yellow } li { padding: 3px } li:hover a { opacity: .9 }",
        hover,
    ),
    "hover-line-that-grows": (
        "a { position: relative } a::after { content: ''; position: absolute; width: 0; height: 2px;"
        " background: red; transition: width .3s } a:hover::after { width: 100% }",
        hover,
    ),
    "hover-grows-slowly": ("a { transition: transform 2s } a:hover { transform: scale(1.1) }", hover),
    "hover-this-property": (
        "a:hover { background: yellow }",
        lambda page: expect.expect_hover_changes(page, "nav a", "background-color", "color"),
    ),
    "focus-of-the-browser": ("a { color: red }", focus),
    "focus-outline": (":focus-visible { outline: 3px solid #1a4f8b }", focus),
    "focus-shadow": ("a:focus { outline: none; box-shadow: 0 0 0 3px black }", focus),
    "focus-border": ("a { border: 2px solid transparent } a:focus { outline: 0; border-color: black }", focus),
    "focus-ground": ("a:focus-visible { outline: none; background: black; color: white }", focus),
    "focus-on-dark": ("header { background: #222 } a:focus { outline: 2px solid white }", focus),
    "not-printed": ("@media print { nav { display: none } }", lambda page: expect.expect_not_printed(page, "nav")),
    "hidden-with-its-parent": (
        "@media print { header { visibility: hidden } }",
        lambda page: expect.expect_not_printed(page, "nav"),
    ),
    "printed": ("@media print { nav { display: none } }", lambda page: expect.expect_printed(page, "h1, p")),
    "dark": (DARK, dark),
    "dark-by-scheme": (":root { color-scheme: light dark }", dark),
    "dark-by-function": (
        ":root { color-scheme: light dark } body { background: light-dark(white, black) }",
        lambda page: expect.expect_dark_mode(page),
    ),
    "calm": (
        "a { transition: color .3s } @media (prefers-reduced-motion: reduce) { * { transition: none !important } }",
        expect.expect_calm,
    ),
    "calm-by-choice": (
        "@keyframes a { to { opacity: 0 } }"
        " @media (prefers-reduced-motion: no-preference) { h1 { animation: a 3s infinite } }",
        expect.expect_calm,
    ),
    "nothing-moves": ("a { color: red }", expect.expect_calm),
}
WRONG: dict[str, tuple[str, Verb, tuple[str, str, int | None]]] = {
    "no-hover": ("a { color: red }", hover, ("style-no-hover", "index.html", 8)),
    "hover-of-one": (".lien:hover { color: red }", hover, ("style-no-hover", "index.html", 8)),
    "hover-same-color": ("a { color: #f00 } a:hover { color: red }", hover, ("style-no-hover", "index.html", 8)),
    "hover-other-property": (
        "a:hover { color: red }",
        lambda page: expect.expect_hover_changes(page, "nav a", "background-color"),
        ("style-no-hover", "index.html", 8),
    ),
    "focus-hidden": ("a { outline: none }", focus, ("style-focus-hidden", "index.html", 8)),
    "focus-hidden-only-then": ("a:focus { outline: 0 }", focus, ("style-focus-hidden", "index.html", 8)),
    "focus-always-there": ("a, a:focus { outline: 2px solid red }", focus, ("style-focus-hidden", "index.html", 8)),
    "focus-too-weak": ("a:focus { outline: 2px solid #eee }", focus, ("style-focus-weak", "index.html", 8)),
    "focus-weak-on-dark": (
        "header { background: #222 } a:focus { outline: 2px solid black }",
        focus,
        ("style-focus-weak", "index.html", 8),
    ),
    "still-printed": ("", lambda page: expect.expect_not_printed(page, "nav"), ("style-printed", "index.html", 8)),
    "gone-on-paper": (
        "@media print { body { display: none } }",
        lambda page: expect.expect_printed(page, "h1"),
        ("style-not-printed", "index.html", 10),
    ),
    "not-dark": ("body { background: white }", dark, ("style-not-dark", "index.html", 7)),
    "dark-ground-only": (
        "@media (prefers-color-scheme: dark) { body { background: #222 } }",
        dark,
        ("style-dark-contrast", "index.html", 7),
    ),
    "card-forgotten": (
        f"{DARK} .carte {{ background: white }}",
        dark,
        ("style-dark-contrast", "index.html", 11),
    ),
    "still-moving": ("h1 { transition: color .3s }", expect.expect_calm, ("style-moving", "index.html", 10)),
}


@pytest.mark.parametrize(("css", "verb"), RIGHT.values(), ids=RIGHT.keys())
async def test_every_right_way_passes(checker: Checker, css: str, verb: Verb):
    """What is seen to change counts, whatever changes it."""
    found = await seen(checker, css, verb)
    assert not isinstance(found, Failure), (told(found), found.values, found.found)


@pytest.mark.parametrize(("css", "verb", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_what_is_missing_is_told(checker: Checker, css: str, verb: Verb, failure: tuple[str, str, int | None]):
    """The element that does not answer, and how weak its mark is."""
    assert told(await seen(checker, css, verb)) == failure


async def test_a_contrast_is_said_in_numbers(checker: Checker):
    """As WCAG counts it, the French way."""
    found = await seen(checker, "a:focus { outline: 2px solid #949494 }", focus)
    assert not isinstance(found, Failure)
    found = await seen(checker, "a:focus { outline: 2px solid #aaa }", focus)
    assert (found.found, found.expected) == ("2,3 : 1", "3,0 : 1")


async def test_the_page_is_as_before(checker: Checker):
    """A state ends with its look, also where the look fails."""

    def look(page: Page) -> list[str]:
        for verb in (hover, focus, dark, expect.expect_calm):
            try:
                verb(page)
            except Failure:
                continue
        [row] = page.read("look", page.one("h1").key, ["color", "background-color", "display"], 0)[:1]
        [link] = page.read("look", page.all("nav a")[0].key, ["color"], 0)[:1]
        return [*row, *link]

    css = "a:hover, a:focus { color: red } h1 { color: green } @media print { h1 { display: none } }"
    assert await seen(checker, css, look) == ["rgb(0 128 0 1)", "rgb(0 0 0 0)", "block", "rgb(0 0 238 1)"]


async def test_a_colour_that_a_property_keeps_as_written_is_a_colour(checker: Checker):
    """A property of one's own is not computed: `none` stands in it as it was typed."""

    def look(page: Page) -> list[str]:
        [row] = page.read("look", page.one("h1").key, ["--un", "--deux", "--trois"], 0)[:1]
        return row

    css = "h1 { --un: rgb(none none none); --deux: rgb(none 0 0 / 0.5); --trois: rgb(40% 0% 100%) }"
    assert await seen(checker, css, look) == ["rgb(0 0 0 1)", "rgb(0 0 0 0.5)", "rgb(102 0 255 1)"]
