from graders.checks import Failure, check
from graders.text import fold_text, has_text_in, quote, same_text
from graders.web.expectations.document import expect_closed, valid_html
from graders.web.page import Page

OLD, NEW = "Bienvenue", "Le Fab Lab Le Ruban"
PARAGRAPH = "Ici, on apprend à fabriquer avec des machines."


@check(points=1)
def heading_keeps_its_tags(page: Page) -> None:
    """Le grand titre est entre ses 2 balises."""
    expect_closed(page, "h1", "heading-not-closed")
    if not page.all("h1"):
        raise Failure("heading-not-found", file=page.name)


@check(points=2)
def heading_is_new(page: Page) -> None:
    """Le grand titre dit « Le Fab Lab Le Ruban »."""
    headings = page.all("h1")
    if any(is_new(heading.text) for heading in headings):
        if len(headings) > 1:
            raise Failure("heading-added", file=page.name, line=headings[1].line)
        return
    if not headings:
        raise Failure("heading-not-found", file=page.name)
    found = headings[0]
    told = {"expected": NEW, "found": quote(found.text), "file": page.name, "line": found.line}
    if has_text_in(NEW, page.title or ""):
        raise Failure("heading-in-tab", **told)
    if not found.has_text:
        raise Failure("heading-empty", **told)
    if same_text(found.text, OLD) and has_text_in("Ruban", page.one("body").text):
        raise Failure("heading-beside", **told)
    raise Failure("old-text-left" if has_text_in(OLD, found.text) else "heading-text", **told)


def is_new(text: str) -> bool:
    """True for the client's words; quotes around them may have been copied too."""
    return fold_text(text).strip("\"' ") == fold_text(NEW)


@check(points=1)
def paragraph_is_kept(page: Page) -> None:
    """Le paragraphe dit toujours la même chose."""
    if not any(same_text(paragraph.text, PARAGRAPH) for paragraph in page.all("p")):
        raise Failure("paragraph-is-gone", expected=PARAGRAPH, file=page.name)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
