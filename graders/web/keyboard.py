"""A page gone through with the Tab key, as someone without a mouse does.

with page.played() as play:
    walk = walk_through(play)
    [stop.tag for stop in walk.stops]       # in the order of the focus
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from graders.checks import Failure
from graders.web.page import Element, Page
from graders.web.play import Play, named

STOPS = 120  # of the focus; a page with more is not gone through by hand
SAME = 12  # times Tab may stay in one element: a date has four places of its own, a film its buttons

Sought = str | tuple[str, str] | Element  # a selector, a role with a name, or the element


@dataclass
class Walk:
    """Where the focus came to stand, in order; `trap` is where it could not leave; `unseen` changed nothing to see."""

    stops: list[Element] = field(default_factory=list)
    trap: Element | None = None
    unseen: list[Element] = field(default_factory=list)

    def place(self, keys: Sequence[int]) -> int | None:
        """At which stop one of these elements had the focus; None if none had."""
        return next((place for place, stop in enumerate(self.stops) if stop.key in keys), None)


@contextmanager
def in_play(page: Page) -> Iterator[Play]:
    """The page to be used: as it is if it is a Play already, otherwise afresh."""
    if isinstance(page, Play):
        yield page
    else:
        with page.played() as play:
            yield play


def walk_through(play: Play, *, looks: bool = False, until: Callable[[Element], bool] | None = None) -> Walk:
    """The walk from where the focus is until the page ends, begins again, holds the focus, or `until` says so.

    With `looks`, each stop is looked at with and without the focus. Failure `too-many-stops` for an endless page.
    """
    if len(play.read("tabbables", STOPS + 1)) > STOPS:
        raise Failure("too-many-stops", found=str(STOPS), file=play.name)
    walk = Walk()
    seen: dict[int, str] = {}
    stayed, gaps = 0, 0
    while len(walk.stops) < STOPS:
        before = walk.stops[-1] if walk.stops else None
        play.press("Tab")
        key = play.read("focusNow")
        if before is not None and key == before.key:
            stayed += 1
            if stayed > SAME:
                walk.trap = before
                return walk
            continue
        if looks and before is not None and seen.pop(before.key, None) == play.read("focusLook", before.key):
            walk.unseen.append(before)
        if key is None:  # the end; or a page that takes the focus away
            gaps += 1
            if gaps > SAME or _is_at_end(play, walk):
                return walk
            continue
        stayed = 0
        if any(stop.key == key for stop in walk.stops):
            modal = before is not None and play.read("isInModal", before.key)
            walk.trap = None if modal or gaps else before
            return walk
        stop = play.first(":focus")
        if stop is None:
            continue
        walk.stops.append(stop)
        if looks:
            seen[key] = play.read("focusLook", key)
        if until is not None and until(stop):
            return walk
    raise Failure("too-many-stops", found=str(STOPS), file=play.name)


def tab_stops(play: Play) -> list[Element]:
    """Where the focus comes to stand, in order, with the Tab key."""
    return walk_through(play).stops


def tab_to(play: Play, sought: Sought, message_id: str | None = None) -> Element:
    """Press Tab until the focus is on it; Failure `not-reachable` if it never comes there."""
    wanted = found_in(play, sought)
    keys = [element.key for element in wanted]
    if play.read("focusNow") in keys:
        return next(element for element in wanted if element.key == play.read("focusNow"))
    walk = walk_through(play, until=lambda stop: stop.key in keys)
    if walk.place(keys) is None:
        raise not_reachable(play, wanted[0], message_id)
    return walk.stops[-1]


def found_in(play: Play, sought: Sought) -> list[Element]:
    """The elements that are sought; Failure `missing-element` if there is none."""
    if isinstance(sought, Element):
        return [sought]
    found = play.all(sought) if isinstance(sought, str) else play.by_role(*sought)
    if not found:
        expected = sought if isinstance(sought, str) else f"{sought[0]} : {sought[1]}"
        raise Failure("missing-element", expected=expected, file=play.name)
    return found


def not_reachable(page: Page, element: Element, message_id: str | None = None) -> Failure:
    """What is said of an element the keyboard never comes to."""
    return Failure(message_id or "not-reachable", found=named(element), file=page.name, line=element.line)


def _is_at_end(play: Play, walk: Walk) -> bool:
    """True if everything Tab should reach was reached, or nothing more comes."""
    known = {stop.key for stop in walk.stops}
    return all(key in known for key in play.read("tabbables", STOPS))
