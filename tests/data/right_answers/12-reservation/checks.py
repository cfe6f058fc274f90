from graders.checks import check
from graders.web.expectations.access import no_axe_violations
from graders.web.expectations.document import valid_html
from graders.web.expectations.forms import expect_field, expect_group, expect_refuses, expect_sent, expect_types
from graders.web.page import Page

RIGHT = {"Votre nom": "Amina", "Jour": "2027-03-12", "Combien": "Deux places", "Repas": "Végétarien"}


@check(points=2)
def fields_are_what_they_ask(page: Page) -> None:
    """Chaque champ a son étiquette et son type."""
    expect_types(page, {"Votre nom": "text", "Jour": "date", "Combien": "select"})
    expect_field(page, "Votre nom", required=True)


@check(points=2)
def meals_are_a_group(page: Page) -> None:
    """Le repas se choisit dans un groupe qui a un nom."""
    expect_group(page, "Repas", ["Végétarien", "Poisson"])
    expect_types(page, {"Végétarien": "radio", "Poisson": "radio"})


@check(points=3)
def booking_is_sent(page: Page) -> None:
    """Une réservation complète part ; sans nom, rien ne part."""
    expect_sent(page, RIGHT, fields={"nom": "Amina", "jour": "2027-03-12", "places": "2", "repas": "vege"})
    expect_refuses(page, {**RIGHT, "Votre nom": ""}, field="Votre nom")


@check(points=1)
def page_is_well_made(page: Page) -> None:
    """La page est bien écrite, et tous peuvent remplir le formulaire."""
    valid_html(page)
    no_axe_violations(page)
