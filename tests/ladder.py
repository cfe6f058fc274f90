"""A unit with an exercise of each rung and of each engine that shows something, as folders: read, built, handed out.

01 predict and see, 02 steps in order with their depth, 03 repair, 04 complete the gap, 05 a short answer, 06 a query,
07 a server, 08 the lines of a page. Tests and pictures work on it as a learner does, with the real checker behind.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curriculum.builder.notebooks import source_files
from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from graders.checker import Checker
from graders.http.trying import Request
from tests.curriculum.makers import EXERCISE, FILES, PARSONS, UNIT, write_programme
from tests.graders.exercise_widget.makers import Service

HINTS = "## Aide 1\n\nA.\n\n## Aide 2\n\nB.\n\n## Aide 3\n\nC.\n"


def page(body: str) -> str:
    """A page around a body of whole lines."""
    head = '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n<title>Essai</title>\n</head>\n<body>\n'
    return f"{head}{body}</body>\n</html>\n"


SHOP = """\
CREATE TABLE objet (id INTEGER PRIMARY KEY, nom TEXT NOT NULL, prix REAL, etat TEXT);
INSERT INTO objet VALUES (1, 'Lampe bleue', 4, 'bon'), (2, 'Vélo rouge', 25, 'bon'), (3, 'Puzzle', 2, NULL),
  (4, 'Manteau vert', 8, 'usé');
"""
QUERY = "SELECT nom, prix, etat\nFROM objet\nWHERE prix < 5;\n"
STEPS = ["total = 0", "for prix in [4, 8]:", "    total = total + prix", "print(total)"]
SERVER = """\
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

OBJETS = ["Lampe bleue", "Vélo rouge"]


class Reponses(BaseHTTPRequestHandler):
    def do_GET(self):
        print("demande reçue :", self.path)
        trouve = self.path == "/objets"
        corps = json.dumps(OBJETS if trouve else {"erreur": "rien ici"}).encode()
        self.send_response(200 if trouve else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *mots):
        pass


HTTPServer(("localhost", int(os.environ["PORT"])), Reponses).serve_forever()
"""


def _exercise(folder: str, head: str, files: dict[str, str], more: str = "") -> dict[str, str]:
    """An exercise's files; `head` is "rung engine: title", `files` are below its folder, `more` its other keys."""
    kind, title = head.split(": ", 1)
    rung, engine = kind.split()
    name = next(name.partition("/")[2] for name in files if name.startswith("solution/"))
    mistakes = sorted({each.split("/")[1] for each in files if each.startswith("mistakes/")})
    keys = f'title: "{title}"\nrung: {rung}\nengine: {engine}\nminutes: 5\nlearner_files: [{name}]\n{more}'
    keys += 'messages:\n  not-yet: "Ce n’est pas encore cela."\nmistakes:\n'
    keys += "".join(f"  {each}: not-yet\n" for each in mistakes)
    texts = {"exercise.yml": keys, "task.md": f"{title}.\n", "hints.md": HINTS, **files}
    return {f"{UNIT}/exercises/{folder}/{each}": text for each, text in texts.items()}


def _checks(rule: str, *imports: str) -> str:
    """A `checks.py` of one check: `rule` is its body, about its `work`."""
    lines = ["from graders.checks import Failure, check", *imports, "", "", "@check(points=2)", "def right(work):"]
    return "\n".join([*lines, '    """Le travail convient."""', f"    {rule}", ""])


def _contains(*parts: str) -> str:
    """A rule: the page as written has these parts."""
    return f"if not all(part in work.source for part in {parts!r}):\n        raise Failure('not-yet')"


OPEN = "<p>Du mardi au samedi.</p>\n"
COUNTER = "<h1>Compteur</h1>\n<p id=n>0</p>\n<script>n.textContent = Number(n.textContent) + 1</script>\n"
LADDER = {
    **_exercise(
        "01-predire",
        "predict answer: Que montre la page",
        {
            "checks.py": _checks("expect_choice(work, 'un', 'not-yet')", "from graders.answer import expect_choice"),
            "start/reponse.txt": "",
            "start/page.html": page(COUNTER),
            "solution/reponse.txt": "un\n",
            "mistakes/zero/reponse.txt": "zero\n",
        },
        'shows: page.html\nchoices:\n  - {id: zero, text: "Le nombre 0"}\n  - {id: un, text: "Le nombre 1"}\n',
    ),
    **_exercise(
        "02-ranger",
        "parsons answer: Ranger les lignes d’un programme",
        {
            "checks.py": _checks(
                f"expect_in_order(work, {STEPS!r}, indented=True, message_id='not-yet')",
                "from graders.answer import expect_in_order",
            ),
            "start/reponse.txt": "print(total)\ntotal = total + prix\nfor prix in [4, 8]:\ntotal = 0\n",
            "solution/reponse.txt": "\n".join(STEPS) + "\n",
            "mistakes/sans-decalage/reponse.txt": "\n".join(step.strip() for step in STEPS) + "\n",
        },
        "indentation: true\n",
    ),
    **_exercise(
        "03-reparer",
        "repair web: Réparer le titre",
        {
            "checks.py": _checks(_contains("<h1>Horaires</h1>")),
            "start/index.html": page("<h1>Horaires\n"),
            "solution/index.html": page("<h1>Horaires</h1>\n"),
            "mistakes/efface/index.html": page("<p>Horaires</p>\n"),
        },
    ),
    **_exercise(
        "04-completer",
        "complete web: Compléter la page",
        {
            "checks.py": _checks(_contains("<h2>Horaires</h2>")),
            "start/index.html": page("<h1>Le Ruban</h1>\n<!-- ici -->\n<p>Du mardi au samedi.</p>\n"),
            "solution/index.html": page("<h1>Le Ruban</h1>\n<h2>Horaires</h2>\n<p>Du mardi au samedi.</p>\n"),
            "mistakes/petit/index.html": page("<h1>Le Ruban</h1>\n<h3>Horaires</h3>\n<p>Du mardi au samedi.</p>\n"),
        },
        'gaps:\n  index.html: ["9"]\n',
    ),
    **_exercise(
        "05-repondre",
        "write answer: Dire l’heure en chiffres",
        {
            "checks.py": _checks(
                "expect_number(work, 14, unit=['h', 'heures'], message_id='not-yet')",
                "from graders.answer import expect_number",
            ),
            "start/reponse.txt": "",
            "solution/reponse.txt": "14 h\n",
            "mistakes/matin/reponse.txt": "2 h\n",
        },
    ),
    **_exercise(
        "06-chercher",
        "write sql: Chercher les objets à moins de 5 euros",
        {
            "checks.py": _checks(
                f"expect_rows(work, like={QUERY!r}, data=[{SHOP!r}], message_id='not-yet')",
                "from graders.sql.expectations.rows import expect_rows",
            ),
            "start/requete.sql": "-- Votre requête\n",
            "start/boutique.sql": SHOP,
            "solution/requete.sql": QUERY,
            "mistakes/tout/requete.sql": "SELECT nom, prix, etat FROM objet;\n",
        },
        "sample: boutique.sql\n",
    ),
    **_exercise(
        "07-repondre",
        "challenge http: Répondre aux demandes",
        {
            "checks.py": _checks("if work.get('/objets').status != 200:\n        raise Failure('not-yet')"),
            "start/app.py": "# Votre serveur\n",
            "solution/app.py": SERVER,
            "mistakes/ailleurs/app.py": SERVER.replace('"/objets"', '"/choses"'),
        },
        "serve: [python3, app.py]\n",
    ),
    **_exercise(
        "08-ordonner",
        "parsons web: Ranger les lignes d’une page",
        {
            "checks.py": _checks(
                "expect_order(work, 'h1', 'p', message_id='not-yet')",
                "from graders.web.expectations.document import expect_order",
            ),
            "start/index.html": f"{OPEN}<title>Horaires</title>\n<!doctype html>\n<h1>Horaires</h1>\n",
            "solution/index.html": f"<!doctype html>\n<title>Horaires</title>\n<h1>Horaires</h1>\n{OPEN}",
            "mistakes/avant/index.html": f"<!doctype html>\n<title>Horaires</title>\n{OPEN}<h1>Horaires</h1>\n",
        },
    ),
}


def write_ladder(root: Path) -> Unit:
    """The unit, read from a programme under `root`."""
    without = {name: None for name in FILES if name.startswith((EXERCISE, PARSONS))}
    unit = {
        f"{UNIT}/lesson.md": "On monte, barreau après barreau.\n",
        f"{UNIT}/unit.yml": FILES[f"{UNIT}/unit.yml"].replace("exercises: 20", "exercises: 60"),
        f"{UNIT}/recall.yml": FILES[f"{UNIT}/recall.yml"],
    }
    write_programme(root, {**without, **LADDER, **unit})
    (read,) = load_programme(root).units
    return read


def hand_out(unit: Unit, folder: Path) -> None:
    """A learner's copy of the unit's assignment."""
    for name, content in source_files(unit).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def answers_of(service: Service, checker: Checker, *units: Unit) -> Callable[[dict[str, Any]], Any]:
    """The `answer` of a stand-in service: what the checker says, on the event loop that runs now."""
    exercises = {(unit.unit_id, taught.number): taught.exercise for unit in units for taught in unit.exercises}
    loop = asyncio.get_running_loop()

    def answer(body: dict[str, Any]) -> Any:
        asks = re.search(r"/api/(checks|tries)/([^/]+)/(\d\d)$", service.asked[-1]["path"])
        if asks is None:  # of hands, notes and the like
            return {}
        kind, *key = asks.groups()
        files = {name: base64.b64decode(content) for name, content in body["files"].items()}
        if kind == "checks":
            asked: Any = checker.check(exercises[tuple(key)], files)
        else:
            asked = checker.try_out(exercises[tuple(key)], files, Request.from_json(body.get("request", {})))
        return asyncio.run_coroutine_threadsafe(asked, loop).result(60).to_json()

    return answer
