import re

from graders.checks import Failure, check
from graders.text import has_text_in, quote
from graders.web.expectations.document import (
    expect_charset,
    expect_doctype,
    expect_lang,
    expect_one_h1,
    expect_title,
    valid_html,
)
from graders.web.expectations.images import (
    Picture,
    expect_alternatives,
    expect_image_weight,
    no_broken_images,
    pictures,
)
from graders.web.expectations.wording import expect_concise_alternatives
from graders.web.page import Page

OBJECT = "guitare d'étude"
WEIGHT = re.compile(r"\b1\s?[.,]\s?80?\b|\b1\s?800\b")


def guitar_of(page: Page) -> Picture:
    """The picture of the guitar, whichever of its files it is made of."""
    for picture in pictures(page):
        if (picture.file or "").startswith("images/guitare") and picture.data is not None:
            return picture
    no_broken_images(page)
    raise Failure("guitar-is-missing", file=page.name)


@check(points=2)
def page_is_begun(page: Page) -> None:
    """La page commence bien : doctype, langue, accents, titre d'onglet."""
    expect_doctype(page)
    expect_lang(page, "fr")
    expect_charset(page)
    expect_title(page)


@check(points=1)
def heading_says_the_object(page: Page) -> None:
    """Le grand titre dit le nom de l'objet."""
    heading = expect_one_h1(page)
    if not has_text_in(OBJECT, heading.text):
        raise Failure(
            "h1-says-object", expected="Guitare d'étude", found=quote(heading.text), file=page.name, line=heading.line
        )


@check(points=2)
def guitar_is_shown(page: Page) -> None:
    """L'image de la guitare s'affiche."""
    guitar_of(page)
    no_broken_images(page)


@check(points=2)
def guitar_is_light(page: Page) -> None:
    """L'image pèse moins de 150 ko."""
    guitar_of(page)
    expect_image_weight(page, at_most_kb=150)


@check(points=2)
def guitar_has_words(page: Page) -> None:
    """Le alt dit ce que montre l'image."""
    guitar = guitar_of(page)
    expect_alternatives(page)
    if not guitar.element.attributes.get("alt", "").strip():
        raise Failure("alt-is-empty", file=page.name, line=guitar.element.line)


@check(points=2)
def figure_has_a_caption(page: Page) -> None:
    """L'image et sa légende sont dans une figure."""
    figures = page.all('figure, [role="figure"]')
    if not figures:
        raise Failure("figure-is-missing", file=page.name)
    guitar = guitar_of(page).element
    holder = next((one for one in figures if guitar.key in {image.key for image in one.all("img")}), None)
    if holder is None:
        raise Failure("picture-not-in-figure", file=page.name, line=guitar.line)
    captions = [caption for caption in holder.all("figcaption") if caption.has_text]
    if not captions and not holder.name:
        elsewhere = page.first("figcaption")
        message_id = "caption-is-missing" if elsewhere is None or not elsewhere.has_text else "caption-outside"
        raise Failure(message_id, file=page.name, line=elsewhere.line if elsewhere else holder.line)


@check(points=1)
def caption_says_more(page: Page) -> None:
    """La légende et le alt ne disent pas la même chose."""
    guitar_of(page)
    expect_concise_alternatives(page)


@check(points=1)
def price_and_weight(page: Page) -> None:
    """La page dit le prix et le poids."""
    text = page.one("body").text
    if not re.search(r"\b(30|trente)\b", text, re.IGNORECASE):
        raise Failure("price-is-missing", expected="30 euros", file=page.name)
    if not WEIGHT.search(text):
        raise Failure("weight-is-missing", expected="1,8 kg", file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
