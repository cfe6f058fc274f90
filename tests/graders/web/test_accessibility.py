"""What a screen reader is told of a page: by role and accessible name, whatever tags it is made of."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check
from graders.results import Outcome
from graders.web.page import Page
from graders.web.tab import Tab
from tests.graders.exercises import a_page, an_exercise

pytestmark = pytest.mark.browser

Looking = Callable[[Page], Any]


async def seen(checker: Checker, body: str, look: Looking) -> Any:
    """What `look` gives for a page with this body."""
    found: list[Any] = []
    check = Check("look", "Un regard.", 1, lambda page: found.append(look(page)))
    report = await checker.check(an_exercise(check), {"index.html": a_page(body)})
    assert report.outcome is Outcome.PASSED, report.message_id
    return found[0]


def lines(role: str, name: str | None = None, **more: Any) -> Looking:
    """The lines of the elements found."""
    return lambda page: [element.line for element in page.by_role(role, name, **more)]


NAVIGATIONS = """<nav><a href="a.html">a</a></nav>
<div role="navigation" aria-label="Pied"><a href="b.html">b</a></div>
<ul role="list"><li>a</li></ul>
<ul style="list-style: none"><li>b</li></ul>
<div hidden><nav>c</nav></div>
<nav aria-hidden="true">d</nav>
<nav style="visibility: hidden">e</nav>"""
NAMES = """<button>Envoyer</button>
<a href="#" role="button">  ENVOYER </a>
<input type="submit" value="Envoyer">
<button aria-label="Envoyer"><span>x</span></button>
<div onclick="f()">Envoyer</div>
<h2>Lieux</h2>
<div role="heading" aria-level="3">Lieux</div>
<label>Jour <input type="date"></label>
<img src="a.png" alt="Un chat"><img src="b.png" alt="">"""
FOUND: dict[str, tuple[str, Looking, Any]] = {
    "native-or-by-role": (NAVIGATIONS, lines("navigation"), [8, 9]),
    "by-name": (NAVIGATIONS, lines("navigation", "pied"), [9]),
    "lists-without-bullets": (NAVIGATIONS, lines("list"), [10, 11]),
    "buttons-of-all-kinds": (NAMES, lines("button", "Envoyer"), [8, 9, 10, 11]),
    "exactly": (NAMES, lines("button", "Envoyer", exact=True), [8, 10, 11]),
    "level": (NAMES, lines("heading", level=3), [14]),
    "any-level": (NAMES, lines("heading", "lieux"), [13, 14]),
    "image-or-img": (NAMES, lines("img"), [16]),
    "the-browsers-own-parts-are-not-the-pages": (NAMES, lines("spinbutton"), []),
    "a-date": (NAMES, lines("date", "Jour"), [15]),
    "within": (NAVIGATIONS, lambda page: [e.text for e in page.by_role("link", within=page.one("div > a"))], []),
    "within-a-landmark": (
        NAVIGATIONS,
        lambda page: [e.text for e in page.by_role("link", within=page.by_role("navigation")[1])],
        ["b"],
    ),
    "role-and-name": (
        NAMES,
        lambda page: [(e.role, e.name) for e in page.all("button, div[onclick], h2, img")],
        [
            *[("button", "Envoyer"), ("button", "Envoyer"), ("generic", ""), ("heading", "Lieux")],
            *[("image", "Un chat"), (None, None)],
        ],
    ),
    "where-a-name-comes-from": (
        '<input placeholder="a"><input title="b"><label>c <input></label><input aria-label="d"><img src="a" alt="e">',
        lambda page: [(one.name, one.name_from) for one, _ in page.announced("textbox", "image")],
        [("a", "placeholder"), ("b", "title"), ("c", "label"), ("d", "aria-label"), ("e", "alt")],
    ),
}


@pytest.mark.parametrize("case", FOUND)
async def test_elements_are_found_by_role_and_name(checker: Checker, case: str):
    """Native elements and roles count alike, what is hidden does not count, names are compared kindly."""
    body, look, expected = FOUND[case]
    assert await seen(checker, body, look) == expected


async def test_a_script_cannot_change_what_is_announced(checker: Checker):
    """A page that redefines what roles and names are made of, and hides names under its own, is read as it is."""
    body = """<form><input name="computedRole"><input name="getRootNode"><button>Envoyer</button></form>
<script>
  for (const name of ["computedRole", "computedName", "localName", "textContent"])
    Object.defineProperty(Element.prototype, name, { get: () => "main" });
  Node.prototype.getRootNode = Node.prototype.contains = () => null;
  Document.prototype.querySelectorAll = () => [];
</script>"""
    assert await seen(checker, body, lines("button", "Envoyer")) == [8]
    assert await seen(checker, body, lines("main")) == []


async def test_a_page_of_too_many_elements_is_refused(checker: Checker):
    """No tree is built for a page that nobody wrote by hand."""
    check = Check("roles", "Un regard.", 1, lambda page: page.by_role("main"))
    report = await checker.check(an_exercise(check), {"index.html": a_page("<p>a</p>" * 2100)})
    assert report.message_id == "too-heavy"


async def test_an_element_is_asked_for_once(checker: Checker, monkeypatch: pytest.MonkeyPatch):
    """However often a page is looked at, the protocol resolves each node once; a page loaded anew has new ones."""
    asked: Counter[str] = Counter()
    ask = Tab.ask

    async def counting(tab: Tab, what: str, **rest: Any) -> dict[str, Any]:
        asked[what] += 1
        return await ask(tab, what, **rest)

    monkeypatch.setattr(Tab, "ask", counting)

    def look(page: Page) -> list[int]:
        with page.played() as play:
            before = [len(play.by_role("button")) for _ in range(3)]
            play.reload()
            return [*before, len(play.by_role("button"))]

    assert await seen(checker, "<button>Un</button><button>Deux</button>", look) == [2, 2, 2, 2]
    assert asked["DOM.resolveNode"] == 4
