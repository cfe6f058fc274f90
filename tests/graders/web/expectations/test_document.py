"""Each verb on pages that satisfy it and pages that don't: id, expected, found and line of the failure."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.messages.catalogue import Message
from graders.results import Outcome
from graders.web.expectations import document as expect
from graders.web.page import Page
from tests.graders.exercises import PAGE, a_page, an_exercise
from tests.graders.web.expectations.verbs import what_is_raised

pytestmark = pytest.mark.browser


def described(content: str, name: str = "description") -> str:
    """The page with a description."""
    return PAGE.replace("</title>", f'</title>\n<meta name="{name}" content="{content}">')


SAID = "Les horaires de la ressourcerie, pour acheter ou donner un objet."

Verb = Callable[[Page], Any]
RIGHT: dict[str, tuple[Verb, str]] = {
    "doctype": (expect.expect_doctype, PAGE),
    "lang": (expect.expect_lang, PAGE),
    "lang-with-region": (expect.expect_lang, PAGE.replace('"fr"', '"fr-FR"')),
    "lang-in-capitals": (expect.expect_lang, PAGE.replace('"fr"', '" FR "')),
    "any-title": (expect.expect_title, PAGE),
    "this-title": (lambda page: expect.expect_title(page, "HORAIRES de la ressourcerie."), PAGE),
    "description": (expect.expect_description, described(SAID)),
    "description-in-capitals": (expect.expect_description, described(SAID, "Description")),
    "description-as-long-as-asked": (
        lambda page: expect.expect_description(page, signs=(5, 5)),
        described(" a  b c "),
    ),
    "charset": (expect.expect_charset, PAGE.replace("utf-8", "UTF-8")),
    "one-h1": (expect.expect_one_h1, PAGE),
    "exactly-three": (lambda page: expect.expect_count(page, "p", exactly=3), PAGE),
    "at-least": (lambda page: expect.expect_count(page, "p", at_least=2), PAGE),
    "empty-ones-do-not-count": (
        lambda page: expect.expect_count(page, "p", exactly=3),
        PAGE.replace("<h2>Adresse", "<p> &nbsp; </p><h2>Adresse"),
    ),
    "empty-ones-count-if-asked": (
        lambda page: expect.expect_count(page, "p", exactly=4, with_text=False),
        PAGE.replace("<h2>Adresse", "<p></p><h2>Adresse"),
    ),
    "text": (
        lambda page: expect.expect_text(page, "h2", "horaires"),
        PAGE.replace(">Horaires<", "> HORAIRES\u00a0: <"),
    ),
    "text-within-text": (
        lambda page: expect.expect_text(page, "h2", "Horaires d'été"),
        PAGE.replace(">Horaires<", "><em>Horaires</em> d’<strong>été</strong><"),
    ),
    "texts-in-any-order": (lambda page: expect.expect_texts(page, "h2", ["Adresse", "Horaires"]), PAGE),
    "levels": (expect.no_heading_skip, PAGE.replace("</body>", "<h3>a</h3><h2>b</h2></body>")),
    "no-heading-no-skip": (expect.no_heading_skip, a_page("<p>a").decode()),
    "closed": (lambda page: expect.expect_closed(page, "h1"), PAGE),
    "outside": (lambda page: expect.expect_outside(page, "p", "h1"), PAGE),
    "order": (lambda page: expect.expect_order(page, "head", "body"), PAGE),
    "valid": (expect.valid_html, PAGE),
}
WRONG: dict[str, tuple[Verb, str, tuple[str, str | None, str | None, int | None]]] = {
    "doctype": (
        expect.expect_doctype,
        PAGE.replace("<!DOCTYPE html>", ""),
        ("no-doctype", "<!doctype html>", None, 1),
    ),
    "no-lang": (expect.expect_lang, PAGE.replace(' lang="fr"', ""), ("no-lang", 'lang="fr"', None, 2)),
    "empty-lang": (expect.expect_lang, PAGE.replace('"fr"', '""'), ("no-lang", 'lang="fr"', None, 2)),
    "wrong-lang": (expect.expect_lang, PAGE.replace('"fr"', '"en"'), ("wrong-lang", 'lang="fr"', "en", 2)),
    "lang-by-its-name": (
        expect.expect_lang,
        PAGE.replace('"fr"', '"français"'),
        ("wrong-lang", 'lang="fr"', "français", 2),
    ),
    "no-title": (
        expect.expect_title,
        PAGE.replace("<title>Horaires de la ressourcerie</title>", ""),
        ("no-title", None, None, None),
    ),
    "empty-title": (
        expect.expect_title,
        PAGE.replace("Horaires de la ressourcerie", " "),
        ("empty-title", None, None, 5),
    ),
    "wrong-title": (
        lambda page: expect.expect_title(page, "Adresse"),
        PAGE,
        ("wrong-title", "Adresse", "Horaires de la ressourcerie", 5),
    ),
    "no-description": (
        expect.expect_description,
        described(SAID, "descriptions"),
        ("no-description", '<meta name="description">', None, None),
    ),
    "empty-description": (expect.expect_description, described(" "), ("empty-description", 'content="…"', None, 6)),
    "description-is-title": (
        expect.expect_description,
        described("HORAIRES de la ressourcerie."),
        ("description-is-title", None, "HORAIRES de la ressourcerie.", 6),
    ),
    "description-short": (
        expect.expect_description,
        described("Nos horaires"),
        ("description-short", "50 à 160 signes", "12 signes", 6),
    ),
    "description-long": (
        lambda page: expect.expect_description(page, signs=(1, 64)),
        described(SAID),
        ("description-long", "1 à 64 signes", "65 signes", 6),
    ),
    "no-charset": (
        expect.expect_charset,
        PAGE.replace('<meta charset="utf-8">', ""),
        ("no-charset", '<meta charset="utf-8">', None, None),
    ),
    "no-h1": (expect.expect_one_h1, PAGE.replace("h1>", "h2>"), ("no-h1", "1 h1", "0 h1", None)),
    "several-h1": (expect.expect_one_h1, PAGE.replace("h2>", "h1>"), ("several-h1", "1 h1", "3 h1", 10)),
    "empty-h1": (
        expect.expect_one_h1,
        PAGE.replace("Ressourcerie du Tilleul", "&nbsp;"),
        ("empty-element", None, "h1", 8),
    ),
    "too-few": (
        lambda page: expect.expect_count(page, "p", at_least=4),
        PAGE,
        ("too-few-elements", "4 p", "3 p", None),
    ),
    "none": (lambda page: expect.expect_count(page, "ul", at_least=1), PAGE, ("missing-element", "ul", "0 ul", None)),
    "one-is-empty": (
        lambda page: expect.expect_count(page, "p", at_least=3),
        PAGE.replace("Bienvenue !", ""),
        ("empty-element", None, "p", 9),
    ),
    "too-many": (
        lambda page: expect.expect_count(page, "p", at_most=2),
        PAGE,
        ("too-many-elements", "2 p", "3 p", 13),
    ),
    "other-text": (
        lambda page: expect.expect_text(page, "h2", "Horaires"),
        PAGE.replace(">Horaires<", ">Oraires<"),
        ("wrong-text", "Horaires", "Oraires", 10),
    ),
    "no-such-element": (
        lambda page: expect.expect_text(page, "h3", "Horaires"),
        PAGE,
        ("text-in-other-element", "h3", "h2", 10),
    ),
    "said-by-no-element": (
        lambda page: expect.expect_text(page, "h3", "Plan"),
        PAGE,
        ("missing-element-saying", "h3", None, None),
    ),
    "skip": (expect.no_heading_skip, PAGE.replace("h2>", "h3>"), ("heading-skip", "h2", "h3 : Horaires", 10)),
    "begins-low": (expect.no_heading_skip, PAGE.replace("h1>", "h2>"), ("heading-first", "h1", "h2", 8)),
    "unclosed": (
        lambda page: expect.expect_closed(page, "h1"),
        PAGE.replace("</h1>", ""),
        ("unclosed-element", "</h1>", "<h1>", 8),
    ),
    "inside": (
        lambda page: expect.expect_outside(page, "p", "h1"),
        PAGE.replace("</h1>", ""),
        ("wrong-nesting", "après la fin de h1", "p dans h1", 9),
    ),
    "order": (
        lambda page: expect.expect_order(page, "head", "body"),
        "<!doctype html>\n<body><h1>a</h1></body>\n<head></head>",
        ("wrong-order", "head", "body", 2),
    ),
    "order-of-nothing": (
        lambda page: expect.expect_order(page, "head", "body"),
        "<!doctype html>\n<body>a",
        ("missing-element", "head", None, None),
    ),
    "invalid": (
        expect.valid_html,
        a_page("<ul>\n<p>a</p>\n</ul>").decode(),
        ("html.element-permitted-content", None, "<p>a</p>", 9),
    ),
    "one-of-two": (lambda page: page.one("h2"), PAGE, ("too-many-elements", "1 h2", "2 h2", 12)),
    "one-of-none": (lambda page: page.one("main"), PAGE, ("missing-element", "main", None, None)),
}


async def the_failure(checker: Checker, verb: Verb, html: str) -> Failure | None:
    """What the verb raises on this page, if anything."""
    caught: list[Failure] = []

    def run(page: Page) -> None:
        try:
            verb(page)
        except Failure as failure:
            caught.append(failure)
            raise

    exercise = an_exercise(Check("verb", "Le verbe.", 1.0, run))
    report = await checker.check(exercise, {"index.html": html.encode()})
    assert report.outcome is (Outcome.FAILED if caught else Outcome.PASSED)
    return caught[0] if caught else None


@pytest.mark.parametrize(("verb", "html"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_pages_pass(checker: Checker, verb: Verb, html: str):
    """Every correct way to write it is accepted."""
    assert await the_failure(checker, verb, html) is None


@pytest.mark.parametrize(("verb", "html", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_pages_fail_with_what_was_seen(
    checker: Checker, verb: Verb, html: str, failure: tuple[str, str | None, str | None, int | None]
):
    """The failure quotes the very value that was checked, and where it stands."""
    found = await the_failure(checker, verb, html)
    assert found is not None
    assert (found.message_id, found.expected, found.found, found.line) == failure


async def test_an_exercise_may_name_its_own_message(checker: Checker):
    """A verb takes the id of the message to give instead, and fills it as well."""
    exercise = an_exercise(
        Check("valid", "La page est juste.", 1.0, lambda page: expect.valid_html(page, "own")),
        messages={"own": Message("Regardez {found} à la ligne {line}.")},
    )
    report = await checker.check(exercise, {"index.html": a_page("<h1>Titre")})
    assert report.results[0].message == "Regardez <h1>Titre à la ligne 8."


async def test_titles_of_two_pages_must_differ(checker: Checker):
    """A copied page keeps its title by mistake; case and spaces do not make it another."""
    exercise = an_exercise(
        Check(
            "differ",
            "Autres titres.",
            1.0,
            lambda page: expect.expect_different_titles(page, page.open("adresse.html")),
        ),
        learner_files=("index.html", "adresse.html"),
    )
    copied = PAGE.replace("Horaires de la ressourcerie", " HORAIRES  de la ressourcerie")
    reports = [
        await checker.check(exercise, {"index.html": PAGE.encode(), "adresse.html": other.encode()})
        for other in (copied, PAGE.replace("Horaires de", "Adresse de"))
    ]
    assert [report.message_id for report in reports] == ["same-title", None]


LANGLESS = PAGE.replace(' lang="fr"', "")
SITE = {"index.html": PAGE, "carte.html": LANGLESS, "prix.html": PAGE, "plan.html": LANGLESS}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"carte.html": PAGE, "plan.html": PAGE}, None),
        ({}, ("no-lang", "carte.html", ("plan.html",))),
        ({"index.html": LANGLESS}, ("no-lang", "index.html", ("carte.html", "plan.html"))),
        ({"carte.html": ""}, ("empty-file", "carte.html", ("plan.html",))),
    ],
)
async def test_every_page_that_lacks_something_is_named(checker: Checker, changes: dict[str, str], told: Any):
    """The first page's failure is told, with the names of the others; a page that cannot be read is one of them."""
    files = {name: text.encode() for name, text in (SITE | changes).items()}
    failure = await what_is_raised(
        checker, lambda page: expect.expect_everywhere([page.open(name) for name in SITE], expect.expect_lang), files
    )
    assert (failure and (failure.message_id, failure.file, failure.also)) == told


async def test_pages_that_say_the_same_are_named(checker: Checker):
    """Of three tabs with one title the second and the third are to be changed; case and spaces tell nothing apart."""
    titles = ("Accueil", "ACCUEIL ", "Prix", "accueil")
    files = {
        name: PAGE.replace("Horaires de la ressourcerie", title).encode()
        for name, title in zip(SITE, titles, strict=True)
    }
    verb = lambda page: expect.expect_own_texts(  # noqa: E731
        [page.open(name) for name in SITE], lambda one: one.title or "", "same-title"
    )
    failure = await what_is_raised(checker, verb, files)
    assert failure is not None
    assert (failure.message_id, failure.found, failure.file, failure.also) == (
        "same-title", "ACCUEIL", "carte.html", ("plan.html",),
    )  # fmt: skip
