"""The doors of a person's server, in a real jupyter_server: open, confirm, hand in, and what is said when it fails."""

import asyncio
import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from graders.exchange.server_extension import _size
from tests.graders.exchange.makers import HOUR, MORNING, RELEASED, S04, Clock, a_store, released, work
from tests.graders.exchange.served import Served, served

TOKEN = "door-key"
PAGE = "03-reparer/index.html"
NOTEBOOK = f"/user/amina/lab/workspaces/{S04}/tree/{S04}/s04-html-base.ipynb"


@dataclass
class Room:
    """Amina's server: its address, her home, and the exchange behind it."""

    address: str
    home: Path
    exchange: Served
    clock: Clock

    async def ask(self, path: str, *, method="GET", body=None, headers=None, token=True):
        """One request, signed in by token unless said otherwise; redirects are not followed."""
        sent = ({"Authorization": f"token {TOKEN}"} if token else {}) | (headers or {})
        request = HTTPRequest(
            f"{self.address}{path}",
            method=method,
            headers=sent,
            body=body,
            follow_redirects=False,
            allow_nonstandard_methods=True,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    @property
    def submissions(self):
        """What amina handed in."""
        return self.exchange.store.submissions(student_id="amina")


@pytest.fixture(scope="module")
async def room(tmp_path_factory):
    """One server for all tests of this module."""
    folder = tmp_path_factory.mktemp("room")
    home = folder / "home"
    home.mkdir()
    clock = Clock()
    async with served(a_store(folder, clock)) as exchange:
        places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        options = {
            "ServerApp.jpserver_extensions": {"graders.exchange.server_extension": True},
            "ServerApp.root_dir": str(home),
            "ServerApp.base_url": "/user/amina/",
            "ServerApp.port": 0,
            "ServerApp.open_browser": False,
            "IdentityProvider.token": TOKEN,
        }
        program = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *(f"--{name}={value}" for name, value in options.items())],
            env=dict(os.environ) | exchange.environment("amina") | places,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("w"),
        )
        try:
            yield Room(await address_of(program, folder / "log"), home, exchange, clock)
        finally:
            program.kill()
            program.wait()


async def address_of(program, log):
    """Where the server answers: it says its address a moment before it listens there."""
    for _ in range(600):
        assert program.poll() is None, log.read_text()
        if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/user/amina/", log.read_text()):
            address = f"http://127.0.0.1:{found[1]}/user/amina/"
            with contextlib.suppress(ConnectionRefusedError):
                answer = await AsyncHTTPClient().fetch(address + "api", raise_error=False)
                if answer.code == 200:
                    return address
        await asyncio.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(autouse=True)
async def fresh(room):
    """S04 is handed out without deadline, amina's home is empty, it is morning, and the exchange answers.

    Async, so that an exchange that answers again does so on the tests' own event loop.
    """
    room.clock.now = MORNING
    released(room.exchange.store)
    room.exchange.store.set_deadline(S04, None)
    for path in room.home.iterdir():
        shutil.rmtree(path)
    yield
    if not room.exchange.answers:
        room.exchange.resume()


def begin(room, text="<h1>Amina</h1>"):
    """Amina has fetched S04 and changed a page."""
    for name, content in work(text).items():
        (room.home / S04 / name).parent.mkdir(parents=True, exist_ok=True)
        (room.home / S04 / name).write_bytes(content)


def words(answer):
    """The text of a page."""
    return " ".join(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.body.decode(), flags=re.S)).split())


def nonce_in(answer):
    """The form's own number."""
    return re.search(r'name="nonce" value="([0-9a-f]{32})"', answer.body.decode())[1]


# Opening


async def test_open_fetches_and_goes_to_the_notebook(room):
    """The folder is there, and JupyterLab opens its notebook."""
    answer = await room.ask(f"atelier/open/{S04}")
    assert (answer.code, answer.headers["Location"]) == (302, NOTEBOOK)
    assert {name: (room.home / S04 / name).read_bytes() for name in RELEASED} == RELEASED


@pytest.mark.parametrize(
    ("query", "place"), [("exercice=03", "#exercice-03"), ("exercice=3", ""), ("exercice=03%23x", ""), ("", "")]
)
async def test_open_leads_to_an_exercise(room, query, place):
    """Its number becomes the place in the notebook; what is no number becomes nothing."""
    answer = await room.ask(f"atelier/open/{S04}?{query}")
    assert answer.headers["Location"] == f"{NOTEBOOK}{place}"


async def test_open_again_restores_and_keeps(room):
    """What is missing comes back; work stays."""
    begin(room)
    (room.home / S04 / "exercices.json").unlink()
    assert (await room.ask(f"atelier/open/{S04}")).code == 302
    assert (room.home / S04 / PAGE).read_text() == "<h1>Amina</h1>"
    assert (room.home / S04 / "exercices.json").exists()


async def test_open_works_while_nobody_answers(room):
    """What is there already can be worked on."""
    begin(room)
    room.exchange.stop()
    answer = await room.ask(f"atelier/open/{S04}")
    assert (answer.code, answer.headers["Location"]) == (302, NOTEBOOK)


async def test_open_says_kindly_that_nobody_answers(room):
    """Nothing is lost, and there is one thing to do."""
    room.exchange.stop()
    answer = await room.ask(f"atelier/open/{S04}")
    assert answer.code == 503
    assert "Rien n’est perdu" in words(answer)
    assert "Réessayer" in words(answer)
    assert list(room.home.iterdir()) == []


@pytest.mark.parametrize("assignment_id", ["web-s99", "..%2F..%2Fetc", "%2e%2e", ".bashrc", "*"])
async def test_open_what_is_not_handed_out(room, assignment_id):
    """A page that says so, or a plain 404; never another folder."""
    answer = await room.ask(f"atelier/open/{assignment_id}")
    assert answer.code == 404
    assert list(room.home.iterdir()) == []


# Handing in


async def test_the_page_shows_what_will_be_sent(room):
    """Title, files with sizes, what stays behind and why, and one button; nothing is sent yet."""
    begin(room)
    (room.home / S04 / "exercices.json").write_text('{"title": "Écrire <b>une page</b>", "exercises": {}}')
    (room.home / S04 / "passwd").symlink_to("/etc/passwd")
    before = room.submissions
    answer = await room.ask(f"atelier/hand-in/{S04}")
    said = words(answer)
    assert answer.code == 200
    assert "Écrire <b>une page</b> Ce qui ne part pas passwd : ce n’est pas un vrai fichier." in said
    assert "Oui, rendre mon travail Non, revenir au travail Ce qui va partir" in said
    assert "03-reparer/index.html (14 octets)" in said
    assert "root:" not in answer.body.decode()
    assert room.submissions == before


async def test_the_page_is_accessible_and_walled(room):
    """French, one main heading, a title, light and dark; its own style and form only, no frame, no cache."""
    begin(room)
    answer = await room.ask(f"atelier/hand-in/{S04}")
    page = answer.body.decode()
    assert '<html lang="fr">' in page
    assert "<title>Rendre mon travail – Atelier</title>" in page
    assert (page.count("<h1"), page.count("<main>"), page.count("<script"), page.count("http")) == (1, 1, 0, 0)
    assert "prefers-color-scheme: dark" in page
    style_nonce = re.search(r'<style nonce="([^"]+)">', page)[1]
    assert answer.headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'nonce-{style_nonce}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert answer.headers["Cache-Control"] == "no-store"


async def test_post_hands_in_once_and_goes_back_to_the_week(room):
    """A double click is one hand-in; changed work with the same form is a new one."""
    begin(room)
    before = len(room.submissions)
    nonce = nonce_in(await room.ask(f"atelier/hand-in/{S04}"))
    for text in ("<h1>Amina</h1>", "<h1>Amina</h1>", "<h1>Diallo</h1>"):
        begin(room, text)
        answer = await room.ask(f"atelier/hand-in/{S04}", method="POST", body=f"nonce={nonce}")
        assert (answer.code, answer.headers["Location"]) == (303, f"/services/atelier/ma-semaine?rendu={S04}")
    assert len(room.submissions) == before + 2
    assert room.exchange.store.files_of(room.submissions[-1]) == work("<h1>Diallo</h1>")


async def test_a_form_that_finds_nobody_can_be_sent_again(room):
    """The page keeps the form's number, so that trying again is the same hand-in."""
    begin(room)
    before = len(room.submissions)
    nonce = nonce_in(await room.ask(f"atelier/hand-in/{S04}"))
    room.exchange.stop()
    answer = await room.ask(f"atelier/hand-in/{S04}", method="POST", body=f"nonce={nonce}")
    assert (answer.code, "Rien n’est perdu" in words(answer), nonce_in(answer)) == (503, True, nonce)
    room.exchange.resume()
    assert (await room.ask(f"atelier/hand-in/{S04}", method="POST", body=f"nonce={nonce}")).code == 303
    assert len(room.submissions) == before + 1


async def test_deadlines_are_said(room):
    """Before, after, with one's own extension, and when it is closed."""
    begin(room)
    store = room.exchange.store
    far, past = MORNING.replace(year=2126), MORNING.replace(year=2026, month=1)
    store.set_deadline(S04, far)
    assert "À rendre avant le 3 novembre 2126 à 10 h 00." in words(await room.ask(f"atelier/hand-in/{S04}"))
    store.set_deadline(S04, past)
    assert "Il sera marqué « en retard »." in words(await room.ask(f"atelier/hand-in/{S04}"))
    store.grant_extension("amina", S04, far)
    assert "C’est votre délai à vous." in words(await room.ask(f"atelier/hand-in/{S04}"))
    store.grant_extension("amina", S04, None)
    store.set_deadline(S04, past, past + HOUR)
    for method, body in (("GET", None), ("POST", "")):
        answer = await room.ask(f"atelier/hand-in/{S04}", method=method, body=body)
        assert (answer.code, "on peut vous donner plus de temps" in words(answer)) == (409, True)


async def test_what_was_handed_in_before_is_said(room):
    """The day and hour of the latest."""
    begin(room, "<h1>encore</h1>")
    await room.ask(f"atelier/hand-in/{S04}", method="POST", body="")
    said = words(await room.ask(f"atelier/hand-in/{S04}"))
    assert "Vous avez déjà rendu ce travail le 3 novembre 2026 à 10 h 00." in said


async def test_work_that_is_not_there_or_too_big(room):
    """Each has its own page."""
    answer = await room.ask(f"atelier/hand-in/{S04}")
    assert (answer.code, "Ouvrez-le d’abord." in words(answer)) == (404, True)
    begin(room)
    for number in range(5):
        (room.home / S04 / f"film-{number}").write_bytes(bytes(4_900_000))
    for method, body in (("GET", None), ("POST", "")):
        answer = await room.ask(f"atelier/hand-in/{S04}", method=method, body=body)
        assert (answer.code, "Enlevez les gros fichiers" in words(answer)) == (413, True)


async def test_a_withdrawn_assignment_is_not_taken(room):
    """The work is kept, and the page says so."""
    begin(room)
    room.exchange.store.withdraw(S04)
    for method, body in (("GET", None), ("POST", "")):
        answer = await room.ask(f"atelier/hand-in/{S04}", method=method, body=body)
        assert (answer.code, "votre travail est gardé" in words(answer)) == (404, True)


# For programs


async def test_a_program_hands_in(room):
    """JSON in, JSON out: the hand-in, or a reason."""
    begin(room)
    answer = await room.ask(f"atelier/api/hand-in/{S04}", method="POST", body='{"nonce": "n"}')
    assert (answer.code, json.loads(answer.body)) == (201, room.submissions[-1].to_json())
    for body in ("", "[]", '{"nonce": 7}'):
        assert (await room.ask(f"atelier/api/hand-in/{S04}", method="POST", body=body)).code == 201
    room.exchange.stop()
    answer = await room.ask(f"atelier/api/hand-in/{S04}", method="POST", body="{}")
    assert (answer.code, json.loads(answer.body)["reason"]) == (503, "no-answer")


# Who may


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "open"), ("GET", "hand-in"), ("POST", "hand-in"), ("POST", "api/hand-in")],
)
async def test_strangers_do_nothing(room, method, path):
    """Without sign-in there is no page, no fetch and no hand-in."""
    begin(room)
    before = room.submissions
    body = "" if method == "POST" else None
    answer = await room.ask(f"atelier/{path}/{S04}", method=method, body=body, token=False)
    assert answer.code in {302, 403}
    assert "login" in answer.headers.get("Location", "login")
    assert room.submissions == before


async def test_another_sites_form_hands_nothing_in(room):
    """With the cookie alone, a POST is refused; with the page's own token it is taken."""
    begin(room)
    before = len(room.submissions)
    signed_in = await room.ask(f"atelier/hand-in/{S04}?token={TOKEN}", token=False)
    cookies = "; ".join(value.split(";")[0] for value in signed_in.headers.get_list("Set-Cookie"))
    page = await room.ask(f"atelier/hand-in/{S04}", token=False, headers={"Cookie": cookies})
    cookies += "".join("; " + value.split(";")[0] for value in page.headers.get_list("Set-Cookie"))
    xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page.body.decode())[1]
    for path in ("hand-in", "api/hand-in"):
        answer = await room.ask(
            f"atelier/{path}/{S04}", method="POST", body="", token=False, headers={"Cookie": cookies}
        )
        assert (answer.code, len(room.submissions)) == (403, before)
    body = f"_xsrf={xsrf}&nonce={nonce_in(page)}"
    answer = await room.ask(
        f"atelier/hand-in/{S04}", method="POST", body=body, token=False, headers={"Cookie": cookies}
    )
    assert (answer.code, len(room.submissions)) == (303, before + 1)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 octet"),
        (812, "812 octets"),
        (999_499, "999 ko"),
        (999_500, "1,0 Mo"),
        (999_999, "1,0 Mo"),
        (2_500_000, "2,5 Mo"),
    ],
)
def test_a_size_is_said_in_the_unit_it_fills(count: int, words: str):
    """Never a thousand of the smaller one."""
    assert _size(count) == words
