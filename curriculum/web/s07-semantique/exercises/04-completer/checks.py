from graders.checks import Failure, check
from graders.text import quote
from graders.web.expectations.document import expect_closed, valid_html
from graders.web.expectations.keyboard import expect_skip_link
from graders.web.expectations.roles import expect_landmarks
from graders.web.expectations.wording import expect_link_texts
from graders.web.page import Element, Page

MENU_LINKS = 5


def skip_link_of(page: Page) -> Element | None:
    """The first link of the page that leads to a place in it."""
    return page.first('a[href^="#"]')


@check(points=2)
def skip_link_comes_first(page: Page) -> None:
    """La page commence par un lien vers le contenu."""
    expect_closed(page, "a")
    link = skip_link_of(page)
    if link is None:
        if (bare := page.first("body > a:not([href])")) is not None:
            raise Failure("link-without-href", file=page.name, line=bare.line)
        first = page.first("body a[href]")
        href = first.attributes["href"].strip() if first is not None else ""
        if first is not None and "#" in href:
            raise Failure("page-in-address", found=quote(href), file=page.name, line=first.line)
        if first is not None and "." not in href and not first.inside("nav"):
            raise Failure("hash-is-missing", found=quote(href), file=page.name, line=first.line)
        raise Failure("skip-missing", found=quote(first.text) if first else "rien", file=page.name)
    menu = page.first("nav a")
    if menu is not None and link.line and menu.line and menu.line < link.line:
        raise Failure("skip-is-late", file=page.name, line=link.line)


@check(points=1)
def links_say_where_they_lead(page: Page) -> None:
    """Le texte du lien dit où il mène."""
    expect_link_texts(page)


@check(points=2)
def content_has_its_id(page: Page) -> None:
    """Le lien mène au contenu."""
    link = skip_link_of(page)
    if link is None:
        raise Failure("skip-missing", found="le menu", file=page.name)
    wanted = link.attributes["href"].strip().removeprefix("#")
    if not wanted:
        raise Failure("hash-alone", file=page.name, line=link.line)
    for element in page.all("[id], main[name]"):
        written = element.attributes.get("id", "")
        if written == wanted:
            if element.tag != "main" and not element.inside("main"):
                raise Failure("target-outside-main", found=element.tag, file=page.name, line=element.line)
            return
        if written.startswith("#"):
            raise Failure("hash-in-id", found=quote(written), file=page.name, line=element.line)
        if element.attributes.get("name") == wanted:
            raise Failure("name-is-no-id", file=page.name, line=element.line)
    raise Failure(
        "skip-target", expected=quote(wanted), found=f"« {quote(link.text)} »", file=page.name, line=link.line
    )


@check(points=2)
def keyboard_skips_the_menu(page: Page) -> None:
    """Au clavier, le lien se voit et saute le menu."""
    expect_skip_link(page)


@check(points=1)
def menu_is_kept(page: Page) -> None:
    """Le menu garde ses 5 liens."""
    menu, _ = expect_landmarks(page, "navigation", "main")
    links = menu.all("a[href]")
    if len(links) < MENU_LINKS:
        raise Failure("menu-is-gone", expected=str(MENU_LINKS), found=str(len(links)), file=page.name, line=menu.line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
