from graders.checks import check
from graders.web.expectations.document import valid_html
from graders.web.expectations.forms import expect_accepts, expect_field, expect_refuses
from graders.web.page import Page


@check(points=2)
def fields_have_labels(page: Page) -> None:
    """Chaque champ a son étiquette."""
    expect_field(page, "Votre nom")
    expect_field(page, "Votre courriel")


@check(points=2)
def right_words_are_sent(page: Page) -> None:
    """Un message complet part."""
    expect_accepts(page, {"Votre nom": "Amina", "Votre courriel": "amina@exemple.fr"})


@check(points=2)
def wrong_address_is_not_sent(page: Page) -> None:
    """Sans adresse complète, rien ne part."""
    expect_refuses(page, {"Votre nom": "Amina", "Votre courriel": "amina"}, field="Votre courriel")


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
