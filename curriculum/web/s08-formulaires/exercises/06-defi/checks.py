from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import valid_html
from graders.web.expectations.labels import expect_labels
from graders.web.forms import fields_of
from graders.web.page import Element, Page

# What the form asked for nothing: the words of its label and its name, and what a message calls it.
TOO_MUCH = {
    "la date de naissance": ("naissance", "naissance"),
    "les revenus": ("revenus", "revenus"),
    "la santé": ("maladie", "sante"),
}
USEFUL = {"Votre nom": "nom", "Votre adresse mail": "mail"}
MAIL = "mailto:accueil@les-marronniers.example"


def expect_not_asked(page: Page, what: str) -> None:
    """No field asks this, be it called so or named so, shown or hidden."""
    words, name = TOO_MUCH[what]
    for element in page.all("input, select, textarea, label"):
        if element.attributes.get("name") == name or has_text_in(words, f"- {element.text}"):
            raise Failure("too-much-asked", found=what, file=page.name, line=element.line)


def expect_said(page: Page, ways: tuple[str, ...], told: str) -> None:
    """The text of the page, as it is read, says it in one of these ways."""
    if not any(has_text_in(words, page.one("body").text) for words in ways):
        raise Failure("mention-lacks", expected=told, file=page.name)


@check(points=1)
def birth_is_not_asked(page: Page) -> None:
    """La date de naissance n'est plus demandée."""
    expect_not_asked(page, "la date de naissance")


@check(points=1)
def income_is_not_asked(page: Page) -> None:
    """Les revenus ne sont plus demandés."""
    expect_not_asked(page, "les revenus")


@check(points=1)
def health_is_not_asked(page: Page) -> None:
    """La santé n'est plus demandée."""
    expect_not_asked(page, "la santé")


@check(points=1)
def what_serves_is_kept(page: Page) -> None:
    """Le nom et l'adresse mail sont encore demandés."""
    fields = fields_of(page)
    for label, name in USEFUL.items():
        if not any(has_text_in(label, one.name) or one.element.attributes.get("name") == name for one in fields):
            raise Failure("useful-is-gone", expected=label, file=page.name)


@check(points=1)
def says_why(page: Page) -> None:
    """La mention dit pourquoi."""
    expect_said(page, ("pour votre inscription",), "pourquoi : « pour votre inscription »")


@check(points=1)
def says_how_long(page: Page) -> None:
    """La mention dit combien de temps."""
    expect_said(page, ("3 mois", "trois mois"), "combien de temps : « 3 mois après l'atelier »")


@check(points=1)
def says_the_rights(page: Page) -> None:
    """La mention dit les droits."""
    for ways in (("voir", "consulter"), ("changer", "modifier", "corriger"), ("effacer", "supprimer")):
        expect_said(page, ways, "les droits : « les voir, les changer ou les effacer »")


@check(points=1)
def leads_to_somebody(page: Page) -> None:
    """Un lien permet d'écrire à l'accueil."""
    rights_link(page)


def rights_link(page: Page) -> Element:
    """The link to the people who answer."""
    for link in page.all("a[href]"):
        if link.attributes["href"].strip().lower().partition("?")[0] == MAIL:
            return link
    first = page.first("a")
    raise Failure("no-rights-mail", file=page.name, line=first.line if first else None)


@check(points=1)
def mention_is_before_the_button(page: Page) -> None:
    """La mention est dans le formulaire, avant le bouton."""
    order = page.all("form a[href], form button, form input[type=submit]")
    tags = [element.tag for element in order]
    if "a" not in tags or tags.index("a") > min([tags.index(tag) for tag in ("button", "input") if tag in tags] or [0]):
        raise Failure("mention-outside", file=page.name, line=rights_link(page).line)


@check(points=1, criterion="11.1")
def every_field_is_labelled(page: Page) -> None:
    """Chaque champ a son étiquette."""
    expect_labels(page)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
