"""Forms filled in the real browser: right ways of several kinds pass, each mistake gets its message."""

import time

import pytest

from graders.checker import Checker
from graders.web.expectations import forms as expect
from graders.web.forms import Filling, Sent, fields_of
from graders.web.page import Page
from tests.graders.exercises import IN_TIME_S, a_page
from tests.graders.web.expectations.verbs import Told, Verb, told, what_is_raised

pytestmark = pytest.mark.browser

MAIL = '<label for="m">Courriel</label>\n<input id="m" name="courriel" type="email" required>'
NAME = '<label>Votre nom * <input name="nom" required></label>'
DAYS = (
    "<fieldset><legend>Jour</legend>"
    '<label><input type="radio" name="jour" value="mardi">Mardi</label>'
    '<label><input type="radio" name="jour" value="samedi">Samedi</label></fieldset>'
)
PLAIN = f'<form action="/contact" method="post">\n{NAME}\n{MAIL}\n<button>Envoyer</button></form>'
GOOD = {"Votre nom": "Amina", "Courriel": "a@b.fr"}
BAD = {"Votre nom": "Amina", "Courriel": "abc"}
# A form that a script looks after: the browser's own checks are off.
SCRIPTED = (
    '<form novalidate action="/contact" method="post">\n'
    '<label for="m">Courriel</label>\n<input id="m" name="courriel" type="email" aria-describedby="e">\n'
    '<p id="e"></p>\n'
    '<button>Envoyer</button></form><p role="status"></p>'
    "<script>const form = document.querySelector('form'), m = form.courriel, e = document.querySelector('#e');"
    "form.addEventListener('submit', event => { const wrong = !m.value.includes('@'); %s })</script>"
)
STOPS = "if (wrong) event.preventDefault();"
TELLS = "e.textContent = wrong ? 'Écrivez une adresse avec le signe @.' : ''; m.ariaInvalid = String(wrong);"
FOCUS = "if (wrong) m.focus();"
FETCH = (
    '<form>\n<label>Titre <input name="titre"></label>\n<button>Envoyer</button></form><p role="status"></p>'
    "<script>const form = document.querySelector('form'); form.addEventListener('submit', async event => {"
    "event.preventDefault(); %s fetch('/api/objets', {method: 'POST',"
    "headers: {'Content-Type': 'application/json'}, body: JSON.stringify({titre: form.titre.value})});"
    "document.querySelector('[role=status]').textContent = 'Merci, c’est envoyé.' })</script>"
)


def refuses(page: Page) -> None:
    """A wrong address is refused."""
    expect.expect_refuses(page, BAD, field="Courriel")


def tells(page: Page) -> None:
    """A wrong address is told."""
    expect.expect_error_told(page, {"Courriel": "abc"}, field="Courriel")


def sends(page: Page) -> None:
    """The right form arrives."""
    expect.expect_sent(page, GOOD, fields={"nom": "Amina", "courriel": "a@b.fr"}, method="post", to="/contact")


def group(page: Page) -> None:
    """The days are a group."""
    expect.expect_group(page, "Jour", ["Mardi", "Samedi"])


RIGHT: dict[str, tuple[Verb, str]] = {
    "a label by for": (lambda page: expect.expect_field(page, "courriel", type="email", required=True), MAIL),
    "a label around": (lambda page: expect.expect_field(page, "Votre nom", name="nom", required=True), NAME),
    "aria-label": (lambda page: expect.expect_field(page, "Ville"), '<input aria-label="Ville">'),
    "aria-labelledby": (
        lambda page: expect.expect_field(page, "Ville", required=False),
        '<p id="v">Ville</p><input aria-labelledby="v">',
    ),
    "a placeholder beside a label": (
        lambda page: expect.expect_field(page, "Ville"),
        '<label>Ville <input placeholder="Lyon"></label>',
    ),
    "required by aria": (
        lambda page: expect.expect_field(page, "Ville", required=True),
        '<label>Ville <input aria-required="true"></label>',
    ),
    "autocomplete": (
        lambda page: expect.expect_field(page, "Courriel", autocomplete="email"),
        '<label>Courriel <input autocomplete="home email"></label>',
    ),
    "types": (
        lambda page: expect.expect_types(
            page, {"Âge": "number", "Jour": "date", "Texte": "textarea", "Ville": "select"}
        ),
        '<label>Âge <input type="NUMBER"></label><label>Jour <input type="date"></label>'
        "<label>Texte <textarea></textarea></label><label>Ville <select><option>Lyon</select></label>",
    ),
    "fieldset": (group, DAYS),
    "a role of group": (
        group,
        '<p id="j">Jour</p><div role="radiogroup" aria-labelledby="j">'
        '<label><input type="radio" name="j">Mardi</label><label><input type="radio" name="j">Samedi</label></div>',
    ),
    "accepts": (lambda page: expect.expect_accepts(page, GOOD), PLAIN),
    "accepts and says so": (lambda page: expect.expect_accepts(page, {"Titre": "Vase"}), FETCH % ""),
    "refuses by the browser": (refuses, PLAIN),
    "refuses what is required": (
        lambda page: expect.expect_refuses(page, {"Votre nom": "", "Courriel": "a@b.fr"}, field="Votre nom"),
        PLAIN,
    ),
    "refuses by a script": (
        lambda page: expect.expect_refuses(page, {"Courriel": "abc"}, field="Courriel"),
        SCRIPTED % (STOPS + TELLS),
    ),
    "refuses without a choice": (
        lambda page: expect.expect_refuses(page, {"Jour": ""}, field="Mardi"),
        f"<form>{DAYS.replace('value', 'required value')}<button>Envoyer</button></form>",
    ),
    "nothing is sent": (
        lambda page: expect.expect_nothing_sent(page, BAD, field="Courriel"),
        PLAIN,
    ),
    "the browser tells": (tells, f"<form>{MAIL}<button>Envoyer</button></form>"),
    "a script tells": (tells, SCRIPTED % (STOPS + TELLS + FOCUS)),
    "a script tells in the label": (
        tells,
        SCRIPTED % (STOPS + "document.querySelector('label').append(' : il manque le signe @');" + FOCUS),
    ),
    "a summary takes the focus": (
        tells,
        SCRIPTED.replace("<p role", '<p tabindex="-1" id="s">a</p><p role')
        % (STOPS + TELLS + "document.querySelector('#s').focus();"),
    ),
    "sends by the browser": (sends, PLAIN),
    "sends to its own address": (
        lambda page: expect.expect_sent(page, GOOD, fields={"nom": "amina"}, method="POST"),
        PLAIN.replace(' action="/contact"', ""),
    ),
    "sends in the address": (
        lambda page: expect.expect_sent(page, GOOD, fields={"nom": "Amina"}, method="get", to="./contact"),
        PLAIN.replace(' method="post"', ""),
    ),
    "sends by a script": (
        lambda page: expect.expect_sent(page, {"Titre": "Vase"}, fields={"titre": "Vase"}, to="/api/objets"),
        FETCH % "",
    ),
    "sends files of a form": (
        lambda page: expect.expect_sent(page, GOOD, fields={"nom": "Amina"}),
        PLAIN.replace("<form", '<form enctype="multipart/form-data"'),
    ),
    "sends what is chosen": (
        lambda page: expect.expect_sent(
            page,
            {"Jour": "Samedi", "Ville": "Lyon", "J’accepte": True, "Date": "2027-03-15"},
            fields={"jour": "samedi", "ville": "69", "ok": "oui", "date": "2027-03-15"},
        ),
        f'<form>{DAYS}<label>Ville <select name="ville"><option><option value="69">Lyon</select></label>'
        '<label><input type="checkbox" name="ok" value="oui">J’accepte</label>'
        '<label>Date <input type="date" name="date"></label><button>Envoyer</button></form>',
    ),
    "sends once": (
        lambda page: expect.expect_sent_once(page, {"Titre": "Vase"}),
        FETCH % "form.querySelector('button').disabled = true;",
    ),
    "success is told": (lambda page: expect.expect_success_told(page, {"Titre": "Vase"}, "merci"), FETCH % ""),
    "success is another page": (lambda page: expect.expect_success_told(page, GOOD), PLAIN),
    "values are kept": (lambda page: expect.expect_values_kept(page, BAD), PLAIN),
    "names that hide others": (
        lambda page: expect.expect_sent(page, GOOD, fields={"elements": "Amina"}),
        PLAIN.replace('name="nom"', 'name="elements"').replace('name="courriel"', 'name="submit"'),
    ),
}
WRONG: dict[str, tuple[Verb, str, Told]] = {
    "no field": (lambda page: expect.expect_field(page, "Ville"), MAIL, ("missing-field", "Ville", None, None)),
    "no field to fill": (
        lambda page: expect.expect_accepts(page, {"Ville": "Lyon"}),
        MAIL,
        ("missing-field", "Ville", None, None),
    ),
    "another type": (
        lambda page: expect.expect_types(page, {"Courriel": "tel"}),
        MAIL,
        ("field-type", "tel", "email", 9),
    ),
    "another name": (
        lambda page: expect.expect_field(page, "Courriel", name="email"),
        MAIL,
        ("field-name", 'name="email"', "courriel", 9),
    ),
    "no autocomplete": (
        lambda page: expect.expect_field(page, "Courriel", autocomplete="email"),
        MAIL,
        ("field-autocomplete", 'autocomplete="email"', None, 9),
    ),
    "not required": (
        lambda page: expect.expect_field(page, "Courriel", required=True),
        MAIL.replace(" required", ""),
        ("field-required", "required", None, 9),
    ),
    "required": (
        lambda page: expect.expect_field(page, "Courriel", required=False),
        MAIL,
        ("field-optional", "required", None, 9),
    ),
    "no group": (group, "<p>Jour</p>", ("missing-group", "Jour", None, None)),
    "no legend": (group, DAYS.replace("legend", "b"), ("missing-legend", "Jour", None, 8)),
    "each round button for itself": (
        group,
        '<fieldset><legend>Jour</legend>\n<label><input type="radio" name="a">Mardi</label>\n'
        '<label><input type="RADIO" name="b">Samedi</label></fieldset>',
        ("radios-not-one", "Jour", "Samedi", 10),
    ),
    "out of its group": (
        group,
        DAYS.replace("</label>", "</label></fieldset>", 1),
        ("outside-group", "Jour", "Samedi", 8),
    ),
    "no button": (
        lambda page: expect.expect_sent(page, GOOD),
        PLAIN.replace("button", "b"),
        ("no-submit", None, None, 9),
    ),
    "a list that calls itself a button": (
        lambda page: expect.expect_sent(page, GOOD),
        PLAIN.replace("<button>Envoyer</button>", '<select role="button"><option>Envoyer</select>'),
        ("no-submit", None, None, 9),
    ),
    "refuses what is right": (
        lambda page: expect.expect_accepts(page, GOOD),
        PLAIN.replace("required>", 'required minlength="9">', 1),
        ("form-refuses", "Votre nom : Amina, Courriel : a@b.fr", "input#nom", 9),
    ),
    "accepts what is wrong": (refuses, PLAIN.replace("email", "text"), ("sent-despite-error", "Courriel", "abc", 11)),
    "tells and sends": (
        lambda page: expect.expect_nothing_sent(page, {"Courriel": "abc"}, field="Courriel"),
        SCRIPTED % TELLS,
        ("sent-despite-error", "Courriel", "abc", 10),
    ),
    "stops for another reason": (
        lambda page: expect.expect_refuses(page, {"Courriel": "a@b.fr"}, field="Courriel"),
        SCRIPTED % "event.preventDefault();",
        ("field-accepts", "Courriel", "a@b.fr", 10),
    ),
    "stops without a word": (tells, SCRIPTED % (STOPS + FOCUS), ("error-not-tied", "Courriel", "input", 10)),
    "a mark without a word": (
        tells,
        SCRIPTED % (STOPS + "m.ariaInvalid = 'true';" + FOCUS),
        ("error-silent", "Courriel", "input", 10),
    ),
    "words that are not tied": (
        tells,
        (SCRIPTED % (STOPS + TELLS.replace("m.ariaInvalid = String(wrong);", "") + FOCUS)).replace(
            ' aria-describedby="e"', ""
        ),
        ("error-not-tied", "Courriel", "input", 10),
    ),
    "the focus stays on the button": (
        tells,
        SCRIPTED % (STOPS + TELLS),
        ("error-focus", "Courriel", "button : Envoyer", 10),
    ),
    "a script that stops all": (
        lambda page: expect.expect_sent(page, {"Courriel": "a@b.fr"}),
        SCRIPTED % "event.preventDefault()",
        ("nothing-sent", None, None, 12),
    ),
    "a button that is clicked only": (
        lambda page: expect.expect_sent(page, {"Titre": "Vase"}),
        "<label>Titre <input></label>\n<button onclick=\"fetch('/a', {method: 'POST'})\">Envoyer</button>",
        ("enter-sends-nothing", None, None, 9),
    ),
    "another method": (sends, PLAIN.replace(' method="post"', ""), ("sent-method", "POST", "GET", 12)),
    "another address": (sends, PLAIN.replace("/contact", "/a"), ("sent-elsewhere", "/contact", "/a", 12)),
    "a field without name": (
        sends,
        PLAIN.replace(' name="courriel"', ""),
        ("sent-lacks", "courriel", "nom", 12),
    ),
    "another value": (
        lambda page: expect.expect_sent(page, {"J’accepte": True}, fields={"ok": "oui"}),
        '<form><label><input type="checkbox" name="ok">J’accepte</label>\n<button>Envoyer</button></form>',
        ("sent-value", "oui", "on", 9),
    ),
    "sends twice": (
        lambda page: expect.expect_sent_once(page, {"Titre": "Vase"}),
        FETCH % "",
        ("sent-twice", None, "2", 10),
    ),
    "success is silent": (
        lambda page: expect.expect_success_told(page, {"Titre": "Vase"}),
        (FETCH % "").replace("[role=status]'", "p'").replace('<p role="status">', "<p>"),
        ("success-untold", None, None, 10),
    ),
    "values are lost": (
        lambda page: expect.expect_values_kept(page, {"Courriel": "abc"}),
        SCRIPTED % (STOPS + "form.reset();"),
        ("values-lost", "abc", "Courriel", 10),
    ),
    "sends itself": (
        lambda page: expect.expect_sent(page, GOOD),
        f"{PLAIN}<script>addEventListener('load', () => document.forms[0].submit())</script>",
        ("sent-by-itself", None, "/contact", None),
    ),
    "five thousand fields": (
        lambda page: expect.expect_field(page, "Ville"),
        "<script>document.write('<input>'.repeat(5000))</script>",
        ("too-heavy", None, None, None),
    ),
}


@pytest.mark.parametrize(("verb", "body"), RIGHT.values(), ids=RIGHT.keys())
async def test_right_forms_pass(checker: Checker, verb: Verb, body: str):
    """Every right way is accepted: the browser's own checks or a script's, a request or a page."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) is None


@pytest.mark.parametrize(("verb", "body", "failure"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_forms_fail_with_what_was_seen(checker: Checker, verb: Verb, body: str, failure: Told):
    """The failure names the field by its label, and what was sent or said."""
    assert told(await what_is_raised(checker, verb, {"index.html": a_page(body)})) == failure


async def test_a_page_cannot_feign_that_it_refuses(checker: Checker):
    """checkValidity, validity, FormData and the form's own names are the page's; the request is what counts."""
    lies = (
        "<script>for (const type of [HTMLInputElement, HTMLFormElement]) {"
        "type.prototype.checkValidity = () => false; type.prototype.reportValidity = () => false }"
        "Object.defineProperty(HTMLInputElement.prototype, 'validity', {get: () => ({valid: false})});"
        "FormData = function () { return new Map() }</script>"
    )
    page = a_page(lies + PLAIN.replace("email", "text").replace("<form", "<form novalidate"))
    raised = await what_is_raised(checker, refuses, {"index.html": page})
    assert raised is not None
    assert raised.message_id == "sent-despite-error"


async def test_a_page_cannot_feign_what_it_sends(checker: Checker):
    """A request that a script claims to have made, and did not, was not sent."""
    lies = "<script>fetch = async () => new Response('{}', {status: 201})</script>"
    raised = await what_is_raised(
        checker, lambda page: expect.expect_sent(page, {"Titre": "Vase"}), {"index.html": a_page(lies + FETCH % "")}
    )
    assert raised is not None
    assert raised.message_id == "nothing-sent"


async def test_a_form_that_sends_itself_without_end(checker: Checker):
    """It is stopped in time, and the check fails; a browser may drop a sending for the next before it leaves."""
    page = a_page(f"{PLAIN}<script>setInterval(() => document.forms[0].submit(), 1)</script>")
    begun = time.monotonic()
    raised = await what_is_raised(checker, lambda page: expect.expect_sent(page, GOOD), {"index.html": page})
    assert raised is not None
    assert raised.message_id in {"sent-by-itself", "play-endless", "nothing-sent"}
    assert time.monotonic() - begun < IN_TIME_S


async def test_what_a_server_gets_is_told_whole(checker: Checker):
    """Method, path and every field in order, each of several with one name."""
    found: list[Sent] = []

    def fill(page: Page) -> None:
        assert [field.name for field in fields_of(page)] == ["Vase", "Livre"]
        with page.played() as play:
            form = Filling(play, {"Vase": True, "Livre": True})
            form.send()
            found.extend(form.sent)

    body = (
        '<form action="panier"><label><input type="checkbox" name="o" value="1">Vase</label>'
        '<label><input type="checkbox" name="o" value="2">Livre</label><button name="b" value="été">a</button></form>'
    )
    await what_is_raised(checker, fill, {"index.html": a_page(body)})
    assert found == [Sent("GET", "/panier", (("o", "1"), ("o", "2"), ("b", "été")))]
