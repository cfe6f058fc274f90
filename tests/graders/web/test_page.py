"""What a check can see of a page, and what each broken file says by itself."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check
from graders.results import Outcome, Report
from graders.web.page import Page
from tests.graders.exercises import PAGE, a_page, an_exercise

pytestmark = pytest.mark.browser


async def seen(checker: Checker, html: bytes | str, look: Callable[[Page], Any], **files: bytes) -> Any:
    """What `look` returns about the page."""
    found: list[Any] = []
    exercise = an_exercise(
        Check("look", "Regarder.", 1.0, lambda page: found.append(look(page))),
        learner_files=("index.html", *(f"{name}.html" for name in files)),
    )
    handed_in = {f"{name}.html": data for name, data in files.items()}
    handed_in["index.html"] = html if isinstance(html, bytes) else html.encode()
    report = await checker.check(exercise, handed_in)
    assert report.outcome is Outcome.PASSED, report
    return found[0]


async def test_the_documents_facts(checker: Checker):
    """Doctype, language, title and charset, tidied."""
    facts = await seen(checker, PAGE, lambda page: (page.doctype, page.lang, page.title, page.charset))
    assert facts == ("html", "fr", "Horaires de la ressourcerie", "utf-8")


async def test_a_document_that_says_nothing_of_itself(checker: Checker):
    """What is not written is None; an empty title is not no title."""
    facts = await seen(checker, "<h1>a</h1>", lambda page: (page.doctype, page.lang, page.title, page.charset))
    empty = await seen(checker, "<title>\n</title>", lambda page: page.title)
    assert (facts, empty) == ((None, None, None, None), "")


async def test_an_element_as_it_is(checker: Checker):
    """Tag, tidied text, attributes, what is around it, and where it is written."""
    html = a_page('<section>\n<h2 id="a" class="b">  Un <em>titre</em>\n</h2></section>')
    element = await seen(checker, html, lambda page: page.one("h2"))
    assert (element.tag, element.text, element.attributes, element.ancestors, element.line, element.closed) == (
        "h2",
        "Un titre",
        {"id": "a", "class": "b"},
        ("section", "body", "html"),
        9,
        True,
    )


async def test_an_element_that_a_script_made_has_no_line(checker: Checker):
    """A wrong line is worse than none."""
    html = a_page("<p>a</p><script>document.body.append(document.createElement('p'))</script>")
    assert await seen(checker, html, lambda page: [one.line for one in page.all("p")]) == [None, None]


async def test_text_is_what_a_reader_is_told(checker: Checker):
    """Scripts, styles and comments are no text."""
    html = a_page("<div>a<script>let b;</script><!-- c --><style>p{}</style> d</div>")
    assert await seen(checker, html, lambda page: page.one("div").text) == "a d"


async def test_shown_or_hidden(checker: Checker):
    """A hidden element is there but not shown."""
    html = a_page('<p>a</p><p hidden>b</p><p style="display:none">c</p>')
    assert await seen(checker, html, lambda page: [one.shown for one in page.all("p")]) == [True, False, False]


async def test_elements_within_an_element(checker: Checker):
    """A selector can be asked within what was found."""
    html = a_page("<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>")
    assert await seen(checker, html, lambda page: [one.text for one in page.one("ul").all("li")]) == ["a", "b"]


async def test_headings_have_levels(checker: Checker):
    """h1 to h6 in page order."""
    html = a_page("<h1>a</h1><h3>b</h3><h2>c</h2>")
    assert await seen(checker, html, lambda page: [one.level for one in page.headings()]) == [1, 3, 2]


async def test_the_browser_shows_what_the_markup_means(checker: Checker):
    """A p in a p is two paragraphs side by side, as in any browser."""
    found = await seen(checker, a_page("<p>a<p>b"), lambda page: [one.ancestors for one in page.all("p")])
    assert found == [("body", "html")] * 2


async def test_another_file_of_the_exercise(checker: Checker):
    """Both files are read side by side, each with its own title."""
    other = PAGE.replace("Horaires de", "Adresse de").encode()
    titles = await seen(checker, PAGE, lambda page: (page.title, page.open("adresse.html").title), adresse=other)
    assert titles == ("Horaires de la ressourcerie", "Adresse de la ressourcerie")


async def test_accents_are_read_without_a_charset(checker: Checker):
    """The letters are right even where the page does not say how they are written."""
    assert await seen(checker, "<h1>Été à Gonesse</h1>", lambda page: page.one("h1").text) == "Été à Gonesse"


async def report_of(checker: Checker, look: Callable[[Page], Any], files: dict[str, bytes]) -> Report:
    """The report of one check that looks, on an exercise with two files."""
    exercise = an_exercise(
        Check("look", "Regarder.", 1.0, lambda page: look(page)), learner_files=("index.html", "adresse.html")
    )
    return await checker.check(exercise, files)


@pytest.mark.parametrize(
    "look", [lambda page: page.all("p"), lambda page: page.title, lambda page: page.validity_faults()]
)
@pytest.mark.parametrize(
    ("data", "message_id"),
    [
        (None, "missing-file"),
        (b"\n", "empty-file"),
        (b"x" * 300_000, "too-large"),
        (b"<div>" * 500 + b"a", "too-many-tags"),
    ],
    ids=["missing", "empty", "large", "deep"],
)
async def test_a_file_that_cannot_be_read_fails_every_look(
    checker: Checker, look: Callable[[Page], Any], data: bytes | None, message_id: str
):
    """No check has to think of it, and none passes by accident."""
    files = {"index.html": PAGE.encode(), **({} if data is None else {"adresse.html": data})}
    report = await report_of(checker, lambda page: look(page.open("adresse.html")), files)
    assert (report.outcome, report.results[0].message_id) == (Outcome.FAILED, message_id)


async def test_a_page_of_too_many_elements(checker: Checker):
    """A script that makes thousands of elements gets an answer, not a long wait."""
    html = a_page("<script>for (let i = 0; i < 5000; i++) document.body.append(document.createElement('p'))</script>")
    report = await report_of(checker, lambda page: page.all("p"), {"index.html": html, "adresse.html": b"a"})
    assert report.message_id == "too-heavy"


async def test_a_bad_selector_is_our_fault(checker: Checker):
    """A slip in a checks.py costs the learner nothing."""
    report = await report_of(checker, lambda page: page.all("p["), {"index.html": PAGE.encode(), "adresse.html": b"a"})
    assert (report.outcome, report.notice) == (Outcome.ERRORED, "our-fault")


@pytest.mark.parametrize(
    ("body", "notice"),
    [('<p class="a>b</p>', "broken-syntax"), ("<!-- a", "broken-comment"), ("<textarea>a", "broken-element")],
)
async def test_what_swallows_the_page_is_the_notice(checker: Checker, body: str, notice: str):
    """The one thing to mend is said instead of its many consequences."""
    files = {"index.html": a_page(f"{body}\n<h1>a</h1>"), "adresse.html": b"a"}
    report = await report_of(checker, lambda page: page.one("h1"), files)
    assert (report.outcome, report.notice) == (Outcome.FAILED, notice)
