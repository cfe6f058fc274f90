from graders.checks import check
from graders.web.expectations.css import valid_css
from graders.web.expectations.document import valid_html
from graders.web.expectations.eco import expect_eco, expect_used_css, no_outside_requests
from graders.web.expectations.images import (
    expect_alternatives,
    expect_images,
    expect_lazy_images,
    expect_reserved_place,
    no_broken_images,
)
from graders.web.page import Page


@check(points=3)
def page_is_light(page: Page) -> None:
    """La page est légère et ne demande rien à un autre site."""
    no_outside_requests(page)
    expect_eco(page, letter="A", at_most_requests=8, at_most_kb=60)


@check(points=2)
def pictures_are_cared_for(page: Page) -> None:
    """Les images ont leur place, leur texte, et attendent qu’on vienne à elles."""
    expect_images(page, at_least=3)
    no_broken_images(page)
    expect_alternatives(page)
    expect_reserved_place(page)
    expect_lazy_images(page)


@check(points=1)
def style_is_used(page: Page) -> None:
    """Le style sert à la page, et tout est bien écrit."""
    expect_used_css(page)
    valid_css(page)
    valid_html(page)
