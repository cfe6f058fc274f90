"""What a unit says of the red thread is held against it: prices, weights, addresses; and nobody real can be reached.

    <h2>Lampe de bureau bleue</h2>
    <p>Prix : 5 euros</p>            « Lampe de bureau bleue » stands with 5 euros; the red thread says 4

Pages that are wrong on purpose (`mistakes/`, `start/`) may say what they like of a price, but no file may hold a phone
number or a mail address that could be somebody's.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from curriculum.builder.faults import Fault
from curriculum.builder.red_thread import FICTIONAL_MAIL, Place, RedThread, ShopObject

TEXTS = {".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".sql", ".svg", ".txt", ".yml"}
WRONG_ON_PURPOSE = {"mistakes", "start"}
PHONE = re.compile(r"(?<![\d+])0[1-9](?:[ .\u00a0\u202f-]?\d\d){4}(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TAG = re.compile(r"<[^<>]*>")
PRICE = re.compile(r"(\d+(?:[.,]\d+)?)[ \u00a0\u202f]?(?:€|euros?\b)")
WEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)[ \u00a0\u202f]?(?:kg|kilos?|kilogrammes?)\b")
FICTIONAL_PREFIX = "019900"  # as red_thread.py has it, written with or without spaces
REACH = 120  # letters after an object's name in which a price is its own: a line or two of a card


def lint_facts(folder: Path, thread: RedThread) -> list[Fault]:
    """The faults of all files of a unit."""
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in TEXTS or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        faults += _reachable(path, text)
        if not WRONG_ON_PURPOSE & set(path.relative_to(folder).parts):
            faults += _contradictions(path, text, thread)
    return faults


def _reachable(path: Path, text: str) -> Iterator[Fault]:
    """A fault for each phone number and mail address that may be somebody's."""
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if not digits.startswith(FICTIONAL_PREFIX) and digits != string.digits:
            yield _fault(path, text, match, "may be somebody's phone; expected one kept for fiction: 01 99 00 12 34")
    for match in MAIL.finditer(text):
        if not FICTIONAL_MAIL.fullmatch(match[0].rstrip(".")):
            yield _fault(path, text, match, "may be somebody's address; expected one that leads nowhere, in .example")


def _contradictions(path: Path, text: str, thread: RedThread) -> Iterator[Fault]:
    """A fault for each price, weight, mail address and house number that is another one in the red thread."""
    shown = _shown(text)
    for each, match, after in _mentions(shown, thread):
        for pattern, known, unit in ((PRICE, each.price_eur, "euros"), (WEIGHT, each.weight_kg, "kg")):
            said = pattern.search(after)
            if said and float(said[1].replace(",", ".")) != known:
                sentence = f"stands with {said[1]} {unit}; the red thread says {known:g}"
                yield _fault(path, shown, match, sentence)
    for place in thread.places:
        yield from _about(path, text, place)


def _shown(text: str) -> str:
    """The text without tags, each letter where it was, so that lines can be told."""
    return unescape(TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag[0]), text))


def _mentions(text: str, thread: RedThread) -> Iterator[tuple[ShopObject, re.Match[str], str]]:
    """Each object named, and what is said after it, up to the next one."""
    named = {each.name.casefold().replace("’", "'"): each for each in thread.objects}
    names = "|".join(re.escape(name).replace("'", "['’]") for name in sorted(named, key=len, reverse=True))
    found = list(re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text, re.IGNORECASE)) if named else []
    ends = [*(match.start() for match in found), len(text)][1:]
    for match, end in zip(found, ends, strict=True):
        after = re.sub(r"\s+", " ", text[match.end() : end])[:REACH]
        yield named[match[0].casefold().replace("’", "'")], match, after


def _about(path: Path, text: str, place: Place) -> Iterator[Fault]:
    domain = place.mail.partition("@")[2]
    for match in re.finditer(rf"[\w.+-]+@{re.escape(domain)}", text):
        if match[0] != place.mail:
            yield _fault(path, text, match, f"is not {place.name}'s; the red thread says {place.mail}")
    number, _, street = place.address.partition(",")
    street = street.split(",")[0].strip()
    for match in re.finditer(rf"(\d+),?[ \u00a0\u202f]{re.escape(street)}\b", text):
        if match[1] != number:
            yield _fault(path, text, match, f"is not {place.name}'s; the red thread says {number}, {street}")


def _fault(path: Path, text: str, match: re.Match[str], sentence: str) -> Fault:
    return Fault(path, text.count("\n", 0, match.start()) + 1, f"« {match[0]} » {sentence}")
