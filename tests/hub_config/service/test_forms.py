"""The forms of the service's pages: what they change, what they refuse, and what is said while the hub is away."""

from datetime import timedelta

import pytest

from graders.notebook.queue import JobState
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S04
from tests.hub_config.service.visitor import form_of, main_words, sent


async def test_forms_of_the_class(stage):
    """Dates, more time, a regrade, a new password: each form does its one thing and comes back."""
    gallery.graded_in_part(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe")
    [submission] = stage.parts.store.submissions()

    answer = await sent(
        stage, cookies, "la-classe/date", _xsrf=xsrf, unite=S04, date="2026-12-11T17:00", fermeture="2026-12-18T17:00"
    )
    assert (answer.code, answer.headers["Location"]) == (303, f"/services/atelier/la-classe?unite={S04}")
    terms = stage.parts.store.terms_of(None, S04)
    assert (terms.due_at, terms.closes_at) == (
        MONDAY + timedelta(days=18, hours=7),
        MONDAY + timedelta(days=25, hours=7),
    )

    answer = await sent(stage, cookies, "la-classe/amina/delai", _xsrf=xsrf, unite=S04, date="2026-12-12T12:00")
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/la-classe/amina")
    assert stage.parts.store.deadline_of("amina", S04) == MONDAY + timedelta(days=19, hours=2)

    answer = await sent(stage, cookies, "la-classe/amina/corriger", _xsrf=xsrf, unite=S04)
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/la-classe/amina")
    assert stage.parts.queue.job(submission.submission_id).state is JobState.QUEUED

    answer = await sent(stage, cookies, "la-classe/amina/mot-de-passe", _xsrf=xsrf)
    assert main_words(answer.body) == [
        "Nouveau mot de passe", "Pour Amina Diallo (identifiant : amina)", "nouveau-amina-1234",
        "Notez-le maintenant. Il ne s’affichera plus. À la prochaine connexion, la personne choisira le sien.",
        "Revenir à Amina",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("la-classe/date", {"unite": S04, "date": "demain"}, 400),
        ("la-classe/date", {"unite": S04, "date": "2026-12-11T17:00", "fermeture": "2026-12-01T17:00"}, 400),
        ("la-classe/date", {"unite": "web-s99"}, 404),
        ("la-classe/amina/delai", {"unite": S04}, 400),
        ("la-classe/farida/delai", {"unite": S04, "date": "2026-12-11T17:00"}, 404),
        ("la-classe/bruno/corriger", {"unite": S04}, 404),
        ("la-classe/samir/mot-de-passe", {}, 404),
    ],
)
async def test_forms_that_make_no_sense_change_nothing(stage, path, fields, status):
    """A French page says so."""
    gallery.graded_in_part(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe")
    answer = await sent(stage, cookies, path, _xsrf=xsrf, **fields)
    assert answer.code == status
    assert "Revenir à l’accueil" in answer.body.decode()
    assert stage.parts.store.terms_of("amina", S04).due_at == gallery.FRIDAY


@pytest.mark.parametrize("secret", ["", "made-up", "anothers"])
async def test_a_form_from_elsewhere_changes_nothing(stage, secret):
    """A cookie alone moves nothing: the form's own secret has to come with it, and it is the person's own."""
    gallery.to_do(stage)
    cookies, _ = await form_of(stage, "farida", "la-classe")
    if secret == "anothers":
        stage.parts.people._known_until = 0
        _, secret = await form_of(stage, "paul", "la-classe")
    answer = await sent(stage, cookies, "la-classe/date", _xsrf=secret, unite=S04, date="")
    assert answer.code == 403
    assert stage.parts.store.terms_of(None, S04).due_at == gallery.FRIDAY


async def test_while_the_hub_is_away_a_page_says_so(stage):
    """Nothing breaks, nothing is lost: a short page asks for patience."""
    stage.parts.people._api_url = "http://127.0.0.1:1/hub/api"
    answer = await stage.ask("farida", "la-classe/bruno")
    assert answer.code == 503
    assert main_words(answer.body)[0] == "Un instant"
    gallery.to_do(stage)
    assert main_words((await stage.ask("amina", "ma-semaine")).body)[0] == "Bonjour amina"


@pytest.mark.parametrize(
    ("name", "path", "fields"),
    [
        ("farida", "la-classe/amina/mot-de-passe", {}),
        (
            "samir",
            "les-imprimantes/habilitations",
            {"imprimante": "simulee", "personne": "amina", "jusqu-au": "2027-01-31"},
        ),
    ],
)
async def test_a_form_that_needs_the_hub_asks_for_patience_while_it_is_away(stage, name, path, fields):
    """What only the hub can do or know is neither a fault of ours nor of the person."""
    cookies, xsrf = await form_of(
        stage, name, "la-classe/amina" if name == "farida" else "les-imprimantes/habilitations"
    )
    people = stage.parts.people
    people._api_url, people._known_until = "http://127.0.0.1:1/hub/api", float("inf") if name == "farida" else 0
    answer = await sent(stage, cookies, path, _xsrf=xsrf, **fields)
    assert (answer.code, main_words(answer.body)[0]) == (503, "Un instant")


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        (
            "la-classe/date",
            {"unite": S04, "date": "demain"},
            "Une date n’est pas complète, ou les dates ne vont pas ensemble.",
        ),
        (
            "la-classe/amina/mots",
            {"unite": S04, "exercice": "03", "mot": ""},
            "Il manque quelque chose dans la page d’avant. Ou bien un texte est trop long, ou une date est passée.",
        ),
    ],
)
async def test_a_refused_form_says_what_may_be_wrong_with_this_form(stage, path, fields, said):
    """A note that is empty has no dates to compare."""
    gallery.graded_in_part(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe")
    answer = await sent(stage, cookies, path, _xsrf=xsrf, **fields)
    assert (answer.code, main_words(answer.body)[:2]) == (400, ["Rien n’a été enregistré", said])
