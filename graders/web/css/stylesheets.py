"""Where the CSS of a page is written: files it links, files those import, `<style>` elements, `style` attributes."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from graders.checks import Failure
from graders.text import quote
from graders.web.css.depth import is_deep
from graders.web.css.rules import ParsedSheet, Rule, TooDeep
from graders.web.css.syntax import parse_style_attribute, parse_stylesheet
from graders.web.page import Element, Page

ORIGIN = "https://exercice.test"
SHEETS = 20  # of one page; more is a loop or no page by hand
IMPORT = re.compile(r"""(?:url\(\s*)?["']?([^"')]*)["']?""", re.IGNORECASE)
STYLE_START = re.compile(r"<style(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
STYLE_END = re.compile(r"</style", re.IGNORECASE)


@dataclass(frozen=True)
class Stylesheet:
    """One piece of CSS: its text, the file it is written in, and the line it begins on there.

    `element` is the `<style>` or the element with the attribute; None for a file of its own.
    """

    file: str
    first_line: int
    text: str
    parsed: ParsedSheet
    element: Element | None = None
    is_attribute: bool = False


@dataclass(frozen=True)
class LostFile:
    """A stylesheet that a page or another sheet asks for and that is not there."""

    name: str
    file: str
    line: int | None


@dataclass(frozen=True)
class PageStyles:
    """All CSS of a page in the order it is read, and what is asked for in vain."""

    sheets: tuple[Stylesheet, ...]
    lost: tuple[LostFile, ...]

    def rules(self) -> Iterator[tuple[Stylesheet, Rule]]:
        """Every rule with its sheet."""
        for sheet in self.sheets:
            for rule in sheet.parsed.every_rule():
                yield sheet, rule

    @property
    def files(self) -> tuple[str, ...]:
        """The files of their own that are read."""
        return tuple(sheet.file for sheet in self.sheets if sheet.element is None)


def page_styles(page: Page) -> PageStyles:
    """The CSS a page reads; Failure `css-too-large` if it is beyond any page by hand."""
    reading = _Reading(page)
    for element in page.all("link[rel~='stylesheet' i], style, [style]"):
        if element.tag == "link":
            reading.link(element)
        elif element.tag == "style" and element.opening:
            text, line = reading.written.next_on(element.opening.line)
            reading.add(page.name, line, text, element)
        if "style" in element.attributes and element.opening:
            reading.add(page.name, element.opening.line, element.attributes["style"], element, is_attribute=True)
    return PageStyles(tuple(reading.sheets), tuple(reading.lost))


def local_name(address: str, beside: str = "") -> str | None:
    """The file of the work an address names, read from file `beside`; None if it leads elsewhere or is inline."""
    address = address.strip()
    try:
        parts = urlsplit(address.removeprefix(ORIGIN) if address.startswith(ORIGIN) else address)
    except ValueError:  # "//[" is no address
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    folder = "" if path.startswith("/") else posixpath.dirname(beside)
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


class StyleElements:
    """What the `<style>` elements of a page hold, asked for in the order they open; each line is walked once."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._line_starts = [0, *(newline.end() for newline in re.finditer("\n", html))]
        self._walks: dict[int, Iterator[re.Match[str]]] = {}

    def next_on(self, line: int) -> tuple[str, int]:
        """What the next one that opens on a line holds, and the line that begins on; "" if it is not found."""
        if line not in self._walks:
            # From the line's own start: before it, words in a comment may look like the beginning of a tag.
            start = self._line_starts[line - 1] if line <= len(self._line_starts) else len(self._html)
            self._walks[line] = STYLE_START.finditer(self._html, start)
        opening = next(self._walks[line], None)
        if opening is None:
            return "", line
        end = STYLE_END.search(self._html, opening.end())
        text = self._html[opening.end() : end.start() if end else len(self._html)]
        return text, bisect_right(self._line_starts, opening.end())


class _Reading:
    """Collects sheets, each file once per page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.written = StyleElements(page.source)
        self.sheets: list[Stylesheet] = []
        self.lost: list[LostFile] = []
        self._seen: set[str] = set()

    def link(self, element: Element) -> None:
        name = local_name(element.attributes.get("href", ""), self.page.name)
        if name is not None:
            self._file(name, self.page.name, element.line)

    def add(
        self, file: str, line: int, text: str, element: Element | None = None, *, is_attribute: bool = False
    ) -> None:
        if is_deep(text):
            raise Failure("css-too-large", file=file)
        try:
            parsed = parse_style_attribute(text, line) if is_attribute else parse_stylesheet(text, line)
        except TooDeep:
            raise Failure("css-too-large", file=file) from None
        sheet = Stylesheet(file, line, text, parsed, element, is_attribute)
        for rule in parsed.rules:
            if rule.at == "import" and (found := IMPORT.match(rule.prelude)):
                name = local_name(found[1], "" if element else file) if found[1] else None
                if name is not None:
                    self._file(name, file, rule.line)
        self.sheets.append(sheet)

    def _file(self, name: str, asked_in: str, line: int | None) -> None:
        if name in self._seen:
            return
        self._seen.add(name)
        if name not in self.page.file_names:
            self.lost.append(LostFile(quote(name, 40), asked_in, line))
        elif len(self._seen) > SHEETS:
            raise Failure("css-too-large", file=asked_in)
        else:
            try:
                text = self.page.text_of(name)
            except Failure as failure:
                if failure.message_id != "empty-file":
                    raise
                text = ""
            self.add(name, 1, text)
