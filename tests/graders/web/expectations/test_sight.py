"""What an eye sees, on right and on wrong pages; hostile pages are measured within bounds."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.expectations import layout, screens, sight
from graders.web.page import Page
from tests.graders.exercises import a_page, an_exercise
from tests.graders.web.expectations.test_document import the_failure
from tests.graders.web.expectations.test_layout import styled

pytestmark = pytest.mark.browser

Verb = Callable[[Page], Any]
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{1}'/%3E"
TALL = "<p style='height: 3000px'>Long</p>"
LOREM = "Un texte de plusieurs mots qui se suivent. " * 8

SEEN = {
    "plain": "<p>a</p>",
    "far-below": f"{TALL}<p>a</p>",
    "empty-but-painted": "<p style='height: 9px; background: red'></p>",
    "picture": f'<p><img alt="" src="{PICTURE.format(20, 20)}"></p>',
    "half-transparent": "<p style='opacity: .5'>a</p>",
    "in-what-scrolls": "<div style='height: 50px; overflow: auto'><p style='margin-top: 100px'>a</p></div>",
    "floats-in-a-box-without-height": "<p><b style='float: left'>a</b></p>",
    "out-of-what-would-cut-it": (
        "<div style='height: 5px; overflow: hidden'><p style='position: absolute; top: 99px'>a</p></div>"
    ),
    "under-a-clear-link": "<div style='position: relative'><p>a</p><a style='position: absolute; inset: 0'></a></div>",
    "half-under-a-bar": f"<p>{LOREM}</p><b style='position: fixed; inset: 0 60% 0 0; background: red'></b>",
    "fixed": "<p style='position: fixed; bottom: 0'>a</p>",
    "moved-by-a-transition": "<style>p { animation: come 9s } @keyframes come { from { opacity: 0 } }</style><p>a</p>",
    "visible-again": "<div style='visibility: hidden'><p style='visibility: visible'>a</p></div>",
    "not-hit-by-the-mouse": "<p style='pointer-events: none'>a</p>",
}
UNSEEN = {
    "display": "<p style='display: none'>a</p>",
    "attribute": "<p hidden>a</p>",
    "within-display": "<div style='display: none'><p>a</p></div>",
    "closed-details": "<details><summary>b</summary><p>a</p></details>",
    "visibility": "<p style='visibility: hidden'>a</p>",
    "opacity": "<div style='opacity: .1'><p style='opacity: .1'>a</p></div>",
    "no-size": "<p></p>",
    "tiny-letters": "<p style='font-size: 0'>a</p>",
    "shrunk": "<p style='transform: scale(0)'>a</p>",
    "for-ears-only": "<p style='position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%)'>a</p>",
    "for-ears-only-without-clip": "<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>a</p>",
    "for-ears-only-as-it-was": "<p style='position: absolute; clip: rect(0, 0, 0, 0)'>a</p>",
    "cut": "<div style='height: 20px; overflow: hidden'><p style='margin-top: 40px'>a</p></div>",
    "folded": "<div style='height: 0; overflow: hidden'><p>a</p></div>",
    "far-left": "<p style='position: absolute; left: -9999px'>a</p>",
    "far-up": "<p style='position: absolute; top: -200px'>a</p>",
    "indented": "<p style='text-indent: -9999px'>a</p>",
    "fixed-outside": "<p style='position: fixed; top: 100vh'>a</p>",
    "covered": "<p>a</p><b style='position: fixed; inset: 0; background: white'></b>",
    "covered-far-below": f"{TALL}<p>a</p><b style='position: fixed; inset: 0; background: white'></b>",
}
REASONS = {
    "display": "il n’est pas affiché",
    "visibility": "il est rendu invisible",
    "opacity": "il est transparent",
    "no-size": "il n’a pas de taille",
    "cut": "il est coupé",
    "far-left": "il est hors de la page",
    "covered": "un autre élément le recouvre",
}


def both_verbs(page: Page) -> None:
    """What `expect_visible` says, once `expect_hidden` has said the contrary."""
    hidden = says(sight.expect_hidden, page)
    visible = says(sight.expect_visible, page)
    assert (hidden is None) != (visible is None)
    assert hidden is None or hidden.message_id == "still-seen"
    if visible:
        raise visible


def says(verb: Callable[[Page, str], Any], page: Page) -> Failure | None:
    """The failure a verb raises, if any."""
    try:
        verb(page, "p:last-of-type")
    except Failure as failure:
        return failure
    return None


@pytest.mark.parametrize("body", SEEN.values(), ids=SEEN.keys())
async def test_what_is_seen(checker: Checker, body: str):
    """It is visible, and not hidden."""
    assert await the_failure(checker, both_verbs, styled("", body)) is None


@pytest.mark.parametrize("body", UNSEEN.values(), ids=UNSEEN.keys())
async def test_what_is_not_seen(checker: Checker, body: str):
    """It is hidden, and not visible."""
    failure = await the_failure(checker, both_verbs, styled("", body))
    assert failure is not None
    assert failure.message_id == "not-seen"


@pytest.mark.parametrize(("name", "why"), REASONS.items(), ids=REASONS.keys())
async def test_why_it_is_not_seen(checker: Checker, name: str, why: str):
    """The failure says what hides it, and where it is written."""
    found = await the_failure(checker, lambda page: sight.expect_visible(page, "p"), styled("", UNSEEN[name]))
    assert found is not None
    assert (found.values["why"], found.line) == (why, 9)


async def test_the_page_is_where_it_was_after_a_look(checker: Checker):
    """Looking for what lies over an element scrolls there and back."""

    def verb(page: Page) -> None:
        sight.expect_visible(page, "p")
        assert page.read("room")["scrolled"] == 0

    assert await the_failure(checker, verb, styled("", f"{TALL}<p>a</p>")) is None


RIGHT: dict[str, tuple[Verb, str]] = {
    "nothing-asked-of-what-is-absent": (lambda page: sight.expect_hidden(page, "dialog"), styled("", "<p>a</p>")),
    "target": (sight.expect_target_size, styled("a { padding: 10px; display: inline-block }", '<a href="#">a</a>')),
    "target-in-a-sentence": (sight.expect_target_size, styled("", '<p>Lire <a href="#">la suite</a> ici.</p>')),
    "target-alone": (sight.expect_target_size, styled("a { font-size: 10px }", '<p><a href="#">a</a></p>')),
    "target-with-its-label": (
        sight.expect_target_size,
        styled("label { display: block; padding: 9px }", '<label><input style="height: 9px"> Nom</label>'),
    ),
    "check-boxes": (sight.expect_target_size, styled("", "<input type=checkbox><input type=checkbox>")),
    "short-lines": (sight.expect_line_length, styled("p { max-width: 65ch }", f"<p>{LOREM}</p>")),
    "one-short-line": (sight.expect_line_length, styled("", "<p>Un mot</p>")),
    "image": (sight.expect_image_not_distorted, a_page(f'<img alt="" src="{PICTURE.format(400, 200)}">').decode()),
    "image-smaller": (
        sight.expect_image_not_distorted,
        styled("img { width: 100px; height: auto }", f'<img alt="" src="{PICTURE.format(400, 200)}">'),
    ),
    "image-cut-to-fit": (
        sight.expect_image_not_distorted,
        styled(
            "img { width: 90px; height: 90px; object-fit: cover }", f'<img alt="" src="{PICTURE.format(400, 200)}">'
        ),
    ),
    "image-that-is-missing": (sight.expect_image_not_distorted, styled("", '<img alt="a" src="a.png">')),
    "no-sideways": (screens.no_horizontal_scroll, styled("", f"<p>{LOREM}</p>")),
    "no-sideways-as-it-shrinks": (
        screens.no_horizontal_scroll,
        styled("img { max-width: 100% }", f'<img alt="" src="{PICTURE.format(900, 90)}">'),
    ),
    "no-sideways-as-a-table-scrolls-by-itself": (
        screens.no_horizontal_scroll,
        styled("div { overflow-x: auto } table { width: 900px }", "<div><table><tr><td>a</table></div>"),
    ),
    "no-sideways-with-a-drawing-out-of-view": (
        screens.no_horizontal_scroll,
        styled("body { overflow-x: hidden } i { position: absolute; left: 90%; width: 50% }", "<i></i><p>a</p>"),
    ),
    "no-sideways-with-a-text-for-ears": (
        screens.no_horizontal_scroll,
        styled("p { position: absolute; left: -9999px }", "<p>a</p>"),
    ),
    "zoom": (screens.expect_readable_at_zoom, styled("", f"<h1>Titre</h1><p>{LOREM}</p>")),
    "zoom-to-the-utmost": (
        lambda page: screens.expect_readable_at_zoom(page, 400),
        styled("", f"<h1>Titre</h1><p>{LOREM}</p>"),
    ),
    "zoom-with-a-text-for-ears": (
        screens.expect_readable_at_zoom,
        styled("", f"<h1>Titre</h1>{UNSEEN['for-ears-only-without-clip']}"),
    ),
    "zoom-with-what-is-folded": (screens.expect_readable_at_zoom, styled("", f"{UNSEEN['folded']}<h1>Titre</h1>")),
    "letters-in-rem": (screens.expect_text_zoom, styled("body { font-size: 1.1rem }", "<p>a</p>")),
    "viewport": (
        screens.expect_viewport,
        '<meta name="Viewport" content="initial-scale=1.0; width = device-width">',
    ),
    "sticky": (
        lambda page: screens.expect_stays_in_view(page, "header"),
        styled("header { position: sticky; top: 0 }", f"<header>Menu</header>{TALL}"),
    ),
    "fixed": (
        lambda page: screens.expect_stays_in_view(page, "header"),
        styled("header { position: fixed; inset: auto 0 0 0 }", f"<header>Menu</header>{TALL}"),
    ),
    "in-a-page-whose-middle-scrolls": (
        lambda page: screens.expect_stays_in_view(page, "header"),
        styled("header { position: sticky; top: 0 }", f"<header>Menu</header>{'<p>a</p>' * 30}"),
    ),
}
WRONG: dict[str, tuple[Verb, str, tuple[str, str | None, str | None, int | None], dict[str, str]]] = {
    "not-there": (
        lambda page: sight.expect_visible(page, "dialog"),
        styled("", ""),
        ("missing-element", "dialog", None, None),
        {},
    ),
    "target": (
        sight.expect_target_size,
        styled("a { font-size: 10px; display: inline-block }", '<a href="#">a</a><a href="#">bbbbbbbbbb</a>'),
        ("small-target", "24 px", "4 px sur 11 px", 9),
        {"one": "a : a"},
    ),
    "long-lines": (
        sight.expect_line_length,
        styled("", f"<p>{LOREM}</p>"),
        ("long-lines", "80", "203", 9),
        {},
    ),
    "image": (
        sight.expect_image_not_distorted,
        styled("img { width: 300px; height: 300px }", f'<img alt="" src="{PICTURE.format(400, 200)}">'),
        ("distorted-image", "300 × 150 px", "300 × 300 px", 9),
        {},
    ),
    "sideways": (
        screens.no_horizontal_scroll,
        styled("", f'<p>\n<img alt="" src="{PICTURE.format(500, 90)}"></p>'),
        ("sideways-scroll", None, None, 10),
        {"width": "320", "px": "180", "element": "img"},
    ),
    "sideways-only-on-a-telephone": (
        screens.no_horizontal_scroll,
        styled("main { width: 350px }", "<main>\n<p>a</p></main>"),
        ("sideways-scroll", None, None, 9),
        {"width": "320", "px": "30", "element": "main : a"},
    ),
    "sideways-by-a-long-word": (
        screens.no_horizontal_scroll,
        styled("", f"<div>\n<p>{'a' * 99}</p></div>"),
        ("sideways-scroll", None, None, 10),
        {"width": "320"},
    ),
    "sideways-by-what-makes-its-parent-wide": (
        screens.no_horizontal_scroll,
        styled(
            "main { display: flex }", f'<main><section>\n<img alt="" src="{PICTURE.format(500, 9)}"></section></main>'
        ),
        ("sideways-scroll", None, None, 10),
        {"element": "img", "px": "180"},
    ),
    "cut-at-the-right": (
        screens.no_horizontal_scroll,
        styled("body { overflow-x: hidden } p { width: 400px }", "<p>a</p>"),
        ("cut-at-the-right", None, None, 9),
        {"width": "320", "px": "80", "element": "p : a"},
    ),
    "zoom-sideways": (
        screens.expect_readable_at_zoom,
        styled("main { min-width: 900px }", "<main>a</main>"),
        ("sideways-when-enlarged", None, None, 9),
        {"zoom": "200", "px": "260", "element": "main : a"},
    ),
    "zoom-cut": (
        screens.expect_readable_at_zoom,
        styled("p { height: 1.3em; overflow: hidden }", f"<p>{LOREM[:120]}</p>"),
        ("cut-text", None, f"p : {LOREM[:49].rstrip()}…", 9),
        {"zoom": "200"},
    ),
    "zoom-cut-with-three-dots": (
        screens.expect_readable_at_zoom,
        styled("p { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }", f"<p>{LOREM}</p>"),
        ("cut-text", None, f"p : {LOREM[:49].rstrip()}…", 9),
        {"zoom": "200"},
    ),
    "zoom-text-over-text": (
        screens.expect_readable_at_zoom,
        styled("p { height: 20px; margin: 0 }", f"<p>{LOREM}</p>\n<h2>Titre</h2>"),
        ("text-over-text", None, f"p : {LOREM[:49].rstrip()}…", 9),
        {"other": "h2 : Titre", "zoom": "200"},
    ),
    "letters-in-px": (
        screens.expect_text_zoom,
        styled("body { font-size: 17px }", "<p>a</p>"),
        ("letters-stay-small", None, "17 px", 7),
        {},
    ),
    "no-viewport": (
        screens.expect_viewport,
        styled("", "a"),
        ("no-viewport", '<meta name="viewport">', None, None),
        {},
    ),
    "viewport-of-a-number": (
        screens.expect_viewport,
        '<meta name="viewport" content="width=1024">',
        ("other-viewport", "width=device-width", None, 1),
        {},
    ),
    "viewport-that-cannot-be-enlarged": (
        screens.expect_viewport,
        '<meta name="viewport" content="width=device-width, user-scalable=no">',
        ("no-enlarging", None, None, 1),
        {},
    ),
    "scrolls-away": (
        lambda page: screens.expect_stays_in_view(page, "header"),
        styled("", f"<header>Menu</header>{TALL}"),
        ("scrolls-away", None, "header : Menu", 9),
        {},
    ),
    "sticky-in-what-is-as-small": (
        lambda page: screens.expect_stays_in_view(page, "nav"),
        styled("nav { position: sticky; top: 0 }", f"<header><nav>Menu</nav></header>{TALL}"),
        ("scrolls-away", None, "nav : Menu", 9),
        {},
    ),
    "too-short-to-scroll": (
        lambda page: screens.expect_stays_in_view(page, "nav"),
        styled("nav { position: sticky; top: 0 }", "<nav>Menu</nav>"),
        ("too-short-to-scroll", None, None, None),
        {},
    ),
}


@pytest.mark.parametrize(("verb", "html"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_pages_pass(checker: Checker, verb: Verb, html: str):
    """Every way to do it is accepted."""
    assert await the_failure(checker, verb, html) is None


@pytest.mark.parametrize(("verb", "html", "failure", "values"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_pages_fail_with_what_was_seen(
    checker: Checker,
    verb: Verb,
    html: str,
    failure: tuple[str, str | None, str | None, int | None],
    values: dict[str, str],
):
    """The failure names what was seen, with numbers where they help, and the line."""
    found = await the_failure(checker, verb, html)
    assert found is not None
    assert (found.message_id, found.expected, found.found, found.line) == failure
    assert {**found.values, **values} == dict(found.values)


HOSTILE = {
    "gigantic": "<div style='width: 60000px; height: 30000px'>a</div>",
    "boxes": "<script>document.body.innerHTML += '<div><p>a</p></div>'.repeat(10000)</script>",
    "moves-for-ever": "<style>p { animation: a 1ms infinite } @keyframes a { to { rotate: 1turn } }</style><p>a</p>",
    "deep": "<div>" * 400 + "a",
    "turned-over": "<p style='transform: rotateX(89.9deg) scale(1000) translate(-1e9px)'>a</p>",
    "names-of-the-browser": "<form name=getComputedStyle><input name=scrollingElement><img name=body></form>",
    "lies": "<script>Element.prototype.getBoundingClientRect = () => ({ left: 0 }); innerWidth = 9e9</script><p>a</p>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_page_is_measured_within_bounds(checker: Checker, body: str):
    """Whatever the page does, each look ends, and a verdict comes out of it."""
    verbs: list[Verb] = [
        screens.no_horizontal_scroll,
        screens.expect_readable_at_zoom,
        lambda page: sight.expect_visible(page, "body > *"),
        sight.expect_target_size,
        lambda page: layout.no_overlap(page, "*"),
        lambda page: layout.expect_columns(page, "*", 3),
    ]

    checks = [Check(f"verb-{number}", "Un verbe.", 1.0, verb) for number, verb in enumerate(verbs)]
    report = await checker.check(an_exercise(*checks), {"index.html": styled("", body).encode()})
    assert Outcome.ERRORED not in [result.outcome for result in report.results]
