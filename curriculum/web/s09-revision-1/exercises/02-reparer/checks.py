from graders.checks import Failure, check
from graders.text import has_text_in
from graders.web.expectations.document import valid_html
from graders.web.expectations.images import expect_alternatives, no_broken_images
from graders.web.expectations.links import no_broken_links
from graders.web.expectations.semantics import expect_heading_order, expect_table_headers, expect_table_scopes
from graders.web.expectations.wording import expect_link_texts
from graders.web.page import Page

KEPT = ("Nous vous aidons avec l'ordinateur", "Jeudi 14 janvier", "Mardi 19 janvier", "Venir nous voir")


@check(points=1, criterion="9.1")
def levels_follow(page: Page) -> None:
    """Les niveaux de titres se suivent."""
    expect_heading_order(page)


@check(points=1)
def links_lead_somewhere(page: Page) -> None:
    """Le lien mène à une page qui existe."""
    no_broken_links(page)


@check(points=1, criterion="6.1")
def links_say_where(page: Page) -> None:
    """Le texte du lien dit où il mène."""
    expect_link_texts(page)


@check(points=1, criterion="1.1")
def picture_has_words(page: Page) -> None:
    """L'image a son texte de remplacement."""
    no_broken_images(page)
    expect_alternatives(page)


@check(points=1, criterion="9.2")
def content_is_in_main(page: Page) -> None:
    """Le contenu est dans la zone principale."""
    if not any(one.all("h1") and one.all("table") and one.all("a[href]") for one in page.by_role("main")):
        box = page.first("body > div")
        raise Failure("main-missing", found=box.tag if box else None, file=page.name, line=box.line if box else None)


@check(points=2, criterion="5.6")
def table_has_headers(page: Page) -> None:
    """Le tableau a ses en-têtes, avec leur portée."""
    expect_table_headers(page)
    for header in ("Atelier", "Jour"):
        if not page.by_role("columnheader", header):
            raise Failure("headers-missing", expected=header, file=page.name)
    expect_table_scopes(page)
    for row in ("Ma boîte mail", "Ranger ses photos"):
        for header in page.by_role("columnheader", row):
            raise Failure("wrong-scope", expected='scope="row"', found=row, file=page.name, line=header.line)


@check(points=1)
def text_is_kept(page: Page) -> None:
    """La page dit toujours la même chose."""
    for text in KEPT:
        if not has_text_in(text, page.one("body").text):
            raise Failure("page-changed", expected=text, file=page.name)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
