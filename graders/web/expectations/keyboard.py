"""A page used without a mouse. Keys are pressed for real; where the focus is, is read from the browser.

Each verb takes a Page, which it opens afresh, or a Play as it is: `expect_reachable(play, "dialog button")`.
What is sought is a selector, or a role with a name: `("button", "Envoyer")`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from graders.checks import Failure
from graders.web.keyboard import Sought, found_in, in_play, not_reachable, tab_to, walk_through
from graders.web.page import ELEMENTS, Element, Page
from graders.web.play import KEY_NAMES, Play, named

Result = Callable[[Play], Any]
SOON_S = 1.0  # of the page's time


def expect_reachable(page: Page, sought: Sought, message_id: str | None = None) -> None:
    """The Tab key comes to it."""
    with in_play(page) as play:
        tab_to(play, sought, message_id)


def expect_all_reachable(page: Page, selector: str, message_id: str | None = None) -> None:
    """The Tab key comes to every shown element of a selector; of round buttons with one name, to one."""
    with in_play(page) as play:
        stops = walk_through(play).stops
        reached = {stop.key for stop in stops}
        groups = {stop.attributes.get("name") for stop in stops if stop.attributes.get("type") == "radio"}
        for element in play.all(selector):
            is_round = element.attributes.get("type") == "radio" and element.attributes.get("name") in groups
            if element.shown and element.key not in reached and not is_round:
                raise not_reachable(page, element, message_id)


def expect_tab_order(page: Page, order: Sequence[Sought], message_id: str = "tab-order") -> None:
    """The focus comes to these one after the other; it may stand elsewhere in between."""
    with in_play(page) as play:
        wanted = [found_in(play, sought) for sought in order]
        walk = walk_through(play)
        places = [walk.place([element.key for element in elements]) for elements in wanted]
    for elements, place in zip(wanted, places, strict=True):
        if place is None:
            raise not_reachable(page, elements[0])
    stops = [walk.stops[place] for place in places if place is not None]
    for place, stop, following, next_stop in zip(places, stops, places[1:], stops[1:], strict=False):
        if place is not None and following is not None and following < place:
            raise Failure(
                message_id,
                expected=named(stop),
                found=named(next_stop),
                file=page.name,
                line=next_stop.line,
            )


def expect_visible_focus(page: Page, message_id: str = "focus-unseen") -> None:
    """At each stop something changes to see: the element, its label, or what is around it."""
    with in_play(page) as play:
        walk = walk_through(play, looks=True)
    if walk.unseen:
        first = walk.unseen[0]
        raise Failure(message_id, found=named(first), file=page.name, line=first.line)


def no_keyboard_trap(page: Page, message_id: str = "keyboard-trap") -> None:
    """The focus can leave whatever it comes to; an open modal may keep it."""
    with in_play(page) as play:
        trap = walk_through(play).trap
    if trap is not None:
        raise Failure(message_id, found=named(trap), file=page.name, line=trap.line)


def expect_activates(
    page: Page,
    sought: Sought,
    *,
    keys: Sequence[str] = ("Enter", " "),
    result: Result | None = None,
    message_id: str = "key-does-nothing",
) -> None:
    """Each key does what a click does: `result(play)` is true and raises no Failure; without it, the page changes.

    A link answers to Enter alone: `keys=("Enter",)`.
    """
    for key in keys:
        with page.played() as play:
            element = tab_to(play, sought)
            before = _state(play)
            play.press(key)
            if not _soon(play, partial(_is_done, play, before, result)):
                raise Failure(
                    message_id,
                    expected=KEY_NAMES.get(key, key),
                    found=named(element),
                    file=page.name,
                    line=element.line,
                )


def expect_escape_closes(
    page: Page,
    opener: Sought,
    opened: Sought,
    *,
    focus_back: bool = True,
    message_id: str | None = None,
) -> None:
    """What `opener` opens is closed by Escape, and the focus is on `opener` again."""
    with in_play(page) as play:
        button = tab_to(play, opener)
        play.press("Enter")
        _expect_shown(play, opened, button, message_id)
        play.press("Escape")
        if not _soon(play, lambda: not _shown(play, opened)):
            raise Failure(message_id or "escape-ignored", found=named(button), file=page.name, line=button.line)
        if focus_back and not _soon(play, lambda: play.read("focusNow") == button.key):
            raise Failure(message_id or "focus-not-back", expected=named(button), file=page.name, line=button.line)


def expect_focus_moves_to(
    page: Page, sought: Sought, *, after: Callable[[Play], Any], message_id: str = "focus-elsewhere"
) -> None:
    """After `after(play)` the focus is on it, or within it."""
    with in_play(page) as play:
        after(play)
        if not _soon(play, lambda: any(_is_focused(play, target) for target in _shown(play, sought))):
            targets = found_in(play, sought)
            focused = play.first(":focus")
            raise Failure(
                message_id,
                expected=named(targets[0]),
                found="rien" if focused is None else named(focused),
                file=page.name,
                line=targets[0].line,
            )


def expect_focus_kept(page: Page, *, after: Callable[[Play], Any], message_id: str = "focus-lost") -> None:
    """After `after(play)`, such as a removal, something has the focus: Tab does not start again from the top."""
    with in_play(page) as play:
        after(play)
        if not _soon(play, lambda: play.read("focusNow") is not None):
            raise Failure(message_id, found=play.action or None, file=page.name)


def expect_skip_link(page: Page, message_id: str | None = None) -> None:
    """The first stop is a link to the content; it is seen when it has the focus, and Tab goes on from there."""
    with in_play(page) as play:
        walk = walk_through(play, until=lambda _: True)
        first = walk.stops[0] if walk.stops else None
        href = "" if first is None else first.attributes.get("href", "").strip()
        if first is None or first.tag != "a" or not href.startswith("#") or href == "#":
            found = None if first is None else named(first)
            raise Failure(message_id or "skip-missing", found=found, file=page.name, line=first.line if first else None)
        if not play.read("focusIsSeen", first.key):
            raise Failure(message_id or "skip-hidden", found=named(first), file=page.name, line=first.line)
        target = unquote(href[1:])
        play.press("Enter")
        if not _goes_on_at(play, first, target):
            raise Failure(
                message_id or "skip-target", expected=target, found=named(first), file=page.name, line=first.line
            )


def expect_arrow_keys(
    page: Page,
    items: str,
    *,
    forward: str = "ArrowDown",
    back: str = "ArrowUp",
    before: Callable[[Play], Any] | None = None,
    message_id: str = "arrows-ignored",
) -> None:
    """In a menu or a list of tabs, `forward` goes from the first item to the second, and `back` returns.

    `before(play)` opens the menu; otherwise Tab comes to its first item.
    """
    with in_play(page) as play:
        if before is not None:
            before(play)
        entries = [one for one in play.all(items) if one.shown]
        if len(entries) < 2:
            raise Failure("missing-element", expected=items, file=page.name)
        if play.read("focusNow") not in [one.key for one in entries]:
            tab_to(play, items)
        start = play.read("focusNow")
        for key, wanted in ((forward, None), (back, start)):
            play.press(key)
            now = play.read("focusNow")
            moved = now in [one.key for one in entries] and now != start if wanted is None else now == wanted
            if not moved:
                raise Failure(
                    message_id,
                    expected=KEY_NAMES.get(key, key),
                    found=named(entries[0]),
                    file=page.name,
                    line=entries[0].line,
                )


def _expect_shown(play: Play, opened: Sought, button: Element, message_id: str | None) -> None:
    if not _soon(play, lambda: bool(_shown(play, opened))):
        raise Failure(
            message_id or "key-does-nothing",
            expected=KEY_NAMES["Enter"],
            found=named(button),
            file=play.name,
            line=button.line,
        )


def _goes_on_at(play: Play, link: Element, target: str) -> bool:
    """True if the keyboard goes on within or after the place of this id, once the link to it was followed."""
    if target not in play.read("anchors", ELEMENTS):
        return False
    key = play.read("focusNow")
    if key in {None, link.key}:
        play.press("Tab")
        key = play.read("focusNow")
    if key in {None, link.key}:  # nothing there takes the focus; the page began again
        return unquote(play.address).endswith(f"#{target}")
    return bool(play.read("isAtOrAfter", key, target))


def _is_done(play: Play, before: tuple[Any, ...], result: Result | None) -> bool:
    """True if the result is there; without one, if the page is no longer as before."""
    return _state(play) != before if result is None else _holds(play, result)


def _holds(play: Play, result: Result) -> bool:
    """True if a result is there: what it says is not False, and it raises no Failure."""
    try:
        return result(play) is not False
    except Failure:
        return False


def _state(play: Play) -> tuple[Any, ...]:
    """What changes when a page does something."""
    return play.read("pageState"), len(play.dialogs), len(play.requests), tuple(play.left_for), play.address


def _is_focused(play: Play, container: Element) -> bool:
    """True if the focus is on an element or within it."""
    focused = play.first(":focus")
    return focused is not None and focused.key in {container.key, *(one.key for one in container.all("*"))}


def _shown(play: Play, sought: Sought) -> list[Element]:
    """What is sought and can be seen now, or is announced."""
    if isinstance(sought, tuple):
        return play.by_role(*sought)
    return [one for one in (play.all(sought) if isinstance(sought, str) else [sought]) if one.shown]


def _soon(play: Play, holds: Callable[[], bool]) -> bool:
    """True if it comes to hold: a person waits while something slides or fades."""
    return play.wait_for(holds, SOON_S)
