from graders.checks import check
from graders.web.expectations.document import valid_html
from graders.web.expectations.forms import expect_field
from graders.web.expectations.labels import expect_labels
from graders.web.page import Page


@check(points=2, criterion="11.1")
def name_is_labelled(page: Page) -> None:
    """Le champ du nom a son étiquette."""
    expect_field(page, "Votre nom")


@check(points=2, criterion="11.1")
def phone_is_labelled(page: Page) -> None:
    """Le champ du téléphone a son étiquette."""
    expect_field(page, "Votre téléphone", type="tel")


@check(points=2, criterion="11.1")
def mail_is_labelled(page: Page) -> None:
    """Le champ de l'adresse mail a son étiquette."""
    expect_field(page, "Votre adresse mail", type="email")


@check(points=1, criterion="11.1")
def labels_are_seen(page: Page) -> None:
    """Chaque étiquette se voit."""
    expect_labels(page)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
