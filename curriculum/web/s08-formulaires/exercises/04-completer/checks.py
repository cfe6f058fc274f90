from graders.checks import Failure, check
from graders.web.expectations.document import valid_html
from graders.web.expectations.forms import expect_accepts, expect_refuses, expect_types
from graders.web.page import Page

RIGHT = {  # short, as each sign is a key pressed in a real browser
    "Votre nom": "A",
    "Votre adresse mail": "a@b.example",
    "Votre téléphone": "1 9",
    "Le jour choisi": "2027-01-14",
    "Nombre de places": "2",
}


@check(points=1)
def name_is_text(page: Page) -> None:
    """Le nom est un texte."""
    expect_types(page, {"Votre nom": "text"})


@check(points=1)
def mail_is_email(page: Page) -> None:
    """L'adresse mail a son type."""
    expect_types(page, {"Votre adresse mail": "email"})


@check(points=1)
def phone_is_tel(page: Page) -> None:
    """Le téléphone a son type."""
    expect_types(page, {"Votre téléphone": "tel"})


@check(points=1)
def day_is_date(page: Page) -> None:
    """Le jour a son type."""
    expect_types(page, {"Le jour choisi": "date"})


@check(points=1)
def places_are_number(page: Page) -> None:
    """Le nombre de places a son type."""
    expect_types(page, {"Nombre de places": "number"})


def expect_not_taken(page: Page, places: str, message_id: str, expected: str) -> None:
    """The form refuses so many places."""
    try:
        expect_refuses(page, {"Nombre de places": places}, field="Nombre de places")
    except Failure as failure:
        raise Failure(message_id, expected=expected, found=places, file=failure.file, line=failure.line) from None


@check(points=1, criterion="11.10")
def one_place_at_least(page: Page) -> None:
    """On prend au moins 1 place."""
    expect_not_taken(page, "0", "zero-places", 'min="1"')


@check(points=1, criterion="11.10")
def two_places_at_most(page: Page) -> None:
    """On prend au plus 2 places."""
    expect_not_taken(page, "3", "too-many-places", 'max="2"')


@check(points=2, criterion="11.10")
def right_values_are_accepted(page: Page) -> None:
    """Le formulaire accepte une inscription bien remplie."""
    expect_accepts(page, RIGHT)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
