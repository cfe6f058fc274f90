from graders.checks import Failure, check
from graders.web.expectations.document import valid_html
from graders.web.expectations.forms import expect_field, expect_group, expect_refuses, expect_sent, expect_types
from graders.web.expectations.labels import expect_labels
from graders.web.forms import GROUPS
from graders.web.page import Page

WORKSHOPS = ("Ma boîte mail", "Ranger ses photos")
# Short, as each sign is a key pressed in a real browser.
RIGHT = {"Votre nom": "Ali", "Votre adresse mail": "a@b.example"}
NAMES = {"nom": "Ali", "mail": "a@b.example"}
OWN = {  # what a message about sending is called here, where no script is in sight
    "no-submit": "no-button",
    "nothing-sent": "not-sent",
    "sent-lacks": "name-is-missing",
}


def expect_registered(page: Page, fields: dict[str, str]) -> None:
    """The form, filled in rightly, sends these fields; told in the words of this unit."""
    try:
        expect_sent(page, {**RIGHT, WORKSHOPS[1]: True}, fields=fields, by=("click",))
    except Failure as failure:
        failure.message_id = OWN.get(failure.message_id, failure.message_id)
        if failure.message_id == "not-sent" and failure.found is None:
            failure.message_id, failure.expected = "button-sends-nothing", 'type="submit"'
        raise


@check(points=1)
def form_holds_the_fields(page: Page) -> None:
    """Un élément form entoure les champs."""
    if not page.all("form"):
        raise Failure("no-form", file=page.name)


@check(points=2, criterion="11.1")
def name_is_asked(page: Page) -> None:
    """Le nom est demandé, et obligatoire."""
    expect_field(page, "Votre nom", type="text", required=True)


@check(points=2, criterion="11.1")
def mail_is_asked(page: Page) -> None:
    """L'adresse mail a son type, et elle est obligatoire."""
    expect_field(page, "Votre adresse mail", type="email", required=True)


@check(points=1, criterion="11.1")
def phone_is_free(page: Page) -> None:
    """Le téléphone a son type, et il reste facultatif."""
    expect_field(page, "Votre téléphone", type="tel", name="telephone", required=False)


@check(points=2, criterion="11.6")
def workshop_is_chosen(page: Page) -> None:
    """On choisit un seul atelier, dans un groupe qui a un nom."""
    expect_types(page, dict.fromkeys(WORKSHOPS, "radio"))
    legend = "Quel atelier" if any(page.by_role(role, "Quel atelier") for role in GROUPS) else "Quel atelier ?"
    expect_group(page, legend, WORKSHOPS)


@check(points=1, criterion="11.9")
def button_says_what_it_does(page: Page) -> None:
    """Le bouton dit « S'inscrire »."""
    buttons = [one.name for one, _ in page.announced("button")]
    if not buttons:
        raise Failure("no-button", file=page.name)
    if not page.by_role("button", "S'inscrire"):
        raise Failure("button-name", expected="S'inscrire", found=", ".join(buttons), file=page.name)


@check(points=2)
def right_answers_leave(page: Page) -> None:
    """Une inscription bien remplie part, avec toutes ses réponses."""
    values = [expect_field(page, workshop).attributes.get("value", "on") for workshop in WORKSHOPS]
    if values[0] == values[1]:
        line = expect_field(page, WORKSHOPS[1]).line
        raise Failure("same-value", found=f'value="{values[0]}"', file=page.name, line=line)
    expect_registered(page, {**NAMES, "atelier": values[1]})


@check(points=1)
def answers_stay_out_of_the_address(page: Page) -> None:
    """Les réponses ne se voient pas dans l'adresse."""
    methods = [one.attributes.get("method", "") for one in page.all("form")]
    methods += [one.attributes["formmethod"] for one in page.all("[formmethod]")]
    if "post" not in [method.strip().lower() for method in methods]:
        form = page.first("form")
        raise Failure("values-in-address", expected='method="post"', file=page.name, line=form.line if form else None)


@check(points=1, criterion="11.10")
def nothing_leaves_without_a_name(page: Page) -> None:
    """Sans nom, rien ne part."""
    expect_refuses(page, {"Votre nom": ""}, field="Votre nom")


@check(points=1, criterion="11.10")
def nothing_leaves_without_an_address(page: Page) -> None:
    """Avec une adresse mail incomplète, rien ne part."""
    expect_refuses(page, {"Votre adresse mail": "a"}, field="Votre adresse mail")


@check(points=1, criterion="11.1")
def every_field_is_labelled(page: Page) -> None:
    """Chaque champ a une étiquette qui se voit."""
    expect_labels(page)


@check(points=1, criterion="8.2")
def page_is_valid(page: Page) -> None:
    """Chaque balise est bien écrite."""
    valid_html(page)
