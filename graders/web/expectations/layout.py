"""Verbs for how elements stand to one another; how that was done (flex, grid, float, table …) is the learner's choice.

    expect_same_row(page, "nav a")
    expect_columns_at(page, ".cartes > *", {360: 1, 768: 2, 1280: 3})

A length is a number of pixels, or a text as in CSS: "60rem", "80%" (of what is around), "50vw".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from graders.checks import Failure
from graders.web.layout import (
    COMPARED,
    SLACK,
    Area,
    Box,
    around,
    below,
    beside,
    boxes,
    columns_seen,
    follows,
    overlap,
    parent_of,
    shared,
)
from graders.web.page import Page, spoken
from graders.web.screen import WIDTH_PX

LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|rem|em|%|vw|vh)")
FULL = 0.98  # of what is around: an element that wide is as wide
WIDE_MARGIN = 0.02  # of what is around: this far off, it is still in the middle
PIECES = 10  # of an element compared with those of another

Length = float | str


def expect_same_row(page: Page, selector: str, message_id: str | None = None) -> None:
    """All elements of the selector stand side by side, in whatever order."""
    for one, other in itertools.pairwise(boxes(page, selector, at_least=2)):
        if not (beside(one.border, other.border) or beside(other.border, one.border)):
            raise _two(page, message_id or "not-same-row", one, other)


def expect_stacked(page: Page, selector: str, message_id: str | None = None) -> None:
    """Each element of the selector stands below the one before it."""
    for one, other in itertools.pairwise(boxes(page, selector, at_least=2)):
        if not below(one.border, other.border):
            raise _two(page, message_id or "not-stacked", one, other)


def expect_columns(page: Page, selector: str, columns: int, message_id: str | None = None) -> None:
    """As many elements of the selector stand side by side as there are to be columns."""
    found = boxes(page, selector, at_least=columns)
    seen = columns_seen([box.border for box in found])
    if seen != columns:
        raise Failure(
            message_id or "other-columns",
            expected=_columns(columns),
            found=_columns(seen),
            file=page.name,
            line=found[0].element.line,
            values=_width(page),
        )


def expect_columns_at(page: Page, selector: str, columns: Mapping[int, int], message_id: str | None = None) -> None:
    """Width of the window → columns seen there: {360: 1, 768: 2, 1280: 3}."""
    for width, count in columns.items():
        with page.shown(width=width) as shown:
            expect_columns(shown, selector, count, message_id)


def expect_centred(
    page: Page,
    selector: str,
    within: str | None = None,
    axis: Literal["horizontal", "vertical"] = "horizontal",
    message_id: str | None = None,
) -> None:
    """Each element stands in the middle of what is around it (its parent, or the nearest `within`).

    Where an element is as wide (or high) as what is around it, what it shows has to be in its middle: its lines of
    text, its pictures.
    """
    for box in boxes(page, selector):
        outer = parent_of(page, box, within)
        off = min((_off_centre(box, area, axis) for area in (outer.content, outer.border)), key=abs)
        if off:
            horizontal, vertical = ("droite", "gauche"), ("bas", "haut")
            sides = horizontal if axis == "horizontal" else vertical
            raise Failure(
                message_id or ("not-centred" if axis == "horizontal" else "not-in-the-middle"),
                found=spoken(box.element),
                file=page.name,
                line=box.element.line,
                values={
                    "one": spoken(box.element),
                    "px": str(round(abs(off))),
                    "side": sides[0] if off > 0 else sides[1],
                    **_width(page),
                },
            )


def expect_reading_order(page: Page, *selectors: str, message_id: str | None = None) -> None:
    """An eye meets the elements in the order they are written (one selector), or in this order (several)."""
    if len(selectors) == 1:
        found = boxes(page, selectors[0], at_least=2)
    else:
        found = [boxes(page, selector)[0] for selector in selectors]
    for one, other in itertools.pairwise(found):
        if not follows(one.border, other.border):
            raise _two(page, message_id or "other-reading-order", one, other)


def expect_left_of(page: Page, selector: str, other: str, message_id: str | None = None) -> None:
    """All elements of the selector end where those of `other` begin, seen from the left."""
    _expect_side(page, selector, other, "à gauche de", message_id, lambda one, two: two.left >= one.right - SLACK)


def expect_right_of(page: Page, selector: str, other: str, message_id: str | None = None) -> None:
    """All elements of the selector begin where those of `other` end, seen from the left."""
    _expect_side(page, selector, other, "à droite de", message_id, lambda one, two: one.left >= two.right - SLACK)


def expect_above(page: Page, selector: str, other: str, message_id: str | None = None) -> None:
    """All elements of the selector end where those of `other` begin, seen from the top."""
    _expect_side(page, selector, other, "au-dessus de", message_id, below)


def expect_below(page: Page, selector: str, other: str, message_id: str | None = None) -> None:
    """All elements of the selector begin where those of `other` end, seen from the top."""
    _expect_side(page, selector, other, "sous", message_id, lambda one, two: below(two, one))


def expect_inside(page: Page, selector: str, container: str, message_id: str | None = None) -> None:
    """No element of the selector sticks out of all elements of `container`, wherever it is written."""
    outers = boxes(page, container)
    for box in boxes(page, selector):
        if not any(_holds(outer.border, box.border) for outer in outers):
            raise _two(page, message_id or "sticks-out-of", box, outers[0])


def no_overlap(page: Page, selector: str, message_id: str | None = None) -> None:
    """No element of the selector lies over another, nor its text; one inside another is no overlap."""
    found = boxes(page, selector)[:COMPARED]
    for one, other in itertools.combinations(found, 2):
        nested = _holds(one.border, other.border) or _holds(other.border, one.border)
        if not nested and any(overlap(a, b) for a, b in itertools.product(_pieces(one), _pieces(other))):
            raise _two(page, message_id or "overlap", one, other)


def expect_same_width(page: Page, selector: str, message_id: str | None = None) -> None:
    """The elements of the selector are equally wide."""
    _expect_same(page, selector, message_id or "other-widths", lambda area: area.width)


def expect_same_height(page: Page, selector: str, message_id: str | None = None) -> None:
    """The elements of the selector are equally high."""
    _expect_same(page, selector, message_id or "other-heights", lambda area: area.height)


def expect_width(
    page: Page,
    selector: str,
    *,
    at_least: Length | None = None,
    at_most: Length | None = None,
    message_id: str | None = None,
) -> None:
    """Each element is as wide as asked, with or without its padding: both ways to count are right."""
    for box in boxes(page, selector):
        widths = (box.border.width, box.content.width)
        if at_most is not None and min(widths) > pixels(page, at_most, box) + SLACK:
            raise _sized(page, message_id or "too-wide", box, at_most, min(widths))
        if at_least is not None and max(widths) < pixels(page, at_least, box) - SLACK:
            raise _sized(page, message_id or "too-narrow", box, at_least, max(widths))


def expect_full_width(page: Page, selector: str, message_id: str | None = None) -> None:
    """Each element reaches from the left edge of the window to the right one."""
    room = page.read("room")["width"]
    for box in boxes(page, selector):
        if box.border.left > SLACK or box.border.right < room - SLACK:
            raise _sized(page, message_id or "not-full-width", box, room, box.border.width)


def expect_gap(
    page: Page,
    selector: str,
    *,
    at_least: Length | None = None,
    at_most: Length | None = None,
    message_id: str | None = None,
) -> None:
    """Between each element and the next there is as much room as asked, however it was made."""
    for one, other in itertools.pairwise(boxes(page, selector, at_least=2)):
        wide, high = shared(one.seen, other.seen)
        on_one_row = beside(one.seen, other.seen) or beside(other.seen, one.seen)
        gap = max(0.0, -wide if on_one_row else -high)
        values = {"one": spoken(one.element), "other": spoken(other.element), "px": str(round(gap)), **_width(page)}
        for limit, wrong, sign in ((at_least, "gap-too-small", 1), (at_most, "gap-too-large", -1)):
            if limit is not None and sign * (pixels(page, limit, one) - gap) > 1:
                raise Failure(
                    message_id or wrong,
                    expected=_spoken_length(limit),
                    found=f"{round(gap)} px",
                    file=page.name,
                    line=other.element.line,
                    values=values,
                )


def pixels(page: Page, length: Length, box: Box) -> float:
    """A length in pixels, for this element; ValueError if it is not one we know."""
    if isinstance(length, int | float):
        return float(length)
    parsed = LENGTH.fullmatch(length.strip())
    if parsed is None:
        raise ValueError(f"{length!r} is no length; expected a number or px, rem, em, %, vw, vh as in '60rem'")
    room = page.read("room")
    units: dict[str, Callable[[], float]] = {
        "px": lambda: 1.0,
        "rem": lambda: float(room["letters"]),
        "em": lambda: box.letters,
        "%": lambda: parent_of(page, box, None).content.width / 100,
        "vw": lambda: float(room["width"]) / 100,
        "vh": lambda: float(room["height"]) / 100,
    }
    return float(parsed[1]) * units[parsed[2]]()


def _off_centre(box: Box, outer: Area, axis: str) -> float:
    """How far from the middle, to the right or down; 0 where that is forgiven."""
    horizontal = axis == "horizontal"
    size = outer.width if horizontal else outer.height
    fills = (box.border.width if horizontal else box.border.height) >= size * FULL
    areas: Sequence[Area] = [box.border]
    if fills and box.ink:
        areas = box.ink if horizontal else [around(box.ink)]
    side = 0 if horizontal else 1
    off = max((area.centre[side] - outer.centre[side] for area in areas), key=abs)
    return off if abs(off) > max(SLACK, size * WIDE_MARGIN / 2) else 0.0


def _expect_side(
    page: Page, selector: str, other: str, side: str, message_id: str | None, holds: Callable[[Area, Area], bool]
) -> None:
    ones, others = boxes(page, selector), boxes(page, other)
    if not holds(around(box.border for box in ones), around(box.border for box in others)):
        raise _two(page, message_id or "other-side", ones[0], others[0], side=side)


def _expect_same(page: Page, selector: str, message_id: str, size: Callable[[Area], float]) -> None:
    found = boxes(page, selector, at_least=2)
    for box in found[1:]:
        if abs(size(box.border) - size(found[0].border)) > SLACK:
            sizes = [f"{round(size(one.border))} px" for one in (found[0], box)]
            raise Failure(
                message_id,
                expected=sizes[0],
                found=sizes[1],
                file=page.name,
                line=box.element.line,
                values={"one": spoken(found[0].element), "other": spoken(box.element), **_width(page)},
            )


def _two(page: Page, message_id: str, one: Box, other: Box, **values: str) -> Failure:
    return Failure(
        message_id,
        found=spoken(one.element),
        file=page.name,
        line=one.element.line,
        values={"one": spoken(one.element), "other": spoken(other.element), **values, **_width(page)},
    )


def _sized(page: Page, message_id: str, box: Box, limit: Length, width: float) -> Failure:
    return Failure(
        message_id,
        expected=_spoken_length(limit),
        found=f"{round(width)} px",
        file=page.name,
        line=box.element.line,
        values={"one": spoken(box.element), **_width(page)},
    )


def _width(page: Page) -> dict[str, str]:
    """The room the page has, for messages; nothing on the usual screen, where it goes without saying."""
    room = round(page.read("room")["width"])
    return {} if room == WIDTH_PX else {"width": str(room)}


def _pieces(box: Box) -> tuple[Area, ...]:
    return (*box.parts[:PIECES], *box.lines[:PIECES])


def _holds(outer: Area, inner: Area) -> bool:
    return (
        inner.left >= outer.left - SLACK
        and inner.top >= outer.top - SLACK
        and inner.right <= outer.right + SLACK
        and inner.bottom <= outer.bottom + SLACK
    )


def _columns(count: int) -> str:
    return f"{count} colonnes" if count > 1 else f"{count} colonne"


def _spoken_length(length: Length) -> str:
    return length if isinstance(length, str) else f"{round(length)} px"
