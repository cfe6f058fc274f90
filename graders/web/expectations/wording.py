"""Words that make sense out of their place: link texts, alternatives, the page's title.

A screen reader lists the links of a page, without what is around them. Whether words are the right ones only a person
can say; these verbs name those that surely are not.
"""

from __future__ import annotations

import re

from graders.checks import Failure
from graders.text import fold_text, quote
from graders.web.page import Element, Page

VAGUE_LINKS = frozenset(
    {"ici", "la", "cliquez", "cliquer", "cliquez ici", "cliquer ici", "clique ici", "cliquez la", "click here", "here"}
    | {"lire la suite", "lire plus", "la suite", "suite", "lire", "plus", "voir", "voir plus", "en voir plus"}
    | {"en savoir plus", "savoir plus", "plus d'infos", "plus d'informations", "plus d'info", "+ d'infos", "+", ">"}
    | {"lien", "ce lien", "sur ce lien", "cette page", "read more", "more", "en lire plus", "decouvrir", "par ici"}
    | {"cliquez sur ce lien", "suivez ce lien", "details", "le lien", "link", ">>", "->", "→"}
)
VAGUE_TITLES = frozenset(
    {"document", "untitled", "untitled document", "sans titre", "document sans titre", "page", "page web", "titre"}
    | {"title", "ma page", "nouvelle page", "mon site", "index", "index.html", "test", "essai", "page 1", "html"}
    | {"titre de la page", "site", "site web", "new page", "page sans titre", "exercice", "ma premiere page"}
)
ADDRESS = re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)+/\S*|[\w./-]+\.html?", re.IGNORECASE)
ALT_SIGNS = 150  # read out in one breath; what needs more needs a text in the page


def expect_link_texts(page: Page, *, message_id: str | None = None) -> None:
    """Each link's name says where it leads: not « cliquez ici », no address, not nothing."""
    for one, link in page.announced("link"):
        if not one.name:
            pictures = link.all("img, svg")
            own = "image-link-without-text" if pictures else "link-without-text"
            raise _failure(page, message_id or own, link, "6.2")
        if fold_text(one.name) in VAGUE_LINKS:
            raise _failure(page, message_id or "vague-link", link, "6.1", quote(one.name, 40))
        if ADDRESS.fullmatch(one.name):
            raise _failure(page, message_id or "url-as-text", link, "6.1", quote(one.name, 40))


def no_ambiguous_links(page: Page, *, message_id: str = "same-text-links") -> None:
    """Links of the same name lead to the same place."""
    links = [(fold_text(one.name), link) for one, link in page.announced("link") if one.name]
    written = [link.attributes.get("href", "") for _, link in links]
    addresses = page.read("addresses", written) if written else []
    led = [(name, address, link) for (name, link), address in zip(links, addresses, strict=True)]
    for index, (name, address, link) in enumerate(led):
        if any(name == other and address != elsewhere for other, elsewhere, _ in led[:index]):
            raise _failure(page, message_id, link, "6.1", quote(link.text or name, 40))


def expect_concise_alternatives(page: Page, *, message_id: str | None = None) -> None:
    """Each alternative is short, does not repeat the words beside its picture, and a decoration has none."""
    images = page.all("img")
    beside = page.read("beside", [image.key for image in images])
    for image, words in zip(images, beside, strict=True):
        alt = image.attributes.get("alt", "").strip()
        if not alt:
            continue
        if image.attributes.get("role") in {"none", "presentation"} or image.attributes.get("aria-hidden") == "true":
            raise _failure(page, message_id or "decoration-with-alt", image, "1.2", quote(alt, 40))
        if words.strip() and fold_text(alt) == fold_text(words):
            raise _failure(page, message_id or "alt-repeats", image, "1.3", quote(alt, 40))
        if len(alt) > ALT_SIGNS:
            raise _failure(page, message_id or "alt-long", image, "1.3", f"{len(alt)} signes", f"{ALT_SIGNS} signes")


def expect_useful_title(page: Page, *, message_id: str = "vague-title") -> None:
    """The tab's title tells this page from any other; « Document » does not."""
    title = page.first("head > title")
    if title is not None and fold_text(page.title or "") in VAGUE_TITLES:
        raise _failure(page, message_id, title, "8.6", quote(page.title or ""))


def _failure(
    page: Page,
    message_id: str,
    element: Element,
    criterion: str,
    found: str | None = None,
    expected: str | None = None,
) -> Failure:
    written = quote(page.written.line(element.line)) if element.line else None
    return Failure(
        message_id,
        expected=expected,
        found=found or written,
        file=page.name,
        line=element.line,
        values={"criterion": criterion},
    )
