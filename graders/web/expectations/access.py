"""Access for everyone, as a program finds it lacking: in French, with the criterion of RGAA it is about.

    expect_access(page)  # all of it: axe-core, and what it misses
    no_axe_violations(page)
    expect_axe_rule(page, "label")

A program finds part of what keeps people out. A page without a finding may still lack what only a person sees: whether
an alternative says what matters, whether a link's text makes sense. It conforms to nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from graders.checks import Failure
from graders.messages.catalogue import catalogue
from graders.text import quote
from graders.web.axe import AxeStopped, Violation, french, violations
from graders.web.expectations import labels, semantics, wording
from graders.web.expectations.images import expect_alternatives
from graders.web.page import ELEMENTS, Element, Page

CONTRAST = "color-contrast"
# Advice of axe beyond what conformance asks, which is never an opinion.
PRACTICES = ("empty-table-header", "label-title-only", "scope-attr-valid", "skip-link", "tabindex")


def no_axe_violations(
    page: Page,
    rules: Collection[str] | None = None,
    *,
    also: Collection[str] = (),
    except_: Collection[str] = (),
    message_id: str | None = None,
) -> None:
    """axe finds nothing: by these rules, or by all that RGAA asks and it can tell; the first in the page is said.

    `also` are best practices to look for beyond.
    https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md lists the rules.
    """
    page.written  # noqa: B018 - a missing or empty file fails here
    if page.read("size") > ELEMENTS:
        raise Failure("too-heavy", file=page.name)
    try:
        found = page.ask(lambda tab: violations(tab, rules, also, except_))
    except AxeStopped as stopped:
        if stopped.hiding is None:
            raise Failure("axe-too-heavy", file=page.name) from stopped
        element = page.element(stopped.hiding)
        name = element.attributes.get("name") or element.attributes.get("id", "")
        raise Failure("axe-hidden", found=quote(name, 40), file=page.name, line=element.line) from stopped
    failures = [_failure(page, one, message_id) for one in found]
    if failures:
        raise min(failures, key=lambda failure: (failure.line is None, failure.line or 0))


def expect_axe_rule(page: Page, rule: str, *, message_id: str | None = None) -> None:
    """The page keeps this rule of axe, best practices included: "heading-order", "region", "target-size"."""
    no_axe_violations(page, (rule,), message_id=message_id)


def no_colour_only_links(page: Page, *, message_id: str = "axe.link-in-text-block") -> None:
    """A link within a text differs from it by more than a colour of nearly the same lightness."""
    expect_axe_rule(page, "link-in-text-block", message_id=message_id)


def no_positive_tabindex(page: Page, *, message_id: str = "axe.tabindex") -> None:
    """The keyboard follows the page: no tabindex above 0."""
    expect_axe_rule(page, "tabindex", message_id=message_id)


def no_hidden_focus(page: Page, *, message_id: str = "axe.aria-hidden-focus") -> None:
    """The keyboard stops at nothing that is hidden from screen readers."""
    expect_axe_rule(page, "aria-hidden-focus", message_id=message_id)


def expect_zoom(page: Page, *, message_id: str = "axe.meta-viewport") -> None:
    """The page may be zoomed."""
    expect_axe_rule(page, "meta-viewport", message_id=message_id)


def no_autofocus(page: Page, *, message_id: str = "autofocus") -> None:
    """Nothing takes the focus by itself: what stands before it would never be heard."""
    for element in page.all("[autofocus]"):
        if element.shown and not element.inside("dialog"):
            raise _fault(page, message_id, element, "12.8")


def no_autoplay(page: Page, *, message_id: str | None = None) -> None:
    """Nothing sounds by itself; a picture that moves by itself can be stopped."""
    for element in page.all("audio[autoplay], video[autoplay]"):
        if element.tag == "audio" or "muted" not in element.attributes:
            raise _fault(page, message_id or "autoplay", element, "4.10")
        if "controls" not in element.attributes:
            raise _fault(page, message_id or "autoplay-muted", element, "13.8")


def expect_access(page: Page, *, except_: Collection[str] = (), message_id: str | None = None) -> None:
    """Nothing that a program can tell keeps people out; the first in the page is said.

    `except_` are ids of messages ("vague-link", "axe.region") that are not looked for.
    """
    rules = [one.removeprefix("axe.") for one in except_ if one.startswith("axe.")]
    axe: Verb = lambda page: no_axe_violations(page, also=PRACTICES, except_=rules)  # noqa: E731
    _say_first(page, [*BEYOND_AXE, axe], except_, message_id)


def no_fault_beyond_axe(page: Page, *, except_: Collection[str] = (), message_id: str | None = None) -> None:
    """The part of `expect_access` that is not axe's: labels, wording, structure that is only looks."""
    _say_first(page, BEYOND_AXE, except_, message_id)


Verb = Callable[[Page], None]
BEYOND_AXE: tuple[Verb, ...] = (
    labels.expect_labels,
    expect_alternatives,
    wording.expect_concise_alternatives,
    wording.expect_link_texts,
    wording.no_ambiguous_links,
    wording.expect_useful_title,
    semantics.expect_heading_order,
    semantics.no_fake_headings,
    semantics.no_fake_lists,
    semantics.expect_table_headers,
    semantics.expect_table_captions,
    no_autofocus,
    no_autoplay,
)


def _say_first(page: Page, verbs: Sequence[Verb], except_: Collection[str], message_id: str | None) -> None:
    failures = []
    for verb in verbs:
        try:
            verb(page)
        except Failure as failure:
            if failure.message_id not in except_:
                failures.append(failure)
    if failures:
        first = min(failures, key=lambda failure: (failure.line is None, failure.line or 0))
        first.message_id = message_id or first.message_id
        raise first


def _fault(page: Page, message_id: str, element: Element, criterion: str) -> Failure:
    written = quote(page.written.line(element.line)) if element.line else None
    return Failure(message_id, found=written, file=page.name, line=element.line, values={"criterion": criterion})


def _failure(page: Page, violation: Violation, message_id: str | None) -> Failure:
    elements = [page.element(row) for row in violation.elements]
    first = min(elements, key=lambda element: (element.line is None, element.line or 0))
    own = f"axe.{violation.rule}"
    values = {"criterion": violation.criterion, "help": french().get(violation.rule), "tag": first.tag}
    expected, found = _contrast(violation)
    written = page.written.line(first.line) if first.line else ""
    return Failure(
        message_id or (own if own in catalogue() else "axe.other"),
        expected=expected,
        found=found or quote(written) or None,
        file=page.name,
        line=first.line,
        values={name: value for name, value in values.items() if value is not None},
    )


def _contrast(violation: Violation) -> tuple[str | None, str | None]:
    """The contrast asked and the one found, « 4,5 » and « 2,1 », of a violation about it."""
    if violation.rule != CONTRAST or not isinstance(violation.data, dict):
        return None, None
    ratio = violation.data.get("contrastRatio")
    asked = str(violation.data.get("expectedContrastRatio", "")).removesuffix(":1")
    if not isinstance(ratio, int | float) or not asked:
        return None, None
    return f"{asked} pour 1".replace(".", ","), f"{ratio} pour 1".replace(".", ",")
