"""Pages that would break, hold up or deafen the grader without a loop of their own: each costs its author alone."""

import asyncio
from collections.abc import Mapping

import pytest

from graders.card import card_html
from graders.checker import Checker
from graders.checks import Check, check
from graders.results import Outcome
from graders.web.expectations.access import no_axe_violations
from graders.web.expectations.css import valid_css
from graders.web.expectations.document import expect_one_h1, expect_title, valid_html
from graders.web.expectations.screens import no_horizontal_scroll
from graders.web.expectations.style import expect_style
from graders.web.page import Page
from graders.web.pool import TabPool
from tests.graders.exercises import a_page, an_exercise

pytestmark = pytest.mark.browser

RULES = {
    "h1": expect_one_h1,
    "title": lambda page: expect_title(page, "Horaires de la ressourcerie"),
    "style": lambda page: expect_style(page, "h1, h2", "color", "red"),
    "css": valid_css,
    "scroll": no_horizontal_scroll,
    "axe": no_axe_violations,
}
EXERCISE = an_exercise(*(Check(name, "Une règle.", 1.0, run) for name, run in RULES.items()))
BODY = "<main><h1>Titre</h1><p>a</p></main>"


def script(text: str) -> str:
    """A script element."""
    return f"<script>{text}</script>"


async def told(checker: Checker, body: str) -> tuple[tuple[str | None, ...], str | None]:
    """What each check says of a page, and the notice."""
    report = await checker.check(EXERCISE, {"index.html": a_page(body)})
    said = (result.message_id if result.message else result.outcome.value for result in report.results)
    return tuple(said), report.notice


ODD = {
    "an-animation-that-stands-still": script(
        "document.querySelector('p').animate([{opacity: 0}, {opacity: 1}], 999).playbackRate = 0"
    ),
    "an-element-of-no-language": script("document.body.append(document.createElementNS('urn:x', 'h2'))"),
    "an-address-that-is-none": '<link rel="stylesheet" href="//[">',
    "elements-in-one-another-without-end": script(
        "let at = document.body; for (let i = 0; i < 2500; i++) at = at.appendChild(document.createElement('i'))"
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_no_page_makes_a_check_break(checker: Checker, odd: str):
    """Whatever a page is made of, each check passes or fails; none says that the grader is at fault."""
    said, notice = await told(checker, BODY + odd)
    assert "our-fault" not in {*said, notice}
    assert said[:2] == ("passed", "passed")


async def test_a_page_that_takes_itself_away_is_read_without_its_scripts(checker: Checker):
    """What is written counts when a script leaves nothing to look at."""
    said, notice = await told(checker, BODY + script("onload = () => document.documentElement.remove()"))
    assert (said[0], notice) == ("passed", "endless-script")


async def test_a_page_that_runs_nothing_and_cannot_be_shown_is_told_so(checker: Checker, pool: TabPool):
    """Too much for any browser without one script: the text is still graded, and the browser stays in service."""
    browser = await pool.browser()

    @check(points=1)
    def valid(page: Page) -> None:
        """La page est valide."""
        valid_html(page)

    @check(points=1)
    def heading(page: Page) -> None:
        """La page a un titre."""
        expect_one_h1(page)

    pictures = "".join(f'<img src="{number}.png" alt="">' for number in range(250))
    report = await checker.check(an_exercise(valid, heading), {"index.html": a_page(BODY + pictures)})
    assert [result.message_id for result in report.results] == [None, "page-too-heavy"]
    assert await pool.browser() is browser


SLOW = "const until = Date.now() + 300; while (Date.now() < until);"


async def test_slow_answers_add_up_to_the_end_of_a_check(pool: TabPool):
    """A page that is slow at each question and never stuck is graded without its scripts, not given to a trainer."""

    @check(points=1)
    def ask_often(page: Page) -> None:
        """Demander souvent."""
        for width in range(600, 640):
            with page.shown(width=width) as shown:
                expect_one_h1(shown)

    page = a_page(BODY + script(f"onresize = () => {{ {SLOW} }}"))
    report = await Checker(pool=pool, deadline_s=3).check(an_exercise(ask_often), {"index.html": page})
    # On a machine that is busy with others, nobody can tell whose fault it is.
    assert (report.outcome, report.notice) in {(Outcome.PASSED, None), (Outcome.ERRORED, "our-fault")}


SWOLLEN: Mapping[str, str] = {
    "title": "document.title = 'x'.repeat(4e7)",
    "lang": "document.documentElement.lang = 'x'.repeat(4e7)",
    "attributes": "for (let i = 0; i < 2e3; i++) document.querySelector('h1').setAttribute('a' + i, 'x'.repeat(999))",
}


@pytest.mark.parametrize("swell", SWOLLEN.values(), ids=SWOLLEN.keys())
async def test_what_a_page_swells_is_read_as_far_as_anybody_looks(pool: TabPool, swell: str):
    """Forty million letters in a title are five thousand for a check."""
    async with pool.tab() as tab:
        facts = await tab.load("index.html", {"index.html": a_page(BODY + script(swell))})
        [heading] = await tab.read("all", "h1", None, 10)
    assert max(len(facts["title"]), len(facts["lang"])) <= 5000
    assert len(heading["attributes"]) <= 200


async def test_half_a_character_can_still_be_told(checker: Checker):
    """What a script writes is shown on a card, kept and sent, whatever it is."""

    @check(points=1)
    def titled(page: Page) -> None:
        """La page a un titre."""
        expect_title(page, "Horaires")

    page = a_page(BODY + script(r"document.title = '\ud800 <b>\0\u202egras'"))
    report = await checker.check(an_exercise(titled), {"index.html": page})
    assert report.results[0].found is not None
    card = card_html(report)
    assert "<b>" not in card
    assert card.encode().decode() == card


LONG = {
    "the-same-name-for-all": "<p id=a></p>" * 2800,
    "an-attribute-of-a-hundred-thousand-words": f'<input autocomplete="{"on " * 80_000}">',
    "attributes-by-the-thousand": f"<p {' '.join(f'a{number}=b' for number in range(90))}></p>" * 400,
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG.keys())
async def test_a_text_too_long_for_the_validator_is_its_authors_alone(checker: Checker, pool: TabPool, body: str):
    """It fails its check or passes; the browser stays, and a neighbour's valid page meanwhile is found valid."""
    browser = await pool.browser()

    @check(points=1)
    def valid(page: Page) -> None:
        """La page est valide."""
        valid_html(page)

    exercise = an_exercise(valid)
    report, neighbour = await asyncio.gather(
        checker.check(exercise, {"index.html": a_page(body)}), checker.check(exercise, {"index.html": a_page(BODY)})
    )
    # On a machine that is busy with others, nobody can tell whose fault it is.
    assert report.outcome is Outcome.FAILED or report.notice == "our-fault"
    assert neighbour.outcome is Outcome.PASSED
    assert await pool.browser() is browser
