import re
from itertools import combinations

from graders.checks import Failure, check
from graders.text import fold_text, has_text_in, quote
from graders.web.expectations.document import valid_html
from graders.web.expectations.images import expect_alternatives, pictures
from graders.web.expectations.wording import expect_concise_alternatives
from graders.web.page import Element, Page

BIKE, COAT, SIGN, WAVE = "velo.jpg", "manteau.jpg", "panneau.svg", "vague.svg"
TASK = "la forme et la couleur"  # of what the task says each picture teaches
# « alt=Un vélo »: the words after the first became attributes.
UNQUOTED = re.compile(r"\salt\s*=\s*[^\s\"'>]+\s+[^\s=>]+[\s>]", re.IGNORECASE)
LETTERS = 4  # « Vélo » says something; « v » and « xx » do not


def picture_of(page: Page, name: str) -> Element:
    """The picture made of this file, wherever it stands now."""
    for picture in pictures(page):
        if picture.file == f"images/{name}":
            return picture.element
    raise Failure("picture-is-gone", expected=f"images/{name}", file=page.name)


def words_of(element: Element) -> str:
    """The words in the place of a picture."""
    return (element.attributes.get("aria-label") or element.attributes.get("alt", "")).strip()


def expect_words(page: Page, name: str) -> Element:
    """The picture has words that are no file's name."""
    element = picture_of(page, name)
    expect_alternatives(page, f'img[src*="{name}" i]')
    if not words_of(element):
        raise Failure("alt-is-empty", found=name, file=page.name, line=element.line)
    if has_text_in(TASK, words_of(element)):
        raise Failure("alt-repeats-the-task", found=name, file=page.name, line=element.line)
    if element.line and UNQUOTED.search(page.written.line(element.line)):
        raise Failure("alt-without-quotes", found=name, file=page.name, line=element.line)
    if sum(map(str.isalpha, words_of(element))) < LETTERS:
        raise Failure("alt-is-short", found=name, file=page.name, line=element.line)
    return element


@check(points=2)
def bike_has_words(page: Page) -> None:
    """L'image du vélo a ses mots."""
    expect_words(page, BIKE)


@check(points=2)
def coat_has_words(page: Page) -> None:
    """L'image du manteau a ses mots."""
    expect_words(page, COAT)


@check(points=2)
def sign_says_its_text(page: Page) -> None:
    """Le alt du panneau dit les mots du panneau."""
    sign = expect_words(page, SIGN)
    if not has_text_in("lundi", words_of(sign)):
        raise Failure("sign-is-not-said", found=quote(words_of(sign)), file=page.name, line=sign.line)


@check(points=2)
def wave_is_silent(page: Page) -> None:
    """La vague décorative ne dit rien."""
    wave = picture_of(page, WAVE)
    if words_of(wave):
        raise Failure("decoration-speaks", found=quote(words_of(wave), 40), file=page.name, line=wave.line)
    if "alt" not in wave.attributes and wave.role is not None:
        raise Failure("decoration-without-alt", file=page.name, line=wave.line)


@check(points=1)
def words_differ(page: Page) -> None:
    """Les 3 autres images ont des mots courts et différents."""
    expect_concise_alternatives(page)
    for one, other in combinations([picture_of(page, name) for name in (BIKE, COAT, SIGN)], 2):
        if words_of(one) and fold_text(words_of(one)) == fold_text(words_of(other)):
            raise Failure("same-words", found=quote(words_of(other), 40), file=page.name, line=other.line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
