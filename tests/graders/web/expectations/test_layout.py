"""Each verb of layout on pages that satisfy it, in whatever way, and on pages that don't."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.web.expectations import layout as expect
from graders.web.page import Page
from tests.graders.exercises import a_page
from tests.graders.web.expectations.test_document import the_failure

pytestmark = pytest.mark.browser

Verb = Callable[[Page], Any]
ITEMS = "".join(f'<a href="#">lien {number}</a>\n' for number in "123")
CARDS = "".join(f"<article>Carte {number}</article>\n" for number in "123456")


def styled(css: str, body: str) -> str:
    """A page with this style sheet, without the margin around it; the body begins on line 9."""
    return a_page(f"<style>body {{ margin: 0 }} {css}</style>\n{body}").decode()


def row(page: Page) -> None:
    """The links stand side by side."""
    expect.expect_same_row(page, "nav a")


ROWS = {
    "as-words": "",
    "flex": "nav { display: flex; gap: 1rem }",
    "flex-without-gap": "nav { display: flex }",
    "grid": "nav { display: grid; grid-template-columns: repeat(3, 1fr) }",
    "float": "nav a { float: left; width: 30%; margin: 2px }",
    "inline-block": "nav a { display: inline-block; width: 8rem }",
    "table": "nav { display: table } nav a { display: table-cell }",
    "absolute": "nav a { position: absolute } nav a + a { left: 9rem } nav a + a + a { left: 18rem }",
    "other-heights": "nav { display: flex; align-items: center } nav a:last-child { font-size: 2em }",
    "from-right-to-left": "nav { display: flex; flex-direction: row-reverse }",
    "with-a-space": "nav { display: flex } nav a:last-child { margin-inline-start: auto }",
}
THREE = {
    "grid": "main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem }",
    "grid-filled": "main { display: grid; grid-template-columns: repeat(auto-fill, minmax(25rem, 1fr)) }",
    "flex": "main { display: flex; flex-wrap: wrap } article { flex: 0 0 33% }",
    "float": "article { float: left; width: 33.33% }",
    "inline-block": "article { display: inline-block; width: 32% }",
    "newspaper": "main { column-count: 3 }",
    "other-heights": "main { display: grid; grid-template-columns: 1fr 2fr 1fr } article + article { height: 9rem }",
    "last-row-short": "main { display: grid; grid-template-columns: 1fr 1fr 1fr } article:last-child { display: none }",
}
MIDDLE = {
    "margins": "h1 { width: 20rem; margin: 0 auto }",
    "margins-and-largest-width": "h1 { max-width: 20rem; margin-inline: auto }",
    "text": "h1 { text-align: center }",
    "flex": "main { display: flex; justify-content: center }",
    "flex-of-the-heading": "h1 { display: flex; justify-content: center }",
    "grid": "main { display: grid; justify-items: center }",
    "places": "main { display: grid; place-content: center }",
    "moved": "main { position: relative } h1 { position: absolute; left: 50%; transform: translateX(-50%) }",
    "as-wide-as-its-text": "h1 { width: fit-content; margin: auto }",
    "in-a-padded-box": "main { padding-left: 100px; text-align: center }",
}
HALF_WAY = {
    "flex": "main { display: flex; align-items: center }",
    "grid": "main { display: grid; align-content: center }",
    "padding": "main { height: auto; padding: 50px 0 } h1 { margin: 0 }",
    "height-of-letters": "h1 { margin: 0; line-height: 200px }",
    "margins": "main { display: flex } h1 { margin: auto }",
}
RESPONSIVE = """main { display: grid; gap: 1rem }
@media (min-width: 700px) { main { grid-template-columns: 1fr 1fr } }
@media (min-width: 1000px) { main { grid-template-columns: 1fr 1fr 1fr } }"""

RIGHT: dict[str, tuple[Verb, str]] = {
    **{f"row-{name}": (row, styled(css, f"<nav>{ITEMS}</nav>")) for name, css in ROWS.items()},
    **{
        f"three-{name}": (lambda page: expect.expect_columns(page, "article", 3), styled(css, f"<main>{CARDS}</main>"))
        for name, css in THREE.items()
    },
    **{
        f"centred-{name}": (lambda page: expect.expect_centred(page, "h1"), styled(css, "<main><h1>Titre</h1></main>"))
        for name, css in MIDDLE.items()
    },
    **{
        f"half-way-{name}": (
            lambda page: expect.expect_centred(page, "h1", within="main", axis="vertical"),
            styled("main { height: 200px } " + css, "<main><h1>Titre</h1></main>"),
        )
        for name, css in HALF_WAY.items()
    },
    "columns-by-width": (
        lambda page: expect.expect_columns_at(page, "main > *", {360: 1, 768: 2, 1280: 3}),
        styled(RESPONSIVE, f"<main>{CARDS}</main>"),
    ),
    "stacked": (lambda page: expect.expect_stacked(page, "article"), styled("", CARDS)),
    "stacked-by-flex": (
        lambda page: expect.expect_stacked(page, "nav a"),
        styled("nav { display: flex; flex-direction: column }", f"<nav>{ITEMS}</nav>"),
    ),
    "order-of-rows": (
        lambda page: expect.expect_reading_order(page, "article"),
        styled(THREE["grid"], f"<main>{CARDS}</main>"),
    ),
    "order-of-newspaper": (
        lambda page: expect.expect_reading_order(page, "article"),
        styled(THREE["newspaper"], f"<main>{CARDS}</main>"),
    ),
    "order-asked": (
        lambda page: expect.expect_reading_order(page, "main", "aside"),
        styled("body { display: flex; flex-direction: row-reverse }", "<aside>Côté</aside><main>Texte</main>"),
    ),
    "left": (
        lambda page: expect.expect_left_of(page, "aside", "main"),
        styled("body { display: grid; grid-template-columns: 10rem 1fr }", "<aside>Côté</aside><main>Texte</main>"),
    ),
    "right": (
        lambda page: expect.expect_right_of(page, "aside", "main"),
        styled("aside { float: right; width: 10rem } main { margin-right: 11rem }", "<aside>a</aside><main>b</main>"),
    ),
    "above": (lambda page: expect.expect_above(page, "h1", "article"), styled("", f"<h1>Titre</h1>{CARDS}")),
    "below": (lambda page: expect.expect_below(page, "article", "h1"), styled("", f"<h1>Titre</h1>{CARDS}")),
    "inside": (
        lambda page: expect.expect_inside(page, "p", "main"),
        styled("main { padding: 1rem }", "<main><p>Texte</p></main>"),
    ),
    "no-overlap": (lambda page: expect.no_overlap(page, "main, article"), styled("", f"<main>{CARDS}</main>")),
    "no-overlap-of-a-link-over-two-lines": (
        lambda page: expect.no_overlap(page, "a"),
        styled("p { width: 12rem }", '<p>Voici <a href="#">un lien assez long</a> puis <a href="#">un autre</a>.</p>'),
    ),
    "same-width": (
        lambda page: expect.expect_same_width(page, "article"),
        styled(THREE["float"], f"<main>{CARDS}</main>"),
    ),
    "same-height": (
        lambda page: expect.expect_same_height(page, "article"),
        styled(THREE["grid"] + "article:first-child { padding: 2rem }", f"<main>{CARDS[:70]}</main>"),
    ),
    "width-in-rem": (
        lambda page: expect.expect_width(page, "main", at_least="20rem", at_most="60rem"),
        styled("main { max-width: 960px }", "<main>a</main>"),
    ),
    "width-without-padding": (
        lambda page: expect.expect_width(page, "main", at_most="60rem"),
        styled("main { max-width: 60rem; padding: 2rem }", "<main>a</main>"),
    ),
    "width-with-padding": (
        lambda page: expect.expect_width(page, "main", at_most="60rem", at_least="60rem"),
        styled("main { max-width: 60rem; padding: 2rem; box-sizing: border-box }", "<main>a</main>"),
    ),
    "width-of-what-is-around": (
        lambda page: expect.expect_width(page, "p", at_least="50%", at_most="50vw"),
        styled("p { width: 50% }", "<p>a</p>"),
    ),
    "full-width": (
        lambda page: expect.expect_full_width(page, "header"),
        styled("header { background: #eee; padding: 1rem }", "<header>a</header>"),
    ),
    "gap": (
        lambda page: expect.expect_gap(page, "nav a", at_least="1rem", at_most=20),
        styled("nav { display: flex; gap: 1rem }", f"<nav>{ITEMS}</nav>"),
    ),
    "gap-by-margins": (
        lambda page: expect.expect_gap(page, "nav a", at_least="1rem"),
        styled("nav { display: flex } a { margin: 0 .5em }", f"<nav>{ITEMS}</nav>"),
    ),
    "gap-by-padding-that-is-not-seen": (
        lambda page: expect.expect_gap(page, "nav a", at_least="1rem"),
        styled("nav { display: flex } a { padding: 0 .5em }", f"<nav>{ITEMS}</nav>"),
    ),
    "gap-of-rows": (
        lambda page: expect.expect_gap(page, "article", at_least=16, at_most=16),
        styled(THREE["grid"], f"<main>{CARDS}</main>"),
    ),
}
NAV = styled("nav a { display: block }", f"<nav>\n{ITEMS}</nav>")
TWO_WIDTHS = "a { display: inline-block; background: #eee; width: 100px } a + a { width: 120px }"
WRONG: dict[str, tuple[Verb, str, tuple[str, str | None, str | None, int | None], dict[str, str]]] = {
    "row": (
        row,
        NAV,
        ("not-same-row", None, "a : lien 1", 10),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "row-that-breaks": (
        row,
        styled("nav { display: flex; flex-wrap: wrap; width: 100px } a { width: 60px }", f"<nav>\n{ITEMS}</nav>"),
        ("not-same-row", None, "a : lien 1", 10),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "row-of-one": (
        row,
        styled("", '<nav><a href="#">a</a></nav>'),
        ("too-few-elements", "2 nav a", "1 nav a", None),
        {},
    ),
    "row-on-top-of-one-another": (
        row,
        styled("a { position: absolute }", f"<nav>\n{ITEMS}</nav>"),
        ("not-same-row", None, "a : lien 1", 10),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "stacked": (
        lambda page: expect.expect_stacked(page, "a"),
        styled("", ITEMS),
        ("not-stacked", None, "a : lien 1", 9),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "columns": (
        lambda page: expect.expect_columns(page, "article", 3),
        styled("main { display: grid; grid-template-columns: 1fr 1fr }", f"<main>\n{CARDS}</main>"),
        ("other-columns", "3 colonnes", "2 colonnes", 10),
        {},
    ),
    "columns-on-a-telephone": (
        lambda page: expect.expect_columns_at(page, "article", {1280: 3, 360: 1}),
        styled(THREE["grid"], f"<main>\n{CARDS}</main>"),
        ("other-columns", "1 colonne", "3 colonnes", 10),
        {"width": "360"},
    ),
    "centred": (
        lambda page: expect.expect_centred(page, "h1"),
        styled("h1 { width: 640px; margin: 0 }", "<main><h1>Titre</h1></main>"),
        ("not-centred", None, "h1 : Titre", 9),
        {"one": "h1 : Titre", "px": "320", "side": "gauche"},
    ),
    "centred-box-of-text-at-the-left": (
        lambda page: expect.expect_centred(page, "h1"),
        styled("h1 { position: relative; left: 0; padding-left: 1180px; width: 100px; margin: 0 }", "<h1>Titre</h1>"),
        ("not-centred", None, "h1 : Titre", 9),
        {"one": "h1 : Titre"},
    ),
    "half-way": (
        lambda page: expect.expect_centred(page, "h1", within="main", axis="vertical"),
        styled("main { height: 200px } h1 { margin: 0; height: 40px }", "<main><h1>Titre</h1></main>"),
        ("not-in-the-middle", None, "h1 : Titre", 9),
        {"one": "h1 : Titre", "px": "80", "side": "haut"},
    ),
    "reading-order": (
        lambda page: expect.expect_reading_order(page, "a"),
        styled("nav { display: flex } a { order: 2 } a + a { order: 1 }", f"<nav>\n{ITEMS}</nav>"),
        ("other-reading-order", None, "a : lien 1", 10),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "left": (
        lambda page: expect.expect_left_of(page, "aside", "main"),
        styled("", "<aside>Côté</aside>\n<main>Texte</main>"),
        ("other-side", None, "aside : Côté", 9),
        {"one": "aside : Côté", "other": "main : Texte", "side": "à gauche de"},
    ),
    "inside": (
        lambda page: expect.expect_inside(page, "p", "main"),
        styled("main { width: 100px } p { width: 140px }", "<main>\n<p>Texte</p></main>"),
        ("sticks-out-of", None, "p : Texte", 10),
        {"one": "p : Texte", "other": "main : Texte"},
    ),
    "overlap": (
        lambda page: expect.no_overlap(page, "p"),
        styled("p { height: 40px } p + p { margin-top: -30px }", "<p>un</p>\n<p>deux</p>"),
        ("overlap", None, "p : un", 9),
        {"one": "p : un", "other": "p : deux"},
    ),
    "overlap-of-text-that-overflows": (
        lambda page: expect.no_overlap(page, "p"),
        styled("p { height: 10px; margin: 0; width: 30px }", "<p>un deux trois</p>\n<p>quatre</p>"),
        ("overlap", None, "p : un deux trois", 9),
        {"one": "p : un deux trois", "other": "p : quatre"},
    ),
    "same-width": (
        lambda page: expect.expect_same_width(page, "a"),
        styled(TWO_WIDTHS, ITEMS),
        ("other-widths", "100 px", "120 px", 10),
        {"one": "a : lien 1", "other": "a : lien 2"},
    ),
    "same-height": (
        lambda page: expect.expect_same_height(page, "p"),
        styled("p { height: 40px } p + p { height: 60px }", "<p>un</p>\n<p>deux</p>"),
        ("other-heights", "40 px", "60 px", 10),
        {"one": "p : un", "other": "p : deux"},
    ),
    "too-wide": (
        lambda page: expect.expect_width(page, "main", at_most="60rem"),
        styled("", "<main>a</main>"),
        ("too-wide", "60rem", "1280 px", 9),
        {"one": "main : a"},
    ),
    "too-narrow": (
        lambda page: expect.expect_width(page, "p", at_least="50%"),
        styled("p { width: 40% }", "<p>a</p>"),
        ("too-narrow", "50%", "512 px", 9),
        {"one": "p : a"},
    ),
    "full-width": (
        lambda page: expect.expect_full_width(page, "header"),
        styled("body { margin: 8px }", "<header>a</header>"),
        ("not-full-width", "1280 px", "1264 px", 9),
        {"one": "header : a"},
    ),
    "gap-too-small": (
        lambda page: expect.expect_gap(page, "a", at_least="1rem"),
        styled(TWO_WIDTHS + "nav { display: flex; gap: 4px }", f"<nav>\n{ITEMS}</nav>"),
        ("gap-too-small", "1rem", "4 px", 11),
        {"one": "a : lien 1", "other": "a : lien 2", "px": "4"},
    ),
    "gap-too-large": (
        lambda page: expect.expect_gap(page, "p", at_most=10),
        styled("p { margin: 16px 0 }", "<p>un</p>\n<p>deux</p>"),
        ("gap-too-large", "10 px", "16 px", 10),
        {"one": "p : un", "other": "p : deux", "px": "16"},
    ),
    "none": (row, styled("", ""), ("too-few-elements", "2 nav a", "0 nav a", None), {}),
    "none-shown": (
        lambda page: expect.expect_full_width(page, "p"),
        styled("p { display: none }", "<p>a</p>"),
        ("missing-element", "p", "0 p", None),
        {},
    ),
}


@pytest.mark.parametrize(("verb", "html"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_pages_pass(checker: Checker, verb: Verb, html: str):
    """Every way to lay it out is accepted."""
    assert await the_failure(checker, verb, html) is None


@pytest.mark.parametrize(("verb", "html", "failure", "values"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_pages_fail_with_what_was_seen(
    checker: Checker,
    verb: Verb,
    html: str,
    failure: tuple[str, str | None, str | None, int | None],
    values: dict[str, str],
):
    """The failure names both things, with numbers where they help, and the line."""
    found = await the_failure(checker, verb, html)
    assert found is not None
    assert (found.message_id, found.expected, found.found, found.line) == failure
    assert {**found.values, **values} == dict(found.values)


@pytest.mark.parametrize("length", ["60", "wide", "1pt", "-3px"])
async def test_a_length_that_is_none(checker: Checker, length: str):
    """A trainer's slip says what a length is."""

    def verb(page: Page) -> None:
        with pytest.raises(ValueError, match="is no length; expected"):
            expect.expect_width(page, "main", at_most=length)

    assert await the_failure(checker, verb, styled("", "<main>a</main>")) is None
