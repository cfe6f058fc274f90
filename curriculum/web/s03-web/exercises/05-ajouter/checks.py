from graders.checks import Failure, check
from graders.text import has_text_in, same_text
from graders.web.expectations.document import valid_html
from graders.web.page import Page

HEADING = "Qui sommes-nous ?"
FIRST = "L'espace numérique Les Marronniers aide les habitants du quartier."
WORK = {"Solène Abiven": "animatrice", "Karim Diallo": "médiateur"}


@check(points=2)
def paragraph_on_solene(page: Page) -> None:
    """Un paragraphe présente Solène Abiven, animatrice."""
    expect_person(page, "Solène Abiven")


@check(points=2)
def paragraph_on_karim(page: Page) -> None:
    """Un paragraphe présente Karim Diallo, médiateur."""
    expect_person(page, "Karim Diallo")


@check(points=1)
def paragraphs_are_closed(page: Page) -> None:
    """Chaque paragraphe a son texte et sa balise de fin."""
    for paragraph in page.all("p"):
        if not paragraph.closed:
            raise Failure("paragraph-closing", file=page.name, line=paragraph.line)
        if not paragraph.has_text:
            raise Failure("paragraph-empty", file=page.name, line=paragraph.line)


@check(points=1)
def start_is_kept(page: Page) -> None:
    """Le titre et le premier paragraphe sont toujours en haut."""
    if not any(same_text(heading.text, HEADING) for heading in page.all("h1")):
        raise Failure("heading-changed", expected=HEADING, file=page.name)
    paragraphs = [paragraph for paragraph in page.all("p") if paragraph.has_text]
    place = next((at for at, one in enumerate(paragraphs) if same_text(one.text, FIRST)), None)
    if place is None:
        raise Failure("paragraph-is-gone", expected=FIRST, file=page.name)
    if place > 0:
        raise Failure("paragraph-first", file=page.name, line=paragraphs[0].line)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)


def expect_person(page: Page, name: str) -> None:
    """A paragraph names this person and the work, and no other person."""
    about = [paragraph for paragraph in page.all("p") if has_text_in(name, paragraph.text)]
    if not about:
        written = has_text_in(name, page.one("body").text)
        raise Failure("person-without-paragraph" if written else "person-is-missing", expected=name, file=page.name)
    paragraph = about[0]
    if any(has_text_in(other, paragraph.text) for other in WORK if other != name):
        raise Failure("persons-together", file=page.name, line=paragraph.line)
    if not any(has_text_in(WORK[name], one.text) for one in about):
        raise Failure("work-is-missing", expected=name, file=page.name, line=paragraph.line)
