"""Forms: their fields by label, what they refuse, what they say of it, and what a server would get.

`values` go by label: `{"Votre nom": "Amina", "Jour": "Mardi", "J’accepte": True}`. Each verb fills the form afresh,
with a visitor's hands; there is no server, and what it would get is read from the request itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graders.checks import Failure
from graders.text import fold_text, has_text_in, quote, same_text
from graders.web.expectations import roles
from graders.web.forms import FIELDS, GROUPS, Filling, Sent, Value, facts_of, find_field
from graders.web.links import file_of
from graders.web.page import Element, Page, spoken
from graders.web.play import Play, named

Values = Mapping[str, Value]
BOTH = ("click", "Enter")


def expect_field(
    page: Page,
    label: str,
    *,
    type: str | None = None,
    name: str | None = None,
    autocomplete: str | None = None,
    required: bool | None = None,
    message_id: str | None = None,
) -> Element:
    """A field has this label, however it is tied (see `roles.labelled_field`), and is what is asked."""
    element = roles.labelled_field(page, label, type=type, message_id=message_id)
    facts = facts_of(page, [element])[0]

    def failure(own: str, expected: str, found: str | None) -> Failure:
        return Failure(
            message_id or own,
            expected=expected,
            found=found,
            file=page.name,
            line=element.line,
            values={"name": label},
        )

    if name is not None and element.attributes.get("name") != name:
        raise failure("field-name", f'name="{name}"', element.attributes.get("name") or None)
    if autocomplete is not None and autocomplete not in facts["autocomplete"].lower().split():
        raise failure("field-autocomplete", f'autocomplete="{autocomplete}"', facts["autocomplete"] or None)
    if required is not None and facts["asked"] is not required:
        raise failure("field-required" if required else "field-optional", "required", None)
    return element


def expect_types(page: Page, types: Mapping[str, str], message_id: str | None = None) -> None:
    """Each field, by label, has its type: "email", "tel", "number", "date", "textarea", "select" …"""
    for label, wanted in types.items():
        expect_field(page, label, type=wanted, message_id=message_id)


def expect_group(page: Page, legend: str, labels: Sequence[str] = (), message_id: str | None = None) -> Element:
    """A group of this name (fieldset and legend, or a role of group) holds the fields of these labels.

    Where all of them are round buttons, they have one name: of these, one alone can be chosen.
    """
    groups = [group for role in GROUPS for group in page.by_role(role, legend)]
    if not groups:
        nameless = next((one for one in page.all("fieldset") if not one.all("legend")), None)
        raise Failure(
            message_id or ("missing-legend" if nameless else "missing-group"),
            expected=legend,
            file=page.name,
            line=nameless.line if nameless else None,
        )
    inside = {one.key for one in groups[0].all(FIELDS)}
    names = set()
    for label in labels:
        element = find_field(page, label)
        names.add(element.attributes.get("name") if element.attributes.get("type", "").lower() == "radio" else None)
        if None not in names and len(names) > 1:
            raise Failure(
                message_id or "radios-not-one", expected=legend, found=label, file=page.name, line=element.line
            )
        if element.key not in inside:
            raise Failure(
                message_id or "outside-group", expected=legend, found=label, file=page.name, line=element.line
            )
    return groups[0]


def expect_accepts(page: Page, values: Values, message_id: str = "form-refuses") -> None:
    """These values are taken: something is sent, or the page says something new, and no field is in error."""
    with page.played() as play:
        form = Filling(play, values)
        form.send()
        if form.sent:
            return
        wrong = form.in_error()
        if wrong or play.read("pageState") == form.state_before:
            found = named(wrong[0]) if wrong else None
            line = wrong[0].line if wrong else form.button.line
            raise Failure(message_id, expected=_spoken(values), found=found, file=page.name, line=line)


def expect_refuses(page: Page, values: Values, *, field: str, message_id: str | None = None) -> None:
    """Because of the field of this label, nothing is sent."""
    with page.played() as play:
        form = Filling(play, values)
        form.send()
        element = _of(form, field)
        _expect_nothing_sent(form, field, element, message_id)
        if element.key not in _group_keys(play, element, form.in_error()):
            facts = facts_of(play, [element])[0]
            if not (facts["described"] or form.play.read("toldAloud") != form.said_before):
                raise Failure(
                    message_id or "field-accepts",
                    expected=field,
                    found=_said(values, field),
                    file=page.name,
                    line=element.line,
                )


def expect_nothing_sent(page: Page, values: Values, *, field: str, message_id: str | None = None) -> None:
    """With these values, wrong in the field of this label, no request leaves: by the button and by Enter."""
    for by in BOTH:
        with page.played() as play:
            form = Filling(play, values)
            form.send(by)
            _expect_nothing_sent(form, field, _of(form, field), message_id)


def expect_error_told(
    page: Page, values: Values, *, field: str, focus: bool = True, message_id: str | None = None
) -> None:
    """The mistake in a field is told in words tied to it, and the keyboard comes to it (or to the words).

    The browser's own bubble is such words; so is a text named by aria-describedby or aria-errormessage, or a label that
    changed.
    """
    with page.played() as play:
        form = Filling(play, values)
        element = _of(form, field)
        before = facts_of(play, [element])[0]
        form.send()
        after = facts_of(play, [element])[0]
        _expect_nothing_sent(form, field, element, message_id)
        bubble = after["watched"] and not after["valid"] and bool(after["native"])
        if not bubble:
            _expect_tied(page, element, field, before, after, message_id)
        if focus and not _is_focused(play, element, form.button):
            focused = play.first(":focus")
            raise Failure(
                message_id or "error-focus",
                expected=field,
                found="rien" if focused is None else named(focused),
                file=page.name,
                line=element.line,
            )


def expect_sent(
    page: Page,
    values: Values,
    *,
    fields: Mapping[str, str] | None = None,
    method: str | None = None,
    to: str | None = None,
    by: Sequence[str] = BOTH,
    message_id: str | None = None,
) -> Sent:
    """The form is sent as asked, by its button and by Enter: method, address, and the fields by their names.

    `fields` are those the server must get (others may come too); `to` is a path, or a whole address.
    """
    sent: list[Sent] = []
    for way in by:
        with page.played() as play:
            form = Filling(play, values)
            form.send(way)
            if not form.sent:
                wrong = form.in_error()
                found = named(wrong[0]) if wrong else None
                how = "enter-sends-nothing" if way == "Enter" else "nothing-sent"
                raise Failure(message_id or how, found=found, file=page.name, line=form.button.line)
            sent = form.sent
            _expect_request(page, form, sent[0], fields or {}, method, to, message_id)
    return sent[0]


def expect_sent_once(page: Page, values: Values, message_id: str = "sent-twice") -> None:
    """Two quick clicks on the button send one request."""
    with page.played() as play:
        form = Filling(play, values)
        form.send("double click")
        if len(form.sent) > 1:
            raise Failure(message_id, found=str(len(form.sent)), file=page.name, line=form.button.line)


def expect_success_told(
    page: Page, values: Values, text: str | None = None, message_id: str = "success-untold"
) -> None:
    """After right values the page says so, where it is read out by itself; or it leaves for another page."""
    with page.played() as play:
        form = Filling(play, values)
        form.send()
        if text is None and any(one.kind == "Document" for one in play.requests[1:]):
            return
        said = [one for one in play.read("toldAloud") if one and one not in form.said_before]
        focused = play.first(":focus")
        if focused is not None and focused.key not in {form.button.key, *(one.key for one in form.elements.values())}:
            said.append(focused.text)
        if not any(one if text is None else has_text_in(text, one) for one in said):
            raise Failure(
                message_id,
                expected=text,
                found=quote(said[0]) if said else None,
                file=page.name,
                line=form.button.line,
            )


def expect_values_kept(page: Page, values: Values, message_id: str = "values-lost") -> None:
    """After a refusal, what was written is still there."""
    with page.played() as play:
        form = Filling(play, values)
        elements = list(form.elements.items())
        before = facts_of(play, [one for _, one in elements])
        form.send()
        after = facts_of(play, [one for _, one in elements])
        for (label, element), was, now in zip(elements, before, after, strict=True):
            if (was["value"], was["checked"]) != (now["value"], now["checked"]):
                raise Failure(
                    message_id, expected=quote(was["value"]) or None, found=label, file=page.name, line=element.line
                )


def _expect_nothing_sent(form: Filling, field: str, element: Element, message_id: str | None) -> None:
    if form.sent:
        raise Failure(
            message_id or "sent-despite-error",
            expected=field,
            found=_said(form.values, field),
            file=form.play.name,
            line=element.line,
        )


def _expect_tied(
    page: Page,
    element: Element,
    field: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    message_id: str | None,
) -> None:
    """The field is tied to words about the mistake: new ones, or (flagged) any."""
    is_new = after["described"] != before["described"] or after["label"] != before["label"]
    if (is_new or after["flagged"]) and (after["described"] or after["label"] != before["label"]):
        return
    own = "error-silent" if after["flagged"] else "error-not-tied"
    raise Failure(message_id or own, expected=field, found=spoken(element), file=page.name, line=element.line)


def _expect_request(
    page: Page,
    form: Filling,
    sent: Sent,
    fields: Mapping[str, str],
    method: str | None,
    to: str | None,
    message_id: str | None,
) -> None:
    line = form.button.line

    def failure(own: str, expected: str, found: str | None, **values: str) -> Failure:
        return Failure(message_id or own, expected=expected, found=found, file=page.name, line=line, values=values)

    if method is not None and sent.method != method.upper():
        raise failure("sent-method", method.upper(), sent.method)
    if to is not None and _path(sent.path) != _path(to):
        raise failure("sent-elsewhere", to, quote(sent.path))
    for name, wanted in fields.items():
        values = sent.values(name)
        if not values:
            names = ", ".join(dict.fromkeys(one for one, _ in sent.fields))
            raise failure("sent-lacks", name, quote(names) or "aucun champ")
        if wanted not in values and not any(fold_text(one) == fold_text(wanted) for one in values):
            raise failure("sent-value", wanted, quote(", ".join(values)), name=name)


def _path(address: str) -> str:
    return address if "://" in address else file_of(address.removeprefix("./").lstrip("/"))


def _of(form: Filling, field: str) -> Element:
    return form.elements[field] if field in form.elements else find_field(form.play, field)


def _group_keys(play: Play, element: Element, wrong: Sequence[Element]) -> set[int]:
    """The keys of fields in error; of round buttons with one name, one stands for all."""
    keys = {one.key for one in wrong}
    name = element.attributes.get("name")
    if element.attributes.get("type") == "radio" and any(one.attributes.get("name") == name for one in wrong):
        keys.add(element.key)
    return keys


def _is_focused(play: Play, element: Element, button: Element) -> bool:
    """True if the focus is on the field, or on something that tells: not on the button, nor nowhere."""
    focused = play.first(":focus")
    if focused is None or focused.key == button.key:
        return False
    is_field = any(one.key == focused.key for one in play.all(FIELDS))
    alike = element.attributes.get("name") and focused.attributes.get("name") == element.attributes.get("name")
    return focused.key == element.key or bool(alike) or not is_field


def _said(values: Values, field: str) -> str | None:
    value = next((one for label, one in values.items() if same_text(label, field)), None)
    return quote(value) if isinstance(value, str) and value else "rien" if value in {"", None} else None


def _spoken(values: Values) -> str:
    return quote(", ".join(f"{label} : {value}" for label, value in values.items() if isinstance(value, str) and value))
