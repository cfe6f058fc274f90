from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import expect_closed, valid_html
from graders.web.expectations.roles import expect_landmarks
from graders.web.page import Element, Page

ZONES = ("header", "nav", "main", "footer")


def expect_zone(page: Page, role: str, zone: str, *texts: str) -> Element:
    """The page has this zone, once, and these texts are in it."""
    try:
        (element,) = expect_landmarks(page, role)
    except Failure:
        for tag in ZONES:  # one never closed takes in those after it
            expect_closed(page, tag)
        raise
    for text in texts:
        if not has_text_in(text, element.text):
            raise Failure("text-outside-its-zone", expected=text, found=zone, file=page.name, line=element.line)
    return element


@check(points=2)
def header_is_announced(page: Page) -> None:
    """L'en-tête contient le nom du lieu."""
    heads = [opening for opening in page.written.openings if opening.tag == "head"]
    if len(heads) > 1 and not page.by_role("banner"):
        raise Failure("head-is-no-header", file=page.name, line=heads[1].line)
    expect_zone(page, "banner", "le header", "Fab Lab Le Ruban")


@check(points=2)
def menu_is_announced(page: Page) -> None:
    """La navigation contient les 2 liens."""
    expect_zone(page, "navigation", "le nav", "Voir Lison", "Voir Marcel")


@check(points=2)
def content_is_announced_once(page: Page) -> None:
    """Le seul contenu principal contient Lison et Marcel."""
    expect_zone(page, "main", "le main", "Nos imprimantes 3D", "20 centimètres", "40 centimètres")


@check(points=2)
def footer_is_announced(page: Page) -> None:
    """Le pied de page vient après le contenu."""
    footer = expect_zone(page, "contentinfo", "le footer", "contact@fablab-le-ruban.example")
    main = expect_landmarks(page, "main")[0]
    if main.line and footer.line and footer.line < main.line:
        raise Failure("footer-comes-last", file=page.name, line=footer.line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque zone a sa balise de fin."""
    valid_html(page)
