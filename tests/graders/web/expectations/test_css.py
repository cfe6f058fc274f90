"""Verbs on CSS as it is written: linked, in its own file, with what the exercise is about."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.web.expectations import css as expect
from graders.web.page import Page
from tests.graders.web.css.styled import HEAD, a_styled_page, seen, told

pytestmark = pytest.mark.browser

Verb = Callable[[Page], Any]
PLAIN = a_styled_page("<p>a</p>")
GRID = "/* flex */ ul { display: grid; gap: 1rem }\n@media (min-width: 40em) { a:hover { color: red } }"
RIGHT: dict[str, tuple[str, bytes, Verb]] = {
    "valid": (GRID, a_styled_page(), expect.valid_css),
    "linked": (GRID, PLAIN, expect.expect_stylesheet_linked),
    "linked-with-other-words": (
        GRID,
        a_styled_page(head='<LINK HREF="./style.css?2" REL="preload STYLESHEET" media="all">'),
        expect.expect_stylesheet_linked,
    ),
    "linked-below": (GRID, a_styled_page(f"<p>a</p>{HEAD}", ""), expect.expect_stylesheet_linked),
    "imported": (GRID, a_styled_page(head="<style>@import url('style.css')</style>"), expect.expect_stylesheet_linked),
    "no-inline": (GRID, PLAIN, expect.no_inline_style),
    "uses-a-value": (GRID, PLAIN, lambda page: expect.expect_uses(page, "flex", "GRID")),
    "uses-a-property": (GRID, PLAIN, lambda page: expect.expect_uses(page, "gap")),
    "uses-a-unit": (GRID, PLAIN, lambda page: expect.expect_uses(page, "rem")),
    "uses-a-state": (GRID, PLAIN, lambda page: expect.expect_uses(page, ":hover")),
    "uses-an-at-rule": (GRID, PLAIN, lambda page: expect.expect_uses(page, "@media")),
    "uses-a-function": ("p { width: CALC(1px + 1em) }", PLAIN, lambda page: expect.expect_uses(page, "calc()")),
    "does-not-use": (GRID, PLAIN, lambda page: expect.no_use(page, "flex", "float")),
    "any-variable": ("p { --a: 1px; margin: var(--a) }", PLAIN, expect.expect_custom_property),
    "variable-by-property": (
        '@property --a { syntax: "<length>"; inherits: true; initial-value: 1px } p { margin: var(--a) }',
        PLAIN,
        expect.expect_custom_property,
    ),
    "this-variable": (
        ":root { --vert: DarkGreen } p { color: var(--vert, red) }",
        PLAIN,
        lambda page: expect.expect_custom_property(page, "--vert", "darkgreen"),
    ),
    "any-width": (GRID, PLAIN, expect.expect_media_query),
    "width-in-em": (GRID, PLAIN, lambda page: expect.expect_media_query(page, between=(600, 700))),
    "width-as-a-range": (
        "@media screen and (400px <= width < 800px) { p { margin: 0 } }",
        PLAIN,
        lambda page: expect.expect_media_query(page, between=(350, 450)),
    ),
}
WRONG: dict[str, tuple[str, bytes, Verb, tuple[str, str | None, str | None, str, int | None]]] = {
    "not-valid": ("\np { colr: red }", PLAIN, expect.valid_css, ("css-unknown-property", None, None, "style.css", 2)),
    "not-linked": (
        GRID,
        a_styled_page(head=""),
        expect.expect_stylesheet_linked,
        ("css-not-linked", "style.css", None, "index.html", 3),
    ),
    "rel-is-missing": (
        GRID,
        a_styled_page(head='<link href="style.css">'),
        expect.expect_stylesheet_linked,
        ("css-link-rel", "style.css", None, "index.html", 5),
    ),
    "other-file": (
        GRID,
        a_styled_page(head='<link rel="stylesheet" href="styles.css">'),
        expect.expect_stylesheet_linked,
        ("css-link-file", "style.css", "styles.css", "index.html", 5),
    ),
    "style-attribute": (
        GRID,
        a_styled_page('<p\nstyle="margin: 0">a</p>'),
        expect.no_inline_style,
        ("css-inline-style", None, "p", "index.html", 8),
    ),
    "style-element": (
        GRID,
        a_styled_page(head="<style>p { margin: 0 }</style>"),
        expect.no_inline_style,
        ("css-style-element", None, None, "index.html", 5),
    ),
    "only-in-a-comment": (
        GRID,
        PLAIN,
        lambda page: expect.expect_uses(page, "flex"),
        ("css-not-used", "flex", None, "style.css", None),
    ),
    "only-in-a-string": (
        "p::before { content: 'grid' }",
        PLAIN,
        lambda page: expect.expect_uses(page, "grid"),
        ("css-not-used", "grid", None, "style.css", None),
    ),
    "uses": (
        "p {\n  float: left }",
        PLAIN,
        lambda page: expect.no_use(page, "float"),
        ("css-unwanted", None, "float", "style.css", 2),
    ),
    "no-variable": (
        GRID,
        PLAIN,
        lambda page: expect.expect_custom_property(page, "--vert"),
        ("css-no-variable", "--vert", None, "style.css", None),
    ),
    "no-variable-at-all": (
        "p { color: red }",
        PLAIN,
        expect.expect_custom_property,
        ("css-without-variable", None, None, "style.css", None),
    ),
    "variable-with-another-value": (
        "p { --vert: lime; color: var(--vert) }",
        PLAIN,
        lambda page: expect.expect_custom_property(page, "--vert", "green"),
        ("css-variable-value", "green", "lime", "style.css", 1),
    ),
    "variable-for-nothing": (
        "\np { --vert: lime }",
        PLAIN,
        expect.expect_custom_property,
        ("css-unused-variable", None, None, "style.css", 2),
    ),
    "no-width": (
        "@media print { p { margin: 0 } }",
        PLAIN,
        expect.expect_media_query,
        ("css-no-media", None, None, "style.css", None),
    ),
    "another-width": (
        "@media (max-width: 300px) { p { margin: 0 } }",
        PLAIN,
        lambda page: expect.expect_media_query(page, between=(600, 800)),
        ("css-media-width", "entre 600 et 800 px", "300 px", "style.css", 1),
    ),
}


@pytest.mark.parametrize(("css", "html", "verb"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_css_passes(checker: Checker, css: str, html: bytes, verb: Verb):
    """Every right way to write it."""
    assert await seen(checker, css, verb, html=html) is None


@pytest.mark.parametrize(("css", "html", "verb", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_the_failure_names_the_place(
    checker: Checker, css: str, html: bytes, verb: Verb, failure: tuple[str, str | None, str | None, str, int | None]
):
    """What is missing or there, in its file, on its line."""
    found = await seen(checker, css, verb, html=html)
    assert (found.message_id, found.expected, found.found, found.file, found.line) == failure


async def test_a_files_name_that_is_near(checker: Checker):
    """A slip in the href gets the right name."""
    html = a_styled_page(head='<link rel="stylesheet" href="styl.css">')
    found = await seen(checker, GRID, expect.expect_stylesheet_linked, html=html)
    assert (told(found), found.values) == (("css-link-file", "index.html", 5), {"near": "style.css"})
