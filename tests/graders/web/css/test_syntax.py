"""A stylesheet read with the eyes of its author: what it says, and the one slip that breaks it."""

import time

import pytest

from graders.web.css.masking import split_list
from graders.web.css.rules import Declaration, TooDeep
from graders.web.css.syntax import parse_style_attribute, parse_stylesheet

BROKEN = {
    "missing-semicolon": ("p {\n  color: red\n  margin: 0;\n}", [("css-missing-semicolon", 2, {"name": "color"})]),
    "on-one-line": ("p { color: red margin: 0; }", [("css-missing-semicolon", 1, {"name": "color"})]),
    "before-a-nested-rule": ("p {\n  color: red\n  & b { margin: 0 }\n}", [("css-missing-semicolon", 2, {})]),
    "missing-colon": ("p { color red; }", [("css-missing-colon", 1, {"name": "color", "value": "color red"})]),
    "equals": ("p { color = red; }", [("css-equals-sign", 1, {"name": "color", "value": "color = red"})]),
    "name-with-a-space": (
        "p { font size: 3px }",
        [("css-property-space", 1, {"name": "font size", "near": "font-size"})],
    ),
    "no-value": ("p { color: ; }", [("css-empty-value", 1, {"name": "color"})]),
    "important": ("p { color: red !importent; }", [("css-important", 1, {"value": "!importent"})]),
    "unclosed-rule": (
        "h1 {\n  color: red;\np {\n  color: blue;\n}\ndiv { margin: 0 }",
        [("css-unclosed-rule", 1, {"selector": "h1"})],
    ),
    "unclosed-within-media": (
        "@media print {\n  h1 {\n    color: red;\n  p { color: blue; }\n}\nb { margin: 0 }",
        [("css-unclosed-rule", 2, {"selector": "h1"})],
    ),
    "unclosed-at-the-end": ("p { color: red;\n", [("css-unclosed-rule", 1, {"selector": "p"})]),
    "no-opening-brace": (
        "h1\n  color: red;\n  margin: 0;\n}\np { margin: 0 }",
        [("css-missing-opening-brace", 1, {"selector": "h1"})],
    ),
    "no-opening-brace-after-a-state": (
        "a:hover\n  color: red\n}",
        [("css-missing-opening-brace", 1, {"selector": "a:hover"})],
    ),
    "stray-brace": ("p { color: red; } }\nh1 { margin: 0 }", [("css-stray-brace", 1, {})]),
    "outside": ("color: red;\np { margin: 0 }", [("css-outside-rule", 1, {"value": "color: red", "name": "color"})]),
    "no-selector": ("{ color: red }", [("css-no-selector", 1, {})]),
    "quote": ('p { content: "a; color: red }\nh1 { margin: 0 }', [("css-unclosed-quote", 1, {})]),
    "apostrophe": ("p { content: 'l'eau'; }", [("css-unclosed-quote", 1, {})]),
    "comment": ("p { margin: 0 }\n/* fin\nh1 { margin: 0 }", [("css-unclosed-comment", 2, {})]),
    "parenthesis": ("p { color: rgb(0, 0, 0; margin: 0 }", [("css-unclosed-parenthesis", 1, {})]),
    "slashes": ("// a\np { margin: 0; // b\n}", [("css-slashes", 1, {}), ("css-slashes", 2, {})]),
    "html": ("<style>\np { margin: 0 }\n</style>", [
        ("css-html-tag", 1, {"value": "<style>"}), ("css-html-tag", 3, {"value": "</style>"}),
    ]),
    "nothing-but-words": ("bonjour", [("css-outside-rule", 1, {"value": "bonjour", "name": "bonjour"})]),
}  # fmt: skip
# What the standard allows, however odd it looks.
RIGHT = [
    "",
    "p{}",
    "p { ;; color: red;; }",
    '@charset "utf-8"; @import url(a;b.css); @layer a, b;',
    'a::before { content: "\\"} ;/*"; }',
    "a/**/{/* } */color/* : */:/*;*/red/**/}",
    "p { --a: { b: c; }; --d:; --url: https://a.b; color: red }",
    "p { background: url(data:image/svg+xml;a{}//b) }",
    "p { color: if(style(--a: b): red; else: blue) }",
    "p { & > a:hover, .b & { color: red } &:is(a, b) { margin: 0 } > b { margin: 0 } }",
    "@media (width >= 40em) { p { color: red } }\n@media print {\np { margin: 0 }\n}",
    "p {\n  color: red; @media print { color: blue }\n}",
    "<!-- p { color: red } -->",
    ".a\\:b, .\\31 0, [title='}'] { margin: 0 }",
    "P { COLOR: RED !IMPORTANT; margin: 0 ! important }",
    "@font-face { src: url('a.woff') format('woff') }",
    "p\r\n{\r\ncolor: red\r\n}\r\n",
    "p { filter: progid:DXImageTransform.Microsoft.gradient(startColorstr='#1', endColorstr='#2') }",
]


@pytest.mark.parametrize(("css", "faults"), BROKEN.values(), ids=BROKEN.keys())
def test_the_slip_is_named_once(css: str, faults: list[tuple[str, int, dict[str, str]]]):
    """One slip is one fault, on the line where it was made, however far it reaches."""
    assert [(one.rule_id, one.line, dict(one.values)) for one in parse_stylesheet(css).faults] == faults


@pytest.mark.parametrize("css", RIGHT)
def test_what_the_standard_allows(css: str):
    """No fault for right CSS in an odd dress."""
    assert parse_stylesheet(css).faults == []


@pytest.mark.parametrize(
    ("css", "rule_id"),
    [
        (BROKEN["unclosed-rule"][0], "css-unclosed-rule"),
        (BROKEN["comment"][0], "css-unclosed-comment"),
        (BROKEN["quote"][0], "css-unclosed-quote"),
        (BROKEN["unclosed-at-the-end"][0], None),
        (BROKEN["stray-brace"][0], None),
    ],
)
def test_what_swallows_the_rest(css: str, rule_id: str | None):
    """Only what hides other rules counts: a browser closes the last rule by itself."""
    swallowing = parse_stylesheet(css).swallowing
    assert (swallowing and swallowing.rule_id) == rule_id


def test_rules_as_written():
    """Declarations with line, without comments; rules within rules."""
    css = "/* a */\nnav a,\n.b {\n  Color: RED /* x */ !important;\n  &:hover { --x: 1 }\n}\n"
    [rule] = parse_stylesheet(css, first_line=10).rules
    [inner] = rule.rules
    assert (rule.selectors(), rule.line, rule.declarations) == (
        ["nav a", ".b"], 11, [Declaration("color", "RED", 13, important=True)],
    )  # fmt: skip
    assert (inner.selectors(), inner.is_nested, inner.declarations) == (
        ["&:hover"], True, [Declaration("--x", "1", 14)],
    )  # fmt: skip


def test_a_style_attribute():
    """Its declarations, on the lines of the tag."""
    [rule] = parse_style_attribute("color: red;\nmargin: 0", 8).rules
    assert rule.declarations == [Declaration("color", "red", 8), Declaration("margin", "0", 9)]


def test_a_list_of_selectors():
    """Commas within brackets and strings separate nothing."""
    assert split_list("a:is(b, c),\n [x=','] ,, d") == ["a:is(b, c)", "[x=',']", "", "d"]


@pytest.mark.parametrize(
    "css",
    [
        "a{" * 20 + "}" * 20,
        "a,b{color:red}" * 15_000,
        "//\n" * 80_000,
        "/*" * 100_000,
        "'\n" * 100_000,
        "<a>" * 80_000,
        "a " * 100_000 + ":b;",
        "a{" + "b c:" * 50_000 + "}",
        "(" * 200_000,
        "a{b:" + "(" * 200_000,
        "url(" * 60_000,
        "\0" * 200_000,
        "a{" + "--a:{" * 40_000,
        "\n " * 100_000 + "{",
        "@" * 200_000,
        "a{color:red" + " " * 200_000 + "x}",
    ],
    ids=lambda css: css[:12],
)
def test_hostile_text_is_read_in_time(css: str):
    """200 kB of anything takes no longer than a page may."""
    began = time.process_time()
    parse_stylesheet(css[:200_000])
    assert time.process_time() - began < 2


def test_rules_too_deep():
    """Rules within rules without end are not followed."""
    with pytest.raises(TooDeep):
        parse_stylesheet("a{" * 5000)
