import re

from graders.checks import Failure, check
from graders.text import has_text_in, quote, same_text
from graders.web.expectations.document import valid_html
from graders.web.expectations.links import NAVIGATION, expect_navigation_on_every_page, no_broken_links
from graders.web.expectations.roles import expect_list
from graders.web.expectations.wording import expect_link_texts
from graders.web.page import Element, Page

WORKSHOPS = ("Ma boîte mail", "Ranger ses photos", "Premiers pas au clavier", "Faire son CV")
MAIL = "accueil@les-marronniers.example"
PHONE = {"0199005678", "33199005678"}  # here, and from abroad


@check(points=2)
def all_links_answer(home: Page) -> None:
    """Chaque page a des liens, et tous répondent."""
    for page in pages_of(home):
        if not page.all("a[href]"):
            raise Failure("no-link-yet", file=page.name)
        no_broken_links(page)


@check(points=2)
def menu_on_every_page(home: Page) -> None:
    """Chaque page a un menu. Partout, l'ordre est le même."""
    expect_navigation_on_every_page(pages_of(home))


@check(points=1)
def menu_is_a_list(home: Page) -> None:
    """Chaque menu est une liste de 3 points."""
    for page in pages_of(home):
        menu = page.first(NAVIGATION)
        if menu is None or not (menu.all("ul, ol") and menu.all("li")):
            raise Failure("menu-without-list", file=page.name, line=menu.line if menu else None)
        expect_list(page, at_least=3, within=menu, message_id="menu-too-short")


@check(points=1)
def workshops_are_a_list(home: Page) -> None:
    """Les 4 ateliers sont les points d'une seule liste."""
    page = home.open("ateliers.html")
    points = [point for point in page.all("li") if not point.inside("nav")]
    for workshop in WORKSHOPS:
        if not any(has_text_in(workshop, point.text) for point in points):
            raise Failure("workshop-not-in-list", expected=workshop, file=page.name)
    expect_list(page, at_least=len(WORKSHOPS), message_id="several-lists")


@check(points=1)
def home_leads_to_workshops(home: Page) -> None:
    """Une phrase de l'accueil a un lien vers les ateliers."""
    links = [link for link in home.all("a[href]") if leads_to_workshops(link)]
    if not links:
        raise Failure("home-link-missing", file=home.name)
    if not any(link.inside("p") or link.inside("li") for link in links):
        raise Failure("home-link-without-paragraph", file=home.name, line=links[0].line)


@check(points=1)
def links_say_where(home: Page) -> None:
    """Le texte de chaque lien dit où il mène."""
    for page in pages_of(home):
        expect_link_texts(page)


@check(points=1)
def mail_is_a_link(home: Page) -> None:
    """Le mail est un lien vers un nouveau message."""
    page = home.open("contact.html")
    written = addresses(page, "mailto")
    if not written:
        raise Failure("mail-link-missing", file=page.name)
    if not any(same_text(one.partition("?")[0], MAIL) for one in written):
        raise Failure("mail-link-other", found=quote(written[0]), file=page.name)


@check(points=1)
def phone_is_a_link(home: Page) -> None:
    """Le téléphone est un lien pour appeler."""
    page = home.open("contact.html")
    written = addresses(page, "tel")
    if not written:
        raise Failure("phone-link-missing", file=page.name)
    if not any(re.sub(r"\D", "", one) in PHONE for one in written):
        raise Failure("phone-link-other", found=quote(written[0]), file=page.name)


@check(points=1)
def pages_are_valid(home: Page) -> None:
    """Chaque balise des 3 pages est bien écrite."""
    for page in pages_of(home):
        valid_html(page)


def pages_of(home: Page) -> list[Page]:
    """The three pages, the home page first."""
    return [home, home.open("ateliers.html"), home.open("contact.html")]


def addresses(page: Page, scheme: str) -> list[str]:
    """What stands after `mailto:` or `tel:` in each such link."""
    written = [link.attributes["href"].strip() for link in page.all("a[href]")]
    return [one.partition(":")[2].strip() for one in written if one.lower().startswith(f"{scheme}:")]


def leads_to_workshops(link: Element) -> bool:
    """True for a link to the page of the workshops that is not in the menu."""
    file = link.attributes["href"].partition("#")[0].removeprefix("./").removeprefix("/").strip()
    return file == "ateliers.html" and not link.inside("nav")
