from graders.checks import Failure, check
from graders.text import has_text_in, same_text
from graders.web.expectations.document import (
    expect_closed,
    expect_count,
    expect_one_h1,
    expect_texts,
    no_heading_skip,
    valid_html,
)
from graders.web.page import Page

# Subtitle → what the first paragraph below it is about, and that paragraph as it was handed out.
BELOW = {
    "Horaires": ("du mardi au vendredi", "Nous ouvrons du mardi au vendredi, de 9 heures à 18 heures."),
    "Adresse": ("rue des Tilleuls", "Venez au 12, rue des Tilleuls."),
}


@check(points=1)
def one_main_heading(page: Page) -> None:
    """La page a un seul grand titre."""
    expect_one_h1(page)


@check(points=2)
def levels_follow(page: Page) -> None:
    """Les niveaux de titres se suivent."""
    no_heading_skip(page, "level-is-missing")


@check(points=2)
def two_subtitles(page: Page) -> None:
    """La page a 2 sous-titres : « Horaires » et « Adresse »."""
    expect_closed(page, "h2", "subtitle-not-closed")
    expect_count(page, "h2", at_least=2, message_id="two-subtitles")
    expect_texts(page, "h2", list(BELOW), "subtitle-text")


@check(points=2)
def subtitles_at_their_places(page: Page) -> None:
    """Chaque sous-titre est au-dessus de sa phrase."""
    below: dict[str, list[str]] = {}  # each subtitle → the texts up to the next one
    for element in page.all("body :is(h2, p, li, dd, td, address)"):
        if element.tag == "h2":
            texts = below.setdefault(element.text, [])
        elif below:
            texts.append(element.text)
    for subtitle, (subject, handed_out) in BELOW.items():
        found = [text for written, texts in below.items() if same_text(written, subtitle) for text in texts]
        if not has_text_in(subject, " ".join(found)):
            raise Failure("subtitle-at-its-place", expected=handed_out, found=subtitle, file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
