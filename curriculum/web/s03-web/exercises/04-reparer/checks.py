from graders.checks import Failure, check
from graders.text import quote, same_text
from graders.web.expectations.document import expect_closed, valid_html
from graders.web.page import Page

HEADING = "Réserver une machine"
PARAGRAPHS = ("Nous avons 2 imprimantes 3D : Lison et Marcel.", "Vous réservez une demi-heure.")
SIGNS = ("h1>", "p>", "<h1", "<p", "</")  # what a page shows where a tag is broken


@check(points=2)
def heading_opens(page: Page) -> None:
    """Le grand titre a sa balise de début."""
    if not page.all("h1"):
        raise Failure("heading-opening", file=page.name)
    expect_closed(page, "h1", "heading-closing")


@check(points=2)
def last_paragraph_ends(page: Page) -> None:
    """Le dernier paragraphe a sa balise de fin."""
    last = next((one for one in reversed(page.all("p")) if one.has_text), None)
    if last is not None and not last.closed:
        raise Failure("paragraph-closing", file=page.name, line=last.line)


@check(points=1)
def no_code_is_shown(page: Page) -> None:
    """La page ne montre plus de code."""
    for element in (*page.all("h1, p"), page.one("body")):
        for sign in SIGNS:
            if (at := element.text.find(sign)) >= 0:
                around = quote(element.text[max(at - 12, 0) : at + 12])
                raise Failure("sign-is-shown", found=around, file=page.name, line=element.line)


@check(points=1)
def text_is_kept(page: Page) -> None:
    """Le titre et les paragraphes disent toujours la même chose."""
    for heading in page.all("h1"):
        if not same_text(heading.text, HEADING):
            found = quote(heading.text)
            raise Failure("heading-text", expected=HEADING, found=found, file=page.name, line=heading.line)
    for text in PARAGRAPHS:
        if not any(same_text(paragraph.text, text) for paragraph in page.all("p")):
            raise Failure("paragraph-is-gone", expected=text, file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
