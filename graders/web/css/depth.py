"""CSS that would bring a browser down: brackets within brackets by the thousand, at which it recurses until it dies.

Such CSS is left out before a page is shown, so that the rest of the work is still graded; a check that looks at it gets
the Failure `css-too-large`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

DEPTH = 150  # of brackets of any kind; the browser manages 1 000, a page by hand needs 6
BRACKET = re.compile(r"[{(\[]|[})\]]")
STYLE_ELEMENT = re.compile(r"(<style\b[^>]*>)(.*?)(?=</style|\Z)", re.IGNORECASE | re.DOTALL)
STYLE_ATTRIBUTE = re.compile(r"""(\sstyle\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)


def is_deep(css: str) -> bool:
    """True if the brackets of a stylesheet stand in one another further than anybody writes."""
    depth = 0
    for bracket in BRACKET.finditer(css):
        depth = depth + 1 if bracket[0] in "{([" else max(0, depth - 1)
        if depth > DEPTH:
            return True
    return False


def without_deep_css(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files with CSS that is too deep left out, lines kept."""
    return {name: _shallow(name, data) if _may_be_deep(name, data) else data for name, data in files.items()}


def _may_be_deep(name: str, data: bytes) -> bool:
    return name.endswith((".css", ".html")) and sum(map(data.count, (b"{", b"(", b"[", b"&"))) > DEPTH


def _shallow(name: str, data: bytes) -> bytes:
    text = data.decode("utf-8", errors="surrogateescape")
    if name.endswith(".css"):
        return b"" if is_deep(text) else data
    text = STYLE_ELEMENT.sub(_without_deep_text, text)
    return STYLE_ATTRIBUTE.sub(_without_deep_value, text).encode("utf-8", errors="surrogateescape")


def _without_deep_text(element: re.Match[str]) -> str:
    return element[1] + "\n" * element[2].count("\n") if is_deep(element[2]) else element[0]


def _without_deep_value(attribute: re.Match[str]) -> str:
    return f'{attribute[1]}""' if is_deep(html.unescape(attribute[2])) else attribute[0]
