from graders.checks import check
from graders.web.expectations.document import valid_html
from graders.web.expectations.links import expect_link_to
from graders.web.expectations.roles import expect_link_named, expect_role
from graders.web.page import Page

LINKS = {"Accueil": "index.html", "Horaires": "horaires.html", "Nous écrire": "contact.html"}


@check(points=2)
def there_is_a_menu(page: Page) -> None:
    """La page a un menu."""
    expect_role(page, "navigation")


@check(points=3)
def links_are_in_the_menu(page: Page) -> None:
    """Le menu mène aux trois pages."""
    (menu,) = expect_role(page, "navigation")
    for name, target in LINKS.items():
        expect_link_named(page, name, within=menu)
        expect_link_to(page, name, target)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
