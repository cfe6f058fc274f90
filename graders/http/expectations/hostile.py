"""Verbs that send what strangers send: none of it may break the server, leak a file or run in a visitor's page."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote as quote_url

from graders.checks import Failure
from graders.http.expectations.contract import expect_alive
from graders.http.expectations.replies import expect_status
from graders.http.program import PLANTED
from graders.http.reply import Reply
from graders.http.server import Server
from graders.text import quote

SQL = ("' OR 1=1 --", "'; DROP TABLE objets; --", '" OR ""="', "l'été")
CONDITIONS = ("0 OR 1=1", "0' OR '1'='1")
SCRIPT = "<script>alert(1)</script>"
PICTURE = '"><img src=x onerror=alert(1)>'
ESCAPES = (
    "/../../etc/passwd",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "//etc/passwd",
    "/....//....//etc/passwd",
)
HUGE = 1_500_000
TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|File \"/[^\"]+\", line \d|\bat [^\n]*\(?/[^\n)]+:\d+:\d+\)?"
)


def expect_no_sql_injection(
    server: Server,
    path: str,
    field: str,
    good: Mapping[str, Any],
    *,
    search: str | None = None,
    message_id: str = "sql-injection",
) -> None:
    """Texts with SQL in them are texts: stored and given back as they are, or refused; `path` still lists everything.

    `search` is a path that ends where the searched text goes (`/objets?nom=`); no text with SQL may find anything.
    """
    witness = server.invented.word()
    expect_status(_calm(server.post(path, json={**good, field: witness})), range(200, 300))
    known = {witness}
    for text in SQL:
        reply = _tame(message_id, server.post, path, json={**good, field: text})
        listing = expect_status(_calm(server.get(path)), range(200, 300), message_id)
        if reply.status < 300 and text not in _texts(listing):
            raise reply.failure(message_id, expected=text, found=quote(listing.text))
        known.add(text)
    known |= {str(one[field]) for one in _objects(listing) if field in one}
    asked = [f"{path}/{quote_url(text, safe='')}" for text in CONDITIONS]
    asked += [search + quote_url(f"xyz{text}", safe="") for text in SQL if search]
    for one in asked:
        reply = _tame(message_id, server.get, one)
        if known & set(_texts(reply).splitlines()):
            raise reply.failure(message_id, expected="404", found=quote(reply.text))


def expect_escaped(
    server: Server,
    path: str,
    field: str,
    good: Mapping[str, Any],
    *,
    shown: str,
    form: bool = False,
    message_id: str = "script-runs",
) -> None:
    """A text with tags in it, once added, is shown on the page `shown` as text."""
    for text in (SCRIPT, PICTURE):
        body = {**good, field: text}
        _calm(server.post(path, form={k: str(v) for k, v in body.items()}) if form else server.post(path, json=body))
        page = _calm(server.get(shown))
        if page.type in {"text/html", ""} and text in page.text:
            raise page.failure(message_id, expected="&lt;", found=quote(text))


def expect_no_traversal(server: Server, paths: Sequence[str] = ESCAPES, message_id: str = "file-leaked") -> None:
    """No path leads to a file of the machine, nor to the program itself."""
    for path in paths:
        reply = _calm(server.get(path))
        if PLANTED in reply.text:
            raise reply.failure(message_id, found=quote(reply.text))
    for name, text in server.sources.items():
        reply = _calm(server.get(f"/{name}"))
        if text.strip() and text.strip() in reply.text:
            raise reply.failure("source-leaked", found=name)


def expect_calm(server: Server, path: str, *, method: str = "POST") -> None:
    """Bodies nobody should send are refused without a fall: broken JSON, other letters, far too much."""
    json_kind = {"Content-Type": "application/json"}
    bodies: list[tuple[bytes, Mapping[str, str]]] = [
        (b'{"nom": ', json_kind),
        (b"", json_kind),
        (b'["a", 1]', json_kind),
        (b"null", json_kind),
        ('{"nom": "é"}'.encode("utf-16"), json_kind),
        (b"\xff\xfe\x00\x81", json_kind),
        (b"%ff%fe&=&==", {"Content-Type": "application/x-www-form-urlencoded"}),
    ]
    for body, headers in bodies:
        _calm(server.request(method, path, body=body, headers=headers))
    try:
        _calm(server.request(method, path, body=b'{"nom": "' + b"a" * HUGE + b'"}', headers=json_kind))
    except Failure as failure:
        # To hang up on so much is a right answer; to break is none.
        if failure.message_id not in {"no-reply", "reply-cut-short"} or failure.line:
            raise
    expect_alive(server, path)


def expect_no_injection(
    server: Server, path: str, field: str, good: Mapping[str, Any], *, shown: str | None = None
) -> None:
    """All of the above on one collection; `shown` is a page that shows what was added."""
    expect_calm(server, path)
    expect_no_sql_injection(server, path, field, good)
    if shown:
        expect_escaped(server, path, field, good, shown=shown)
    expect_no_traversal(server)
    expect_alive(server, path)


def _calm(reply: Reply) -> Reply:
    """The reply, if the server neither broke nor shows its insides."""
    leak = TRACEBACK.search(reply.text)
    if leak:
        raise reply.failure("traceback-shown", found=quote(leak.group()))
    if reply.status >= 500:
        words = reply.trouble.words if reply.trouble else str(reply.status)
        raise reply.failure("hostile-trouble", expected="400", found=words)
    return reply


def _tame(message_id: str, ask: Callable[..., Reply], path: str, **options: Any) -> Reply:
    """As `_calm`; a fall over the SQL itself is told as what it is."""
    try:
        return _calm(ask(path, **options))
    except Failure as failure:
        if "sql" not in (failure.found or "").lower():
            raise
        raise Failure(
            message_id, found=failure.found, file=failure.file, line=failure.line, values=failure.values
        ) from None


def _objects(reply: Reply) -> list[Mapping[str, Any]]:
    """The JSON objects of a list; none if it is another reply."""
    with contextlib.suppress(Failure):
        if isinstance(reply.json, list):
            return [one for one in reply.json if isinstance(one, dict)]
    return []


def _texts(reply: Reply) -> str:
    """What a reply says, once the escapes of JSON or HTML are read."""
    try:
        return "\n".join(_leaves(reply.json))
    except Failure:
        return html.unescape(reply.text)


def _leaves(value: Any) -> Iterator[str]:
    waiting = [value]  # no recursion: a server may nest as deep as the reader of JSON goes
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        else:
            yield str(one)
