"""Each verb on replies that satisfy it and replies that don't: id, expected and found of the failure."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checks import Failure
from graders.http.client import Received
from graders.http.complaint import Complaint
from graders.http.expectations import hostile
from graders.http.expectations import replies as expect
from graders.http.reply import Reply

Verb = Callable[[Reply], Any]


def a_reply(body: str | bytes = b"", status: int = 200, *headers: tuple[str, str], line: int | None = None) -> Reply:
    """A reply to GET /objets."""
    sent = body if isinstance(body, bytes) else body.encode()
    trouble = Complaint("KeyError: 'nom'", "server.py", line) if line else None
    return Reply("GET /objets", Received(status, headers, sent), trouble)


def typed(kind: str, body: str = "") -> Reply:
    """A reply that says its type."""
    return a_reply(body, 200, ("content-type", kind))


PAGE = (
    "<!doctype html><title>Objets</title><style>p{}</style><script>1</script>la <b>Lampe</b> &lt;b&gt; <!-- non --> là"
)
RIGHT: dict[str, tuple[Verb, Reply]] = {
    "status": (lambda r: expect.expect_status(r, 201), a_reply(status=201)),
    "one of several": (lambda r: expect.expect_status(r, (200, 204)), a_reply(status=204)),
    "gone is not found": (expect.expect_not_found, a_reply(status=410)),
    "header": (lambda r: expect.expect_header(r, "X-Un", "a; b"), a_reply(b"", 200, ("x-un", "A;b"))),
    "type with charset": (lambda r: expect.expect_type(r, "text/html"), typed("Text/HTML; charset=utf-8")),
    "type of a problem": (lambda r: expect.expect_type(r, "application/json"), typed("application/problem+json")),
    "json in latin-1": (
        lambda r: expect.expect_json(r, {"a": "é"}),
        a_reply('{"a": "é"}'.encode("latin-1"), 200, ("content-type", "application/json; charset=ISO-8859-1")),
    ),
    "json with a mark": (lambda r: expect.expect_json(r, [1]), a_reply("\ufeff[1]")),
    "an unknown charset": (
        lambda r: expect.expect_json(r, [1]), a_reply("[1]", 200, ("content-type", "a/b; charset=rien")),
    ),
    "html": (lambda r: expect.expect_html(r, "LAMPE <b>", "la"), typed("text/html", PAGE)),
    "redirect": (lambda r: expect.expect_redirect(r, "/a?b=1"), a_reply("", 303, ("location", "http://x:1/a?b=1"))),
    "cookie": (
        lambda r: expect.expect_cookie(r, "b", "2"),
        a_reply("", 200, ("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2; HttpOnly")),
    ),
}  # fmt: skip
WRONG: dict[str, tuple[Verb, Reply, tuple[str, str | None, str | None, int | None]]] = {
    "status": (lambda r: expect.expect_status(r, (200, 201)), a_reply(status=404),
               ("wrong-status", "200 ou 201", "404", None)),
    "trouble": (lambda r: expect.expect_status(r, 200), a_reply(status=500, line=12),
                ("server-trouble", "200", "KeyError: 'nom'", 12)),
    "trouble without words": (lambda r: expect.expect_status(r, 200), a_reply(status=502),
                              ("server-trouble", "200", "502", None)),
    "found": (expect.expect_not_found, a_reply(), ("not-said-absent", "404", "200", None)),
    "no header": (lambda r: expect.expect_header(r, "X-Un"), a_reply(b"", 200, ("x-deux", "a")),
                  ("no-header", "X-Un", "x-deux", None)),
    "wrong header": (lambda r: expect.expect_header(r, "X-Un", "a"), a_reply(b"", 200, ("x-un", "b")),
                     ("wrong-header", "X-Un: a", "X-Un: b", None)),
    "no type": (lambda r: expect.expect_type(r, "text/html"), a_reply(), ("no-reply-type", "text/html", None, None)),
    "wrong type": (lambda r: expect.expect_type(r, "text/html"), typed("text/plain"),
                   ("wrong-reply-type", "text/html", "text/plain", None)),
    "no json": (lambda r: expect.expect_json(r, []), a_reply("{'a': 1}"), ("not-json", None, "{'a': 1}", None)),
    "deep json": (lambda r: expect.expect_json(r, []), a_reply("[" * 100_000),
                  ("not-json", None, "[" * 79 + "…", None)),
    "empty": (lambda r: expect.expect_json(r, []), a_reply(), ("not-json", None, "une réponse vide", None)),
    "json": (lambda r: expect.expect_json(r, {"a": 1}), a_reply('{"a": 2}'), ("json-value", "1", "2", None)),
    "text in a script": (lambda r: expect.expect_html(r, "p{}"), typed("text/html", PAGE),
                         ("reply-lacks-text", "p{}", "la Lampe <b> là", None)),
    "no redirect": (lambda r: expect.expect_redirect(r, "/"), a_reply(), ("no-redirect", "/", "200", None)),
    "elsewhere": (lambda r: expect.expect_redirect(r, "/"), a_reply("", 302, ("location", "/a")),
                  ("wrong-redirect", "/", "/a", None)),
    "cookie": (lambda r: expect.expect_cookie(r, "a", "1"), a_reply("", 200, ("set-cookie", "a=2")),
               ("no-cookie", "a=1", "a=2", None)),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_reply(name: str):
    """It passes, whatever its manner."""
    verb, reply = RIGHT[name]
    verb(reply)


@pytest.mark.parametrize("name", WRONG)
def test_a_reply_that_is_not_right_yet(name: str):
    """The failure says what was looked at, with the request."""
    verb, reply, (message_id, expected, found, line) = WRONG[name]
    with pytest.raises(Failure) as raised:
        verb(reply)
    failure = raised.value
    assert (failure.message_id, failure.expected, failure.found, failure.line) == (message_id, expected, found, line)
    assert failure.values["request"] == "GET /objets"


def test_the_texts_of_a_reply_are_read_as_deep_as_they_lie():
    """A reply nested nearly as deep as the reader of JSON goes is looked through like another."""
    assert hostile._texts(a_reply("[" * 900 + '{"nom": ["Lampe", 2]}' + "]" * 900)).split() == ["2", "Lampe"]
