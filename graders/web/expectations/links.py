"""Where links lead: every address is judged as written, then as the browser understands it.

Nothing outside the work is asked for; a site's address need only be one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from graders.checks import Failure
from graders.text import fold_text, has_text_in, quote, same_text
from graders.web.links import address_fault, climbs_out, file_of, near_name, same_but_case
from graders.web.page import ELEMENTS, Element, Page, spoken
from graders.web.tab import ORIGIN, Tab

LINKS = "a[href], area[href]"
NAVIGATION = 'nav, [role="navigation"]'
HERE = frozenset({"", "_self", "_parent", "_top"})
NEW_WINDOW = ("nouvel onglet", "nouvelle fenêtre", "nouvelle page", "autre onglet", "autre fenêtre", "new window")


@dataclass(frozen=True)
class Target:
    """Where a link leads: a file of the work and a place in it, or (file None) somewhere else."""

    address: str
    file: str | None
    place: str


def no_broken_links(page: Page, message_id: str | None = None) -> None:
    """Each link is well written; within the work it leads to a file that is there, and to a place that is in it."""
    files = files_of(page)
    for link, target in _targets(page):
        written = link.attributes["href"]
        if fault := address_fault(written):
            raise _failure(message_id or fault.message_id, page, link, near=fault.near)
        if target.file is None:
            continue
        if climbs_out(written, page.name) and page.first("base[href]") is None:
            raise _failure(message_id or "link-too-high", page, link)
        if target.file not in files:
            real = same_but_case(target.file, files)
            if real is not None:
                raise _failure(message_id or "link-case", page, link, expected=real)
            raise _failure(message_id or "broken-link", page, link, near=near_name(target.file, files))
        if target.place:
            _expect_place(page, link, target, message_id)


def expect_link(page: Page, target: str, message_id: str = "missing-link") -> Element:
    """A link leads to `target`: a file of the work, a place in one (`carte.html#plan`), or an outside address."""
    wanted = _resolved(page, [target])[0]
    links = list(_targets(page))
    for link, leads in links:
        if _leads_to(leads, wanted):
            return link
    first = links[0][0] if links else None
    found = quote(first.attributes["href"]) if first else None
    raise Failure(message_id, expected=target, found=found, file=page.name, line=first.line if first else None)


def expect_link_to(page: Page, text: str, target: str, message_id: str | None = None) -> Element:
    """The link named `text` leads to `target`; an image's alternative and aria-label are names too."""
    links = list(_targets(page))
    names = link_names(page, [link for link, _ in links])
    named = [(link, found) for (link, found), name in zip(links, names, strict=True) if same_text(name, text)]
    if not named:
        named = [(link, found) for (link, found), name in zip(links, names, strict=True) if has_text_in(text, name)]
    if not named:
        raise Failure(message_id or "missing-link-text", expected=text, file=page.name)
    wanted = _resolved(page, [target])[0]
    for link, found in named:
        if _leads_to(found, wanted):
            return link
    link = named[0][0]
    raise Failure(
        message_id or "wrong-link",
        expected=target,
        found=quote(link.attributes["href"]) or "rien",
        file=page.name,
        line=link.line,
        values={"name": text},
    )


def expect_anchor(page: Page, place: str, message_id: str | None = None) -> Element:
    """A link of the page leads to the place `place` of the same page, which is there."""
    place = place.removeprefix("#")
    anchors = _anchors(page)
    if place not in anchors:
        found = near_name(place, anchors) if anchors else None
        raise Failure(message_id or "missing-anchor", expected=place, file=page.name, values=_known(near=found))
    for link, target in _targets(page):
        if target.file == page.name and target.place == place:
            return link
    raise Failure(message_id or "missing-link", expected=f"#{place}", file=page.name)


def expect_new_window_told(page: Page, message_id: str = "new-window") -> None:
    """Every link that opens elsewhere says so, in its name or its title."""
    links = [link for link in page.all("a[target], area[target]") if _opens_elsewhere(link)]
    for link, name in zip(links, link_names(page, links), strict=True):
        told = f"{name} {link.attributes.get('title', '')}"
        if not any(fold_text(words) in fold_text(told) for words in NEW_WINDOW):
            raise Failure(message_id, found=quote(name) or link.tag, file=page.name, line=link.line)


def expect_navigation_on_every_page(pages: Sequence[Page], message_id: str | None = None) -> None:
    """Each page has a navigation that leads to each other page, in the same order everywhere."""
    orders = []
    for page in pages:
        menus = page.all(NAVIGATION)
        if not menus:
            raise Failure(message_id or "no-navigation", expected="nav", file=page.name)
        inside = {link.key for menu in menus for link in menu.all(LINKS)}
        menu = [target.file for link, target in _targets(page) if link.key in inside]
        for other in pages:
            if other.name != page.name and other.name not in menu:
                raise Failure(message_id or "navigation-lacks", expected=other.name, file=page.name, line=menus[0].line)
        names = {other.name for other in pages}
        orders.append([file for file in dict.fromkeys(menu) if file in names])
    for page, order in zip(pages, orders, strict=True):
        shared = [file for file in orders[0] if file in order]
        if [file for file in order if file in shared] != shared:
            raise Failure(
                message_id or "navigation-order",
                expected=", ".join(file for file in shared if file),
                found=", ".join(file for file in order if file),
                file=page.name,
            )


def expect_current_page_marked(page: Page, message_id: str | None = None) -> Element:
    """One entry of the navigation is marked with aria-current, and it is this page's."""
    marked = [
        element
        for menu in page.all(NAVIGATION)
        for element in menu.all("[aria-current]")
        if element.attributes["aria-current"].strip().lower() not in {"", "false"}
    ]
    if not marked:
        raise Failure(message_id or "current-missing", expected='aria-current="page"', file=page.name)
    if len({element.key for element in marked}) > 1:
        raise Failure(message_id or "current-several", found=f"{len(marked)}", file=page.name, line=marked[1].line)
    entry = marked[0]
    link = entry if "href" in entry.attributes else next(iter(entry.all("a[href]")), None)
    if link is not None:
        found = _resolved(page, [link.attributes["href"]])[0]
        if found.file != page.name:
            raise Failure(
                message_id or "current-elsewhere",
                expected=page.name,
                found=quote(link.text) or link.tag,
                file=page.name,
                line=entry.line,
            )
    return entry


def files_of(page: Page) -> Mapping[str, bytes]:
    """Every file the page may load, by name: the learner's and those given."""

    async def asked(tab: Tab) -> Mapping[str, bytes]:
        return tab.files

    return page.ask(asked)


def link_names(page: Page, links: Sequence[Element]) -> list[str]:
    """What a screen reader calls each link; what it is not told of (a hidden one) by its text."""
    told = {element.key: one.name for one, element in page.announced()} if links else {}
    return [told.get(link.key, link.text) for link in links]


def _targets(page: Page) -> list[tuple[Element, Target]]:
    links = page.all(LINKS)
    written = [link.attributes["href"] for link in links]
    return list(zip(links, _resolved(page, written), strict=True))


def _resolved(page: Page, written: Sequence[str]) -> list[Target]:
    addresses = page.read("addresses", list(written)) if written else []
    return [_target(address or one) for one, address in zip(written, addresses, strict=True)]


def _target(address: str) -> Target:
    if not address.startswith(f"{ORIGIN}/"):
        return Target(address, None, "")
    parts = urlsplit(address)
    return Target(address, file_of(parts.path.removeprefix("/")), unquote(parts.fragment.partition(":~:")[0]))


def _leads_to(found: Target, wanted: Target) -> bool:
    if wanted.file is None or found.file is None:
        return found.address.rstrip("/") == wanted.address.rstrip("/")
    return found.file == wanted.file and wanted.place in {"", found.place}


def _expect_place(page: Page, link: Element, target: Target, message_id: str | None) -> None:
    there = page if target.file == page.name else page.open(str(target.file))
    if not there.name.endswith((".html", ".htm")) or target.place.casefold() == "top":
        return
    anchors = _anchors(there)
    if target.place not in anchors:
        near = near_name(target.place, anchors) if anchors else None
        raise _failure(
            message_id or "broken-anchor", page, link, expected=target.place, near=near and f"#{near}", where=there.name
        )


def _anchors(page: Page) -> list[str]:
    return list(page.read("anchors", ELEMENTS))


def _opens_elsewhere(link: Element) -> bool:
    return "href" in link.attributes and link.attributes["target"].strip().lower() not in HERE


def _known(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def _failure(
    message_id: str, page: Page, link: Element, *, expected: str | None = None, **values: str | None
) -> Failure:
    return Failure(
        message_id,
        expected=expected,
        found=quote(link.attributes["href"]) or spoken(link),
        file=page.name,
        line=link.line,
        values=_known(**values),
    )
