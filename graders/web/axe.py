"""axe-core in the isolated world of a page: its findings with the elements they are about.

A program finds part of what keeps people out, never all of it: no finding does not mean that a page conforms to RGAA.
axe-core is as published (Mozilla Public License 2.0, see its folder); what it says is data about a learner's page: rule
names, and elements by the reader's own keys, never a selector or a word of the page.
https://github.com/dequelabs/axe-core/blob/develop/doc/API.md
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graders.checks import MachineBusy
from graders.web.cdp import CallFailed, CallTimedOut, CdpError
from graders.web.tab import PageStuck, Tab

# What RGAA asks is what WCAG 2.1 asks at levels A and AA; axe's advice beyond is asked for rule by rule.
CONFORMANCE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
AXE_S = 3.5  # 70 ms for a page by hand; a check has 5 s in all
# Criteria of rules that axe gives none.
CRITERIA = {
    "aria-dialog-name": "7.1",
    "aria-treeitem-name": "7.1",
    "empty-heading": "9.1",
    "empty-table-header": "5.7",
    "heading-order": "9.1",
    "identical-links-same-purpose": "6.1",
    "image-redundant-alt": "1.3",
    "label-title-only": "11.1",
    "landmark-banner-is-top-level": "9.2",
    "landmark-contentinfo-is-top-level": "9.2",
    "landmark-main-is-top-level": "9.2",
    "landmark-no-duplicate-banner": "9.2",
    "landmark-no-duplicate-contentinfo": "9.2",
    "landmark-no-duplicate-main": "9.2",
    "landmark-one-main": "9.2",
    "meta-viewport-large": "10.4",
    "page-has-heading-one": "9.1",
    "region": "9.2",
    "scope-attr-valid": "5.7",
    "summary-name": "7.1",
    "tabindex": "12.8",
}
# A little of everything, so that axe's rules have met it.
REHEARSAL = b"""<!doctype html><html lang="fr"><title>-</title><header>a</header><nav><ul><li><a href="a">b</a></ul>
</nav><main><h1>a</h1><h2>b</h2><p>c d e <a href="b">f</a></p><img src="data:," alt="g"><form><label>h <input></label>
<select aria-label="i"><option>j</select><button>k</button></form><table><caption>l</caption><tr><th>m<th>n<tr><td>o
<td>p</table></main><footer>q</footer>"""
TAG = re.compile(r"RGAA-(\d+\.\d+)\.\d+")
WORDS = 18  # of axe's French, which may be long


@dataclass(frozen=True)
class Violation:
    """A rule the page breaks: the `criterion` of RGAA ("1.1"), if one asks it, and the first elements as reader rows.

    `data` is what axe measured on the first, such as a contrast.
    """

    rule: str
    criterion: str | None
    data: Any
    elements: Sequence[Mapping[str, Any]]


def folder() -> Path:
    """Where hub_config/enter.sh puts axe-core as it is published, with its licence."""
    return Path(sys.prefix) / "share" / "atelier" / "axe-core"


class AxeStopped(Exception):
    """The page is too heavy for axe, or an element of it (a reader row) hides what axe asks of every document."""

    def __init__(self, hiding: Mapping[str, Any] | None) -> None:
        super().__init__("too heavy" if hiding is None else "hidden")
        self.hiding = hiding


async def violations(
    tab: Tab, rules: Collection[str] | None, also: Collection[str], except_: Collection[str]
) -> list[Violation]:
    """What axe finds, in no order; by these rules only, or by all that conformance asks; and `also` by those.

    AxeStopped if the page does not let it look; CdpError if axe is missing.
    What axe is unsure of (its "incomplete") is no violation.
    """
    settings = {
        "runOnly": {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(CONFORMANCE)},
        "rules": {**{key: {"enabled": True} for key in also}, **{key: {"enabled": False} for key in except_}},
        "resultTypes": ["violations"],
        "elementRef": True,
        "selectors": False,
        "preload": False,
        "iframes": False,
    }
    try:
        found = await _run(tab, settings)
    except CallTimedOut as error:
        tab.expect_processor()
        await tab.call("Runtime.terminateExecution")
        raise AxeStopped(None) from error
    if "busy" in found:
        raise AxeStopped(None)
    if "hiding" in found:
        raise AxeStopped(found["hiding"])
    return [
        Violation(one["rule"], criterion(one["rule"], one["tags"]), one["data"], one["elements"])
        for one in found["violations"]
    ]


async def load_axe(tab: Tab) -> None:
    """Put axe into the world of the tab's page; 80 ms, half of it if a page of the same process had it before."""
    tab.met_axe = True
    # The names of other module systems are ours here: <form id="module"> is one of the page.
    await tab.run(f"() => {{ var module, exports, define;\n{script()}\n}}")


async def rehearse_axe(tab: Tab) -> None:
    """Run axe once on a page of ours; 130 ms spent while nobody waits save half of that on the next page."""
    try:
        await tab.load("", {"": REHEARSAL})
        await violations(tab, None, (), ())
    except (PageStuck, AxeStopped, MachineBusy) as error:
        raise CdpError("axe does not run on a page of ours") from error
    tab.met_axe = False


def criterion(rule: str, tags: Sequence[str]) -> str | None:
    """The number of the RGAA criterion a rule is about, "1.1"; None if it is none."""
    return next((found[1] for tag in tags if (found := TAG.fullmatch(tag))), None) or CRITERIA.get(rule)


@cache
def script() -> str:
    """axe-core itself; CdpError if it is not installed."""
    return _read("axe.min.js")


@cache
def french() -> Mapping[str, str]:
    """What axe says of each rule in French, shortened; not every rule has it."""
    rules = json.loads(_read("fr.json"))["rules"]
    return {rule: " ".join(texts["help"].split()[:WORDS]).rstrip(" .,") for rule, texts in rules.items()}


def _read(name: str) -> str:
    try:
        return (folder() / name).read_text(encoding="utf-8")
    except OSError as error:
        raise CdpError(f"{folder() / name} cannot be read; hub_config/enter.sh puts it there") from error


async def _run(tab: Tab, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    question = "(settings) => reader.axe(settings)"
    try:
        await tab.read("size")  # the page is there, and lets itself be read
        found: Mapping[str, Any] = await tab.run(question, settings, timeout_s=AXE_S)
        if "absent" in found:
            await load_axe(tab)
            found = await tab.run(question, settings, timeout_s=AXE_S)
    except CallFailed as error:
        raise PageStuck("endless-script") from error
    return found
