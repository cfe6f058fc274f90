"""What a browser does not understand in a page's CSS, told with what was probably meant."""

import time
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check
from graders.web.css.validity import CssFault, css_faults
from tests.graders.exercises import IN_TIME_S, an_exercise
from tests.graders.web.css.styled import a_styled_page, seen

pytestmark = pytest.mark.browser

# CSS → rule and what was probably meant.
NEAR = {
    "p { colr: red }": ("css-unknown-property", "color"),
    "p { with: 3px }": ("css-unknown-property", "width"),
    "p { background-colour: red }": ("css-unknown-property", "background-color"),
    "p { couleur: red }": ("css-unknown-property", "color"),
    "p { text-aling: center }": ("css-unknown-property", "text-align"),
    "p { grid-template-colums: 1fr }": ("css-unknown-property", "grid-template-columns"),
    "p { abcdef: 1 }": ("css-unknown-property", None),
    "p { color: rouge }": ("css-french-value", "red"),
    "p { color: vert foncé }": ("css-french-value", "darkgreen"),
    "p { font-weight: gras }": ("css-french-value", "bold"),
    "p { text-align: centre }": ("css-french-value", "center"),
    "p { color: darkgren }": ("css-impossible-value", "darkgreen"),
    "p { display: flexx }": ("css-impossible-value", "flex"),
    "p { border: 1px sollid red }": ("css-impossible-value", "1px solid red"),
    "p { justify-content: space-beetween }": ("css-impossible-value", "space-between"),
    "p { color: bonjour tout le monde }": ("css-impossible-value", None),
    "p { font-size: 16 }": ("css-missing-unit", "16px"),
    "p { margin: 10 auto 0 }": ("css-missing-unit", "10px auto 0px"),
    "p { margin: 16 px }": ("css-unit-space", "16px"),
    "p { margin: 1,5em }": ("css-decimal-comma", "1.5em"),
    "p { width: 20pixels }": ("css-unit", "20px"),
    "p { margin: 10px, 20px }": ("css-comma", "10px 20px"),
    "p { color: ff0000 }": ("css-hash", "#ff0000"),
    'p { color: "red" }': ("css-quoted-value", "red"),
    "p {\n color: red\n margin 0;\n}": ("css-missing-semicolon", "red"),
    "a:hoverr { margin: 0 }": ("css-unknown-pseudo", ":hover"),
    "p::befor { margin: 0 }": ("css-unknown-pseudo", ":before"),
    ". carte { margin: 0 }": ("css-class-space", ".carte"),
    ".2cols { margin: 0 }": ("css-class-digit", None),
    "a: hover { margin: 0 }": ("css-pseudo-space", "a:hover"),
    "h1, , p { margin: 0 }": ("css-selector-comma", None),
    "h1 % { margin: 0 }": ("css-selector", None),
    "carte { margin: 0 }": ("css-class-dot", ".carte"),
    "@medai print { p { margin: 0 } }": ("css-unknown-at-rule", "@media"),
    "@media (max-widht: 600px) { p { margin: 0 } }": ("css-unknown-media", "max-width"),
    "@media scren { p { margin: 0 } }": ("css-unknown-media", "screen"),
    "@media (max-width: 600) { p { margin: 0 } }": ("css-media-value", None),
    "@media screen and(max-width: 600px) { p { margin: 0 } }": ("css-media", None),
    "@media max-width: 600px { p { margin: 0 } }": ("css-media", None),
    "@keyframes a { 30 { margin: 0 } }": ("css-keyframe", None),
    "@font-face { font-familly: a; src: url(data:,) }": ("css-unknown-property", "font-family"),
    "p { margin: 0 } @import 'style.css';": ("css-import-late", None),
    "@import 'styl.css';": ("css-missing-file", "style.css"),
    "p { background: url(photo.jpg) }": ("css-missing-file", None),
    ":root { --couleur: red } p { color: var(--couler) }": ("css-unknown-variable", "--couleur"),
}
# Everything the standard allows, in odd dress, new, or in another browser.
RIGHT = """\
P { COLOR: RED; Margin: CALC(1px + 2em); margin-inline: auto; --X: { a: b }; --y:; -webkit-foo: 1;
  & > a:hover, .b & { color: oklch(.5 .1 120) } &:is(a, b) { inset: 0 }
  @media (width >= 40em) { color: light-dark(red, blue); } > b { x: 3px } }
@layer a, b; @layer a { p:has(> img, ~ a):not(.x, :where(b)) { color: color-mix(in srgb, red, blue) } }
@container carte (min-width: 3px) { p { container: a / inline-size } }
@font-face { font-family: "A;}"; src: url(data:font/woff;base64,AAA==) format("woff"); font-display: swap }
@keyframes k { from { opacity: 0 } 50%, 60% { opacity: .5 } to { opacity: 1 } }
@page :first { margin: 1cm; size: A4 } @supports (display: grid) and (not (display: foo)) { a { color: RED } }
@property --z { syntax: "<color>"; inherits: false; initial-value: red } b { color: var(--z) }
/* { " ' */ a/**/:hover/* x */{/* y */color/**/:/**/red/**/!/**/important/**/;/**/}
a::before { content: "\\"}" attr(data-x) '\\27'; } a[href^="//x"] { color: red } a[title='a,b'], b {}
p { background: url(//exemple.fr/a.png), url( 'data:image/svg+xml;{}' ); color: if(style(--a: b): red; else: blue) }
@media not all and (monochrome), print and (orientation: landscape), (400px <= width < 800px), only screen { p {} }
@media (prefers-reduced-data: reduce), (-webkit-min-device-pixel-ratio: 2), (hover), (not (color)) { p {} }
@scope (.a) to (.b) { :scope { color: red } > img { border: 0 } } @starting-style { a { opacity: 0 } }
.\\31 0 { color: red } .é { color: red } #a\\:b { margin: -1px auto } ::-webkit-scrollbar { width: 1px }
::-moz-selection { color: red } p:-moz-focusring { margin: 0 } p { width: -moz-available; display: -ms-grid }
p { color: var(--nulle-part, red); hanging-punctuation: first; width: random(1px, 2px); user-select: none } p {} ;
mon-element { margin: 0 } @counter-style x { system: cyclic; symbols: "a" } p { src: 3 } @view-transition { types: a }
"""
RIGHT = RIGHT.replace("src: 3", "zoom: 1").replace("x: 3px", "gap: 3px")


@pytest.mark.parametrize(("css", "fault"), NEAR.items(), ids=NEAR)
async def test_what_was_probably_meant(checker: Checker, css: str, fault: tuple[str, str | None]):
    """One slip, one sentence, with the right writing where one is near."""
    found: list[CssFault] = await seen(checker, css, css_faults)
    assert [(one.rule_id, one.values.get("near")) for one in found] == [fault]


async def test_what_the_standard_allows(checker: Checker):
    """Right CSS passes, whatever it looks like."""
    html = a_styled_page("<mon-element>a</mon-element>")
    assert await seen(checker, RIGHT, css_faults, html=html) == []


async def test_css_is_read_wherever_it_stands(checker: Checker):
    """In a file, in one it imports from a folder, in an element, in an attribute: each with its own file and line."""
    html = a_styled_page(
        '<p class="a"\n style="colr: red">a</p>',
        '<link rel="StyleSheet" href="./css/base.css?v=2"><style>\n\n  p { colr: red }</style>',
    )
    files = {"css/base.css": b'@import "autre.css";\np { margin: 0 }', "css/autre.css": b"\n\np { colr: red }"}
    faults: list[CssFault] = await seen(checker, None, css_faults, html=html, files=files)
    assert [(one.file, one.line) for one in faults] == [("css/autre.css", 3), ("index.html", 7), ("index.html", 10)]


async def test_three_faults_at_most_in_source_order(checker: Checker):
    """The rest is seen once these are mended."""
    faults: list[CssFault] = await seen(checker, "a { b: 1 }\na { c: 1 }\na { d: 1 }\na { e: 1 }", css_faults)
    assert [(one.values["name"], one.line) for one in faults] == [("b", 1), ("c", 2), ("d", 3)]


async def test_what_swallows_the_rest_is_told_alone(checker: Checker):
    """A rule that is never closed is the one thing to mend, not what it makes of the next."""
    faults = await seen(checker, "h1 {\n  color: rouge;\np {\n  colr: red;\n}", css_faults)
    assert [(one.rule_id, one.line) for one in faults] == [("css-unclosed-rule", 1)]


@pytest.mark.parametrize(
    ("files", "notice"),
    [
        ({"style.css": "h1 {\n color: red;\np {\n margin: 0;\n}"}, "css-unclosed-rule"),
        ({"style.css": "/* a\np { margin: 0 }"}, "css-unclosed-comment"),
        ({"index.html": a_styled_page(head="<style>p { content: 'a }\nb {}</style>")}, "css-unclosed-quote"),
        ({"style.css": "p { margin: 0; "}, None),
    ],
)
async def test_swallowed_css_is_the_notice(checker: Checker, files: dict[str, Any], notice: str | None):
    """What hides half of the CSS is said first, whatever check fails."""
    exercise = an_exercise(
        Check("look", "Regarder.", 1.0, lambda page: page.one("footer")), learner_files=("index.html", "style.css")
    )
    handed_in = {"index.html": a_styled_page(), "style.css": b"p { margin: 0 }"}
    handed_in |= {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    assert (await checker.check(exercise, handed_in)).notice == notice


HOSTILE = {
    "selectors": ",".join(f".a{number} > b:hover" for number in range(12_000)) + "{ color: red }",
    "declarations": "p {" + "".join(f"margin: {number}px;" for number in range(10_000)) + "}",
    "unknown-properties": "p {" + "".join(f"x{number}: 1;" for number in range(5_000)) + "}",
    "deep": "a{" * 20_000,
    "deep-selector": "a" + ":is(" * 40_000 + "b" + ")" * 40_000 + "{}",
    "deep-condition": "@supports " + "(not " * 30_000,
    "deep-value": "p{color:" + "var(--a," * 20_000,
    "deep-media": "@media " + "(" * 60_000 + "a" + ")" * 60_000 + "{}",
    "has": "*:has(*:has(a)) { color: red }" * 50 + "*:has(* * * * *) ~ * { color: red }" * 50,
    "strings": "'\n" * 60_000,
    "nuls": "\0" * 200_000,
    "itself": "@import 'style.css';" * 500,
    "long-value": "p { color: " + "a" * 200_000 + " }",
    "words": "p { color: " + "ab " * 60_000 + " }",
    "media": "@media " + "(max-widht: 3px) and " * 9_000 + "(a) { p { margin: 0 } }",
    "variables": "".join(f"a{{color:var(--a{number})}}" for number in range(8_000)),
}


@pytest.mark.parametrize("css", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_css_gets_its_answer_in_time(checker: Checker, css: str):
    """Whatever is in 200 kB, the answer is a sentence and comes before the deadline of a check."""
    began = time.monotonic()
    found = await seen(checker, css[:250_000], lambda page: (len(page.all("p")), len(css_faults(page)) <= 3))
    assert found == (2, True) or found.message_id == "css-too-large"
    assert time.monotonic() - began < IN_TIME_S


@pytest.mark.parametrize(
    "html",
    [
        a_styled_page(head="<style>" + "a{" * 20_000 + "</style>"),
        a_styled_page(f'<p style="color:{"var(--a," * 9_000}">a</p><p>b</p>'),
    ],
    ids=["element", "attribute"],
)
async def test_css_that_would_kill_the_browser_is_left_out(checker: Checker, html: bytes):
    """The rest of the page is graded as if it were not there."""
    found = await seen(checker, None, lambda page: len(page.all("p")), html=html)
    assert found == 2
