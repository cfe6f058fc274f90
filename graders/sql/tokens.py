"""SQL cut into words as SQLite cuts it, so that a rule never looks into a comment or a text by accident.

ref: https://www.sqlite.org/lang.html , tokenize.c
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a token is; NAME is a quoted one ("titre", `titre`, [titre])."""

    WORD = "word"
    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"


# Possessive: an open quote before a long text must not be tried again at each of its letters.
TOKEN = re.compile(
    r"""
      (?P<blank>  \s+ | --[^\n]* | /\*(?s:.*?)(?:\*/|\Z) )
    | (?P<text>   [xX]?'(?:[^']|'')*+'? )
    | (?P<name>   "(?:[^"]|"")*+"? | `(?:[^`]|``)*+`? | \[[^\]]*\]? )
    | (?P<number> 0[xX][0-9a-fA-F]+ | (?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)? )
    | (?P<word>   [A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]* )
    | (?P<sign>   <> | != | <= | >= | == | \|\| | << | >> | ->>? | . )
    """,
    re.VERBOSE,
)
QUOTES = {'"': '"', "`": "`", "[": "]", "'": "'"}


@dataclass(frozen=True)
class Token:
    """One token; `line` counts from 1, `start` and `end` are offsets in the whole text."""

    kind: Kind
    text: str
    line: int
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The word in capitals; "" for anything in quotes and for numbers."""
        return self.text.upper() if self.kind in {Kind.WORD, Kind.SIGN} else ""

    @property
    def value(self) -> str:
        """A name or text without its quotes, anything else as written."""
        if self.kind not in {Kind.NAME, Kind.TEXT}:
            return self.text
        inner = self.text.lstrip("xX") if self.kind is Kind.TEXT else self.text
        quote = QUOTES[inner[0]]
        return inner[1:].removesuffix(quote).replace(quote * 2, quote)

    @property
    def is_open(self) -> bool:
        """True if its closing quote is missing."""
        if self.kind not in {Kind.NAME, Kind.TEXT}:
            return False
        inner = self.text.lstrip("xX") if self.kind is Kind.TEXT else self.text
        # An even number of quotes after the first one: all are doubled.
        closing = QUOTES[inner[0]]
        tail = len(inner[1:]) - len(inner[1:].rstrip(closing))
        return tail % 2 == 0 if closing != "]" else tail == 0


@dataclass(frozen=True)
class Statement:
    """One statement: its tokens, without the closing semicolon, and its text; `ended` says whether that was there."""

    tokens: tuple[Token, ...]
    text: str
    ended: bool

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.tokens[0].line

    @property
    def verb(self) -> str:
        """Its first word in capitals: SELECT, INSERT …"""
        return self.tokens[0].word

    @property
    def words(self) -> tuple[str, ...]:
        """Its words and signs in capitals; what is in quotes, and numbers, are ""."""
        return tuple(token.word for token in self.tokens)

    def says(self, phrase: str) -> bool:
        """True if the phrase's words stand in it one after the other; OUTER, INNER and AS are not counted."""
        wanted = [token.word for token in tokens(phrase)]
        words = [word for word in self.words if word not in {"OUTER", "INNER", "AS"} or word in wanted]
        return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens, without blanks and comments."""
    found, line, last = [], 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if match.lastgroup != "blank":
            found.append(Token(Kind(match.lastgroup), match.group(), line, match.start()))
    return tuple(found)


def statements(text: str) -> tuple[Statement, ...]:
    """The statements; the semicolons inside a trigger do not end it."""
    return tuple(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    open_tokens: list[Token] = []
    for token in tokens(text):
        if token.text != ";":
            open_tokens.append(token)
        elif open_tokens:
            if _is_trigger(open_tokens) and not _ends_trigger(open_tokens):
                open_tokens.append(token)
                continue
            yield _statement(text, open_tokens, ended=True)
            open_tokens = []
    if open_tokens:
        yield _statement(text, open_tokens, ended=False)


def _statement(text: str, found: list[Token], *, ended: bool) -> Statement:
    return Statement(tuple(found), text[found[0].start : found[-1].end], ended)


def _is_trigger(found: list[Token]) -> bool:
    words = [token.word for token in found[:3]]
    return words[:1] == ["CREATE"] and "TRIGGER" in words


def _ends_trigger(found: list[Token]) -> bool:
    """As SQLite's own rule: the word END right after a semicolon."""
    return len(found) > 1 and found[-1].word == "END" and found[-2].text == ";"
