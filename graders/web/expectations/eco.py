"""What a page weighs: counts of one run, the same on every machine. The biggest saving is told first."""

from __future__ import annotations

from urllib.parse import urlsplit

from graders.checks import Failure
from graders.text import quote
from graders.web.eco import KB, LETTERS, Footprint, Loaded, share_in_words
from graders.web.page import Element, Page
from graders.web.tab import Tab


def footprint(page: Page) -> Footprint:
    """What showing the page took so far."""

    async def asked(tab: Tab) -> Footprint:
        nodes = await tab.read("nodeCount")
        files = tuple(Loaded(one.name, one.kind, one.bytes) for one in tab.served if one.bytes is not None)
        return Footprint(nodes, len(tab.served) + len(tab.refused), files)

    return page.ask(asked)


def expect_eco(
    page: Page,
    *,
    at_most_nodes: int | None = None,
    at_most_requests: int | None = None,
    at_most_kb: float | None = None,
    letter: str | None = None,
    message_id: str | None = None,
) -> Footprint:
    """The page keeps to its budget, and has this EcoIndex letter or a better one."""
    found = footprint(page)
    limits = {"nodes": at_most_nodes, "requests": at_most_requests, "bytes": at_most_kb and at_most_kb * KB}
    counts = {"nodes": found.nodes, "requests": found.requests, "bytes": found.bytes}
    excess = {what: counts[what] / limit for what, limit in limits.items() if limit and counts[what] > limit}
    if excess:
        worst = max(excess, key=lambda what: excess[what])
        raise _too_much(page, found, worst, limits[worst], message_id)
    if letter is not None and found.score <= LETTERS[letter]:
        worst = max(found.costs, key=lambda what: found.costs[what])
        failure = _too_much(page, found, worst, None, message_id)
        failure.values = {**failure.values, "letter": found.letter, "wanted": letter}
        raise failure
    return found


def no_outside_requests(page: Page, message_id: str = "eco-outside") -> None:
    """The page asks no other site for anything: each is one more machine, and may follow its readers."""

    async def asked(tab: Tab) -> list[str]:
        return list(tab.refused)

    outside = [address for address in page.ask(asked) if address.startswith(("http://", "https://", "ws"))]
    if outside:
        host = urlsplit(outside[0]).netloc
        asking = (one for one in page.all("[src], [srcset], link[href]") if any(host in each for each in _urls(one)))
        line = next((one.line for one in asking), None) if host else None
        raise Failure(message_id, found=quote(host) or "?", file=page.name, line=line)


def expect_used_css(page: Page, *, at_most_unused: float = 0.5, message_id: str = "eco-unused-css") -> None:
    """Most style rules have an element they are for; `at_most_unused` is a share of all rules.

    A rule for a state (hover, focus) counts as used where its element is there.
    """
    found = page.read("cssUse")
    unused = found["unused"]
    if found["rules"] and len(unused) / found["rules"] > at_most_unused:
        raise Failure(
            message_id,
            expected=f"{int(found['rules'] * at_most_unused)} au plus",
            found=f"{len(unused)} règles sur {found['rules']}",
            file=page.name,
            values={"name": quote(unused[0], 50)},
        )


def _too_much(page: Page, found: Footprint, what: str, limit: float | None, message_id: str | None) -> Failure:
    """What to say of the count that is most beyond its limit (None: of a letter that is not reached)."""
    if what == "bytes" and (heaviest := found.heaviest) is not None:
        return Failure(
            message_id or ("eco-heavy-image" if heaviest.kind == "Image" else "eco-heavy-file"),
            expected=None if limit is None else f"{weight(limit)} pour la page",
            found=weight(heaviest.bytes),
            file=page.name,
            values={"name": quote(heaviest.name), "share": share_in_words(heaviest.bytes, found.bytes)},
        )
    count = found.nodes if what == "nodes" else found.requests
    noun = "éléments" if what == "nodes" else "fichiers"
    return Failure(
        message_id or f"eco-{what}",
        expected=None if limit is None else f"{round(limit)} {noun}",
        found=f"{count} {noun}",
        file=page.name,
    )


def weight(count: float) -> str:
    """Bytes as a message says them: "240 ko", "1,5 Mo"."""
    if count >= KB * KB:
        return f"{count / KB / KB:.1f} Mo".replace(".", ",")
    return f"{max(1, round(count / KB))} ko"


def _urls(element: Element) -> list[str]:
    """What an element asks for, as written."""
    return [element.attributes[name] for name in ("src", "srcset", "href") if name in element.attributes]
