from graders.checks import Failure, check
from graders.text import quote
from graders.web.expectations.document import valid_html
from graders.web.expectations.images import expect_alternatives, picture_below, pictures
from graders.web.page import Page

BELOW = {  # the words of a heading → the file of the picture below it
    "Lampe": "images/lampe.jpg",
    "assiettes": "images/assiettes.jpg",
    "Roman": "images/roman.jpg",
    "Puzzle": "images/puzzle.jpg",
}


def expect_picture_below(page: Page, subject: str) -> None:
    """The picture under a heading is the one of its object, and the browser shows it."""
    picture = picture_below(page, subject, "picture-is-gone")
    if picture.file != BELOW[subject]:
        raise Failure("other-picture", expected=subject, found=picture.name, file=page.name, line=picture.element.line)


@check(points=2)
def lamp_is_shown(page: Page) -> None:
    """L'image de la lampe s'affiche."""
    expect_picture_below(page, "Lampe")


@check(points=2)
def plates_are_shown(page: Page) -> None:
    """L'image des assiettes s'affiche."""
    expect_picture_below(page, "assiettes")


@check(points=2)
def novel_is_shown(page: Page) -> None:
    """L'image du roman s'affiche."""
    expect_picture_below(page, "Roman")


@check(points=2)
def puzzle_is_shown(page: Page) -> None:
    """L'image du puzzle s'affiche."""
    expect_picture_below(page, "Puzzle")


@check(points=1)
def words_are_kept(page: Page) -> None:
    """Chaque image garde ses mots dans le alt."""
    expect_alternatives(page)
    for picture in pictures(page):
        if not picture.element.attributes.get("alt", "").strip():
            raise Failure("words-are-gone", found=quote(picture.name), file=page.name, line=picture.element.line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
