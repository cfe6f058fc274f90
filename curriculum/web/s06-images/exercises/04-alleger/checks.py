from graders.checks import Failure, check
from graders.web.eco import KB
from graders.web.expectations.document import valid_html
from graders.web.expectations.eco import weight
from graders.web.expectations.images import Picture, expect_alternatives, picture_below, pictures
from graders.web.page import Page

OBJECTS = {"Vélo": "images/velo", "Table": "images/table"}  # the words of a heading → how the files of its object begin
BUDGET_KB = 150
PLACE_PX = 400
ROUNDED_PX = 2  # a place may be a hair smaller than asked


def picture_of(page: Page, subject: str) -> Picture:
    """The picture under the heading of this subject, of one of its files."""
    picture = picture_below(page, subject, "picture-is-gone")
    if not (picture.file or "").startswith(OBJECTS[subject]):
        raise Failure("other-object", expected=subject, found=picture.name, file=page.name, line=picture.element.line)
    return picture


def expect_light(page: Page, subject: str) -> None:
    """The picture of this subject keeps to the budget."""
    picture = picture_of(page, subject)
    count = len(picture.data or b"")
    if count > BUDGET_KB * KB:
        raise Failure(
            "image-heavy",
            expected=weight(BUDGET_KB * KB),
            found=weight(count),
            file=page.name,
            line=picture.element.line,
            values={"name": picture.name},
        )


@check(points=2)
def bike_is_light(page: Page) -> None:
    """L'image du vélo pèse moins de 150 ko."""
    expect_light(page, "Vélo")


@check(points=2)
def table_is_light(page: Page) -> None:
    """L'image de la table pèse moins de 150 ko."""
    expect_light(page, "Table")


@check(points=2)
def pictures_are_sharp(page: Page) -> None:
    """Les 2 images sont nettes."""
    for subject in OBJECTS:
        picture = picture_of(page, subject)
        width, place = picture.size[0], round(picture.shown[0])
        if width < place:
            raise Failure("blurred", expected=str(place), found=str(width), file=page.name, line=picture.element.line)


@check(points=1)
def places_are_kept(page: Page) -> None:
    """Les 2 images gardent leur place."""
    for subject in OBJECTS:
        picture = picture_of(page, subject)
        place = round(picture.shown[0])
        if place < PLACE_PX - ROUNDED_PX:
            expected = f'width="{PLACE_PX}"'
            raise Failure("shown-small", expected=expected, found=str(place), file=page.name, line=picture.element.line)


@check(points=1)
def words_are_kept(page: Page) -> None:
    """Chaque image garde ses mots dans le alt."""
    expect_alternatives(page)
    for picture in pictures(page):
        if not picture.element.attributes.get("alt", "").strip():
            raise Failure("words-are-gone", found=picture.name, file=page.name, line=picture.element.line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
