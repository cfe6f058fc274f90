"""Where elements stand on a page as it is shown, and how they stand to one another; in CSS pixels.

    one, other = boxes_of(page.all("nav a"))
    beside(one.seen, other.seen)

Wherever two edges are compared, `SLACK` pixels are forgiven: browsers round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graders.checks import Failure
from graders.web.page import Element, Page

SLACK = 2.0
COMPARED = 100  # elements compared each with each; more cards are no page by hand


@dataclass(frozen=True)
class Area:
    """A rectangle, from the corner of the document."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle: from the left, from the top."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def is_empty(self) -> bool:
        """True if nothing of it can be seen."""
        return self.width <= 0 or self.height <= 0


@dataclass(frozen=True)
class Box:
    """An element as laid out when it was measured.

    `border` is all of it, `content` without border and padding; `parts` are its pieces (a link over two lines has two),
    `lines` those of its text, `ink` those of text and pictures. `painted`: its background or border can be seen.
    `letters` is the size of its letters, `natural` the size of a picture's own file, `labels` the areas of its labels.
    """

    element: Element
    border: Area
    content: Area
    parts: tuple[Area, ...]
    lines: tuple[Area, ...]
    ink: tuple[Area, ...]
    labels: tuple[Area, ...]
    natural: tuple[float, float] | None
    painted: bool
    inline: bool
    position: str
    letters: float
    fit: str
    path: str | None

    @property
    def seen(self) -> Area:
        """What an eye takes for its edges: the border box if that is painted, else its content."""
        return self.border if self.painted or self.content.is_empty else self.content


def boxes_of(elements: Sequence[Element]) -> list[Box]:
    """The boxes of elements of one page, in one question to the browser."""
    if not elements:
        return []
    rows = elements[0].page.read("boxes", [element.key for element in elements])
    return [_box(element, row) for element, row in zip(elements, rows, strict=True)]


def box_of(element: Element) -> Box:
    """The box of one element."""
    return boxes_of([element])[0]


def boxes(page: Page, selector: str, *, at_least: int = 1) -> list[Box]:
    """The boxes of a selector's elements that take room; Failure if they are fewer than `at_least`."""
    laid_out = [box for box in boxes_of(page.all(selector)) if not box.border.is_empty]
    if len(laid_out) < at_least:
        few = "missing-element" if at_least == 1 else "too-few-elements"
        expected = selector if at_least == 1 else f"{at_least} {selector}"
        raise Failure(few, expected=expected, found=f"{len(laid_out)} {selector}", file=page.name)
    return laid_out


def parent_of(page: Page, box: Box, within: str | None) -> Box:
    """The box around this one: the nearest of selector `within`, or its parent."""
    row = page.read("around", box.element.key, within)
    if row is None:
        raise Failure("missing-element", expected=within, file=page.name)
    return box_of(page.element(row))


def around(areas: Iterable[Area]) -> Area:
    """The smallest area that holds them all; there is at least one."""
    every = list(areas)
    return Area(
        min(area.left for area in every),
        min(area.top for area in every),
        max(area.right for area in every),
        max(area.bottom for area in every),
    )


def shared(one: Area, other: Area) -> tuple[float, float]:
    """How wide and how high the part is that both have; below 0 is the distance between them."""
    return (
        min(one.right, other.right) - max(one.left, other.left),
        min(one.bottom, other.bottom) - max(one.top, other.top),
    )


def beside(one: Area, other: Area) -> bool:
    """True if `other` begins right of where most of `one` ends, at the same height: both stand on one row."""
    _, high = shared(one, other)
    apart = other.left >= one.left + min(one.width, other.width) / 2
    return apart and high >= min(one.height, other.height) / 2


def below(one: Area, other: Area) -> bool:
    """True if `other` begins where `one` ends, or further down."""
    return other.top >= one.bottom - SLACK


def overlap(one: Area, other: Area) -> bool:
    """True if one lies over the other by more than is forgiven."""
    wide, high = shared(one, other)
    return wide > SLACK and high > SLACK


def columns_seen(areas: Sequence[Area]) -> int:
    """How many stand side by side where the most do; a grid, floats, a table and newspaper columns count alike."""
    most = 0
    for area in areas[:COMPARED]:
        _, middle = area.centre
        reached, count = float("-inf"), 0
        crossed = (one for one in areas[:COMPARED] if one.top < middle < one.bottom)
        for one in sorted(crossed, key=lambda one: one.right):
            if one.left >= reached - SLACK:
                reached, count = one.right, count + 1
        most = max(most, count)
    return most


def follows(one: Area, other: Area) -> bool:
    """True if an eye that reads from the top left comes to `other` after `one`."""
    _, high = shared(one, other)
    if high > min(one.height, other.height) / 2:  # on one row
        return other.left >= one.left - SLACK
    if other.bottom <= one.top + SLACK:  # higher up: the next newspaper column, if it is further to the right
        return other.left >= one.right - SLACK
    return True


def _box(element: Element, row: dict[str, Any]) -> Box:
    def areas(name: str) -> tuple[Area, ...]:
        return tuple(Area(*sides) for sides in row[name])

    return Box(
        element=element,
        border=Area(*row["box"]),
        content=Area(*row["content"]),
        parts=areas("parts"),
        lines=areas("lines"),
        ink=areas("ink"),
        labels=areas("labels"),
        natural=tuple(row["natural"]) if row["natural"] else None,
        painted=row["painted"],
        inline=row["inline"],
        position=row["position"],
        letters=row["letters"],
        fit=row["fit"],
        path=row["path"],
    )
