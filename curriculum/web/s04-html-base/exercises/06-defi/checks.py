from graders.checks import Failure, check
from graders.text import has_text_in, quote, same_text
from graders.web.expectations.document import (
    expect_charset,
    expect_count,
    expect_different_titles,
    expect_doctype,
    expect_lang,
    expect_one_h1,
    expect_title,
    no_heading_skip,
    valid_html,
)
from graders.web.page import Page

STREET = "rue des Tilleuls"
KEPT = ("des livres et des vélos", "les lampes et les chaises")  # of the page as handed out


def address_of(home: Page) -> Page:
    """The page the learner adds."""
    return home.open("adresse.html")


@check(points=1)
def says_it_is_html(home: Page) -> None:
    """La page Adresse dit qu'elle est du HTML."""
    expect_doctype(address_of(home))


@check(points=1)
def says_its_language(home: Page) -> None:
    """La page Adresse dit sa langue."""
    expect_lang(address_of(home), "fr")


@check(points=1)
def keeps_accents(home: Page) -> None:
    """La page Adresse garde les accents."""
    expect_charset(address_of(home))


@check(points=1)
def tab_has_a_title(home: Page) -> None:
    """L'onglet de la page Adresse a un titre."""
    expect_title(address_of(home))


@check(points=2)
def tabs_differ(home: Page) -> None:
    """Les 2 onglets ont des titres différents."""
    expect_different_titles(address_of(home), home)


@check(points=1)
def main_heading_of_its_own(home: Page) -> None:
    """La page Adresse a un seul grand titre, le sien."""
    heading = expect_one_h1(address_of(home))
    if any(same_text(heading.text, other.text) for other in home.all("h1")):
        raise Failure("other-h1", found=quote(heading.text), file=heading.file, line=heading.line)


@check(points=1)
def levels_follow(home: Page) -> None:
    """Les niveaux de titres de la page Adresse se suivent."""
    no_heading_skip(address_of(home))


@check(points=1)
def two_subtitles(home: Page) -> None:
    """La page Adresse a au moins 2 sous-titres."""
    expect_count(address_of(home), "h2", at_least=2, message_id="two-subtitles")


@check(points=1)
def three_paragraphs(home: Page) -> None:
    """La page Adresse a au moins 3 paragraphes."""
    expect_count(address_of(home), "p", at_least=3, message_id="three-paragraphs")


@check(points=1)
def says_the_street(home: Page) -> None:
    """La page Adresse dit la rue."""
    page = address_of(home)
    if not has_text_in(STREET, page.one("body").text):
        raise Failure("street-is-missing", expected=STREET, file=page.name)


@check(points=1)
def home_page_is_kept(home: Page) -> None:
    """La page d'accueil est toujours là."""
    text = home.one("body").text
    for subject in KEPT:
        if not has_text_in(subject, text):
            raise Failure("home-page-changed", expected=subject, file=home.name)
    expect_one_h1(home)


@check(points=1)
def pages_are_valid(home: Page) -> None:
    """Chaque balise des 2 pages est bien écrite."""
    valid_html(address_of(home))
    valid_html(home)
