"""Small verbs on how a page answers: to the mouse, to the keyboard, to paper, to the dark, to who asks for calm."""

from __future__ import annotations

from collections.abc import Sequence

from graders.checks import Failure
from graders.text import quote
from graders.web.css.states import forced
from graders.web.css.values import color_of, contrast, luminance, number_of, over, same_value
from graders.web.page import Element, Page

WHITE = (255.0, 255.0, 255.0, 1.0)
INSIDE = 30  # elements within one that may change with it
CONTRAST = 3.0  # of what shows the focus: https://www.w3.org/TR/WCAG22/#non-text-contrast
TEXT_CONTRAST = 4.5
DARK = 0.18  # the luminance of middle grey: black and white letters are read on it alike
STILL_S = 0.01  # what takes less is no movement
# What an eye can see change, an underline that grows included.
SEEN = (
    "color", "background-color", "background-image", "background-position", "background-size", "border-top-color",
    "border-bottom-color", "border-left-color", "border-right-color", "border-top-width", "border-bottom-width",
    "border-left-width", "border-right-width", "border-top-style", "border-bottom-style", "border-top-left-radius",
    "outline-style", "outline-width", "outline-color", "box-shadow", "text-shadow", "text-decoration-line",
    "text-decoration-color", "text-decoration-thickness", "text-underline-offset", "opacity", "visibility", "display",
    "transform", "translate", "scale", "rotate", "filter", "font-weight", "font-style", "font-size", "letter-spacing",
    "width", "height", "left", "right", "top", "bottom", "padding-left", "padding-right", "content", "clip-path",
    "stroke", "fill",
)  # fmt: skip
MARKED = (
    "outline-style", "outline-width", "outline-color", "box-shadow", "border-top-color", "border-bottom-color",
    "border-top-width", "border-bottom-width", "border-top-style", "border-bottom-style", "background-color", "color",
    "text-decoration-line", "text-decoration-style", "text-decoration-thickness",
)  # fmt: skip


def expect_hover_changes(page: Page, selector: str, *names: str, message_id: str = "style-no-hover") -> list[Element]:
    """Something is seen to change when the mouse is on an element: in `names`, or in any way."""
    return _expect_change(page, selector, "hover", names or SEEN, message_id)


def expect_focus_style(page: Page, selector: str, message_id: str | None = None) -> list[Element]:
    """Who moves by keyboard sees each element that is reached: something changes, with enough contrast."""
    elements = _shown(page, selector)
    for element in elements:
        before = _look(element, MARKED, 0)[0]
        with forced([element], "focus-visible"):
            after = _look(element, MARKED, 0)[0]
        marks = _marks(dict(zip(MARKED, before, strict=True)), dict(zip(MARKED, after, strict=True)), _behind(element))
        if not marks:
            raise _failure(message_id or "style-focus-hidden", element, selector)
        if max(marks) < CONTRAST:
            raise _failure(
                message_id or "style-focus-weak", element, selector, expected=_said(CONTRAST), found=_said(max(marks))
            )
    return elements


def expect_not_printed(page: Page, selector: str, message_id: str = "style-printed") -> None:
    """On paper, no element of the selector is left."""
    if not page.all(selector):
        raise Failure("missing-element", expected=selector, file=page.name)
    with page.shown(media="print"):
        left = next((element for element in page.all(selector) if element.shown), None)
    if left is not None:
        raise _failure(message_id, left, selector)


def expect_printed(page: Page, selector: str, message_id: str = "style-not-printed") -> None:
    """On paper, each element of the selector that is on the screen is still there."""
    keys = {element.key for element in _shown(page, selector)}
    with page.shown(media="print"):
        lost = next((one for one in page.all(selector) if one.key in keys and not one.shown), None)
    if lost is not None:
        raise _failure(message_id, lost, selector)


def expect_dark_mode(page: Page, *texts: str, message_id: str | None = None) -> None:
    """Asked for the dark, the page has a dark ground; `texts` (selectors, the first for the ground) can be read."""
    selectors = texts or ("body",)
    with page.shown(dark=True):
        for number, selector in enumerate(selectors):
            for element in _shown(page, selector):
                letters, ground = _letters(element), _ground(element)
                if number == 0 and luminance(ground) > DARK:
                    raise _failure(message_id or "style-not-dark", element, selector)
                if (seen := contrast(over(letters, ground), ground)) < TEXT_CONTRAST:
                    raise _failure(
                        message_id or "style-dark-contrast",
                        element,
                        selector,
                        expected=_said(TEXT_CONTRAST),
                        found=_said(seen),
                    )


def expect_calm(page: Page, message_id: str = "style-moving") -> None:
    """Asked for less movement, the page has neither animations nor transitions left."""
    with page.shown(reduced_motion=True):
        moving = [key for key, seconds in page.read("motion", INSIDE) if seconds > STILL_S]
        elements = {element.key: element for element in page.all("*")} if moving else {}
    for key in moving:
        if element := elements.get(key):
            raise _failure(message_id, element, element.tag)


def _expect_change(page: Page, selector: str, state: str, names: Sequence[str], message_id: str) -> list[Element]:
    elements = _shown(page, selector)
    for element in elements:
        before = _look(element, names, INSIDE)
        with forced([element], state):
            after = _look(element, names, INSIDE)
        if _alike(before, after, names):
            raise _failure(message_id, element, selector)
    return elements


def _shown(page: Page, selector: str) -> list[Element]:
    elements = [element for element in page.all(selector) if element.shown]
    if not elements:
        raise Failure("missing-element", expected=selector, file=page.name)
    return elements[:INSIDE]


def _look(element: Element, names: Sequence[str], inside: int) -> list[list[str]]:
    rows: list[list[str]] = element.page.read("look", element.key, list(names), inside)
    return rows


def _alike(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    return len(before) == len(after) and all(
        same_value(one, other, name)
        for row, later in zip(before, after, strict=True)
        for name, one, other in zip(names, row, later, strict=True)
    )


def _marks(before: dict[str, str], after: dict[str, str], behind: tuple[float, ...]) -> list[float]:
    """The contrast of each thing that shows the focus; empty where nothing does."""
    changed = {name for name in before if not same_value(before[name], after[name], name)}
    outline = {"outline-style", "outline-width", "outline-color"}
    marks: list[float] = []
    if after["outline-style"] == "auto":
        marks.append(21.0)  # the browser's own ring: two colours, seen on any ground
    elif outline & changed and after["outline-style"] not in {"none", "hidden"} and _wide(after["outline-width"]):
        marks.append(_seen_on(after["outline-color"], behind))
    if "box-shadow" in changed and after["box-shadow"] != "none":
        marks.append(_seen_on(after["box-shadow"], behind))
    for side in ("top", "bottom"):
        border = {f"border-{side}-{part}" for part in ("color", "width", "style")}
        if border & changed and after[f"border-{side}-style"] != "none" and _wide(after[f"border-{side}-width"]):
            marks.append(_seen_on(after[f"border-{side}-color"], behind))
    for name in {"background-color", "color"} & changed:
        one, other = (color_of(values[name]) or WHITE for values in (before, after))
        marks.append(contrast(over(one, behind), over(other, behind)))
    if {"text-decoration-line", "text-decoration-style", "text-decoration-thickness"} & changed:
        marks.append(_seen_on(after["color"], behind) if after["text-decoration-line"] != "none" else CONTRAST)
    return marks


def _wide(width: str) -> bool:
    return (number_of(width) or 0) >= 1


def _seen_on(value: str, behind: tuple[float, ...]) -> float:
    color = color_of(value)
    return contrast(over(color, behind), behind) if color else 1.0


def _behind(element: Element) -> tuple[float, ...]:
    """The opaque colour around an element, as far as colours tell it."""
    return _laid(element.page.read("behind", element.key))


def _ground(element: Element) -> tuple[float, ...]:
    """The colour an element's letters lie on."""
    own = _look(element, ["background-color"], 0)[0][0]
    return _laid([own, *element.page.read("behind", element.key)])


def _letters(element: Element) -> tuple[float, ...]:
    return color_of(_look(element, ["color"], 0)[0][0]) or WHITE


def _laid(colors: Sequence[str]) -> tuple[float, ...]:
    ground: tuple[float, ...] = WHITE
    for color in reversed([found for one in colors if (found := color_of(one))]):
        ground = over(color, ground)
    return ground


def _said(ratio: float) -> str:
    return f"{ratio:.1f} : 1".replace(".", ",")


def _failure(
    message_id: str, element: Element, selector: str, *, expected: str | None = None, found: str | None = None
) -> Failure:
    return Failure(
        message_id,
        expected=expected,
        found=found,
        file=element.file,
        line=element.line,
        values={"selector": quote(selector, 40)},
    )
