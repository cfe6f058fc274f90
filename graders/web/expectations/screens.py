"""Verbs for a page on every screen: no scrolling sideways, readable when enlarged, in view when scrolled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graders.checks import Failure
from graders.web.layout import SLACK, box_of, boxes
from graders.web.page import Element, Page, spoken

WIDTHS = (320, 360, 768, 1280)
SCROLLED_PX = 200
LOW_PX = 200  # of a window so low that a short page has to be scrolled


def no_horizontal_scroll(page: Page, widths: Iterable[int] = WIDTHS, message_id: str | None = None) -> None:
    """On none of these windows has one to scroll sideways, and nothing is cut off at the right."""
    for width in widths:
        with page.shown(width=width) as shown:
            _no_sideways(shown, message_id, width=str(width), criterion="10.11")


def expect_readable_at_zoom(page: Page, zoom: int = 200, message_id: str | None = None) -> None:
    """Enlarged in the browser, all texts can be read: none is cut or covered by another, none needs sideways scrolling.

    RGAA 10.4 and 10.11: 200 % on a window of 1280, and 400 % for the strictest.
    """
    with page.shown(zoom=zoom) as shown:
        _no_sideways(shown, message_id or "sideways-when-enlarged", zoom=str(zoom), criterion="10.11")
        _no_cut_text(shown, message_id, zoom=str(zoom), criterion="10.4")


def no_cut_text(page: Page, message_id: str | None = None) -> None:
    """No text is cut by a box that is too small, and none lies over another."""
    _no_cut_text(page, message_id)


def expect_text_zoom(page: Page, selector: str = "body", message_id: str | None = None) -> None:
    """The letters follow the size that a reader set in the browser (em, rem, %)."""
    before = boxes(page, selector)
    with page.shown(text_zoom=200):
        for box in before:
            larger = box_of(box.element)
            if larger.letters < box.letters * 1.5:
                raise Failure(
                    message_id or "letters-stay-small",
                    found=f"{round(box.letters)} px",
                    file=page.name,
                    line=box.element.line,
                    values={"one": spoken(box.element), "criterion": "10.4"},
                )


def expect_viewport(page: Page, message_id: str | None = None) -> None:
    """The page asks a telephone for its own width, and lets its reader enlarge it."""
    found = [one for one in page.all("meta") if one.attributes.get("name", "").strip().lower() == "viewport"]
    if not found:
        raise Failure(message_id or "no-viewport", expected='<meta name="viewport">', file=page.name)
    settings = _viewport(found[-1].attributes.get("content", ""))
    line = found[-1].line
    if settings.get("width") != "device-width" and "initial-scale" not in settings:
        raise Failure(message_id or "other-viewport", expected="width=device-width", file=page.name, line=line)
    if settings.get("user-scalable") in {"no", "0"} or _number(settings.get("maximum-scale", "10")) < 2:
        raise Failure(message_id or "no-enlarging", file=page.name, line=line)


def expect_stays_in_view(page: Page, selector: str, message_id: str | None = None) -> None:
    """Each element is still in view after scrolling: sticky or fixed, or in a part of the page that does not scroll."""
    for box in boxes(page, selector):
        height = {} if _scrolls_past(page, box.border.bottom) else {"height": LOW_PX}
        with page.shown(**height) as shown:
            top = shown.read("scrollTo", box_of(box.element).border.bottom + SCROLLED_PX)
            room = shown.read("room")
            now = box_of(box.element).border
            shown.read("scrollTo", 0)
        in_view = min(now.bottom, top + room["height"]) - max(now.top, top)
        if top < SLACK:
            raise Failure("too-short-to-scroll", file=page.name)
        if in_view < min(now.height, room["height"]) / 2:
            raise Failure(
                message_id or "scrolls-away",
                found=spoken(box.element),
                file=page.name,
                line=box.element.line,
                values={"one": spoken(box.element)},
            )


def _scrolls_past(page: Page, bottom: float) -> bool:
    room: dict[str, float] = page.read("room")
    return room["pageHeight"] - room["height"] >= bottom + SCROLLED_PX


def _no_sideways(page: Page, message_id: str | None, **values: str) -> None:
    found: dict[str, Any] | None = page.read("sticksOut")
    if found is None:
        return
    element: Element | None = page.element(found["element"]) if found["element"] else None
    if element is not None:
        values = {**values, "element": spoken(element)}
    raise Failure(
        message_id or ("cut-at-the-right" if found["cut"] else "sideways-scroll"),
        file=page.name,
        line=element.line if element else None,
        values={**values, "px": str(round(found["by"]))},
    )


def _no_cut_text(page: Page, message_id: str | None, **values: str) -> None:
    found: dict[str, Any] | None = page.read("cutText")
    if found is None:
        return
    element = page.element(found["element"])
    values = {**values, "one": spoken(element)}
    if found["other"]:
        values["other"] = spoken(page.element(found["other"]))
    raise Failure(
        message_id or ("text-over-text" if found["other"] else "cut-text"),
        found=spoken(element),
        file=page.name,
        line=element.line,
        values=values,
    )


def _viewport(content: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in content.lower().replace(";", ",").split(","))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 10.0
