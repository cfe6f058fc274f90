"""Right servers in several languages and manners lose no point; the same checks find each mistake."""

import shutil
from typing import Any

import pytest

from graders.checker import Checker
from graders.checks import check
from graders.http.expectations import contract, hostile, replies
from graders.http.expectations.contract import Call
from graders.http.server import Server
from graders.results import Outcome
from tests.graders.http.servers import a_server_exercise, files, sample

pytestmark = pytest.mark.sandbox
GOOD: dict[str, Any] = {"nom": "Lampe", "prix": 12}


def new_thing(server: Server) -> dict[str, Any]:
    """A thing nobody can know."""
    return {"nom": server.invented.word(), "prix": server.invented.number()}


@check(points=3)
def contract_holds(server: Server) -> None:
    """On ajoute, lit, retire."""
    thing = new_thing(server)
    contract.expect_contract(
        server,
        [
            Call("GET", "/objets", json=[]),
            Call("POST", "/objets", thing, status=201, json={"id": int, **thing}),
            Call("GET", "/objets", json=[{"id": int, **thing}]),
            Call("GET", "/", html=thing["nom"]),
            Call("GET", "/objets/{id}", json={"id": int, **thing}),
            Call("DELETE", "/objets/{id}", status=(200, 204)),
            Call("GET", "/objets/{id}", status=404),
        ],
    )


@check(points=1)
def sends_on(server: Server) -> None:
    """L'accueil renvoie vers la page et retient la langue."""
    reply = server.get("/accueil")
    replies.expect_redirect(reply, "/")
    replies.expect_cookie(reply, "langue", "fr")


@check(points=1)
def says_its_types(server: Server) -> None:
    """Chaque réponse dit son type."""
    replies.expect_type(server.get("/objets"), "application/json")
    replies.expect_type(server.get("/"), "text/html")
    replies.expect_header(server.get("/"), "Content-Type")
    replies.expect_not_found(server.get("/objets/987654"))


@check(points=2)
def keeps(server: Server) -> None:
    """Les objets restent."""
    thing = new_thing(server)
    contract.expect_persistence(server, lambda s: s.post("/objets", json=thing), lambda s: s.get("/objets").json)


@check(points=2)
def refuses(server: Server) -> None:
    """Les champs sont vérifiés."""
    contract.expect_refuses(
        server, "/objets", GOOD, missing=("nom", "prix"), wrong_type=("nom", "prix"), too_long={"nom": 50},
        empty=("nom",), read="/objets",
    )  # fmt: skip


@check(points=2)
def calm(server: Server) -> None:
    """Les demandes étranges ne changent rien."""
    hostile.expect_no_injection(server, "/objets", "nom", GOOD, shown="/")
    hostile.expect_no_sql_injection(server, "/objets", "nom", GOOD, search="/objets?nom=")


ALL = (contract_holds, sends_on, says_its_types, keeps, refuses, calm)
PYTHON, NODE = sample("objets.py"), sample("objets.js")
SERVE = 'HTTPServer(("localhost", int(os.environ["PORT"])), Objets).serve_forever()'
RIGHT = {
    "python": PYTHON,
    "every address": PYTHON.replace('("localhost", ', '("", '),
    "IPv6": PYTHON.replace(SERVE, "import socket\nHTTPServer.address_family = socket.AF_INET6\n" + SERVE).replace(
        '("localhost"', '("::1"'
    ),
    "a port of its own": PYTHON.replace('int(os.environ["PORT"])', "3000"),
    "threads and HTTP/1.1": PYTHON.replace("HTTPServer", "ThreadingHTTPServer")
    .replace('("objets.db")', '("objets.db", check_same_thread=False)')
    .replace("class Objets", "BaseHTTPRequestHandler.protocol_version = 'HTTP/1.1'\nclass Objets"),
    "a charset and HTML as JSON's neighbour": PYTHON.replace('"application/json"', '"Application/JSON; charset=UTF-8"'),
    "it prints": PYTHON.replace("class Objets", "print('Error: ceci est un jeu')\nclass Objets"),
}


@pytest.mark.parametrize("name", RIGHT)
async def test_a_right_server_has_full_marks(checker: Checker, name: str):
    """Whatever address, port or protocol it chose."""
    report = await checker.check(a_server_exercise(*ALL), files(RIGHT[name]))
    assert [(one.message_id, one.message, one.line) for one in report.results] == [(None, None, None)] * len(ALL)
    assert report.score == report.max_score


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
async def test_another_language_has_full_marks(checker: Checker):
    """Node listens on IPv6 and keeps its data in a file."""
    report = await checker.check(a_server_exercise(*ALL, serve=("node", "objets.js")), files(NODE, "objets.js"))
    assert [one.message for one in report.results] == [None] * len(ALL)


MISTAKES = {
    "constant": (
        PYTHON.replace('{"id": made.lastrowid, **sent}', '{"id": 1, "nom": "Lampe", "prix": 12}'),
        contract_holds,
        "json-value",
    ),
    "no 201": (PYTHON.replace("self.tell(201,", "self.tell(200,"), contract_holds, "wrong-status"),
    "no 404": (PYTHON.replace("self.tell(404, {", "self.tell(200, {"), contract_holds, "not-said-absent"),
    "text for number": (PYTHON.replace('"id": number,', '"id": str(number),'), contract_holds, "json-kind"),
    "a field too few": (PYTHON.replace(', "prix": price}', "}"), contract_holds, "json-missing"),
    "a field too many": (PYTHON.replace('"prix": price}', '"prix": price, "mot": 1}'), contract_holds, "json-extra"),
    "twice": (PYTHON.replace("in rows]", "in list(rows) * 2]"), contract_holds, "json-count"),
    "no type": (PYTHON.replace('self.send_header("Content-Type", kind)', "pass"), says_its_types, "no-reply-type"),
    "wrong type": (PYTHON.replace('"application/json"', '"text/plain"'), says_its_types, "wrong-reply-type"),
    "no redirect": (PYTHON.replace("send_response(303)", "send_response(200)"), sends_on, "no-redirect"),
    "elsewhere": (PYTHON.replace('"Location", "/"', '"Location", "/autre"'), sends_on, "wrong-redirect"),
    "no cookie": (PYTHON.replace('self.send_header("Set-Cookie"', 'print("Set-Cookie"'), sends_on, "no-cookie"),
    "not kept": (PYTHON.replace('"objets.db"', '":memory:"'), keeps, "not-kept"),
    "not checked": (PYTHON.replace("not 0 < len(name) <= 50 or ", ""), refuses, "not-refused"),
    "not JSON": (PYTHON.replace("json.dumps(value)", "str(value)"), contract_holds, "not-json"),
    "stored first": (
        PYTHON.replace(
            "        sent = self.read()\n",
            "        sent = self.read()\n        if sent is None:\n            with base:\n"
            "                base.execute(\"INSERT INTO objets (nom, prix) VALUES ('x', 1)\")\n",
        ),
        refuses,
        "stored-anyway",
    ),
    "tags": (PYTHON.replace("html.escape(one['nom'])", "one['nom']"), calm, "script-runs"),
    "SQL": (
        PYTHON.replace(
            'return next((one for one in self.every() if str(one["id"]) == number), None)',
            "from urllib.parse import unquote\n"
            '        rows = base.execute("SELECT id, nom, prix FROM objets WHERE id = " + unquote(number)).fetchall()\n'
            '        return dict(zip(("id", "nom", "prix"), rows[-1])) if rows else None',
        ),
        calm,
        "sql-injection",
    ),
    "its files": (
        PYTHON.replace(
            "        found = self.one()\n        return self.tell(200, found)",
            "        if self.path[1:] in os.listdir():\n"
            '            return self.answer(200, "text/plain", open(self.path[1:]).read())\n'
            "        found = self.one()\n        return self.tell(200, found)",
        ),
        calm,
        "source-leaked",
    ),
    "any file": (
        PYTHON.replace(
            "        found = self.one()\n        return self.tell(200, found)",
            "        from urllib.parse import unquote\n"
            "        path = os.getcwd() + unquote(self.path)\n"
            "        if os.path.isfile(path):\n"
            '            return self.answer(200, "text/plain", open(path).read())\n'
            "        found = self.one()\n        return self.tell(200, found)",
        ),
        calm,
        "file-leaked",
    ),
    "a shown traceback": (
        PYTHON.replace(
            "        except ValueError:\n            return None\n",
            "        except ValueError:\n            import traceback\n"
            '            self.answer(400, "text/plain", traceback.format_exc())\n            raise SystemExit\n',
        ),
        calm,
        "traceback-shown",
    ),
    "a fall": (PYTHON.replace("except ValueError:", "except KeyError:"), calm, "no-reply"),
}


@pytest.mark.parametrize("name", MISTAKES)
async def test_a_mistake_gets_its_message(checker: Checker, name: str):
    """The card tells what to mend."""
    source, broken, message_id = MISTAKES[name]
    assert source != PYTHON
    report = await checker.check(a_server_exercise(broken), files(source))
    assert [(one.outcome, one.message_id) for one in report.results] == [(Outcome.FAILED, message_id)], [
        one.message for one in report.results
    ]
    assert report.notice is None


async def test_a_mistake_costs_its_own_check_alone(checker: Checker):
    """What else the server does right counts."""
    report = await checker.check(a_server_exercise(*ALL), files(MISTAKES["no cookie"][0]))
    assert [one.message_id for one in report.results] == [None, "no-cookie", None, None, None, None]
    assert report.results[1].message == ("La réponse à GET /accueil devrait poser le cookie langue=fr.")
