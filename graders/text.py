"""Texts as a kind reader compares them: spaces, case, accents and typography are never the mistake."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")  # half characters too
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SAME_SIGNS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "…": "...",
    }
)
COMPARED = 100
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def tidy_text(text: str) -> str:
    """The text on one line, each run of spaces (also non-breaking ones) made one, none at the ends."""
    return " ".join(text.translate(INVISIBLE).split())


def fold_text(text: str) -> str:
    """What is left to compare once case, accents, spaces, kinds of quotes and final signs are set aside.

    "«\u00a0Horaires d’ÉTÉ\u00a0:\u00a0»" becomes '"horaires d\'ete"'.
    """
    letters = tidy_text(text).translate(SAME_SIGNS).casefold().translate(LIGATURES)
    # Twice: to take letters apart sorts the accents that stand in a row, in a time that grows with the square of their
    # number; a file of nothing else would hold up everybody's checks for a quarter of a minute.
    plain = _without_accents(unicodedata.normalize("NFKD", _without_accents(letters)))
    plain = re.sub(r"\s+(?=[,;:!?.)])", "", tidy_text(plain))
    plain = re.sub(r'"\s*([^"]*?)\s*"', r'"\1"', plain)
    return plain.rstrip(" .,;:!").lstrip() or plain


def _without_accents(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def same_text(one: str, other: str) -> bool:
    """True if a kind reader would call them the same."""
    return fold_text(one) == fold_text(other)


def nearest_text(texts: Sequence[str], wanted: str) -> int:
    """The place of the text that has most letters in common with what is wanted; the first texts, and their beginnings.

    Letters are compared each with each: not for a novel, nor for a library of them.
    """
    folded = fold_text(wanted)
    letters = max(2 * len(folded), 40)
    matcher = difflib.SequenceMatcher(b=folded)

    def likeness(place: int) -> float:
        matcher.set_seq1(fold_text(texts[place][: 2 * letters])[:letters])
        return matcher.ratio()

    return max(range(min(len(texts), COMPARED)), key=likeness)


def has_text_in(part: str, whole: str) -> bool:
    """True if `part`, which must not be empty, stands somewhere in `whole`; with the same tolerance."""
    return fold_text(part) in fold_text(whole)


def showable(text: str) -> str:
    """The text as any page, log or terminal can show it: what is no character, or commands one, becomes "\ufffd".

    Signs that turn the direction of what follows them are left out: a card would read backwards.
    """
    return UNSHOWABLE.sub("\ufffd", TURNING.sub("", text))


def quote(text: str, at_most: int = 80) -> str:
    """A learner's text as a card shows it: tidied, and cut at `at_most` signs."""
    tidied = tidy_text(text)
    return tidied if len(tidied) <= at_most else tidied[: at_most - 1].rstrip() + "…"
