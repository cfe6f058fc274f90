"""The text of a stylesheet without what only looks like CSS in it: comments, strings, addresses."""

from __future__ import annotations

import re

PIECE = re.compile(
    r"""
    (?P<comment> /\*.*?\*/ )
  | (?P<endless> /\*.*\Z )
  | (?P<string> "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<quote> ["'][^\n]* )
  | (?P<url> \burl\(\s*(?!["'\s])[^"'()\n]*\) )
  | (?P<slashes> (?<!:)//[^\n]* )  # after a colon they are an address
  | (?P<escape> \\[^\n] )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
OWN = re.compile(r"\s*--[\w-]+\s*:")  # an own property: anything may be its value
BREAKS = {"endless": "css-unclosed-comment", "quote": "css-unclosed-quote", "slashes": "css-slashes"}


def split_list(text: str) -> list[str]:
    """The parts between top-level commas, tidied; brackets, strings and comments are respected."""
    masked, plain, _ = mask(text)
    parts, start, depth = [], 0, 0
    for mark in re.finditer(r"[()\[\],]", masked):
        if mark[0] in "([":
            depth += 1
        elif mark[0] in ")]":
            depth -= 1
        elif depth <= 0:
            parts.append(plain[start : mark.start()])
            start = mark.end()
    return [" ".join(part.split()) for part in (*parts, plain[start:])]


def outside_brackets(masked: str) -> str:
    """A masked text, at the same length, without what stands within round and square brackets."""
    signs, depth = [], 0
    for sign in masked:
        depth -= sign in ")]" and depth > 0
        signs.append("x" if depth and sign != "\n" else sign)
        depth += sign in "(["
    return "".join(signs)


def mask(text: str) -> tuple[str, str, list[tuple[str, int]]]:
    """The text twice, at the same length: without what strings and addresses hold, and without comments only.

    Third, the breaks seen on the way, as (rule_id, offset).
    """
    masked, plain, breaks = [], [], []
    end = 0
    for piece in PIECE.finditer(text):
        kind, found = piece.lastgroup, piece[0]
        masked.append(text[end : piece.start()])
        plain.append(text[end : piece.start()])
        end = piece.end()
        blank = re.sub(r"[^\n]", " ", found)
        if kind in {"comment", "endless", "slashes"}:
            masked.append(blank)
            plain.append(blank)
        else:
            masked.append(re.sub(r"[^\n]", "x", found) if kind != "url" else f"url({'x' * (len(found) - 5)})")
            plain.append(found)
        if kind in {"endless", "quote", "slashes"}:
            breaks.append((BREAKS[kind], piece.start()))
    masked.append(text[end:])
    plain.append(text[end:])
    return "".join(masked), "".join(plain), breaks
