"""What a screen reader is told of a page: each thing's role and name, as the browser itself computes them.

    {"role": {"value": "link"}, "name": {"value": "Accueil", "sources": [{"type": "contents", …}]}, "ignored": false, …}

The browser's own tree, not `element.computedRole`: that builds the tree anew for each element (300 take 0.8 s, the tree
20 ms), and says nothing of where a name comes from. What is hidden is not in it.
https://chromedevtools.github.io/devtools-protocol/tot/Accessibility/
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graders.web.tab import Tab

# Chromium's words where the standard has none, or another.
ROLES = {
    "ColorWell": "color",
    "Date": "date",
    "DateTime": "date",
    "DescriptionList": "description-list",
    "DisclosureTriangle": "button",
    "InputTime": "time-field",
    "LabelText": "label",
    "MenuListPopup": "listbox",
    "img": "image",
}
LABELS = frozenset({"labelfor", "labelwrapped", "label"})
NAMELESS = frozenset({"InlineTextBox", "StaticText", "ListMarker", "RootWebArea"})
SIGNS = 500  # of a name; no check looks further


@dataclass(frozen=True)
class Announced:
    """One thing as it is announced; `name_from` is "label", "contents", "alt", "title", "placeholder" …"""

    role: str
    name: str
    name_from: str | None
    level: int | None
    dom_id: int


def role_of(name: str) -> str:
    """The one name of a role that has several ("img" is "image")."""
    return ROLES.get(name, name.lower())


async def announced(tab: Tab, roles: Collection[str] | None = None) -> list[Announced]:
    """What is announced in the tab's page, of these roles (None: all), in no order; PageStuck if it does not answer."""
    tree = await tab.ask("Accessibility.getFullAXTree")
    every = [_announced(node) for node in tree["nodes"] if _counts(node)]
    return [one for one in every if roles is None or one.role in roles]


async def announced_as(tab: Tab, key: int) -> Announced | None:
    """How the element the reader told under `key` is announced; None if it is hidden."""
    answer = await tab.ask("Accessibility.getPartialAXTree", objectId=await tab.node(key), fetchRelatives=False)
    return next((_announced(node) for node in answer["nodes"] if _counts(node)), None)


async def told(tab: Tab, every: Sequence[Announced], within: int | None) -> list[tuple[Announced, Mapping[str, Any]]]:
    """Each with the reader's row on its element, in page order; those the author did not write are left out.

    A date field has a spin button of the browser's own for each number; they are no elements of the page.
    """
    rows = await tab.read_nodes("announced", [one.dom_id for one in every], within)
    return [(every[row["index"]], row) for row in rows]


def _counts(node: Mapping[str, Any]) -> bool:
    return not node["ignored"] and "backendDOMNodeId" in node and node["role"]["value"] not in NAMELESS


def _announced(node: Mapping[str, Any]) -> Announced:
    name = node.get("name", {})
    level = next((one["value"].get("value") for one in node.get("properties", []) if one["name"] == "level"), None)
    return Announced(
        role=role_of(node["role"]["value"]),
        name=" ".join(str(name.get("value", ""))[:SIGNS].split()),
        name_from=_source(name.get("sources", [])),
        level=level,
        dom_id=node["backendDOMNodeId"],
    )


def _source(sources: Sequence[Mapping[str, Any]]) -> str | None:
    for source in sources:
        if source.get("value", {}).get("value") and not source.get("superseded"):
            told: str = source.get("attribute") or source.get("nativeSource") or source["type"]
            return "label" if told in LABELS else told
    return None
