from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import (
    expect_charset,
    expect_count,
    expect_doctype,
    expect_lang,
    expect_one_h1,
    expect_title,
    no_heading_skip,
    valid_html,
)
from graders.web.page import Page

DAYS = ("mardi", "vendredi", "samedi", "mercredi")


@check(points=1)
def says_it_is_html(page: Page) -> None:
    """La première ligne dit que c'est du HTML."""
    expect_doctype(page)


@check(points=1)
def says_its_language(page: Page) -> None:
    """La page dit qu'elle est en français."""
    expect_lang(page, "fr")


@check(points=1)
def keeps_accents(page: Page) -> None:
    """La page garde les accents."""
    expect_charset(page)


@check(points=1)
def tab_has_a_title(page: Page) -> None:
    """L'onglet a un titre."""
    expect_title(page)


@check(points=1)
def one_main_heading(page: Page) -> None:
    """La page a un seul grand titre."""
    expect_one_h1(page)


@check(points=1)
def levels_follow(page: Page) -> None:
    """Les niveaux de titres se suivent."""
    no_heading_skip(page)


@check(points=1)
def two_subtitles(page: Page) -> None:
    """La page a au moins 2 sous-titres."""
    expect_count(page, "h2", at_least=2, message_id="two-subtitles")


@check(points=1)
def three_paragraphs(page: Page) -> None:
    """La page a au moins 3 paragraphes."""
    expect_count(page, "p", at_least=3, message_id="three-paragraphs")


@check(points=1)
def names_the_days(page: Page) -> None:
    """La page dit les jours du client."""
    text = page.one("body").text
    for day in DAYS:
        if not has_text_in(day, text):
            raise Failure("day-is-missing", expected=day, file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
