"""Pages that keep nobody out, as far as a program can tell, and pages that do: one folder of tests/data/access each."""

import json
from pathlib import Path

import pytest

from graders.checker import Checker
from graders.messages.catalogue import catalogue
from graders.web.expectations import access as expect
from graders.web.expectations import semantics
from graders.web.page import Page
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import told, what_is_raised

PAGES = Path(__file__).parents[3] / "data" / "access"
RIGHT = sorted((PAGES / "right").iterdir())
WRONG = sorted((PAGES / "wrong").iterdir())
OURS_TOO = {"axe.empty-heading"}  # ours to find, also where axe is not asked
BY_AXE = {message_id for message_id in catalogue() if message_id.startswith("axe.")} - OURS_TOO
WITHOUT_CRITERION = {"image-alt-missing", "image-alt-file", "image-alt-filler"}  # of every picture, also in other terms


def by_axe(page: Page) -> None:
    """What axe finds, as `expect_access` asks it."""
    expect.no_axe_violations(page, also=expect.PRACTICES)


def test_the_cases_are_found():
    """The suite below looks at something."""
    assert (len(RIGHT) > 8, len(WRONG) > 70) == (True, True)


@pytest.mark.browser
@pytest.mark.parametrize("folder", RIGHT, ids=lambda folder: folder.name)
async def test_a_right_page_has_no_finding(checker: Checker, folder: Path):
    """Each way to do it right is right: by element or by role, with a caption or aria, dark or light."""
    page = (folder / "index.html").read_bytes()
    assert told(await what_is_raised(checker, expect.expect_access, {"index.html": page})) is None


@pytest.mark.browser
@pytest.mark.parametrize("folder", WRONG, ids=lambda folder: folder.name)
async def test_the_first_fault_is_said(checker: Checker, folder: Path):
    """The message names the fault, its line and the criterion of RGAA."""
    page = (folder / "index.html").read_bytes()
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    verb = by_axe if expected["message_id"] in BY_AXE else expect.no_fault_beyond_axe
    failure = await what_is_raised(checker, verb, {"index.html": page})
    assert failure is not None
    assert {"message_id": failure.message_id, "line": failure.line} == expected
    assert "criterion" in failure.values or failure.message_id in WITHOUT_CRITERION


@pytest.mark.browser
async def test_what_is_excepted_is_not_said(checker: Checker):
    """By the id of its message, of ours and of axe; what is left is said, under the exercise's own id if it has one."""
    body = '<main><h1>a</h1>\n<a href="a">ici</a>\n<button></button></main>'

    async def raised(**options: object) -> object:
        verb = lambda page: expect.expect_access(page, **options)  # noqa: E731
        return told(await what_is_raised(checker, verb, {"index.html": a_page(body)}))

    assert await raised() == ("vague-link", None, "ici", 9)
    button = (None, "<button></button></main>", 10)
    assert await raised(except_=("vague-link",)) == ("axe.button-name", *button)
    assert await raised(except_=("vague-link", "axe.button-name")) is None
    assert await raised(except_=("vague-link",), message_id="no-h1") == ("no-h1", *button)


@pytest.mark.browser
async def test_the_language_of_a_passage(checker: Checker):
    """Foreign words say their language, on whatever element holds them; a region is welcome."""
    verb = lambda page: semantics.expect_passage_lang(page, "swimming pool", "en")  # noqa: E731

    async def raised(body: str) -> object:
        return told(await what_is_raised(checker, verb, {"index.html": a_page(body)}))

    assert await raised('<p>Le <i lang="en-GB">Swimming pool</i>.</p>') is None
    assert await raised('<blockquote lang="en"><p>A swimming pool.</p></blockquote>') is None
    assert await raised("<p>a</p>\n<p>Le <i>swimming pool</i>.</p>") == ("passage-lang", 'lang="en"', "fr", 9)
    assert await raised("<p>piscine</p>") == ("missing-passage", "swimming pool", None, None)


def a_table(first: str, second: str) -> bytes:
    """A table of two rows with these headers, on lines 9 and 10."""
    return a_page(f"<table><caption>a</caption>\n<tr>{first}<td>b</td></tr>\n<tr>{second}<td>c</td></tr></table>")


@pytest.mark.browser
async def test_headers_of_a_table_say_of_what(checker: Checker):
    """By scope, by role, or named by the cells; an empty corner says nothing, a table of looks neither."""
    right = (
        a_table('<th scope="ROW">a</th>', '<th scope="rowgroup">a</th>'),
        a_table('<th id="x">a</th>', '<th role="rowheader">a</th><td headers="y x">b</td>'),
        a_table("<th></th>", "<td>a</td>"),
        a_table("<th>a</th>", "<td>a</td>").replace(b"<table>", b'<table role="presentation">'),
    )
    for page in right:
        assert await what_is_raised(checker, semantics.expect_table_scopes, {"index.html": page}) is None
    wrong = {"index.html": a_table('<th scope="row">a</th>', '<th scope="ligne">Vélo</th>')}
    failure = await what_is_raised(checker, semantics.expect_table_scopes, wrong)
    assert told(failure) == ("th-without-scope", None, "Vélo", 10)


@pytest.mark.browser
async def test_a_script_cannot_hide_a_fault(checker: Checker):
    """The page redefines what the readers use, and calls its fields by their names."""
    body = """<main><h1>a</h1>
<form><input name="labels" placeholder="a"><input name="closest" aria-label="b"></form>
<script>
  for (const type of [Element, Node, HTMLInputElement])
    for (const name of Object.getOwnPropertyNames(type.prototype))
      try { Object.defineProperty(type.prototype, name, { get: () => null }); } catch {}
</script></main>"""
    failure = await what_is_raised(checker, expect.expect_access, {"index.html": a_page(body)})
    assert told(failure) == ("placeholder-label", None, "a", 9)
