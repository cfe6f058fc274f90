from graders.checks import Failure, check
from graders.text import same_text
from graders.web.expectations.document import expect_closed, expect_one_h1, expect_outside, expect_text, valid_html
from graders.web.page import Page

HEADING = "La Ressourcerie du Tilleul"
PARAGRAPHS = (
    "Nous récupérons les objets dont vous ne voulez plus.",
    "Nous les trions et nous les réparons.",
    "Vous les achetez à petit prix.",
)


@check(points=2)
def heading_is_closed(page: Page) -> None:
    """Le titre a sa balise de fin."""
    expect_closed(page, "h1", "heading-not-closed")


@check(points=2)
def heading_swallows_nothing(page: Page) -> None:
    """Les paragraphes sont en dehors du titre."""
    expect_outside(page, "p", "h1", "heading-closed-too-late")


@check(points=1)
def text_is_kept(page: Page) -> None:
    """Le titre et les paragraphes disent toujours la même chose."""
    expect_one_h1(page)
    expect_text(page, "h1", HEADING, "heading-text-changed")
    for text in PARAGRAPHS:
        if not any(same_text(paragraph.text, text) for paragraph in page.all("p")):
            raise Failure("paragraph-is-gone", expected=text, file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
