from graders.checks import check
from graders.web.expectations.layout import expect_columns_at
from graders.web.expectations.screens import no_horizontal_scroll
from graders.web.page import Page


@check(points=3)
def as_many_columns_as_fit(page: Page) -> None:
    """Les cartes sont côte à côte sur un ordinateur, l’une sous l’autre sur un téléphone."""
    expect_columns_at(page, ".cartes > article", {360: 1, 1280: 3})


@check(points=1)
def nothing_sticks_out(page: Page) -> None:
    """La page tient dans la largeur de l’écran."""
    no_horizontal_scroll(page)
