"""Structure as it is announced: by role and accessible name, whatever tags it is made of.

    expect_named(page, "button", "Envoyer")
    expect_landmarks(page, "banner", "navigation", "main", "contentinfo")

<a role="button">, <div role="navigation"> and native elements count alike; what is hidden does not count. Where
something is missing, the failure says what is there instead: a div that looks like a button, a name one letter away.
"""

from __future__ import annotations

import difflib
import re

from graders.checks import Failure
from graders.text import fold_text, has_text_in, quote, same_text
from graders.web.accessibility import Announced, role_of
from graders.web.page import Element, Page
from graders.web.role_names import ELEMENTS, name_of, named

Told = tuple[Announced, Element]

ONCE = frozenset({"banner", "main", "contentinfo"})
SECTIONS = frozenset({"article", "aside", "main", "nav", "section"})
NEAR = 0.75  # of 1: « Envoyez » is near « Envoyer », « Annuler » is not
# How authors call the boxes they use in place of landmarks.
BOXES = {
    "banner": r"(en-?tete|header|banner|bandeau)",
    "navigation": r"(nav|navbar|navigation|menu)",
    "main": r"(main|principal|contenu|content)",
    "contentinfo": r"(footer|pied|pied-de-page|bas-de-page)",
    "complementary": r"(aside|sidebar|cote)",
    "button": r"(btn|button|bouton)",
}
NATIVE = {
    "banner": "header",
    "button": "button, input[type=button], input[type=submit], input[type=reset]",
    "contentinfo": "footer",
    "heading": "h1, h2, h3, h4, h5, h6",
    "image": "img",
    "link": "a[href]",
    "list": "ul, ol",
    "main": "main",
    "navigation": "nav",
    "table": "table",
}
# Their text is no name; it comes from aria-label, aria-labelledby, alt, a legend or a caption.
NAMED_BY_AUTHORS = frozenset(
    {"alertdialog", "complementary", "dialog", "form", "group", "image", "list", "navigation", "radiogroup", "region"}
    | {"search", "table", "tablist", "tabpanel"}
)
NO_FIELD = frozenset({"submit", "reset", "button", "image", "hidden"})
FIELD_ROLES = frozenset(
    {"checkbox", "color", "combobox", "date", "listbox", "radio", "searchbox", "slider", "spinbutton", "switch"}
    | {"textbox", "time-field"}
)


def expect_role(page: Page, role: str, *, at_least: int = 1, message_id: str | None = None) -> list[Element]:
    """The page has something of this role, or as many as asked."""
    found = page.by_role(role)
    if not found:
        raise _missing(page, role, None, None, message_id)
    if len(found) < at_least:
        raise Failure(
            message_id or "too-few-of-role",
            expected=str(at_least),
            found=str(len(found)),
            file=page.name,
            line=found[0].line,
            values={"name": name_of(role)},
        )
    return found


def expect_named(
    page: Page,
    role: str,
    name: str,
    *,
    level: int | None = None,
    exact: bool = False,
    within: Element | None = None,
    message_id: str | None = None,
) -> Element:
    """Something of this role has this accessible name; case, accents and spaces are tolerated unless `exact`."""
    found = page.by_role(role, name, level=level, exact=exact, within=within)
    if not found:
        raise _missing(page, role, name, level, message_id, within)
    return found[0]


def expect_heading(page: Page, text: str, *, level: int | None = None, message_id: str | None = None) -> Element:
    """A heading says `text`, at this level if one is asked."""
    return expect_named(page, "heading", text, level=level, message_id=message_id)


def expect_link_named(
    page: Page, name: str, *, within: Element | None = None, message_id: str | None = None
) -> Element:
    """A link has this accessible name, from its text, an image's alternative or aria-label."""
    return expect_named(page, "link", name, within=within, message_id=message_id)


def expect_image_named(page: Page, name: str, *, message_id: str | None = None) -> Element:
    """An image has this alternative."""
    return expect_named(page, "image", name, message_id=message_id)


def expect_landmarks(page: Page, *roles: str, message_id: str | None = None) -> list[Element]:
    """The page has these zones; header, main zone and footer of a page are there once each."""
    told = page.announced(*roles)
    every = [(role, [element for one, element in told if one.role == role]) for role in map(role_of, roles)]
    for role, found in every:
        if not found:
            raise _missing(page, role, None, None, message_id)
        if role in ONCE and len(found) > 1:
            raise Failure(
                message_id or "several-landmarks",
                expected=name_of(role),
                found=str(len(found)),
                file=page.name,
                line=found[1].line,
            )
    return [found[0] for _, found in every]


def expect_list(
    page: Page,
    *,
    items: int | None = None,
    at_least: int | None = None,
    within: Element | None = None,
    message_id: str | None = None,
) -> Element:
    """A list of the page has as many points as asked; those of lists within it are not its own."""
    every = page.announced("list", "listitem", within=within)
    lists = [element for one, element in every if one.role == "list"]
    if not lists:
        raise _missing(page, "list", None, None, message_id, within)
    points = [element.key for one, element in every if one.role == "listitem"]
    owners = page.read("owners", points, [one.key for one in lists])
    sizes = [owners.count(one.key) for one in lists]
    for one, size in zip(lists, sizes, strict=True):
        if (items is None or size == items) and (at_least is None or size >= at_least):
            return one
    wanted = items if items is not None else at_least or 0
    size, nearest = min(zip(sizes, lists, strict=True), key=lambda pair: abs(pair[0] - wanted))
    raise Failure(message_id or "list-items", expected=str(wanted), found=str(size), file=page.name, line=nearest.line)


def labelled_field(page: Page, label: str, *, type: str | None = None, message_id: str | None = None) -> Element:
    """The field of a form that is labelled so, by a label or by aria; `type` as in HTML, or "select" or "textarea".

    A placeholder or a title is no label. « Votre nom (obligatoire) » is a label for "Votre nom".
    """
    fields = fields_of(page)
    labelled = [pair for pair in fields if pair[0].name_from not in {"placeholder", "title"}]
    found = [pair for pair in labelled if same_text(pair[0].name, label)] or [
        pair for pair in labelled if has_text_in(label, pair[0].name)
    ]
    if not found:
        raise _missing_field(page, label, fields, message_id)
    kinds = [type_of(element) for _, element in found]
    if type is None or type in kinds:
        return found[0 if type is None else kinds.index(type)][1]
    raise Failure(
        message_id or "field-type",
        expected=type,
        found=kinds[0],
        file=page.name,
        line=found[0][1].line,
        values={"name": quote(label, 40)},
    )


def fields_of(page: Page) -> list[Told]:
    """What a person fills in or chooses from, as it is announced; a field for a file is announced as a button."""
    return [
        (one, element)
        for one, element in page.announced(*FIELD_ROLES, "button")
        if (one.role != "button" or element.tag == "input")
        and not (element.tag == "input" and element.attributes.get("type", "").lower() in NO_FIELD)
    ]


def type_of(element: Element) -> str:
    """What kind of field it is, as HTML calls it; an input without a type is "text"."""
    return (element.attributes.get("type", "").strip().lower() or "text") if element.tag == "input" else element.tag


def _missing_field(page: Page, label: str, fields: list[Told], message_id: str | None) -> Failure:
    """Why no field has this label: it is a placeholder, it is tied to nothing, it is written otherwise."""
    values = {"name": quote(label, 40)}
    for one, element in fields:
        if one.name_from in {"placeholder", "title"} and has_text_in(label, one.name):
            found = f"{one.name_from}-label"
            return Failure(message_id or found, found=one.name, file=page.name, line=element.line, values=values)
    for text in page.all("label"):
        if has_text_in(label, text.text):
            own = "label-not-tied" if text.shown else "label-hidden"
            return Failure(message_id or own, file=page.name, line=text.line, values=values)
    if near := _nearest(label, fields):
        one, element = near
        return Failure(
            message_id or "near-name", expected=label, found=quote(one.name), file=page.name, line=element.line
        )
    return Failure(message_id or "missing-field", expected=label, file=page.name)


def _missing(
    page: Page,
    role: str,
    name: str | None,
    level: int | None,
    message_id: str | None,
    within: Element | None = None,
) -> Failure:
    """Why there is no such thing: another level, a name nearly so, hidden, only a likeness, or nothing at all."""
    role = role_of(role)
    expected = named(role, name, level)
    every = page.announced(role, within=within)
    if name is not None:
        for one, element in every:
            if same_text(one.name, name) and level is not None and one.level != level:
                return Failure(
                    message_id or "heading-level",
                    expected=str(level),
                    found=str(one.level),
                    file=page.name,
                    line=element.line,
                    values={"name": quote(name, 40)},
                )
        if near := _nearest(name, every):
            one, element = near
            return Failure(
                message_id or "near-name", expected=name, found=quote(one.name), file=page.name, line=element.line
            )
    nameless = next((element for one, element in every if not one.name), None) if name is not None else None
    if nameless is not None and role in NAMED_BY_AUTHORS:
        return _nameless(page, role, name, nameless, message_id)
    if within is not None:
        elsewhere = page.by_role(role, name, level=level) if name is not None else []
        return Failure(
            message_id or ("role-elsewhere" if elsewhere else "missing-role-within"),
            expected=expected,
            file=page.name,
            line=(elsewhere[0] if elsewhere else within).line,
            values={"tag": within.tag},
        )
    instead = _hidden(page, role, name) or _likeness(page, role, name)
    if instead:
        found, element = instead
        return Failure(
            message_id or found,
            expected=expected,
            found=_opening(element),
            file=page.name,
            line=element.line,
            values={"tag": element.tag, "element": ELEMENTS.get(role), **_around(element)},  # type: ignore[dict-item]
        )
    if nameless is not None:
        return _nameless(page, role, name, nameless, message_id)
    others = ", ".join(f"« {quote(one.name, 30)} »" for one, _ in every[:3] if one.name) or None
    return Failure(
        message_id or "missing-role",
        expected=expected,
        found=others,
        file=page.name,
        line=every[0][1].line if every else None,
    )


def _nameless(page: Page, role: str, name: str | None, element: Element, message_id: str | None) -> Failure:
    """There is one, and nobody is told what it is called."""
    return Failure(
        message_id or "nameless-role",
        expected=name,
        found=_opening(element),
        file=page.name,
        line=element.line,
        values={"name": name_of(role)},
    )


def _nearest(name: str, every: list[Told]) -> Told | None:
    """What is named nearly so, if anything."""

    def likeness(one: Told) -> float:
        return difflib.SequenceMatcher(a=fold_text(one[0].name), b=fold_text(name)).ratio()

    nearest = max(every, key=likeness, default=None)
    return nearest if nearest is not None and likeness(nearest) >= NEAR else None


def _hidden(page: Page, role: str, name: str | None) -> tuple[str, Element] | None:
    """An element of this role that nobody is told of: hidden, or a <header> that is only a section's."""
    if role not in NATIVE:
        return None
    for element in page.all(NATIVE[role])[:20]:
        if name is not None and not same_text(_text(element), name):
            continue
        if role in {"banner", "contentinfo"} and SECTIONS & set(element.ancestors) and element.role is not None:
            return "landmark-inside", element
        if element.role is None:
            return "hidden-role", element
    return None


def _likeness(page: Page, role: str, name: str | None) -> tuple[str, Element] | None:
    """What a person would take for it, and a screen reader does not."""
    boxes = re.compile(rf"(^|[\s_-]){BOXES[role]}([\s_-]|$)", re.IGNORECASE) if role in BOXES else None
    alike = []
    for element in page.all("body *"):
        if name is None and not (boxes and boxes.search(_called(element))):
            continue
        if name is not None and not same_text(_text(element), name):
            continue
        alike.append(element)
    if not alike:
        return None
    clickable = [one for one in alike if "onclick" in one.attributes or (boxes and boxes.search(_called(one)))]
    if name is None:
        return ("looks-like-role", alike[0]) if alike[0].role != role else None
    best = clickable[0] if clickable else alike[-1]
    if best.tag == "a" and role == "link" and "href" not in best.attributes:
        return "link-without-href", best
    return "looks-like-role", best


def _text(element: Element) -> str:
    return element.text or element.attributes.get("alt", "") or element.attributes.get("value", "")


def _called(element: Element) -> str:
    return f"{element.attributes.get('id', '')} {element.attributes.get('class', '')}"


def _opening(element: Element) -> str:
    """Its opening tag, with what it is called."""
    shown = "".join(
        f' {name}="{quote(element.attributes[name], 30)}"'
        for name in ("id", "class", "onclick")
        if name in element.attributes
    )
    return f"<{element.tag}{shown}>"


def _around(element: Element) -> dict[str, str]:
    return {"parent": next((tag for tag in element.ancestors if tag in SECTIONS), element.ancestors[0])}
