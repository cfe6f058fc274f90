"""Elements as if the mouse were over them, or the keyboard on them: what the protocol calls forced pseudo-classes.

    with forced(page.all("nav a"), "hover"):
        …

As with a real mouse, what is around the element is hovered too. No event is sent: scripts do not notice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from graders.checks import Unjudged
from graders.web.page import Element
from graders.web.tab import Tab

# By state: what the element itself is, and what those around it are.
STATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hover": (("hover",), ("hover",)),
    "active": (("hover", "active"), ("hover", "active")),
    "focus": (("focus", "focus-within"), ("focus-within",)),
    "focus-visible": (("focus", "focus-visible", "focus-within"), ("focus-within",)),
}
ELEMENTS = 30  # forced at once; each is a call, and so is each element around it


async def node_ids(tab: Tab, keys: Sequence[int]) -> list[int]:
    """The protocol's node ids of elements, by the reader's keys; the domains that know them are switched on."""
    await asyncio.gather(tab.call("DOM.enable"), tab.call("CSS.enable"))
    await tab.call("DOM.getDocument", depth=0)
    objects = await asyncio.gather(*(tab.node(key) for key in keys))
    nodes = await asyncio.gather(*(tab.call("DOM.requestNode", objectId=one) for one in objects))
    return [node["nodeId"] for node in nodes]


@contextmanager
def forced(elements: Sequence[Element], state: str) -> Iterator[None]:
    """Until the end of the block, these elements of one page are in a state of `STATES`."""
    if state not in STATES:
        raise ValueError(f"state {state!r}; expected one of {', '.join(STATES)}")
    if not elements:
        yield
        return
    page, (own, around) = elements[0].page, STATES[state]
    keys = [element.key for element in elements[:ELEMENTS]]
    classes: dict[int, tuple[str, ...]] = {}
    for key in keys:
        _, *outer = page.read("chain", key)
        classes |= {one: around for one in outer if one not in classes}
    classes |= dict.fromkeys(keys, own)
    nodes = dict(zip(classes, page.ask(lambda tab: node_ids(tab, list(classes))), strict=True))

    def force(wanted: dict[int, tuple[str, ...]]) -> None:
        async def asked(tab: Tab) -> None:
            calls = (
                tab.call("CSS.forcePseudoState", nodeId=nodes[key], forcedPseudoClasses=list(names))
                for key, names in wanted.items()
            )
            await asyncio.gather(*calls)

        page.ask(asked)

    force(classes)
    try:
        yield
    except Unjudged:
        raise  # nobody will look at the page again
    except BaseException:
        with suppress(Unjudged):  # what the check found counts
            force(dict.fromkeys(classes, ()))
        raise
    force(dict.fromkeys(classes, ()))
