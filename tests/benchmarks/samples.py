"""One exercise for each kind of check, with right work: what `tests/benchmarks/checker.py` takes the time of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from graders.checks import Check
from graders.exercise import Engine, Exercise, Rung
from graders.files.expectations.tree import expect_good_names, expect_no_secret
from graders.http.expectations.contract import Call, expect_contract
from graders.sql.expectations.rows import expect_rows
from graders.web.api import Api, reply
from graders.web.expectations.access import no_axe_violations
from graders.web.expectations.css import valid_css
from graders.web.expectations.document import expect_one_h1, expect_text, no_heading_skip, valid_html
from graders.web.expectations.eco import expect_eco
from graders.web.expectations.forms import expect_field, expect_refuses
from graders.web.expectations.keyboard import expect_all_reachable
from graders.web.expectations.layout import expect_columns_at
from graders.web.expectations.roles import expect_named
from graders.web.expectations.screens import no_horizontal_scroll
from graders.web.expectations.script import expect_function
from graders.web.expectations.style import expect_style
from graders.web.page import Page

PAGE = """\
<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <title>La Ressourcerie du Tilleul</title>
  <meta name="viewport" content="width=device-width">
  <link rel="stylesheet" href="style.css">
</head>
<body>
  <header><h1>La Ressourcerie du Tilleul</h1></header>
  <main>
    <h2>Nos objets</h2>
    <section class="cartes" aria-label="Objets">
      <article><h3>Chaise</h3><p>Une chaise en bois, réparée ici.</p></article>
      <article><h3>Lampe</h3><p>Une lampe de bureau.</p></article>
      <article><h3>Vélo</h3><p>Un vélo de ville avec un panier.</p></article>
    </section>
    <h2>Nous écrire</h2>
    <form action="merci.html">
      <p><label for="nom">Votre nom</label> <input id="nom" name="nom" autocomplete="name" required></p>
      <p><label for="courriel">Votre courriel</label> <input id="courriel" name="courriel" type="email" required></p>
      <button>Envoyer</button>
    </form>
    <p><button id="voir" type="button">Voir les prix</button> <output id="prix"></output></p>
  </main>
  <script src="app.js"></script>
</body>
</html>
"""
CSS = """\
body { margin: 0; font-family: sans-serif; line-height: 1.5 }
h1 { color: darkgreen }
.cartes { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)) }
article { border: 1px solid #595959; padding: 1rem }
:focus-visible { outline: 3px solid #00f }
"""
JS = """\
function total(prix) {
  return prix.reduce((somme, un) => somme + un, 0);
}
document.getElementById('voir').addEventListener('click', async () => {
  const reponse = await fetch('/api/prix');
  const prix = await reponse.json();
  document.getElementById('prix').textContent = total(prix) + ' €';
});
"""
SITE = {"index.html": PAGE.encode(), "style.css": CSS.encode(), "app.js": JS.encode()}
BASE = "CREATE TABLE objet (nom TEXT, prix INTEGER); INSERT INTO objet VALUES ('Chaise', 12), ('Lampe', 8);"
SERVER = """\
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer
objets = []
class Reponses(BaseHTTPRequestHandler):
    def repondre(self, statut, corps):
        self.send_response(statut)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(corps).encode())
    def do_GET(self):
        self.repondre(200, objets)
    def do_POST(self):
        objets.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.repondre(201, objets[-1])
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Reponses).serve_forever()
"""


@dataclass(frozen=True)
class Sample:
    """An exercise and right work for it."""

    name: str
    exercise: Exercise
    files: Mapping[str, bytes]


def a_sample(
    name: str,
    *runs: Callable[[Any], Any],
    files: Mapping[str, bytes] = SITE,
    engine: Engine = Engine.WEB,
    serve: tuple[str, ...] = (),
) -> Sample:
    """A sample whose checks are these functions."""
    checks = tuple(Check(f"rule_{number}", "Une règle.", 1.0, run) for number, run in enumerate(runs))
    start = dict.fromkeys(files, b"")
    exercise = Exercise("web-s99-essai", "01", "01", name, Rung.WRITE, engine, checks, tuple(files), start, serve=serve)
    return Sample(name, exercise, files)


def has_green_heading(page: Page) -> None:
    """The style check of all measurements."""
    expect_style(page, "h1", "color", "darkgreen")


def shows_the_sum(page: Page) -> None:
    """A click, a scripted answer, a text."""
    prices = [Random().randrange(100) for _ in range(5)]
    with page.played(api=Api({"GET /api/prix": reply(json=prices)})) as play:
        play.click("#voir")
        play.pass_time(1)
        expect_text(play, "#prix", f"{sum(prices)} €")


def adds_up(page: Page) -> None:
    """A function on visible and hidden cases."""
    expect_function(
        page,
        "total",
        cases=[(([1, 2],), 3), (([],), 0)],
        hidden=lambda random: (lambda many: ((many,), sum(many)))([random.randrange(1000) for _ in range(9)]),
    )


STYLE = a_sample("style", has_green_heading, files={name: SITE[name] for name in ("index.html", "style.css")})
FULL = a_sample(
    "full exercise: structure, style, axe, three widths",
    expect_one_h1,
    no_heading_skip,
    lambda page: expect_named(page, "button", "Envoyer"),
    has_green_heading,
    lambda page: expect_columns_at(page, "article", {360: 1, 768: 2, 1280: 3}),
    no_axe_violations,
    files=STYLE.files,
)
KINDS = (
    a_sample("structure", expect_one_h1, no_heading_skip),
    a_sample("role and name", lambda page: expect_named(page, "button", "Envoyer")),
    a_sample("HTML validity", valid_html),
    a_sample("CSS validity", valid_css),
    a_sample("columns at three widths", lambda page: expect_columns_at(page, "article", {360: 1, 768: 2, 1280: 3})),
    a_sample("no sideways scroll, four widths", no_horizontal_scroll),
    a_sample("axe", no_axe_violations),
    a_sample("eco budget", lambda page: expect_eco(page, letter="A")),
    a_sample("function, hidden cases", adds_up),
    a_sample("click and scripted answer", shows_the_sum),
    a_sample("form: labels", lambda page: expect_field(page, "Votre nom", required=True)),
    a_sample(
        "form: refuses and says so",
        lambda page: expect_refuses(page, {"Votre nom": "Ana", "Votre courriel": "a"}, field="Votre courriel"),
    ),
    a_sample("keyboard walk", lambda page: expect_all_reachable(page, "input, button")),
    a_sample(
        "SQL, two data sets",
        lambda base: expect_rows(base, like="SELECT nom FROM objet WHERE prix > 9", data=[BASE, BASE + BASE[43:]]),
        files={"requete.sql": b"SELECT nom FROM objet WHERE prix >= 10;"},
        engine=Engine.SQL,
    ),
    a_sample(
        "HTTP, three requests",
        lambda server: expect_contract(
            server,
            [
                Call("GET", "/objets", json=[]),
                Call("POST", "/objets", {"nom": "Bol"}, status=201, json={"nom": "Bol"}),
                Call("GET", "/objets", json=[{"nom": "Bol"}]),
            ],
        ),
        files={"server.py": SERVER.encode()},
        engine=Engine.HTTP,
        serve=("python3", "server.py"),
    ),
    a_sample("files", expect_good_names, expect_no_secret, files=SITE, engine=Engine.FILES),
)
