"""Lines of elements, and what is never closed, told from the text alone."""

import time

import pytest

from graders.web.source import Opening, Source

PAGE = """\
<!doctype html>
<html lang="fr">
<head><title>T</title></head>
<body>
<h1
   class="grand">Un</h1>
<p>deux
<p>trois</p><br>
<svg viewBox="0 0 1 1"><path d="M0"/></svg>
</body>
</html>
"""


def test_each_opening_tag_has_its_line():
    """A tag is where its < stands; <path/> closes itself, <p> may be left open, void elements have no end."""
    assert Source(PAGE).openings == (
        Opening("html", 2, True, ("lang",)),
        Opening("head", 3, True),
        Opening("title", 3, True),
        Opening("body", 4, True),
        Opening("h1", 5, True, ("class",)),
        Opening("p", 7),
        Opening("p", 8, True),
        Opening("br", 8),
        Opening("svg", 9, True),
        Opening("path", 9, True),
    )


def test_the_browsers_second_p_is_the_second_p_here():
    """An element is found by its tag and its number among its like."""
    source = Source(PAGE)
    assert [source.opening("p", index, 2) for index in (0, 1)] == [source.openings[5], source.openings[6]]


@pytest.mark.parametrize(("tag", "index", "count"), [("p", 0, 3), ("div", 0, 1), ("tbody", 0, 1)])
def test_what_no_tag_wrote_has_no_line(tag: str, index: int, count: int):
    """Where a script added elements, no line is better than a wrong one."""
    assert Source(PAGE + "<table><tr><td>a</table>").opening(tag, index, count) is None


def test_nothing_is_unclosed_in_a_right_page():
    """End tags that may be left out are not missed."""
    assert Source(PAGE).unclosed == ()


@pytest.mark.parametrize("rest", ["<tr><td>a</table>", "<tbody><tr><td>a</table>", "</table>"])
def test_a_caption_may_be_left_open(rest: str):
    """Its end tag may be left out as others may."""
    assert Source(f"<!doctype html><title>t</title><table><caption>Heures\n{rest}").syntax_faults == ()


@pytest.mark.parametrize("tag", ["dialog", "search", "section"])
def test_a_block_ends_a_paragraph(tag: str):
    """<p> may be left open before any block, those of today's standard too."""
    source = Source(f"<!doctype html><title>t</title><p>a\n<{tag}><p>b\n</{tag}>")
    assert (source.syntax_faults, source.unclosed) == ((), ())


@pytest.mark.parametrize(
    ("text", "unclosed", "strays"),
    [
        ("<h1>a\n<p>b</p>", [("h1", 1)], []),
        ("<h1>a<h1>\n<p>b", [("h1", 1), ("h1", 1)], []),
        ("<h1>a</h1>\n<h2>b", [("h2", 2)], []),
        ("<div><strong>a</div>", [("strong", 1)], []),
        ("<p>a</p>\n</div>", [], [("div", 2)]),
        ("<em>a<b>c</em></b>", [("b", 1)], [("b", 1)]),
    ],
)
def test_what_is_unclosed_or_closes_nothing(text: str, unclosed: list[tuple[str, int]], strays: list[tuple[str, int]]):
    """An end tag belongs to the innermost opening of its name."""
    source = Source(text)
    assert ([(one.tag, one.line) for one in source.unclosed], [(one.tag, one.line) for one in source.strays]) == (
        unclosed,
        strays,
    )


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ('a\n<p class="b>\nc', "quote", 2),
        ("a\n<h1 b</h1>\n<p>", "tag", 2),
        ("a\n<!-- b\n<p>", "comment", 2),
        ("<head>\n<title>b\n<p>", "element", 2),
        ("a\n<p", "tag", 2),
    ],
)
def test_what_swallows_the_rest(text: str, kind: str, line: int):
    """A quote, a tag, a comment or a title that never ends is told where it begins."""
    fault = Source("<!doctype html>\n" + text).swallowing
    assert fault is not None
    assert (fault.kind, fault.line) == (kind, line + 1)


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 5000,
        "<div>" * 5000,
        "<table><b>" * 2500,
        "<p><b><i><u>" * 1250,
        "<p " + " ".join(f"a{number}=1" for number in range(40_000)) + ">",
        "<p>a</p>" * 5000,
    ],
    ids=["b", "div", "table", "formatting", "attributes", "paragraphs"],
)
def test_a_text_beyond_any_page_by_hand_is_not_read_to_its_end(text: str):
    """Each of these takes the parser up to a minute; it gives up at once and says so."""
    started = time.process_time()
    source = Source(text)
    assert (source.is_readable, source.openings, source.syntax_faults) == (False, (), ())
    assert time.process_time() - started < 2


def test_a_line_is_quoted_as_written():
    """Lines count from 1; there is none past the end."""
    source = Source("un\n  deux\n")
    assert [source.line(number) for number in (0, 1, 2, 3)] == ["", "un", "  deux", ""]
