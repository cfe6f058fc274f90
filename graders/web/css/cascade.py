"""Why an element has the style it has: which declaration won, and what became of the one that was meant to.

    why(element, "color", "color", right_ones)  →  Why(Reason.MORE_PRECISE, winner=#menu a, right=nav a)

The browser tells which rules match (`matched.py`); the text tells of rules that match nothing (`syntax.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum

from graders.web.css.matched import Written, concerns, matched
from graders.web.css.names import nearest
from graders.web.css.rules import Declaration, Rule
from graders.web.css.stylesheets import PageStyles, Stylesheet, page_styles
from graders.web.css.validity import CssFault, css_faults
from graders.web.page import Element

CONDITIONS = frozenset({"media", "container", "supports"})
RULES = 200  # looked at for one property; a page by hand has ten
LOST = 10  # rules that match nothing, looked at for a slip
TRIES = 20  # of selectors that may have been meant, for each

RightOnes = Callable[[Sequence[str]], Set[str]]  # those of some declared values that are what was asked for


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


def why(element: Element, name: str, longhand: str, right_ones: RightOnes) -> Why:
    """Why the element's `longhand`, asked for as property `name`, is none of the `right_ones`."""
    reaching = matched(element)
    declared = reaching.declared(longhand)
    winner = max(enumerate(declared), key=lambda pair: (pair[1].rank, pair[0]))[1] if declared else None
    rights = right_ones([one.value for one in declared])
    right = next((one for one in reversed(declared) if one is not winner and one.value in rights), None)
    if winner and right:
        return Why(_overridden(winner, right), winner, right)
    if (dropped := reaching.dropped(name, longhand)) is not None:
        at = dropped.file, dropped.line
        fault = next((one for one in css_faults(element.page) if (one.file, one.line) == at), None)
        return Why(Reason.NOT_UNDERSTOOD, winner, dropped, fault=fault)
    styles = page_styles(element.page)
    elsewhere = _elsewhere(element, styles, longhand, right_ones)
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


def _elsewhere(element: Element, styles: PageStyles, longhand: str, right_ones: RightOnes) -> Why | None:
    """The right value where it does not reach the element; or any value under a selector a slip away."""
    found = [
        (sheet, rule, one)
        for sheet, rule in styles.rules()
        if rule.selectors()
        for one in rule.declarations
        if concerns(one.name, longhand)
    ][:RULES]
    rights = right_ones([one.value for _, _, one in found])
    selectors = list(dict.fromkeys(selector for _, rule, _ in found for selector in rule.selectors()))
    answers = dict(zip(selectors, _matching(element, selectors), strict=True))
    others: list[Why] = []
    lost: list[Why] = []
    for sheet, rule, one in sorted(found, key=lambda row: row[2].value not in rights):
        is_meant = one.value in rights
        said = [answer for selector in rule.selectors() if (answer := answers[selector])]
        condition = next((outer for outer in rule.around() if outer.at in CONDITIONS), None)
        right = _of_rule(sheet, rule, one)
        if any(matches for matches, _ in said):
            if condition and is_meant:
                return Why(Reason.CONDITION, right=right, near=condition.spoken)
        elif said and not any(count for _, count in said) and not rule.is_nested:
            lost.append(Why(Reason.LOST_SELECTOR, right=right, near=rule.selectors()[0]))
        elif is_meant and not rule.is_nested:
            others.append(Why(Reason.OTHER_SELECTOR, right=right))
    return _nearest_lost(element, lost, rights) or (others[0] if others else None)


def _nearest_lost(element: Element, lost: Sequence[Why], rights: Set[str]) -> Why | None:
    """The first rule that matches nothing and is a slip away from the element, or has the right value."""
    if not lost:
        return None
    page_names = {
        *(f".{name}" for one in element.page.all("[class]") for name in one.attributes["class"].split()),
        *(f"#{one.attributes['id']}" for one in element.page.all("[id]")),
        *element.ancestors,
        element.tag,
    }
    tries = [(one, near) for one in lost[:LOST] for near in _near_selectors(one.near or "", page_names)]
    answers = _matching(element, [near for _, near in tries])
    for (one, near), answer in zip(tries, answers, strict=True):
        if answer and answer[0]:
            return replace(one, near=near)
    return next((replace(one, near=None) for one in lost if one.right and one.right.value in rights), None)


def _matching(element: Element, selectors: Sequence[str]) -> list[tuple[bool, int] | None]:
    answers: list[tuple[bool, int] | None] = element.page.read("matching", element.key, list(selectors))
    return answers


def _of_rule(sheet: Stylesheet, rule: Rule, one: Declaration) -> Written:
    return Written(one.name, one.value, rule.prelude, sheet.file, one.line, one.important)


def _near_selectors(selector: str, page_names: Set[str]) -> list[str]:
    """Selectors a slip away: with a name of the page in place of one that is near, with or without a space."""
    tries = [re.sub(r"\s+(?=[.#])", "", selector), re.sub(r"(?<=\w)(?=[.#])", " ", selector)]
    for part in re.finditer(r"[.#]?[a-zA-Z][\w-]*", selector):
        bare = part[0].lstrip(".#")
        near = {one for one in page_names if nearest(bare, [one.lstrip(".#").lower()])}
        tries += [selector[: part.start()] + one + selector[part.end() :] for one in sorted(near)]
    return tries[:TRIES]


def _not_linked(element: Element, styles: PageStyles, longhand: str) -> Why | None:
    """A stylesheet of the work that the page does not read, where it says something of this property."""
    for name in element.page.file_names:
        if name.endswith(".css") and name not in styles.files:
            words = re.findall(r"([a-z-]+)\s*:", element.page.text_of(name))
            if any(concerns(word, longhand) for word in words[:RULES]):
                return Why(Reason.NOT_LINKED, right=Written(longhand, "", "", name, None))
    return None
