import re

from graders.checks import Failure, check
from graders.text import fold_text, has_text_in, quote
from graders.web.expectations.document import expect_description, expect_title, valid_html
from graders.web.expectations.wording import expect_useful_title
from graders.web.page import Page

SUBJECT = re.compile(r"imprim|impress|\b3 ?d\b")
TITLE_SIGNS = 60  # of a list of results, before the rest is cut


def title_of(page: Page) -> str:
    """The tab's title, which is there and not a word for any page."""
    expect_title(page)
    expect_useful_title(page)
    return page.title or ""


def title_failure(page: Page, message_id: str, *, expected: str | None = None, found: str | None = None) -> Failure:
    """What the title lacks, with its line."""
    element = page.first("head > title")
    return Failure(
        message_id,
        expected=expected,
        found=found or quote(page.title or ""),
        file=page.name,
        line=element.line if element else None,
    )


@check(points=2)
def title_says_the_subject(page: Page) -> None:
    """Le titre dit le sujet de la page."""
    if not SUBJECT.search(fold_text(title_of(page))):
        raise title_failure(page, "title-lacks-subject")


@check(points=1)
def title_says_the_place(page: Page) -> None:
    """Le titre dit le nom du lieu."""
    if not has_text_in("Ruban", title_of(page)):
        raise title_failure(page, "title-lacks-place", expected="Le Ruban")


@check(points=1)
def title_is_short(page: Page) -> None:
    """Le titre a 60 signes au plus."""
    signs = len(title_of(page))
    if signs > TITLE_SIGNS:
        raise title_failure(page, "title-is-long", expected=f"{TITLE_SIGNS} signes", found=f"{signs} signes")


@check(points=3)
def description_is_there(page: Page) -> None:
    """La page a une description, différente du titre."""
    for selector, message_id in (
        ("description", "description-tag"),
        ('meta[property="description" i]', "property-is-not-name"),
        ('body meta[name="description" i]', "description-in-body"),
    ):
        if (element := page.first(selector)) is not None:
            raise Failure(message_id, file=page.name, line=element.line)
    expect_description(page)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
