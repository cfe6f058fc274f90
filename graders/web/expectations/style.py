"""Small verbs on the style elements have, whatever way it was written, and on why they have another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from graders.checks import Failure
from graders.text import quote
from graders.web.css.cascade import Reason, RightOnes, Why, why
from graders.web.css.matched import Written
from graders.web.css.states import forced
from graders.web.css.values import number_of, same_value
from graders.web.page import Element, Page

PSEUDO_ELEMENT = re.compile(r"::(?:before|after|marker|placeholder|first-line|first-letter|selection|backdrop)$")
ELEMENTS = 100  # of one selector; what holds for a hundred holds for all
TRIES = 60  # of other declared values, to find the one that was meant
# What a reader of the card sees of a value that was computed.
COMPUTED_COLOR = re.compile(r"rgb\((\d+)(?:\.\d+)? (\d+)(?:\.\d+)? (\d+)(?:\.\d+)? ([\d.]+)\)")
MESSAGES = {
    Reason.NOT_UNDERSTOOD: "style-not-understood",
    Reason.LATER: "style-later",
    Reason.MORE_PRECISE: "style-more-precise",
    Reason.IMPORTANT: "style-important",
    Reason.ATTRIBUTE: "style-attribute",
    Reason.LAYER: "style-layer",
    Reason.OTHER_VALUE: "style-other-value",
    Reason.CONDITION: "style-condition",
    Reason.LOST_SELECTOR: "style-lost-selector",
    Reason.OTHER_SELECTOR: "style-other-selector",
    Reason.NOT_LINKED: "style-not-linked",
    Reason.INHERITED: "style-inherited",
    Reason.NEVER_WRITTEN: "style-never-written",
}

Reading = Mapping[str, Any]  # of one element: what it has, would have without CSS, and would have with each value


def expect_style(
    page: Page,
    selector: str,
    name: str,
    *values: str,
    at_least: str | None = None,
    at_most: str | None = None,
    between: tuple[str, str] | None = None,
    state: str | None = None,
    message_id: str | None = None,
) -> list[Element]:
    """Each element of the selector has one of the values for property `name`, or a number within the bounds.

    Values are compared as computed: `darkgreen` is `#006400`, `bold` is `700`, `margin: 0 auto` its four sides.
    `state` is "hover", "focus", "focus-visible" or "active"; a selector may end in `::before` or `::after`.
    """
    low, high = between or (at_least, at_most)
    bounds = [bound for bound in (low, high) if bound is not None]

    def is_met(found: Mapping[str, list[str]], plainly: Reading, wanted: Sequence[Reading]) -> str | None:
        """The property that is not as wanted, None where all is."""
        if bounds:
            below = wanted[0] if low is not None else None
            above = wanted[-1] if high is not None else None
            return next((one for one in found if not _is_within(found[one][1], one, below, above)), None)
        missed = [_first_difference(found, one, plainly) for one in wanted]
        return None if None in missed else missed[0]

    said = _bounds_said(low, high) if bounds else " ou ".join(values)
    return _expect(
        page, selector, name, bounds or list(values), is_met, said, state, message_id, judges_values=not bounds
    )


def no_style(page: Page, selector: str, name: str, *values: str, message_id: str = "style-unwanted") -> list[Element]:
    """No element of the selector has one of the values for property `name`."""
    elements = _elements(page, selector)
    for element, reading in zip(elements, _readings(page, selector, elements, name, values), strict=True):
        for value, wanted in zip(values, reading["wanted"], strict=True):
            if _first_difference(reading["found"], wanted, reading["plainly"]) is None:
                raise _failure(message_id, element, name, value, None, _decides(element, name, reading))
    return elements


def expect_same_style(
    page: Page, selector: str, other: str, *names: str, message_id: str = "style-not-same"
) -> list[Element]:
    """The elements of the selector look like the first of `other` in each of the properties."""
    return _compare(page, selector, other, names, message_id, alike=True)


def expect_different_style(
    page: Page, selector: str, other: str, *names: str, message_id: str = "style-not-different"
) -> list[Element]:
    """The elements of the selector differ from the first of `other` in one of the properties at least."""
    return _compare(page, selector, other, names, message_id, alike=False)


def in_state(elements: Sequence[Element], state: str | None) -> AbstractContextManager[None]:
    """These elements in a state, or as they are."""
    return nullcontext() if state is None else forced(elements, state)


def _expect(
    page: Page,
    selector: str,
    name: str,
    values: Sequence[str],
    is_met: Callable[[Mapping[str, list[str]], Reading, Sequence[Reading]], str | None],
    said: str,
    state: str | None,
    message_id: str | None,
    *,
    judges_values: bool,
) -> list[Element]:
    elements = _elements(page, selector)
    with in_state(elements, state):
        readings = _readings(page, selector, elements, name, values)
        for element, reading in zip(elements, readings, strict=True):
            missed = is_met(reading["found"], reading["plainly"], reading["wanted"])
            if missed is None:
                continue
            if PSEUDO_ELEMENT.search(selector):
                raise Failure(
                    message_id or "style-value",
                    expected=f"{name} : {said}",
                    found=shown(reading["found"][missed][1]),
                    file=element.file,
                    line=element.line,
                    values={"property": name, "selector": selector},
                )
            wanted = [one[missed] for one in reading["wanted"]] if judges_values else []
            reason = why(element, name, missed, _right_ones(element, missed, wanted))
            raise _explained(message_id, selector, element, name, said, reading["found"][missed][1], reason)
    return elements


def _elements(page: Page, selector: str) -> list[Element]:
    bare = PSEUDO_ELEMENT.sub("", selector)
    elements = page.all(bare)[:ELEMENTS]
    if not elements:
        raise Failure("missing-element", expected=bare, file=page.name)
    return elements


def _readings(
    page: Page, selector: str, elements: Sequence[Element], name: str, values: Sequence[str]
) -> Sequence[Reading]:
    pseudo = PSEUDO_ELEMENT.search(selector)
    keys = [element.key for element in elements]
    readings: Sequence[Reading] = page.read("styles", keys, pseudo[0] if pseudo else None, name.lower(), list(values))
    return readings


def _first_difference(found: Reading, wanted: Reading, plainly: Reading) -> str | None:
    """The first property that is not as wanted; None if they look the same.

    Laid out, an automatic margin is a number of pixels: that it is the same number by chance does not count where
    nothing was written.
    """
    for name, (computed, laid_out) in found.items():
        want_computed, want_laid_out = wanted[name]
        if same_value(want_computed, computed, name):
            continue
        by_chance = "auto" in {computed, want_computed} and computed == plainly[name][0]
        if by_chance or not same_value(want_laid_out, laid_out, name):
            return name
    return None


def _is_within(found: str, name: str, low: Reading | None, high: Reading | None) -> bool:
    if " " in found and all(number_of(one) is not None for one in found.split()):
        return all(_is_within(one, name, low, high) for one in found.split())  # both radii of a corner
    number = number_of(found)
    least = number_of(low[name][1]) if low else None
    most = number_of(high[name][1]) if high else None
    if number is None or (low and least is None) or (high and most is None):
        return False
    slack = 0.5 if found.endswith("px") else 0.01
    return (least is None or number >= least - slack) and (most is None or number <= most + slack)


def _bounds_said(low: str | None, high: str | None) -> str:
    if low is not None and high is not None:
        return f"entre {low} et {high}"
    return f"au moins {low}" if low is not None else f"au plus {high}"


def _right_ones(element: Element, longhand: str, wanted: Sequence[Sequence[str]]) -> RightOnes:
    """Which declared values would have been right for the element."""

    def right_ones(values: Sequence[str]) -> Set[str]:
        tries = list(dict.fromkeys(values))[:TRIES] if wanted else []
        would_be = element.page.read("wouldBe", element.key, longhand, tries)
        return {
            value
            for value, computed in zip(tries, would_be, strict=True)
            if computed is not None and any(same_value(one[0], computed, longhand) for one in wanted)
        }

    return right_ones


def _decides(element: Element, name: str, reading: Reading) -> Written | None:
    longhand = next(iter(reading["found"]))
    return why(element, name, longhand, lambda values: set()).winner


def _explained(
    message_id: str | None, selector: str, element: Element, name: str, said: str, found: str, reason: Why
) -> Failure:
    """The failure that says what became of the property."""
    if message_id is None and reason.reason is Reason.NOT_UNDERSTOOD and reason.fault is not None:
        return reason.fault.failure()
    about = reason.right if reason.right and reason.reason is not Reason.INHERITED else reason.winner
    winner = reason.winner
    place = winner or about
    has_place = place is not None and reason.reason is not Reason.NEVER_WRITTEN
    near = "style-lost-selector-near" if reason.reason is Reason.LOST_SELECTOR and reason.near else None
    values = {
        "property": name,
        "selector": selector,
        **({"other": quote(winner.selector, 40)} if winner and winner.selector else {}),
        **({"value": quote(about.value, 40)} if about and about.value else {}),
        **({"name": quote(about.selector, 40)} if about and about.selector else {}),
        **({"near": quote(reason.near, 40)} if reason.near else {}),
    }
    return Failure(
        message_id or near or MESSAGES[reason.reason],
        expected=f"{name} : {said}",
        found=quote(winner.value, 40) if winner and reason.reason is not Reason.INHERITED else shown(found),
        file=place.file if has_place and place else element.file,
        line=place.line if has_place and place else element.line,
        values=values,
    )


def _failure(
    message_id: str, element: Element, name: str, found: str, expected: str | None, written: Written | None
) -> Failure:
    return Failure(
        message_id,
        expected=expected,
        found=f"{name} : {found}",
        file=written.file if written else element.file,
        line=written.line if written else element.line,
        values={"property": name, "selector": element.tag},
    )


def _compare(
    page: Page, selector: str, other: str, names: Sequence[str], message_id: str, *, alike: bool
) -> list[Element]:
    elements, models = _elements(page, selector), _elements(page, other)[:1]
    pairs = [
        (name, _readings(page, other, models, name, ())[0]["found"], _readings(page, selector, elements, name, ()))
        for name in names
    ]
    for number, element in enumerate(elements):
        different = [
            (name, one, readings[number]["found"][one][1], model[one][1])
            for name, model, readings in pairs
            for one in model
            if not same_value(model[one][1], readings[number]["found"][one][1], one)
        ]
        if alike and different:
            name, _, found, wanted = different[0]
            raise _unlike(message_id, element, other, name, shown(found), f"{name} : {shown(wanted)}")
        if not alike and not different:
            name, model, _ = pairs[0]
            raise _unlike(message_id, element, other, name, shown(next(iter(model.values()))[1]), None)
    return elements


def _unlike(message_id: str, element: Element, other: str, name: str, found: str, expected: str | None) -> Failure:
    values = {"property": name, "selector": element.tag, "other": other}
    return Failure(
        message_id, expected=expected, found=f"{name} : {found}", file=element.file, line=element.line, values=values
    )


def shown(computed: str) -> str:
    """A computed value as a card shows it: colours as `#006400`."""

    def as_hash(color: re.Match[str]) -> str:
        red, green, blue, alpha = color.groups()
        if float(alpha) == 0:
            return "transparent"
        return "#" + "".join(f"{int(part):02x}" for part in (red, green, blue))

    return quote(COMPUTED_COLOR.sub(as_hash, computed), 40)
