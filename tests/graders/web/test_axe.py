"""axe-core on learners' pages: by its own rules, in French, whatever the page does to fool it."""

import pytest

from graders.checker import Checker
from graders.messages.catalogue import catalogue
from graders.web.axe import CRITERIA, criterion, french
from graders.web.expectations import access as expect
from graders.web.page import Page
from graders.web.pool import TabPool
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import Told, told, what_is_raised

pytestmark = pytest.mark.browser

NO_ALT = '<main><h1>a</h1>\n<img src="data:,">\n</main>'
ALT: Told = ("axe.image-alt", None, '<img src="data:,">', 9)


async def raised(checker: Checker, body: str, **options: object) -> Told | None:
    """What `no_axe_violations` says of a page with this body."""
    verb = lambda page: expect.no_axe_violations(page, **options)  # noqa: E731
    return told(await what_is_raised(checker, verb, {"index.html": a_page(body)}))


async def test_a_failure_has_its_criterion(checker: Checker):
    """RGAA's number comes from axe's own tags, and stands in the report."""
    failure = await what_is_raised(checker, expect.no_axe_violations, {"index.html": a_page(NO_ALT)})
    assert told(failure) == ALT
    assert failure is not None
    assert failure.values["criterion"] == "1.1"


def test_criteria():
    """Of a tag the first two numbers count; a rule without a tag has ours, or none."""
    assert criterion("image-alt", ["cat.text", "RGAA-1.1.1", "RGAA-1.2.1"]) == "1.1"
    assert criterion("region", ["best-practice"]) == "9.2"
    assert criterion("target-size", ["wcag22aa"]) is None


def test_every_rule_speaks_french():
    """Our own first sentence for what beginners meet, axe's French for the others."""
    own = {message_id.removeprefix("axe.") for message_id in catalogue() if message_id.startswith("axe.")}
    assert len(own) > 60
    assert CRITERIA.keys() - own - french().keys() == set()


async def test_what_is_asked(checker: Checker):
    """All that conformance asks; or the rules named; less what is excepted."""
    assert await raised(checker, NO_ALT, rules=("label", "image-alt")) == ALT
    assert await raised(checker, NO_ALT, rules=("label",)) is None
    assert await raised(checker, NO_ALT, except_=("image-alt",)) is None


async def test_the_first_in_the_page_is_said(checker: Checker):
    """One thing at a time, in the order of the page."""
    body = '<main><h1>a</h1>\n<a href="b"></a>\n<input>\n<img src="data:,">\n</main>'
    assert await raised(checker, body) == ("axe.link-name", None, '<a href="b"></a>', 9)


async def test_best_practices_are_asked_by_name(checker: Checker):
    """A page without <main> breaks no law; a check may ask for it."""
    assert await raised(checker, "<h1>a</h1>") is None
    assert await raised(checker, "<h1>a</h1>", rules=("landmark-one-main",)) == (
        "axe.landmark-one-main",
        None,
        '<html lang="fr">',
        2,
    )


async def test_a_contrast_is_measured(checker: Checker):
    """What is there and what is asked come from the same measure; large letters may have less."""
    grey = '<main><h1>a</h1><p style="color:#999">des mots</p><p style="color:#888;font-size:30px">des mots</p></main>'
    failure = await what_is_raised(checker, expect.no_axe_violations, {"index.html": a_page(grey)})
    assert told(failure) == ("axe.color-contrast", "4,5 pour 1", "2,84 pour 1", 8)


async def test_what_axe_is_unsure_of_is_no_fault(checker: Checker):
    """Text over a picture may be readable: only a person can say."""
    body = '<main><h1>a</h1><p style="color:#aaa;background:url(a.png)">des mots</p></main>'
    assert await raised(checker, body) is None


async def test_a_rule_without_a_sentence_of_ours(checker: Checker):
    """It says axe's French."""
    body = '<main><h1>a</h1><div role="tooltip" id="t"></div></main>'
    assert await raised(checker, body, rules=("aria-tooltip-name",)) == (
        "axe.other",
        None,
        '<main><h1>a</h1><div role="tooltip" id="t"></div></main>',
        8,
    )


FOOLING = {
    "words redefined": """<script>
  window.axe = { run: async () => ({ violations: [] }) };
  Document.prototype.querySelectorAll = Element.prototype.querySelectorAll = () => [];
  Element.prototype.getAttribute = () => "un chat";
  Element.prototype.hasAttribute = Element.prototype.matches = () => true;
  window.getComputedStyle = () => ({ display: "none" });
  Array.prototype.filter = () => [];
  Promise.prototype.then = () => {};
</script>""",
    "names of axe": '<div id="axe"></div><form id="module"><input name="exports" aria-label="a"></form>'
    '<div id="define"></div><div id="exports"></div>',
    "names of the document": '<img name="querySelectorAll" alt=""><img name="documentElement" alt="">'
    '<img name="body" alt=""><img name="createElement" alt=""><form name="getElementById"></form>',
    "words that are selectors": '<p id="a]b" class="*,{}">c</p><p id="">d</p><p id="${1}">e</p>',
    "a hundred words": "<p>" + "mot " * 100 + "</p>",
}


@pytest.mark.parametrize("case", FOOLING)
async def test_a_page_cannot_fool_it(checker: Checker, case: str):
    """Whatever the page redefines or calls its elements, the picture without words is found."""
    body = NO_ALT.replace("</main>", f"{FOOLING[case]}</main>")
    assert await raised(checker, body, rules=("image-alt",)) == ALT


HIDING = ["attributes", "getAttribute", "parentNode", "matches", "shadowRoot", "name", "submit"]


@pytest.mark.parametrize("name", HIDING)
async def test_a_field_whose_name_hides_a_word_of_its_form(checker: Checker, name: str):
    """The fault beside it is found all the same; or the page is told which name is in the way."""
    body = f'{NO_ALT.removesuffix("</main>")}<form>\n<input name="{name}" aria-label="a"></form></main>'
    assert await raised(checker, body) in (ALT, ("axe-hidden", None, name, 11))


async def test_a_large_page_is_judged_in_time(checker: Checker):
    """1 800 elements are looked at within a check's time, or refused in plain words; never an error of ours."""
    body = "<main><h1>a</h1>" + "<p>a <a href=b>b</a></p>" * 890 + '\n<img src="data:,">\n</main>'
    answer = await raised(checker, body)
    assert answer in (ALT, ("axe-too-heavy", None, None, None))


async def test_too_many_elements_are_refused(checker: Checker):
    """axe is not asked about a page that nobody wrote by hand."""
    assert await raised(checker, "<p>a</p>" * 2100) == ("too-heavy", None, None, None)


async def test_two_questions_to_one_page(checker: Checker):
    """The second check finds axe where the first left it, also after the page was shown on another screen."""

    def verb(page: Page) -> None:
        expect.expect_axe_rule(page, "label")
        with page.shown(width=360):
            expect.expect_axe_rule(page, "link-name")
        expect.expect_axe_rule(page, "image-alt")

    assert told(await what_is_raised(checker, verb, {"index.html": a_page(NO_ALT)})) == ALT


async def test_a_page_after_one_that_met_axe_is_rehearsed(pool: TabPool):
    """The next tab has run axe on a page of ours; what a learner's page gets is a world without it."""
    own = TabPool(warm=1)
    try:
        assert await raised(Checker(pool=own), NO_ALT) == ALT
        await own.start()  # until a tab is ready
        async with own.tab() as tab:
            assert await tab.run("() => typeof axe") == "object"
            await tab.load("index.html", {"index.html": a_page(NO_ALT)})
            assert not tab.met_axe
            assert await tab.run("() => typeof axe") == "undefined"
    finally:
        await own.close()
