"""Pages that ask a server: right ones in several ways, and what they forget."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checker import Checker
from graders.web import fictional
from graders.web.api import Api, Reply, offline, reply, wrong_json
from graders.web.expectations import fetching as expect
from graders.web.page import Page
from graders.web.play import Play
from tests.graders.web.plays import played_out, rows, told, with_script

pytestmark = pytest.mark.browser

BODY = (
    '<h1>Objets</h1><p id="etat"></p><ul></ul>'
    '<form><label for="nom">Nom</label><input id="nom"><button>Envoyer</button></form>'
)
SHOW = """const etat = document.querySelector("#etat"), ul = document.querySelector("ul");
const line = (o) => `<li>${o.nom} : ${o.prix.toFixed(2).replace(".", ",")} €</li>`;
const show = (list) => { ul.innerHTML = list.map(line).join(""); };
"""
GOOD = {
    "await": SHOW
    + """async function load() {
  etat.textContent = "Chargement…";
  try {
    const answer = await fetch("/api/objets");
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    etat.textContent = "";
  } catch { etat.textContent = "Impossible de charger les objets. Réessayez plus tard."; }
}
load();""",
    "then": SHOW
    + """etat.innerHTML = '<progress></progress>';
fetch("api/objets").then((r) => r.ok ? r.json() : Promise.reject()).then(show)
  .catch(() => { document.body.insertAdjacentHTML("beforeend", '<p role="alert">Le service ne répond pas.</p>'); })
  .finally(() => { etat.innerHTML = ""; });""",
    "xhr": SHOW
    + """etat.textContent = "Un instant, s’il vous plaît";
const x = new XMLHttpRequest(); x.open("GET", "https://exercice.test/api/objets");
x.onload = () => { etat.textContent = "";
  try { if (x.status !== 200) throw 0; show(JSON.parse(x.responseText)); } catch { alert("Oups, une panne."); } };
x.onerror = () => { etat.textContent = "Pas de connexion"; };
x.send();""",
}
FAILURES: dict[str, Reply] = {
    "offline": offline(),
    "refused": reply(status=404, json={"message": "?"}),
    "broken": reply(status=500, text="<h1>500</h1>"),
    "wrong-json": wrong_json(),
}


def loaded(act: Callable[[Play], Any], answer: Callable[[Page], Reply] | Reply) -> Callable[[Page], Any]:
    """A check of a page whose GET /api/objets is answered so."""

    def check(page: Page) -> Any:
        one = answer if isinstance(answer, Reply) else answer(page)
        with page.played(api=Api({"GET /api/objets": one})) as play:
            return act(play)

    return check


def shows(page: Page) -> None:
    """The page shows data that nobody could foresee."""
    things = fictional.objects(page.random("objets"), 4)
    with page.played(api=Api({"GET /api/objets": reply(json=things)})) as play:
        expect.expect_request(play, "GET /api/objets")
        expect.expect_shows(play, things, keys=("nom", "prix"))


@pytest.mark.parametrize("script", **rows(GOOD))
async def test_right_pages_pass(checker: Checker, script: str):
    """fetch or XMLHttpRequest; a fault told in a text, an alert, a box; waiting told in words or by a progress."""
    page = with_script(script, BODY)
    assert await told(checker, page, shows) is None
    for answer in FAILURES.values():
        assert await told(checker, page, loaded(expect.expect_error_shown, answer)) is None
    assert await told(checker, page, loaded(expect.expect_loading_shown, reply(json=[], held=True))) is None


BAD: dict[str, tuple[str, Callable[[Page], Any], tuple[str, str | None]]] = {
    "asks-nothing": ("", shows, ("request-missing", "GET /api/objets")),
    "elsewhere": ('fetch("/api/objet").catch(() => {});', shows, ("request-elsewhere", "GET /api/objets")),
    "other-method": ('fetch("/api/objets", { method: "POST" });', shows, ("request-method", "GET")),
    "constants": (
        'fetch("/api/objets"); document.querySelector("ul").innerHTML = "<li>Lampe : 4</li>";',
        lambda page: shows_fixed(page),
        ("data-partly-missing", "12.5"),
    ),
    "unhandled": (
        SHOW + 'fetch("/api/objets").then((r) => r.json()).then(show);',
        loaded(expect.expect_error_shown, offline()),
        ("error-untold", None),
    ),
    "empty-list": (
        SHOW + 'fetch("/api/objets").then((r) => r.json()).then(show).catch(() => { etat.textContent = "0 objet"; });',
        loaded(expect.expect_error_shown, offline()),
        ("error-untold", None),
    ),
    "always-there": (
        'etat.textContent = "En cas d’erreur, réessayez."; fetch("/api/objets").catch(() => {});',
        loaded(expect.expect_error_shown, offline()),
        ("error-untold", None),
    ),
    "waits-in-silence": (
        SHOW + 'fetch("/api/objets").then((r) => r.json()).then(show);',
        loaded(expect.expect_loading_shown, reply(json=[], held=True)),
        ("loading-untold", None),
    ),
    "waits-for-ever": (
        SHOW + 'etat.textContent = "Chargement"; fetch("/api/objets").then((r) => r.json()).then(show);',
        loaded(expect.expect_loading_shown, reply(json=[], held=True)),
        ("loading-stays", None),
    ),
}


def shows_fixed(page: Page) -> None:
    """The page shows these data."""
    with page.played(api=Api({"GET /api/objets": reply(json=[{"nom": "Lampe", "prix": 12.5}])})) as play:
        expect.expect_shows(play, [{"nom": "Lampe", "prix": 12.5}])


@pytest.mark.parametrize(("script", "check", "failure"), **rows(BAD))
async def test_what_is_forgotten_is_told(
    checker: Checker, script: str, check: Callable[[Page], Any], failure: tuple[str, str | None]
):
    """Requests that are not as asked, data that is not shown, errors and waiting that nobody hears of."""
    told_of = await told(checker, with_script(script, BODY), check)
    assert told_of is not None
    assert told_of[:2] == failure


async def test_what_is_sent_is_compared(checker: Checker):
    """Body, query and headers are those of the request itself, keys in any order, also in a form's way."""
    page = with_script(
        """document.querySelector("form").onsubmit = (e) => {
  e.preventDefault();
  if (nom.value === "") return;
  fetch("/api/objets?tri=prix", { method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ quantite: 1, nom: nom.value }) });
  const data = new FormData(); data.append("nom", nom.value);
  fetch("https://autre.test/avis", { method: "PUT", body: data });
};""",
        BODY,
    )

    def check(page: Page) -> Any:
        with page.played(
            api=Api({"POST /api/objets": reply(status=201), "PUT https://autre.test/avis": reply()})
        ) as play:
            play.click("button")
            expect.expect_no_request(play)
            play.type("#nom", "Lampe")
            play.press("Enter")
            sent = expect.expect_request(
                play,
                "POST /api/objets",
                json={"nom": "Lampe", "quantite": 1},
                query={"tri": "prix"},
                headers={"content-type": "application/json"},
            )
            expect.expect_request(play, "PUT https://autre.test/avis", form={"nom": "Lampe"})
            expect.expect_no_request(play, "GET *")
            return sent.json, play.errors

    assert await played_out(checker, page, check) == [({"nom": "Lampe", "quantite": 1}, [])]


async def test_answers_come_in_turn_and_in_time(checker: Checker):
    """Several answers follow each other; one that takes three seconds comes when they have passed on the page."""
    page = with_script(
        """const b = document.querySelector("button"), etat = document.querySelector("#etat"); b.type = "button";
b.onclick = async () => { const r = await fetch("/a"); etat.textContent = r.status + " " + await r.text(); };""",
        BODY,
    )

    def check(page: Page) -> Any:
        seen = []
        api = Api({"GET /a": [reply(status=500, text="un"), reply(text="deux", after=3), reply(text="trois")]})
        with page.played(api=api) as play:
            for wait in (0, 2, 2, 0):
                if wait != 2 or len(seen) == 1:
                    play.click("button")
                if wait:
                    play.pass_time(wait)
                seen.append(play.all("#etat")[0].text)
        return seen

    assert await played_out(checker, page, check) == [["500 un", "500 un", "200 deux", "200 trois"]]


def test_a_request_that_is_none_is_refused():
    """A trainer's slip shows at once."""
    with pytest.raises(ValueError, match="'/api' is no request; expected such as 'GET /api/objets'"):
        Api({"/api": reply()})
