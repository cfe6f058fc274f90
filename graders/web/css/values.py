"""Computed values as a kind reader compares them: half a pixel, two steps of a colour, and quotes do not matter.

The reader (`reader/style.js`) has turned every colour into `rgb(0 100 0 1)`: red, green, blue to 255, and how opaque.
"""

from __future__ import annotations

import re

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|%|deg|s|fr)?(?![\w.])", re.IGNORECASE)
COLOR = re.compile(r"rgb\(([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\)")
TOLERANCE = {"px": 0.5, "%": 0.5, "deg": 0.5, "fr": 0.01, "s": 0.01, "": 0.01}
COLOR_STEPS = 2.0  # of 255
ALPHA = 0.02


def same_value(one: str, other: str, name: str = "") -> bool:
    """True if two computed values of property `name` look the same."""
    if name == "font-family":
        return _same_families(one, other)
    if COLOR.sub("c", one) != one or COLOR.sub("c", other) != other:
        return _same_colors(one, other)
    return _same_numbers(one, other)


def number_of(value: str) -> float | None:
    """The number of a value that is one, such as 44 of "44px"; None for "auto"."""
    found = NUMBER.fullmatch(value.strip())
    return float(found[1]) if found else None


def color_of(value: str) -> tuple[float, float, float, float] | None:
    """Red, green, blue (0 to 255) and opacity of the first colour in a value, if any."""
    found = COLOR.search(value)
    return (float(found[1]), float(found[2]), float(found[3]), float(found[4])) if found else None


def luminance(color: tuple[float, ...]) -> float:
    """How bright a colour is, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = (part / 255 for part in color[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(color: tuple[float, ...], below: tuple[float, ...]) -> tuple[float, float, float, float]:
    """What is seen where a colour lies on an opaque one."""
    alpha = color[3]
    red, green, blue = (top * alpha + bottom * (1 - alpha) for top, bottom in zip(color[:3], below[:3], strict=True))
    return red, green, blue, 1.0


def _same_colors(one: str, other: str) -> bool:
    ours, theirs = COLOR.findall(one), COLOR.findall(other)
    if len(ours) != len(theirs):
        return False
    for mine, yours in zip(ours, theirs, strict=True):
        steps = [abs(float(a) - float(b)) for a, b in zip(mine, yours, strict=True)]
        unseen = float(mine[3]) == float(yours[3]) == 0
        if not unseen and (max(steps[:3]) > COLOR_STEPS or steps[3] > ALPHA):
            return False
    return _same_numbers(COLOR.sub("c", one), COLOR.sub("c", other))


def _same_numbers(one: str, other: str) -> bool:
    words, other_words = NUMBER.sub("#", _plain(one)), NUMBER.sub("#", _plain(other))
    numbers, other_numbers = NUMBER.findall(_plain(one)), NUMBER.findall(_plain(other))
    return words == other_words and all(
        unit.lower() == other_unit.lower() and abs(float(a) - float(b)) <= TOLERANCE[unit.lower()]
        for (a, unit), (b, other_unit) in zip(numbers, other_numbers, strict=True)
    )


def _plain(value: str) -> str:
    return " ".join(value.replace('"', "").replace("'", "").casefold().split())


def _same_families(one: str, other: str) -> bool:
    """True if `other` begins like `one`, which may name fewer families."""
    ours, theirs = ([part.strip() for part in _plain(value).split(",")] for value in (one, other))
    return theirs[: len(ours)] == ours
