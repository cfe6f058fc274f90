from graders.checks import check
from graders.web.expectations.access import no_axe_violations
from graders.web.expectations.css import expect_custom_property, valid_css
from graders.web.expectations.screens import expect_text_zoom
from graders.web.expectations.sight import expect_line_length
from graders.web.expectations.states import expect_calm, expect_dark_mode, expect_focus_style, expect_hover_changes
from graders.web.expectations.style import expect_style
from graders.web.page import Page

CONTRAST = ["color-contrast"]


@check(points=1)
def css_is_understood(page: Page) -> None:
    """Le navigateur comprend chaque ligne."""
    valid_css(page)


@check(points=3)
def text_reads_well(page: Page) -> None:
    """Le texte se lit bien : lettres assez grandes, lignes courtes et espacées, bon contraste."""
    expect_style(page, "p", "font-size", at_least="18px")
    expect_style(page, "p", "line-height", at_least="1.5")
    expect_style(page, "h1", "font-family", "Georgia", "serif")
    expect_line_length(page, "p", at_most=75)
    expect_text_zoom(page)
    no_axe_violations(page, CONTRAST)


@check(points=3)
def button_answers(page: Page) -> None:
    """Le bouton change sous la souris et quand le clavier y arrive ; il est arrondi."""
    expect_style(page, ".bouton", "border-radius", at_least="4px")
    expect_hover_changes(page, ".bouton")
    expect_focus_style(page, ".bouton")
    expect_calm(page)


@check(points=2)
def dark_is_welcome(page: Page) -> None:
    """Qui demande le sombre l’a, et la couleur de la maison est une variable."""
    expect_dark_mode(page, "body", "p", ".bouton")
    expect_custom_property(page)
