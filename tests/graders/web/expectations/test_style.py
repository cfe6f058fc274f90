"""Style however it is written, and the sentence that says what became of a declaration."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.expectations import style as expect
from graders.web.page import Page
from tests.graders.exercises import an_exercise
from tests.graders.web.css.styled import a_styled_page, seen, told

pytestmark = pytest.mark.browser

Verb = Callable[[Page], Any]


def style(selector: str, name: str, *values: str, **more: Any) -> Verb:
    """`expect_style` on the page to come."""
    return lambda page: expect.expect_style(page, selector, name, *values, **more)


GREEN = style("nav a", "color", "darkgreen")
RIGHT: dict[str, tuple[str, Verb]] = {
    "name": ("nav a { color: darkgreen }", GREEN),
    "hash": ("nav a { COLOR: #006400 }", GREEN),
    "numbers": ("nav a { color: rgb(0 100 0) }", GREEN),
    "percent": ("nav a { color: rgb(0% 39.2% 0% / 100%) }", GREEN),
    "hsl": ("nav a { color: hsl(120deg 100% 19.6%) }", GREEN),
    "oklch": ("nav a { color: oklch(44% 0.15 142.5) }", GREEN),
    "own-property": (":root { --vert: darkgreen } .barre a { color: var(--vert) }", GREEN),
    "inherited": ("nav { color: darkgreen } nav a { color: inherit }", GREEN),
    "currentcolor": ("nav { color: darkgreen } nav a { color: unset }", GREEN),
    "layer": ("@layer a { nav a { color: darkgreen } }", GREEN),
    "nested": ("nav { ul { a { color: darkgreen } } }", GREEN),
    "media": ("@media (min-width: 600px) { nav a { color: darkgreen } }", GREEN),
    "imported": ("@import 'more.css';", GREEN),
    "one-of-two": ("h1 { font-weight: bolder }", style("h1", "font-weight", "normal", "bold")),
    "weight-by-number": ("p { font-weight: 700 }", style("p", "font-weight", "bold")),
    "shorthand": ("h1 { margin: 0 auto; width: 300px }", style("h1", "margin", "0 auto")),
    "longhands": (
        "h1 { margin-top: 0; margin-bottom: 0; margin-left: auto; margin-right: auto }",
        style("h1", "margin", "0 auto"),
    ),
    "logical": ("h1 { margin-inline: auto; margin-block: 0 }", style("h1", "margin", "0 auto")),
    "rem": ("h1 { font-size: 32px }", style("h1", "font-size", "2rem")),
    "em-of-the-element": ("h1 { font-size: 20px; padding: 40px }", style("h1", "padding", "2em")),
    "percent-of-the-parent": ("p { width: calc(50% + 1px - 1px) }", style("p", "width", "50%")),
    "first-of-the-family": ("h1 { font: 2rem Georgia, serif }", style("h1", "font-family", "georgia")),
    "order-of-words": ("h1 { border: black solid 1px }", style("h1", "border", "1px solid black")),
    "color-of-the-text": ("h1 { border: 1px solid }", style("h1", "border", "1px solid black")),
    "background": ("h1 { background: yellow }", style("h1", "background-color", "yellow")),
    "columns": (
        "ul { display: grid; grid-template-columns: 1fr 1fr 1fr }",
        style("ul", "grid-template-columns", "repeat(3, 1fr)"),
    ),
    "at-least": ("h1 { font-size: 2.5em }", style("h1", "font-size", at_least="2rem")),
    "between": ("p { max-width: 60ch }", style("p", "max-width", between=("400px", "900px"))),
    "each-radius": ("p { border-radius: 1em / .5em }", style("p", "border-radius", at_least="4px")),
    "each-side": ("p { padding: 10px 20px }", style("p", "padding", at_least="10px", at_most="1.25rem")),
    "before": ("p::before { content: '>'; color: #006400 }", style("p::before", "color", "darkgreen")),
    "hover": ("nav a { color: red } a:hover { color: darkgreen }", style("nav a", "color", "darkgreen", state="hover")),
    "hover-around": ("li:hover a { color: darkgreen }", style("nav a", "color", "darkgreen", state="hover")),
    "hover-that-takes-time": (
        "a { color: red; transition: color 2s 1s } a:hover { color: darkgreen }",
        style("nav a", "color", "darkgreen", state="hover"),
    ),
    "focus": ("nav:focus-within a { color: darkgreen }", style("nav a", "color", "darkgreen", state="focus-visible")),
    "at-rest-after-hover": (
        "nav a { color: darkgreen } a:hover { color: red }",
        lambda page: (style("nav a", "color", "red", state="hover")(page), GREEN(page)),
    ),
    "transition-at-rest": ("nav a { color: darkgreen; transition: all 3s }", lambda page: (GREEN(page), GREEN(page))),
    "animation-that-ends": (
        "nav a { color: darkgreen; animation: a 9s } @keyframes a { from { color: red } }",
        GREEN,
    ),
    "same": ("h1, p { margin: 3px }", lambda page: expect.expect_same_style(page, "h1", "p", "margin")),
    "different": ("h1 { margin: 3px }", lambda page: expect.expect_different_style(page, "h1", "p", "margin", "color")),
    "none-of": (
        "h1 { text-align: center }",
        lambda page: expect.no_style(page, "h1", "text-align", "justify", "right"),
    ),
}
WRONG: dict[str, tuple[str, Verb, tuple[str, str | None, str | None, str, int | None]]] = {
    "never": ("p { margin: 0 }", GREEN, ("style-never-written", "color : darkgreen", "#0000ee", "index.html", 8)),
    "other-value": ("\na { color: red }", GREEN, ("style-other-value", "color : darkgreen", "red", "style.css", 2)),
    "one-of-them": (
        ".lien { color: darkgreen }",
        GREEN,
        ("style-other-selector", "color : darkgreen", "#0000ee", "style.css", 1),
    ),
    "later": (
        "a { color: darkgreen }\na { color: red }",
        GREEN,
        ("style-later", "color : darkgreen", "red", "style.css", 2),
    ),
    "more-precise": (
        "a { color: darkgreen }\n#menu a { color: red }\nnav a { color: darkgreen }",
        GREEN,
        ("style-more-precise", "color : darkgreen", "red", "style.css", 2),
    ),
    "important": (
        "nav a { color: darkgreen }\na { color: red !important }",
        GREEN,
        ("style-important", "color : darkgreen", "red", "style.css", 2),
    ),
    "attribute": (
        "p { color: red }",
        style("main p + p", "color", "red"),
        ("style-attribute", "color : red", "blue", "index.html", 12),
    ),
    "layer": (
        "@layer a { nav a { color: darkgreen } }\na { color: red }",
        GREEN,
        ("style-layer", "color : darkgreen", "red", "style.css", 2),
    ),
    "misspelt-property": ("nav a { colr: darkgreen }", GREEN, ("css-unknown-property", None, None, "style.css", 1)),
    "misspelt-value": ("nav a { color: darkgren }", GREEN, ("css-impossible-value", None, None, "style.css", 1)),
    "class-that-is-not": (
        ".bare a { color: darkgreen }",
        GREEN,
        ("style-lost-selector-near", "color : darkgreen", "#0000ee", "style.css", 1),
    ),
    "nothing-near": (
        ".xyz { color: darkgreen }",
        GREEN,
        ("style-lost-selector", "color : darkgreen", "#0000ee", "style.css", 1),
    ),
    "other-elements": (
        "p { color: darkgreen }",
        GREEN,
        ("style-other-selector", "color : darkgreen", "#0000ee", "style.css", 1),
    ),
    "small-screens": (
        "@media (max-width: 600px) {\n  nav a { color: darkgreen }\n}",
        GREEN,
        ("style-condition", "color : darkgreen", "#0000ee", "style.css", 2),
    ),
    "inherited": (
        "body { color: darkgreen }",
        style("h1", "color", "red"),
        ("style-inherited", "color : red", "#006400", "style.css", 1),
    ),
    "margin-by-chance": (
        "h1 { color: red }",
        style("h1", "margin-left", "auto"),
        ("style-never-written", "margin-left : auto", "0px", "index.html", 10),
    ),
    "too-small": (
        "h1 { font-size: 1.5em }",
        style("h1", "font-size", at_least="2rem"),
        ("style-other-value", "font-size : au moins 2rem", "1.5em", "style.css", 1),
    ),
    "not-a-number": (
        "h1 { max-width: none }",
        style("h1", "max-width", at_most="900px"),
        ("style-other-value", "max-width : au plus 900px", "none", "style.css", 1),
    ),
    "part-of-a-shorthand": (
        "h1 { margin: 5px auto }",
        style("h1", "margin", "0 auto"),
        ("style-other-value", "margin : 0 auto", "5px", "style.css", 1),
    ),
    "before": (
        "p::before { content: 'x'; color: red }",
        style("p::before", "color", "darkgreen"),
        ("style-value", "color : darkgreen", "#ff0000", "index.html", 11),
    ),
    "hover": (
        "nav a { color: red }",
        style("nav a", "color", "darkgreen", state="hover"),
        ("style-other-value", "color : darkgreen", "red", "style.css", 1),
    ),
    "same": (
        "h1 { background: yellow }",
        lambda page: expect.expect_same_style(page, "h1", "p", "background-color"),
        ("style-not-same", "background-color : transparent", "background-color : #ffff00", "index.html", 10),
    ),
    "different": (
        "h1 { color: red }",
        lambda page: expect.expect_different_style(page, "h1", "p", "background-color"),
        ("style-not-different", None, "background-color : transparent", "index.html", 10),
    ),
    "unwanted": (
        "\nh1 { text-align: center }",
        lambda page: expect.no_style(page, "h1", "text-align", "center"),
        ("style-unwanted", None, "text-align : center", "style.css", 2),
    ),
    "no-element": ("", style("footer", "color", "red"), ("missing-element", "footer", None, "index.html", None)),
}


@pytest.mark.parametrize(("css", "verb"), RIGHT.values(), ids=RIGHT.keys())
async def test_every_right_way_passes(checker: Checker, css: str, verb: Verb):
    """What counts is what the browser computes, not how it is written."""
    found = await seen(checker, css, verb, files={"more.css": b"nav a { color: darkgreen }"})
    assert not isinstance(found, Failure), told(found)


@pytest.mark.parametrize(("css", "verb", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_the_failure_says_what_became_of_it(
    checker: Checker, css: str, verb: Verb, failure: tuple[str, str | None, str | None, str, int | None]
):
    """Message, what was wanted, what is there in the trainee's words, and the line that decides."""
    found = await seen(checker, css, verb)
    assert (found.message_id, found.expected, found.found, found.file, found.line) == failure


async def test_a_stylesheet_nobody_reads(checker: Checker):
    """The style is written, in a file that the page does not link."""
    html = a_styled_page(head="")
    found = await seen(checker, "nav a { color: darkgreen }", GREEN, html=html)
    assert told(found) == ("style-not-linked", "style.css", None)


async def test_lines_in_a_style_element(checker: Checker):
    """The line is the file's, not the element's."""
    html = a_styled_page(head="<style>\n\n  nav a { color: red }\n</style>")
    assert told(await seen(checker, None, GREEN, html=html)) == ("style-other-value", "index.html", 7)


async def test_the_sentence_a_learner_reads(checker: Checker):
    """Selector and line of the rule that wins stand in it."""
    exercise = an_exercise(
        Check("green", "Les liens sont verts.", 1.0, GREEN), learner_files=("index.html", "style.css")
    )
    css = b"nav a { color: darkgreen }\n#menu a { color: red }"
    report = await checker.check(exercise, {"index.html": a_styled_page(), "style.css": css})
    assert report.results[0].message == "Votre color est bien écrite, mais la règle #menu a est plus précise."


async def test_a_slip_in_a_check_is_our_fault(checker: Checker):
    """A value that no browser knows costs the learner nothing."""
    exercise = an_exercise(Check("centre", "Au centre.", 1.0, style("h1", "text-align", "centre")))
    report = await checker.check(exercise, {"index.html": a_styled_page(head="")})
    assert report.outcome is Outcome.ERRORED


LIES = """<script>
window.getComputedStyle = () => ({ color: "rgb(0, 100, 0)", getPropertyValue: () => "rgb(0, 100, 0)" });
CSS.supports = () => true;
CSSStyleDeclaration.prototype.getPropertyValue = () => "rgb(0, 100, 0)";
new MutationObserver((all) => all.forEach((one) => one.target.removeAttribute("style")))
  .observe(document, { attributes: true, subtree: true });
</script><form><input name="style"><input name="matches"></form>"""


async def test_a_page_that_lies_is_not_believed(checker: Checker):
    """Redefined built-ins, named fields and observers change nothing of what is seen."""
    html = a_styled_page(f'{LIES}<nav><a href="a.html">A</a></nav>')
    assert told(await seen(checker, "a { color: red }", GREEN, html=html)) == ("style-other-value", "style.css", 1)


OWN_ELEMENT = """<mon-lien>a</mon-lien><script>
customElements.define("mon-lien", class extends HTMLElement {
  static observedAttributes = ["style"];
  attributeChangedCallback() { this.removeAttribute("style"); }
});
</script>"""


async def test_a_custom_element_cannot_undo_the_try(checker: Checker):
    """Its own code runs when its style changes; so a stand-in is tried, and the lie is not believed."""
    html = a_styled_page(OWN_ELEMENT)
    verb = style("mon-lien", "color", "darkgreen")
    assert told(await seen(checker, "mon-lien { color: red }", verb, html=html)) == (
        "style-other-value", "style.css", 1,
    )  # fmt: skip
    assert not isinstance(await seen(checker, "mon-lien { color: #006400 }", verb, html=html), Failure)


async def test_a_look_leaves_no_trace(checker: Checker):
    """The page is as before: attributes, children, and no transition on the way."""
    html = a_styled_page("<nav><a href='a.html' style='color: red'>A</a></nav>")

    def look(page: Page) -> list[Any]:
        before = page.all("*")
        style("nav a", "color", "red")(page)
        style("nav a", "margin", "0")(page)
        return [[(one.tag, one.attributes) for one in rows] for rows in (before, page.all("*"))]

    before, after = await seen(checker, "a { transition: all 5s }", look, html=html)
    assert after == before
