"""Labels of form fields: there, visible, and tied to their field.

axe takes a placeholder or a title for a name. A placeholder is gone once somebody writes; a title is seen by those only
who have a mouse.
"""

from __future__ import annotations

from graders.checks import Failure
from graders.text import quote, tidy_text
from graders.web.expectations.roles import fields_of
from graders.web.page import Element, Page

CRITERION = "11.1"  # Chaque champ de formulaire a-t-il une étiquette ?


def expect_labels(page: Page, *, message_id: str | None = None) -> None:
    """Each field that is shown has a label one sees, tied to it, or a name by aria; the first without one is said."""
    fields = fields_of(page)
    labels = page.read("labels", [element.key for _, element in fields])
    for (one, element), its in zip(fields, labels, strict=True):
        if its["hidden"] is not None:
            raise _failure(page, message_id or "label-hidden", element, tidy_text(its["hidden"]))
        if one.name_from in {"placeholder", "title"}:
            raise _failure(page, message_id or f"{one.name_from}-label", element, one.name)
        if not one.name:
            raise _failure(page, message_id or "field-without-label", element, None)


def _failure(page: Page, message_id: str, element: Element, name: str | None) -> Failure:
    written = quote(page.written.line(element.line)) if element.line else None
    return Failure(
        message_id,
        found=quote(name, 40) if name else written,
        file=page.name,
        line=element.line,
        values={"criterion": CRITERION, **({"name": quote(name, 40)} if name else {})},
    )
