from graders.checks import check
from graders.web.expectations.layout import expect_centred
from graders.web.page import Page


@check(points=2)
def box_is_in_the_middle(page: Page) -> None:
    """L’annonce est au milieu, à toutes les largeurs."""
    for width in (480, 1280):
        with page.shown(width=width) as screen:
            expect_centred(screen, ".annonce")
