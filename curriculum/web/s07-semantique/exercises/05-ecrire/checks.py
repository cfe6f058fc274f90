import re

from graders.checks import Failure, check
from graders.text import fold_text, has_text_in, quote
from graders.web.expectations.document import (
    expect_charset,
    expect_count,
    expect_description,
    expect_doctype,
    expect_lang,
    expect_one_h1,
    expect_title,
    valid_html,
)
from graders.web.expectations.images import Picture, expect_alternatives, no_broken_images, pictures
from graders.web.expectations.roles import expect_landmarks
from graders.web.expectations.wording import expect_link_texts, expect_useful_title, no_ambiguous_links
from graders.web.page import Page

MACHINE, FREE, RESERVED = "Lison", "images/lison.jpg", "images/marcel.jpg"
AUTHOR = "Inès Moreau"
SOURCE = re.compile(r"https?://(www\.)?fablab-le-ruban\.example/photos\b", re.IGNORECASE)
LICENCE = re.compile(r"\bby[ -]*sa\b|partage dans les memes conditions")
LICENCES = re.compile(r"https?://(www\.)?creativecommons\.org/", re.IGNORECASE)
ITS_LICENCE = re.compile(r"https?://(www\.)?creativecommons\.org/licenses/by-sa/4\.0(/|$)", re.IGNORECASE)


def picture_to_publish(page: Page) -> Picture:
    """The picture whose licence lets it be published; Failure if the other one is there."""
    shown = {picture.file: picture for picture in pictures(page)}
    if RESERVED in shown:
        raise Failure("picture-is-reserved", file=page.name, line=shown[RESERVED].element.line)
    if FREE not in shown:
        no_broken_images(page)
        raise Failure("picture-is-missing", file=page.name)
    return shown[FREE]


@check(points=1)
def page_is_begun(page: Page) -> None:
    """La page commence bien : doctype, langue, accents."""
    expect_doctype(page)
    expect_lang(page, "fr")
    expect_charset(page)


@check(points=2)
def page_can_be_found(page: Page) -> None:
    """La page a un titre utile et une description."""
    expect_title(page)
    expect_useful_title(page)
    expect_description(page)


@check(points=2)
def zones_are_announced(page: Page) -> None:
    """La page a un en-tête, un contenu, un pied de page."""
    expect_landmarks(page, "banner", "main", "contentinfo")


@check(points=1)
def heading_says_the_machine(page: Page) -> None:
    """Le grand titre dit le nom de la machine."""
    heading = expect_one_h1(page)
    if not has_text_in(MACHINE, heading.text):
        raise Failure("h1-says-machine", expected=MACHINE, found=quote(heading.text), file=page.name, line=heading.line)


@check(points=2)
def picture_may_be_published(page: Page) -> None:
    """L'image montrée peut être publiée."""
    picture_to_publish(page)
    no_broken_images(page)


@check(points=1)
def picture_has_words(page: Page) -> None:
    """Le alt dit ce que montre l'image."""
    picture = picture_to_publish(page)
    expect_alternatives(page)
    if not picture.element.attributes.get("alt", "").strip():
        raise Failure("alt-is-empty", file=page.name, line=picture.element.line)


@check(points=1)
def author_is_named(page: Page) -> None:
    """La page dit le nom de l'autrice."""
    if not has_text_in(AUTHOR, page.one("body").text):
        raise Failure("author-is-missing", expected=AUTHOR, file=page.name)


@check(points=1)
def source_is_linked(page: Page) -> None:
    """Un lien mène à la source de l'image."""
    if not any(SOURCE.match(link.attributes["href"].strip()) for link in page.all("a[href]")):
        raise Failure("source-is-missing", expected="https://fablab-le-ruban.example/photos", file=page.name)


@check(points=2)
def licence_is_named_and_linked(page: Page) -> None:
    """La licence est nommée, avec un lien vers son texte."""
    if not LICENCE.search(fold_text(page.one("body").text)):
        raise Failure("licence-is-not-named", expected="CC BY-SA 4.0", file=page.name)
    links = page.all("a[href]")
    if any(ITS_LICENCE.match(link.attributes["href"].strip()) for link in links):
        return
    for link in links:
        if LICENCES.match(link.attributes["href"].strip()):
            raise Failure("other-licence", found=quote(link.attributes["href"]), file=page.name, line=link.line)
    expected = "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"
    raise Failure("licence-is-not-linked", expected=expected, file=page.name)


@check(points=1)
def links_say_where_they_lead(page: Page) -> None:
    """Chaque lien a un texte clair."""
    expect_count(page, "a[href]", at_least=1, with_text=False, message_id="links-are-missing")
    expect_link_texts(page)
    no_ambiguous_links(page)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
