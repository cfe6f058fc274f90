"""Access for everyone, as axe-core finds it lacking: in French, with the criterion of RGAA it is about.

    no_axe_violations(page)
    expect_axe_rule(page, "label")

A program finds part of what keeps people out. A page without a finding may still lack what only a person sees: whether
an alternative says what matters, whether a link's text makes sense. It conforms to nothing yet.
"""

from __future__ import annotations

from collections.abc import Collection

from graders.checks import Failure
from graders.messages.catalogue import catalogue
from graders.text import quote
from graders.web.axe import AxeStopped, Violation, french, violations
from graders.web.page import ELEMENTS, Page

CONTRAST = "color-contrast"


def no_axe_violations(
    page: Page,
    rules: Collection[str] | None = None,
    *,
    except_: Collection[str] = (),
    message_id: str | None = None,
) -> None:
    """axe finds nothing: by these rules, or by all that RGAA asks and it can tell; the first in the page is said.

    https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md lists the rules.
    """
    page.written  # noqa: B018 - a missing or empty file fails here
    if page.read("size") > ELEMENTS:
        raise Failure("too-heavy", file=page.name)
    try:
        found = page.ask(lambda tab: violations(tab, rules, except_))
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
