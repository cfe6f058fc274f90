"""What was probably meant by a value the browser refuses: a unit, a sign or an English word away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graders.web.css.names import in_css, names, nearest

WORD = re.compile(r"(?<![\w#@.-])[^\W\d_][\w-]*(?![\w(-])")
NUMBER = r"(?<![\w#.-])([+-]?(?:\d*\.)?\d+)"
SUGGESTIONS = 12  # of one value; each is a question to the browser


@dataclass(frozen=True)
class Suggestion:
    """A value to try, and the message that fits if it is the one."""

    rule_id: str
    value: str


def suggestions(value: str) -> list[Suggestion]:
    """Values near this one, likeliest first; the browser decides which exists."""
    found: dict[str, Suggestion] = {}
    for suggestion in _all(value):
        if suggestion.value != value and len(found) < SUGGESTIONS:
            found.setdefault(suggestion.value, suggestion)
    return list(found.values())


def _all(value: str) -> Iterator[Suggestion]:
    if "\n" in value:
        yield Suggestion("css-missing-semicolon", value.split("\n")[0].strip())
    units = "|".join(re.escape(unit) for unit in sorted(names("units"), key=len, reverse=True))
    with_point = re.sub(r"(?<=\d),(?=\d)", ".", value)
    joined = re.sub(rf"{NUMBER}\s+({units})(?![\w-])", r"\1\2", with_point, flags=re.IGNORECASE)
    yield Suggestion("css-unit-space", re.sub(rf"{NUMBER}\s+({units})(?![\w-])", r"\1\2", value, flags=re.IGNORECASE))
    yield Suggestion("css-decimal-comma", with_point)
    yield Suggestion("css-unit-space", joined)
    unit_less = rf"{NUMBER}(?![\w.%-])"
    for unit in ("px", "s", "deg"):
        yield Suggestion("css-missing-unit", re.sub(unit_less, rf"\g<1>{unit}", value))
    yield Suggestion("css-unit", re.sub(rf"{NUMBER}([a-z]+)", _with_near_unit, value, flags=re.IGNORECASE))
    yield Suggestion("css-hash", re.sub(r"(?<![\w#-])([0-9a-f]{6}|[0-9a-f]{3})(?![\w-])", r"#\1", value, flags=re.I))
    yield Suggestion("css-impossible-value", re.sub(r"#\s+(?=[0-9a-f])", "#", value, flags=re.IGNORECASE))
    yield Suggestion("css-quoted-value", re.sub(r"""["']([^"']*)["']""", r"\1", value))
    french = WORD.sub(lambda word: in_css(word[0]) or word[0], value)
    yield Suggestion("css-french-value", french)
    # « vert foncé » is one colour of two words.
    yield Suggestion("css-french-value", in_css("-".join(value.split())) or value)
    yield Suggestion("css-impossible-value", "".join(value.split()))
    for known in (names("colors"), names("words"), names("words") | names("colors")):
        yield Suggestion("css-impossible-value", _with_near_words(french, known))
    yield Suggestion("css-comma", " ".join(re.sub(r",(?![^(]*\))", " ", value).split()))
    yield Suggestion("css-impossible-value", re.sub(r"\s+(?=\()", "", value))


def _with_near_unit(number: re.Match[str]) -> str:
    unit = number[2].lower()
    meant = {"pixel": "px", "pixels": "px", "p": "px", "x": "px", "sec": "s", "degre": "deg"}.get(unit)
    return number[1] + (unit if unit in names("units") else meant or nearest(unit, names("units"), 0.5) or unit)


def _with_near_words(value: str, known: frozenset[str]) -> str:
    def near(word: re.Match[str]) -> str:
        return word[0] if word[0].lower() in known else nearest(word[0], known, 0.6) or word[0]

    return WORD.sub(near, value)
