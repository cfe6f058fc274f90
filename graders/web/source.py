"""A page as its author wrote it: on which line each element was opened, and what is never closed.

The browser forgets lines and mends mistakes in silence; html5lib builds the same tree by the same algorithm
(https://html.spec.whatwg.org/multipage/parsing.html) and can be asked where it stands. So the k-th <p> of the browser
is the k-th <p> here, as long as both count the same number of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes, voidElements
from html5lib.html5parser import HTMLParser, getPhases

OPENING = "\0opening"  # an attribute no page can write: U+0000 becomes U+FFFD in attribute names
# What a page by hand never reaches; beyond, html5lib takes seconds where a browser takes none.
TAGS = 3000
DEPTH = 200
FORMATTING_DEPTH = 16  # <b>, <i>, <a> … open at once: each is made anew in every paragraph that follows
ATTRIBUTES = 100  # of one tag
FAULTS = 1000  # a paragraph full of "<" has one for each
# ref: https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
OPTIONAL_END = frozenset(
    {"html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "rp", "rt"}
    | {"caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"}
)
FOREIGN = frozenset({"svg", "math"})
SILENT = frozenset({"head", "script", "style"})
END_OF_TEXT = "expected-named-closing-tag-but-got-eof"  # html5lib says it of <title> and <script>, not of <textarea>
# html5lib's names for what swallows the rest of a page.
SWALLOWED = {
    "eof-in-attribute-value-double-quote": "quote",
    "eof-in-attribute-value-single-quote": "quote",
    "expected-attribute-name-but-got-eof": "tag",
    "expected-attribute-value-but-got-eof": "tag",
    "expected-end-of-tag-but-got-eof": "tag",
    "eof-in-attribute-name": "tag",
    "eof-in-attribute-value-no-quotes": "tag",
    "eof-in-tag-name": "tag",
    "unexpected-EOF-after-attribute-value": "tag",
    "invalid-character-in-attribute-name": "tag",
    "eof-in-comment": "comment",
    "eof-in-comment-end-dash": "comment",
    "eof-in-comment-double-dash": "comment",
    "eof-in-comment-end-bang-state": "comment",
    END_OF_TEXT: "element",
}


@dataclass(frozen=True)
class Opening:
    """An opening tag as written; `closed` is whether its end tag is written too. Lines count from 1.

    `attributes` are the names of its attributes, none for a tag within <svg> or <math>, which have their own.
    """

    tag: str
    line: int
    closed: bool = False
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SyntaxFault:
    """A place the parser stumbled over: html5lib's `code`, the line where the broken piece begins, the tag if any."""

    code: str
    line: int
    tag: str | None = None

    @property
    def kind(self) -> str | None:
        """What it swallows the page with: "tag", "quote", "comment" or "element"; None if it swallows nothing."""
        return SWALLOWED.get(self.code)


class _Unreadable(Exception):
    """More tags, nesting, attributes or faults than are worth the time."""


class Source:
    """The text of a page and what can be told of it without a browser."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def is_readable(self) -> bool:
        """False for a text beyond any page by hand; nothing else is told of it."""
        return self._parsed.is_whole

    @property
    def openings(self) -> tuple[Opening, ...]:
        """Every opening tag in the order written."""
        return tuple(self._parsed.openings)

    @property
    def strays(self) -> tuple[Opening, ...]:
        """End tags that close nothing, as written."""
        return tuple(self._parsed.strays)

    @property
    def syntax_faults(self) -> tuple[SyntaxFault, ...]:
        """What the parser stumbled over, in source order."""
        return tuple(self._parsed.faults)

    @cached_property
    def swallowing(self) -> SyntaxFault | None:
        """The first fault that swallows what follows it, such as a quote or a <title> that never ends."""
        textareas = (SyntaxFault(END_OF_TEXT, one.line, one.tag) for one in self.unclosed if one.tag == "textarea")
        return next((fault for fault in (*self.syntax_faults, *textareas) if fault.code in SWALLOWED), None)

    @cached_property
    def unclosed(self) -> tuple[Opening, ...]:
        """Elements that need an end tag and have none."""
        return tuple(
            opening
            for opening in self.openings
            if not opening.closed and opening.tag not in OPTIONAL_END and opening.tag not in voidElements
        )

    @cached_property
    def shown_text(self) -> str:
        """What a visitor reads of it, without its head, scripts, styles and comments; "" if it is not readable."""
        return "".join(_words(self._parsed.document)) if self.is_readable else ""

    def line(self, number: int) -> str:
        """What is written on a line, counted from 1; empty past the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def opening(self, tag: str, index: int, count: int) -> Opening | None:
        """Where the element of this tag that comes `index`-th of `count` in the browser is opened.

        None if no tag of the text made it: a script did, or the parser (an implied <body>).
        """
        alike = self._places.get(tag, [])
        number = alike[index] if len(alike) == count else None
        return None if number is None else self.openings[number]

    @cached_property
    def _places(self) -> dict[str, list[int | None]]:
        """For each tag, in tree order, the number of the opening that made the element."""
        places: dict[str, list[int | None]] = defaultdict(list)
        for element in self._parsed.document.iter() if self.is_readable else ():
            if isinstance(element.tag, str):
                number = element.attrib.get(OPENING)
                places[element.tag.rpartition("}")[2]].append(None if number is None else int(number))
        return places

    @cached_property
    def _parsed(self) -> _PlacingParser:
        parser = _PlacingParser()
        parser.place(self.text)
        return parser


# Elements of the standard that html5lib is too old to know: each ends a paragraph, as <section> does.
for _handler in ("startTagHandler", "endTagHandler"):
    _rules = vars(getPhases(False)["inBody"])[_handler]
    _rules.update(dict.fromkeys(("dialog", "search"), _rules["section"]))


def _words(element: Any) -> Iterator[str]:
    is_silent = not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in SILENT
    if not is_silent:
        yield element.text or ""
        for inner in element:
            yield from _words(inner)
            yield inner.tail or ""


class _PlacingParser(HTMLParser):
    """html5lib's parser, noting where each tag begins."""

    tokenizer: _PlacingTokenizer

    def place(self, text: str) -> None:
        self.text = text
        self.openings: list[Opening] = []
        self.strays: list[Opening] = []
        self.faults: list[SyntaxFault] = []
        self.document: Any = None
        try:
            self.document = self.parse(text, scripting=True)
        except _Unreadable:
            self.openings.clear()
            self.faults.clear()

    @property
    def is_whole(self) -> bool:
        """True if the text was parsed to its end."""
        return self.document is not None

    def mainLoop(self) -> None:
        self.tokenizer = _PlacingTokenizer(self.text, self)
        super().mainLoop()

    def parseError(self, errorcode: str = "undefined-error", datavars: Any = None) -> None:
        tag = (datavars or {}).get("name")
        if errorcode == "undefined-error" and self.phase is self.phases["inCaption"]:
            return  # </caption> left out, which the standard allows since; what is unclosed within it is said anyhow
        self.faults.append(SyntaxFault(errorcode, self._line_of(errorcode, tag), tag))
        if len(self.faults) > FAULTS:
            raise _Unreadable
        super().parseError(errorcode, datavars)

    def _line_of(self, errorcode: str, tag: str | None) -> int:
        """The line where the broken piece begins; html5lib itself stands at its end."""
        match SWALLOWED.get(errorcode):
            case "quote" | "tag":
                return self.tokenizer.tag_line
            case "comment":
                return self.text[: self.text.rfind("<!--")].count("\n") + 1
            case "element":
                return next(opening.line for opening in reversed(self.openings) if opening.tag == tag)
        line: int = self.tokenizer.stream.position()[0]
        return line


class _PlacingTokenizer(HTMLTokenizer):
    """html5lib's tokenizer; each start tag carries the number of its Opening as an attribute."""

    def __init__(self, text: str, parser: _PlacingParser) -> None:
        super().__init__(text, parser=parser)
        self.tag_line = 1
        self._openings = parser.openings
        self._strays = parser.strays
        self._open: list[int] = []

    def tagOpenState(self) -> bool:
        self.tag_line = self.stream.position()[0]
        more: bool = super().tagOpenState()
        return more

    def attributeNameState(self) -> bool:
        token: Any = self.currentToken
        if len(token["data"]) > ATTRIBUTES:
            raise _Unreadable
        more: bool = super().attributeNameState()
        return more

    def emitCurrentToken(self) -> None:
        token: Any = self.currentToken
        tree = self.parser.tree
        if (
            len(self._openings) > TAGS
            or len(tree.openElements) > DEPTH
            or len(tree.activeFormattingElements) > FORMATTING_DEPTH
        ):
            raise _Unreadable
        name = token["name"].lower()
        if token["type"] == tokenTypes["StartTag"]:
            foreign = name in FOREIGN or any(self._openings[number].tag in FOREIGN for number in self._open)
            ends_itself = foreign and token["selfClosing"]  # <path/>; in HTML the slash says nothing
            names = () if foreign else tuple(name.lower() for name, _ in token["data"])
            token["data"].append([OPENING, str(len(self._openings))])
            self._openings.append(Opening(name, self.tag_line, ends_itself, names))
            if name not in voidElements and not ends_itself:
                self._open.append(len(self._openings) - 1)
        elif token["type"] == tokenTypes["EndTag"]:
            self._close(name)
        super().emitCurrentToken()

    def _close(self, name: str) -> None:
        """Match an end tag with the innermost opening of its name; what was opened inside it stays unclosed."""
        for place in reversed(range(len(self._open))):
            number = self._open[place]
            if self._openings[number].tag == name:
                self._openings[number] = replace(self._openings[number], closed=True)
                del self._open[place:]
                return
        self._strays.append(Opening(name, self.tag_line))
