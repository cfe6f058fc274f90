from graders.checks import check
from graders.web.expectations.css import valid_css
from graders.web.expectations.layout import expect_columns_at, expect_gap, expect_same_row, no_overlap
from graders.web.expectations.screens import expect_readable_at_zoom, no_horizontal_scroll
from graders.web.expectations.sight import expect_image_not_distorted, expect_target_size
from graders.web.expectations.states import expect_not_printed, expect_printed
from graders.web.page import Page


@check(points=1)
def css_is_understood(page: Page) -> None:
    """Le navigateur comprend chaque ligne."""
    valid_css(page)


@check(points=3)
def menu_wraps(page: Page) -> None:
    """Le menu est sur une ligne, et passe à la suivante quand la place manque."""
    expect_same_row(page, "nav a")
    expect_target_size(page, selector="nav a")
    with page.shown(width=320) as phone:
        no_overlap(phone, "nav a")


@check(points=3)
def objects_are_a_grid(page: Page) -> None:
    """Les objets sont sur une, deux ou quatre colonnes, avec de la place entre eux."""
    expect_columns_at(page, ".objet", {360: 1, 700: 2, 1280: 4})
    expect_gap(page, ".objet", at_least="10px")
    expect_image_not_distorted(page)


@check(points=1)
def everything_can_be_read(page: Page) -> None:
    """Rien ne dépasse, même agrandi."""
    no_horizontal_scroll(page)
    expect_readable_at_zoom(page)


@check(points=2)
def paper_has_what_is_needed(page: Page) -> None:
    """Sur le papier, les objets restent et le menu disparaît."""
    expect_not_printed(page, "nav")
    expect_printed(page, ".objet")
