from graders.checks import Failure, check
from graders.web.expectations.document import expect_order, valid_html
from graders.web.page import Page

SKIP, NAME, HEADING = "<a href=", "Fab Lab Le Ruban</p>", "<h1>"
TEXT = "Nos 2 imprimantes"


def place(page: Page, part: str) -> int:
    """Where a part of a line stands in the text; every line of the page is there, as they only move."""
    return page.source.find(part, page.source.find("<body>"))


def line_of(page: Page, part: str) -> int:
    """The line it stands on."""
    return page.source.count("\n", 0, place(page, part)) + 1


def is_between(page: Page, part: str, opening: str, closing: str) -> bool:
    """True if it is written between these two tags."""
    return place(page, opening) < place(page, part) < place(page, closing)


@check(points=1)
def skip_link_comes_first(page: Page) -> None:
    """Le lien « Aller au contenu » vient en premier."""
    if place(page, SKIP) > min(place(page, "<nav>"), place(page, "<main")):
        raise Failure("skip-comes-first", file=page.name, line=line_of(page, SKIP))


@check(points=1)
def name_is_in_the_header(page: Page) -> None:
    """Le nom du lieu est dans l'en-tête."""
    if place(page, "<header>") < place(page, "</header>") and not is_between(page, NAME, "<header>", "</header>"):
        raise Failure("name-in-header", expected="<header> et </header>", file=page.name, line=line_of(page, NAME))


@check(points=1)
def header_and_menu_come_before(page: Page) -> None:
    """L'en-tête et le menu viennent avant le contenu."""
    if place(page, "</header>") > place(page, "<main"):
        raise Failure("header-before-main", expected="</header>", file=page.name, line=line_of(page, "</header>"))
    expect_order(page, "nav", "main", "nav-before-main")


@check(points=1)
def content_is_in_main(page: Page) -> None:
    """Le grand titre et la phrase sont dans le contenu."""
    for part, found in ((HEADING, "Imprimer un objet en 3D"), (TEXT, "Nos 2 imprimantes…")):
        if not is_between(page, part, "<main", "</main>"):
            expected = "<main> et </main>"
            raise Failure("content-in-main", expected=expected, found=found, file=page.name, line=line_of(page, part))


@check(points=1)
def heading_comes_before_the_text(page: Page) -> None:
    """Le grand titre vient avant la phrase."""
    if place(page, TEXT) < place(page, HEADING):
        raise Failure("heading-before-text", file=page.name, line=line_of(page, TEXT))


@check(points=1)
def footer_comes_last(page: Page) -> None:
    """Le pied de page vient après le contenu."""
    if place(page, "<footer") < place(page, "</main>"):
        raise Failure("footer-comes-last", expected="</main>", file=page.name, line=line_of(page, "<footer"))


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est à sa place."""
    if not page.source.rstrip().lower().endswith("</html>"):
        raise Failure("html-ends-last", expected="</html>", file=page.name)
    valid_html(page)
