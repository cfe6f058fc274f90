"""The budget of a page in the real browser."""

import pytest

from graders.checker import Checker
from graders.web.eco import Footprint, Loaded
from graders.web.expectations import eco as expect
from graders.web.page import Page
from tests.graders.exercises import a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised
from tests.graders.web.pictures import a_png

pytestmark = pytest.mark.browser

BODY = '<p>a</p>\n<img src="plan.png" alt="Plan">\n<svg><g><path d="M0 0"/></g></svg>'
PLAN = a_png(extra=240_000)
FILES = {"index.html": a_page(BODY), "plan.png": PLAN}
MANY = {"index.html": a_page("".join(f'<img src="{n}.png" alt="">' for n in range(40)))}
SHEET = "<style>h1 { color: red } .a:hover { color: red } p::before { content: 'a' } a:not(:hover) {} %s</style>"


def styled(rules: str) -> dict[str, bytes]:
    """A page whose style sheet has three used rules and these."""
    return {"index.html": a_page(f'{SHEET % rules}<h1 class="a">a</h1><p>a <a href="a">a</a>')}


RIGHT: dict[str, tuple[Verb, dict[str, bytes]]] = {
    "within its budget": (
        lambda page: expect.expect_eco(page, at_most_nodes=9, at_most_requests=2, at_most_kb=241, letter="B"),
        FILES,
    ),
    "its letter or better": (lambda page: expect.expect_eco(page, letter="C"), FILES),
    "nothing from outside": (expect.no_outside_requests, FILES),
    "most rules used": (expect.expect_used_css, styled(".absent {}")),
    "states and parts are used": (lambda page: expect.expect_used_css(page, at_most_unused=0), styled("")),
    "rules for other screens count by their element": (
        lambda page: expect.expect_used_css(page, at_most_unused=0),
        styled("@media print { p { color: red } }"),
    ),
    "no style sheet": (expect.expect_used_css, FILES),
}
WRONG: dict[str, tuple[Verb, dict[str, bytes], Told]] = {
    "too heavy": (
        lambda page: expect.expect_eco(page, at_most_kb=100, at_most_nodes=8),
        FILES,
        ("eco-heavy-image", "100 ko pour la page", "240 ko", None),
    ),
    "too many elements": (
        lambda page: expect.expect_eco(page, at_most_nodes=4, at_most_kb=200),
        FILES,
        ("eco-nodes", "4 éléments", "8 éléments", None),
    ),
    "too many files": (
        lambda page: expect.expect_eco(page, at_most_requests=10),
        MANY,
        ("eco-requests", "10 fichiers", "41 fichiers", None),
    ),
    "a letter that is not reached": (
        lambda page: expect.expect_eco(page, letter="A"),
        {"index.html": a_page("<p>a</p>" * 2000)},
        ("eco-nodes", None, "2005 éléments", None),
    ),
    "from outside": (
        expect.no_outside_requests,
        {"index.html": a_page('<img src="https://images.example/a.png" alt="">')},
        ("eco-outside", None, "images.example", 8),
    ),
    "rules without elements": (
        expect.expect_used_css,
        styled(".galerie { } .b { } .c { } .d { } .e { }"),
        ("eco-unused-css", "4 au plus", "5 règles sur 9", None),
    ),
}


@pytest.mark.parametrize(("verb", "files"), RIGHT.values(), ids=RIGHT.keys())
async def test_light_pages_pass(checker: Checker, verb: Verb, files: dict[str, bytes]):
    """What is within its budget passes, however it is made."""
    assert told(await what_is_raised(checker, verb, files)) is None


@pytest.mark.parametrize(("verb", "files", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_heavy_pages_are_told_their_biggest_saving(
    checker: Checker, verb: Verb, files: dict[str, bytes], failure: Told
):
    """The count that is most beyond its limit is told, and the file to look at."""
    assert told(await what_is_raised(checker, verb, files)) == failure


async def test_a_run_is_counted_whole(checker: Checker):
    """The page, its picture and the elements; what an svg holds is one with it."""
    found: list[Footprint] = []

    def count(page: Page) -> None:
        found.append(expect.footprint(page))

    await what_is_raised(checker, count, FILES)
    page = Loaded("index.html", "Document", len(FILES["index.html"]))
    assert found == [Footprint(8, 2, (page, Loaded("plan.png", "Image", len(PLAN))))]


async def test_the_heaviest_picture_is_named(checker: Checker):
    """The sentence names the file and how much of the page it is."""
    raised = await what_is_raised(checker, lambda page: expect.expect_eco(page, at_most_kb=100), FILES)
    assert raised is not None
    assert raised.values == {"name": "plan.png", "share": "presque tout le poids de la page"}
