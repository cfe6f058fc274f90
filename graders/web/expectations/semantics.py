"""Structure that is only looks: bold paragraphs for headings, dashes for lists, tables without headers.

A program sees a likeness; whether a bold line is a heading, a person decides. The messages ask, they do not accuse.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from graders.checks import Failure
from graders.text import has_text_in, quote
from graders.web.page import Element, Page

HEADING_WORDS = 10
SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})
HEADERS = frozenset({"columnheader", "rowheader"})
# A dash, a bullet, an arrow, « 1. » or « a) », and words after it. Not —, with which speech begins, nor « M. ».
BULLET = re.compile(r"([-–*+→]\s+|[•·►▪◦✓✔]\s*|(\d{1,2}[.)]|[a-z]\))\s+)\S", re.IGNORECASE)


def no_fake_headings(page: Page, *, message_id: str = "fake-heading") -> None:
    """No short bold paragraph stands over another as a heading would."""
    for row in page.read("bold"):
        element = page.element(row)
        words = element.text.split()
        if 0 < len(words) <= HEADING_WORDS and not element.text.endswith((".", "!", "…", ",", ";")):
            raise _failure(page, message_id, element, "9.1", quote(element.text, 60))


def expect_heading_order(page: Page, *, one_main: bool = True, message_id: str | None = None) -> None:
    """Headings, by whatever elements, begin with level 1, go down one at a time and say something; one is the main."""
    headings = page.announced("heading")
    for one, element in headings:
        if not one.name:
            raise _failure(page, message_id or "axe.empty-heading", element, "9.1")
    levels = [(one.level or 2, element) for one, element in headings]
    if one_main and not any(level == 1 for level, _ in levels):
        raise Failure(message_id or "no-h1", expected="1 h1", found="0 h1", file=page.name, values={"criterion": "9.1"})
    if levels and levels[0][0] != 1:
        raise _failure(page, message_id or "heading-first", levels[0][1], "9.1", f"h{levels[0][0]}", "h1")
    for (before, _), (after, element) in pairwise(levels):
        if after > before + 1:
            found = f"h{after} : {quote(element.text, 50)}"
            raise _failure(page, message_id or "heading-skip", element, "9.1", found, f"h{before + 1}")
    main = [element for level, element in levels if level == 1]
    if one_main and len(main) > 1:
        raise _failure(page, message_id or "several-h1", main[1], "9.1", f"{len(main)} h1", "1 h1")


def no_fake_lists(page: Page, *, message_id: str = "fake-list") -> None:
    """No lines that begin with dashes or numbers, whether in paragraphs or after <br>."""
    blocks = page.read("lines")
    by_key = {block["row"]["key"]: block for block in blocks}
    for block in blocks:
        here = [line for line in block["lines"] if BULLET.match(line)]
        following = by_key.get(block["next"])
        if len(here) > 1 or (_is_item(block) and following is not None and _is_item(following)):
            raise _failure(page, message_id, page.element(block["row"]), "9.3", quote(" ".join(here), 60))


def expect_table_headers(page: Page, *, message_id: str = "table-without-headers") -> None:
    """Each table of data has headers (th) that say what its cells are."""
    for table in _tables(page):
        if not table.all('th, [role="columnheader"], [role="rowheader"]'):
            raise _failure(page, message_id, table, "5.6")


def expect_table_captions(page: Page, *, message_id: str = "table-without-caption") -> None:
    """Each table of data has a name: a caption, or one by aria."""
    names = {element.key: one.name for one, element in page.announced("table")}
    for table in _tables(page):
        if not names.get(table.key):
            raise _failure(page, message_id, table, "5.4")


def expect_table_scopes(page: Page, *, message_id: str = "th-without-scope") -> None:
    """Each header of a table of data says which cells it is of: its column or its row; cells may name it instead."""
    for table in _tables(page):
        named = {name for cell in table.all("[headers]") for name in cell.attributes["headers"].split()}
        for header in table.all("th"):
            said = header.attributes
            tells = said.get("scope", "").strip().lower() in SCOPES or said.get("role", "").strip().lower() in HEADERS
            if header.has_text and not tells and said.get("id") not in named:
                raise _failure(page, message_id, header, "5.7", quote(header.text, 40))


def expect_passage_lang(page: Page, text: str, lang: str, *, message_id: str = "passage-lang") -> Element:
    """The words `text`, in another language than the page's, say which ("en"); a region is welcome."""
    saying = [element for element in page.all("body *") if element.shown and has_text_in(text, element.text)]
    if not saying:
        raise Failure("missing-passage", expected=quote(text), file=page.name)
    languages = [(page.read("language", element.key) or "", element) for element in saying[::-1]]
    for found, element in languages:
        if found.strip().lower().replace("_", "-").split("-")[0] == lang:
            return element
    innermost = saying[-1]
    raise _failure(page, message_id, innermost, "8.7", languages[0][0] or None, f'lang="{lang}"')


def _is_item(block: dict[str, Any]) -> bool:
    """True for a block of one line that begins as a point of a list does."""
    return len(block["lines"]) == 1 and bool(BULLET.match(block["lines"][0]))


def _tables(page: Page) -> list[Element]:
    """Tables of data: not those declared to be for looks, nor those of one row or one column."""
    return [
        table
        for table in page.all("table")
        if table.shown
        and table.attributes.get("role") not in {"none", "presentation"}
        and len(rows := table.all("tr")) > 1
        and max(len(row.all("td, th")) for row in rows) > 1
    ]


def _failure(
    page: Page,
    message_id: str,
    element: Element,
    criterion: str,
    found: str | None = None,
    expected: str | None = None,
) -> Failure:
    return Failure(
        message_id,
        expected=expected,
        found=found,
        file=page.name,
        line=element.line,
        values={"criterion": criterion},
    )
