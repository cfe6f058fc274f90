from graders.checks import check
from graders.web.expectations.document import expect_different_titles, expect_texts, valid_html
from graders.web.expectations.links import expect_current_page_marked, expect_navigation_on_every_page, no_broken_links
from graders.web.expectations.roles import expect_heading, expect_landmarks, expect_list
from graders.web.expectations.semantics import expect_heading_order, expect_table_captions, expect_table_headers
from graders.web.page import Page

PAGES = ("index.html", "horaires.html", "contact.html")


@check(points=2)
def each_page_leads_to_the_others(page: Page) -> None:
    """Chaque page mène aux autres, et dit où l’on est."""
    pages = [page.open(name) for name in PAGES]
    for one in pages:
        no_broken_links(one)
        expect_current_page_marked(one)
    expect_navigation_on_every_page(pages)


@check(points=2)
def services_are_a_list_within_a_list(page: Page) -> None:
    """Les services sont une liste ; l’atelier bois en a une à lui."""
    expect_heading(page, "Nos services", level=2)
    (main,) = expect_landmarks(page, "main")
    services = expect_list(page, items=3, within=main)
    expect_list(page, items=2, within=services)


@check(points=2)
def hours_are_a_table(page: Page) -> None:
    """Les horaires sont un tableau, avec ses en-têtes et son titre."""
    hours = page.open("horaires.html")
    expect_texts(hours, "th", ["Mardi", "Samedi", "Matin", "Après-midi"])
    expect_texts(hours, "td", ["9 h – 12 h", "14 h – 18 h", "Fermé"])
    expect_table_headers(hours)
    expect_table_captions(hours)


@check(points=1)
def pages_are_well_made(page: Page) -> None:
    """Les deux pages sont bien écrites et ont chacune leur titre."""
    hours = page.open("horaires.html")
    expect_different_titles(page, hours)
    for one in (page, hours):
        expect_heading_order(one)
        valid_html(one)
