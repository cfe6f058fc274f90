from urllib.parse import unquote, urlsplit

from graders.checks import Failure, check
from graders.text import has_text_in, quote, same_text
from graders.web.expectations.document import valid_html
from graders.web.expectations.links import no_broken_links
from graders.web.page import Element, Page

TITLES = ("Ma boîte mail", "Ranger ses photos", "Faire son CV")


@check(points=1)
def titles_are_kept(page: Page) -> None:
    """Les 3 titres sont toujours là."""
    for title in TITLES:
        title_called(page, title)


@check(points=2)
def link_to_photos(page: Page) -> None:
    """Un lien mène au titre « Ranger ses photos »."""
    expect_way(page, "Ranger ses photos")


@check(points=2)
def link_to_cv(page: Page) -> None:
    """Un lien mène au titre « Faire son CV »."""
    expect_way(page, "Faire son CV")


@check(points=1)
def link_to_mail_is_kept(page: Page) -> None:
    """Le lien « Ma boîte mail » marche toujours."""
    expect_way(page, "Ma boîte mail")


@check(points=1)
def links_are_in_the_list(page: Page) -> None:
    """Les 3 liens sont des points de la liste."""
    for title in TITLES:
        link = link_called(page, title)
        if not link.inside("li"):
            raise Failure("outside-list", expected=title, file=page.name, line=link.line)


@check(points=1)
def all_links_answer(page: Page) -> None:
    """Tous les liens répondent."""
    no_broken_links(page)


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)


def expect_way(page: Page, title: str) -> None:
    """The link called like the title leads to it: to the heading, to what it begins, or to a place in it."""
    link, heading = link_called(page, title), title_called(page, title)
    written = link.attributes["href"].strip()
    path, place = urlsplit(written).path, unquote(urlsplit(written).fragment)
    told = {"expected": title, "file": page.name, "line": link.line}
    if path not in {"", page.name} or not place:
        raise Failure("place-sign", found=quote(written) or "rien", **told)
    there = next((one for one in page.all("[id]") if one.attributes["id"] == place), None)
    if there is None:
        _look_at_ids(page, heading)
        raise Failure("place-missing", found=quote(written), **told)
    if there.tag in {"a", "li"}:
        raise Failure("id-on-link", **told)
    begins = next(iter(there.all("h1, h2, h3, h4, h5, h6")), None)
    if there.key not in {heading.key, *(one.key for one in heading.all("[id]"))} and (
        begins is None or begins.key != heading.key
    ):
        raise Failure("place-is-other", found=quote(there.text or there.tag, 30), **told)


def link_called(page: Page, title: str) -> Element:
    """The link whose text is the title."""
    for link in page.all("a[href]"):
        if same_text(link.text, title):
            return link
    for point in page.all("li, a"):
        if same_text(point.text, title):
            raise Failure("link-not-there", expected=title, file=page.name, line=point.line)
    raise Failure("link-missing", expected=title, file=page.name)


def title_called(page: Page, title: str) -> Element:
    """The heading that says so."""
    for heading in page.all("h2"):
        if same_text(heading.text, title):
            return heading
    for heading in page.all("h2"):
        if has_text_in(title, heading.text) and "id=" in heading.text:
            raise Failure("id-in-text", expected=title, file=page.name, line=heading.line)
    raise Failure("title-is-gone", expected=title, file=page.name)


def _look_at_ids(page: Page, heading: Element) -> None:
    """Why no place is found, if the heading's own id tells."""
    written = heading.attributes.get("id", "")
    told = {"found": quote(written), "file": page.name, "line": heading.line}
    if "#" in written:
        raise Failure("id-with-sign", **told)
    if " " in written.strip():
        raise Failure("id-with-space", **told)
