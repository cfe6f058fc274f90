from graders.checks import check
from graders.web.expectations.css import valid_css
from graders.web.expectations.style import expect_style
from graders.web.page import Page


@check(points=1)
def css_is_understood(page: Page) -> None:
    """Le navigateur comprend chaque ligne."""
    valid_css(page)


@check(points=2)
def white_on_dark_green(page: Page) -> None:
    """Le bandeau est blanc sur vert foncé."""
    expect_style(page, "header", "background-color", "darkgreen")
    expect_style(page, "header", "color", "white")


@check(points=2)
def space_around(page: Page) -> None:
    """Le bandeau a de l’espace autour de son texte."""
    expect_style(page, "header", "padding", "16px 32px")
