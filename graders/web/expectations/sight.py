"""Verbs for what an eye sees and a hand reaches: hidden or not, large enough, easy to read, not cut, not squeezed."""

from __future__ import annotations

from graders.checks import Failure
from graders.web.layout import SLACK, Area, Box, boxes, boxes_of, shared
from graders.web.page import Element, Page, spoken

TARGETS = "a[href], button, input, select, textarea, summary, [role='button'], [role='link'], [tabindex='0']"
LEFT_AS_IT_IS = {"checkbox", "radio", "range", "color", "file"}  # their size is the browser's unless styled
DISTORTED = 0.03  # sizes in whole pixels make a small picture this uneven
NO_SIZE = (300.0, 150.0)  # what a browser makes up for a drawing that does not say its size
HIDDEN = {
    "display": "il n’est pas affiché",
    "visibility": "il est rendu invisible",
    "opacity": "il est transparent",
    "size": "il n’a pas de taille",
    "clipped": "il est coupé",
    "outside": "il est hors de la page",
    "covered": "un autre élément le recouvre",
}


def expect_visible(page: Page, selector: str, message_id: str | None = None) -> list[Element]:
    """Every element of the selector is really seen; scrolling down to it is fine."""
    found = page.all(selector)
    if not found:
        raise Failure(message_id or "missing-element", expected=selector, file=page.name)
    for element, why in _hidden_by(page, found):
        if why is not None:
            raise Failure(
                message_id or "not-seen",
                found=spoken(element),
                file=page.name,
                line=element.line,
                values={"one": spoken(element), "why": HIDDEN[why]},
            )
    return found


def expect_hidden(page: Page, selector: str, message_id: str | None = None) -> None:
    """No element of the selector is seen, in whatever way it is hidden; it may also be absent."""
    for element, why in _hidden_by(page, page.all(selector)):
        if why is None:
            raise Failure(
                message_id or "still-seen",
                found=spoken(element),
                file=page.name,
                line=element.line,
                values={"one": spoken(element)},
            )


def expect_target_size(
    page: Page, at_least: float = 24, selector: str = TARGETS, message_id: str | None = None
) -> None:
    """What is clicked is large enough for a finger (WCAG 2.5.8), or stands far enough from its neighbours.

    A link within a sentence and what the browser draws itself (a check box nobody styled) may be smaller.
    """
    targets = [box for box in boxes_of(page.all(selector)) if not box.border.is_empty]
    areas = [_reach(box) for box in targets]
    for box, area in zip(targets, areas, strict=True):
        small = min(area.width, area.height) < at_least - 0.5
        if small and not _is_exempt(page, box) and not _stands_alone(area, areas, at_least):
            raise Failure(
                message_id or "small-target",
                expected=f"{round(at_least)} px",
                found=f"{round(area.width)} px sur {round(area.height)} px",
                file=page.name,
                line=box.element.line,
                values={"one": spoken(box.element)},
            )


def expect_line_length(page: Page, selector: str = "p", *, at_most: int = 80, message_id: str | None = None) -> None:
    """No line of text has more signs than an eye follows with ease."""
    for box in boxes(page, selector):
        signs = _signs_of_longest_line(box)
        if signs > at_most * 1.05 + 1:  # signs are not equally wide; words break where they can
            raise Failure(
                message_id or "long-lines",
                expected=str(at_most),
                found=str(signs),
                file=page.name,
                line=box.element.line,
                values={"one": spoken(box.element)},
            )


def expect_image_not_distorted(page: Page, selector: str = "img", message_id: str | None = None) -> None:
    """Pictures keep the shape of their file: neither squeezed nor stretched. Cut to fit is fine."""
    for box in boxes_of(page.all(selector)):
        if box.natural is None or 0 in box.natural or box.natural == NO_SIZE or box.content.is_empty:
            continue
        wanted, seen = box.natural[0] / box.natural[1], box.content.width / box.content.height
        if box.fit == "fill" and abs(seen / wanted - 1) > DISTORTED + SLACK / min(
            box.content.width, box.content.height
        ):
            raise Failure(
                message_id or "distorted-image",
                expected=f"{round(box.content.width)} × {round(box.content.width / wanted)} px",
                found=f"{round(box.content.width)} × {round(box.content.height)} px",
                file=page.name,
                line=box.element.line,
            )


def _hidden_by(page: Page, elements: list[Element]) -> list[tuple[Element, str | None]]:
    reasons = page.read("hiddenBy", [element.key for element in elements])
    return list(zip(elements, reasons, strict=True))


def _reach(box: Box) -> Area:
    """All that can be clicked: a field's label belongs to it."""
    return max((box.border, *box.labels), key=lambda area: min(area.width, area.height))


def _is_exempt(page: Page, box: Box) -> bool:
    element = box.element
    if element.tag == "input" and element.attributes.get("type", "").lower() in LEFT_AS_IT_IS:
        return True
    return box.inline and bool(page.read("hasTextBeside", element.key))


def _stands_alone(area: Area, areas: list[Area], size: float) -> bool:
    """True if a circle of this size on it touches no other target."""
    x, y = area.centre
    circle = Area(x - size / 2, y - size / 2, x + size / 2, y + size / 2)
    return not any(other is not area and min(shared(circle, other)) > 0 for other in areas)


def _signs_of_longest_line(box: Box) -> int:
    signs = len(box.element.text)
    length = sum(line.width for line in box.lines)
    return round(signs * max(line.width for line in box.lines) / length) if length else 0
