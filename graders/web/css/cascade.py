"""Why an element has the style it has: which declaration won, and what became of the one that was meant to.

    why(element, "color", "color", is_right)  →  Why(Reason.MORE_PRECISE, winner=#menu a, line 12, right=nav a, line 5)

The browser tells which rules match (`matched.py`); the text tells of rules that match nothing (`syntax.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from graders.web.css.matched import Written, concerns, matched
from graders.web.css.names import nearest
from graders.web.css.rules import Declaration, Rule
from graders.web.css.stylesheets import PageStyles, Stylesheet, page_styles
from graders.web.css.validity import CssFault, css_faults
from graders.web.page import Element

CONDITIONS = frozenset({"media", "container", "supports"})
RULES = 200  # looked at for one property; a page by hand has ten
TRIES = 60  # of selectors that may have been meant

IsRight = Callable[[str], bool]  # whether a declared value is what was asked for


class Reason(Enum):
    """Why an element does not have the style that is asked for."""

    NOT_UNDERSTOOD = "not-understood"  # written for it, but the browser drops it
    LATER = "later"  # a rule of the same weight comes after the right one
    MORE_PRECISE = "more-precise"
    IMPORTANT = "important"
    ATTRIBUTE = "attribute"  # a style attribute wins
    LAYER = "layer"  # a rule outside of layers wins
    OTHER_VALUE = "other-value"  # the rule that decides says something else
    CONDITION = "condition"  # the rule counts for another screen, or for paper
    LOST_SELECTOR = "lost-selector"  # its selector matches nothing in the page
    OTHER_SELECTOR = "other-selector"  # its selector matches other elements
    NOT_LINKED = "not-linked"  # a stylesheet has it, the page does not read it
    INHERITED = "inherited"  # only what is around the element says something
    NEVER_WRITTEN = "never-written"


@dataclass(frozen=True)
class Why:
    """The reason, the declaration that decides (`winner`) and the one that is right or was meant to be (`right`).

    `near` is the selector that was probably meant, or the condition that does not hold; `fault` what a validator says
    of a declaration that is not understood.
    """

    reason: Reason
    winner: Written | None = None
    right: Written | None = None
    near: str | None = None
    fault: CssFault | None = None


def why(element: Element, name: str, longhand: str, is_right: IsRight) -> Why:
    """Why the element's `longhand`, asked for as property `name`, is not what `is_right` says of declared values."""
    reaching = matched(element)
    declared = reaching.declared(longhand)
    winner = max(enumerate(declared), key=lambda pair: (pair[1].rank, pair[0]))[1] if declared else None
    right = next((one for one in reversed(declared) if one is not winner and is_right(one.value)), None)
    if winner and right:
        return Why(_overridden(winner, right), winner, right)
    if (dropped := reaching.dropped(name, longhand)) is not None:
        at = dropped.file, dropped.line
        fault = next((one for one in css_faults(element.page) if (one.file, one.line) == at), None)
        return Why(Reason.NOT_UNDERSTOOD, winner, dropped, fault=fault)
    styles = page_styles(element.page)
    elsewhere = _elsewhere(element, styles, longhand, is_right)
    if winner and (elsewhere is None or elsewhere.reason is Reason.OTHER_SELECTOR):
        return Why(Reason.OTHER_VALUE, winner)
    if elsewhere := elsewhere or _not_linked(element, styles, longhand):
        return elsewhere
    above = next((found for outer in reaching.around() if (found := outer.declared(longhand))), None)
    return Why(Reason.INHERITED, above[-1]) if above else Why(Reason.NEVER_WRITTEN)


def _overridden(winner: Written, right: Written) -> Reason:
    if winner.important and not right.important:
        return Reason.IMPORTANT
    if winner.is_attribute:
        return Reason.ATTRIBUTE
    if winner.is_layered != right.is_layered:
        return Reason.LAYER
    return Reason.MORE_PRECISE if winner.weight > right.weight else Reason.LATER


def _elsewhere(element: Element, styles: PageStyles, longhand: str, is_right: IsRight) -> Why | None:
    """The right value where it does not reach the element; or any value under a selector a slip away."""
    found = [
        (sheet, rule, one)
        for sheet, rule in styles.rules()
        if rule.selectors()
        for one in rule.declarations
        if concerns(one.name, longhand)
    ][:RULES]
    others = []
    for sheet, rule, one in sorted(found, key=lambda row: not is_right(row[2].value)):
        is_meant = is_right(one.value)
        answers = [one for one in _matching(element, rule.selectors()) if one]
        condition = next((outer for outer in rule.around() if outer.at in CONDITIONS), None)
        right = _of_rule(sheet, rule, one)
        if any(matches for matches, _ in answers):
            if condition and is_meant:
                return Why(Reason.CONDITION, right=right, near=condition.spoken)
        elif answers and not any(count for _, count in answers) and not rule.is_nested:
            near = _near_selector(element, rule.selectors()[0])
            if near or is_meant:
                return Why(Reason.LOST_SELECTOR, right=right, near=near)
        elif is_meant and not rule.is_nested:
            others.append(Why(Reason.OTHER_SELECTOR, right=right))
    return others[0] if others else None


def _matching(element: Element, selectors: Sequence[str]) -> list[tuple[bool, int] | None]:
    answers: list[tuple[bool, int] | None] = element.page.read("matching", element.key, list(selectors))
    return answers


def _of_rule(sheet: Stylesheet, rule: Rule, one: Declaration) -> Written:
    return Written(one.name, one.value, rule.prelude, sheet.file, one.line, one.important)


def _near_selector(element: Element, selector: str) -> str | None:
    """A selector that is a slip away and does match the element."""
    page_names = {
        *(f".{name}" for one in element.page.all("[class]") for name in one.attributes["class"].split()),
        *(f"#{one.attributes['id']}" for one in element.page.all("[id]")),
        *element.ancestors,
        element.tag,
    }
    tries = [re.sub(r"\s+(?=[.#])", "", selector), re.sub(r"(?<=\w)(?=[.#])", " ", selector)]
    for part in re.finditer(r"[.#]?[a-zA-Z][\w-]*", selector):
        bare = part[0].lstrip(".#")
        near = {one for one in page_names if nearest(bare, [one.lstrip(".#").lower()])}
        tries += [selector[: part.start()] + one + selector[part.end() :] for one in sorted(near)]
    answers = _matching(element, tries[:TRIES])
    return next((one for one, answer in zip(tries, answers, strict=False) if answer and answer[0]), None)


def _not_linked(element: Element, styles: PageStyles, longhand: str) -> Why | None:
    """A stylesheet of the work that the page does not read, where it says something of this property."""
    for name in element.page.file_names:
        if name.endswith(".css") and name not in styles.files:
            words = re.findall(r"([a-z-]+)\s*:", element.page.text_of(name))
            if any(concerns(word, longhand) for word in words[:RULES]):
                return Why(Reason.NOT_LINKED, right=Written(longhand, "", "", name, None))
    return None
