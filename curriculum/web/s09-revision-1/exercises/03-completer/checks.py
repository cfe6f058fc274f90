from graders.checks import Failure, check
from graders.text import has_text_in, same_text
from graders.web.expectations.document import valid_html
from graders.web.expectations.images import expect_alternatives, no_broken_images
from graders.web.expectations.roles import expect_landmarks, expect_list
from graders.web.expectations.semantics import no_fake_lists
from graders.web.page import Page

THINGS = ("cahier", "stylo", "lunettes")
CAPTION = "Le clavier de la salle"
MAIL = "accueil@les-marronniers.example"


@check(points=2, criterion="9.3")
def things_are_a_list(page: Page) -> None:
    """La liste a 3 points, sous « À apporter »."""
    no_fake_lists(page)
    found = expect_list(page, items=3)
    for thing in THINGS:
        if not has_text_in(thing, found.text):
            raise Failure("list-lacks", expected=thing, file=page.name, line=found.line)
    above = [element for element in page.all("h1, h2, h3, ul, ol") if element.key != found.key]
    before = [one for one in above if (one.line or 0) < (found.line or 0) and one.tag.startswith("h")]
    if not before or not same_text(before[-1].text, "À apporter"):
        raise Failure("list-elsewhere", file=page.name, line=found.line)


@check(points=1)
def picture_comes(page: Page) -> None:
    """L'image s'affiche, dans une figure."""
    no_broken_images(page)
    if not page.all("figure img"):
        raise Failure("no-figure", file=page.name)


@check(points=1, criterion="1.1")
def picture_has_words(page: Page) -> None:
    """L'image a son texte de remplacement."""
    expect_alternatives(page)


@check(points=1, criterion="1.9")
def picture_has_a_caption(page: Page) -> None:
    """La figure a sa légende."""
    if not any(same_text(one.text, CAPTION) for one in page.all("figure figcaption")):
        raise Failure("no-figcaption", expected=CAPTION, file=page.name)


@check(points=1)
def mail_is_a_link(page: Page) -> None:
    """Un lien permet d'écrire à l'accueil."""
    wanted = f"mailto:{MAIL}"
    if not any(a.attributes["href"].strip().lower().partition("?")[0] == wanted for a in page.all("a[href]")):
        raise Failure("no-mailto", expected=MAIL, file=page.name)


@check(points=1, criterion="9.2")
def footer_holds_the_link(page: Page) -> None:
    """Le lien est dans le pied de page."""
    (footer,) = expect_landmarks(page, "contentinfo")
    if not any("mailto:" in a.attributes["href"].lower() for a in footer.all("a[href]")):
        raise Failure("mail-outside", file=page.name, line=footer.line)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
