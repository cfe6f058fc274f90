from graders.checks import Failure, check
from graders.web.expectations.document import expect_outside, valid_html
from graders.web.page import Page

LINKS = 3


@check(points=2)
def menu_holds_the_links(page: Page) -> None:
    """Les 3 liens sont dans le menu."""
    inside = page.all("nav a")
    if len(inside) < LINKS:
        found = f"{len(inside)} lien sur {LINKS}" if len(inside) < 2 else f"{len(inside)} liens sur {LINKS}"
        raise Failure("links-in-menu", found=found, file=page.name)


@check(points=2)
def list_holds_the_points(page: Page) -> None:
    """Chaque lien est un point de la liste du menu."""
    for menu in page.all("ul nav"):
        raise Failure("list-in-menu", file=page.name, line=menu.line)
    for link in page.all("a"):
        if not (link.inside("ul") and link.inside("li")):
            raise Failure("points-in-list", file=page.name, line=link.line)


@check(points=1)
def rest_is_outside(page: Page) -> None:
    """Le grand titre et le paragraphe sont en dehors du menu."""
    expect_outside(page, "h1, p", "nav", "rest-in-menu")


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est à sa place."""
    valid_html(page)
