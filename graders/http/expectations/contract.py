"""Verbs on the whole server: a table of requests and replies, what it keeps, what it refuses.

expect_contract(server, [
    Call("POST", "/objets", {"nom": name}, status=201, json={"id": int, "nom": name}),
    Call("GET", "/objets/{id}", json={"id": int, "nom": name}),
    Call("DELETE", "/objets/{id}", status=(200, 204)),
    Call("GET", "/objets/{id}", status=404),
])
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graders.checks import Failure
from graders.http.expectations.replies import expect_html, expect_json, expect_not_found, expect_status
from graders.http.json_difference import first_difference, shown
from graders.http.reply import Reply
from graders.http.server import Server

NOTHING = object()
REFUSED = frozenset(range(400, 500)) - {404, 405}  # these two say that nobody looked at the body


@dataclass(frozen=True)
class Call:
    """One row of a contract. `{id}` in the path is the last `id` a JSON reply gave; so for any field.

    `send` goes as JSON, `form` as a form's fields. Of `json` and `html` (a text the page holds) the reply must have
    what is given.
    """

    method: str
    path: str
    send: Any = None
    form: Mapping[str, str] | None = None
    status: int | Collection[int] = 200
    json: Any = NOTHING
    html: str | None = None
    extra: bool = False
    any_order: bool = False


def expect_contract(server: Server, calls: Sequence[Call], message_id: str | None = None) -> list[Reply]:
    """Each call, one after the other, gets the reply it names."""
    known: dict[str, Any] = {}
    replies = []
    for call in calls:
        reply = server.request(call.method, _filled(call.path, known), json=call.send, form=call.form)
        if call.status == 404:
            expect_not_found(reply, message_id or "not-said-absent")
        else:
            expect_status(reply, call.status, message_id)
        if call.json is not NOTHING:
            expect_json(reply, call.json, extra=call.extra, any_order=call.any_order, message_id=message_id)
        if call.html is not None:
            expect_html(reply, call.html, message_id=message_id)
        known |= _fields(reply)
        replies.append(reply)
    return replies


def expect_persistence(
    server: Server, write: Callable[[Server], Any], read: Callable[[Server], Any], message_id: str = "not-kept"
) -> None:
    """What `write` adds is still what `read` gives after the program was stopped and started again."""
    write(server)
    before = read(server)
    server.restart()
    after = read(server)
    difference = first_difference(before, after)
    if difference:
        raise Failure(message_id, expected=shown(before), found=shown(after))


def expect_refuses(
    server: Server,
    path: str,
    good: Mapping[str, Any],
    *,
    missing: Sequence[str] = (),
    wrong_type: Sequence[str] = (),
    too_long: Mapping[str, int] | None = None,
    empty: Sequence[str] = (),
    read: str | None = None,
    method: str = "POST",
    form: bool = False,
    message_id: str | None = None,
) -> None:
    """Bodies with one fault each are refused (400, 422 …), and nothing of them is stored.

    Each is `good` without one field of `missing`, with a value of another type, with one sign more than `too_long`
    allows, or with an empty text. `read` is a path whose reply must stay the same.
    """
    spoiled = [(f"sans le champ {name}", {k: v for k, v in good.items() if k != name}) for name in missing]
    spoiled += [(f"avec {name} vide", {**good, name: ""}) for name in empty]
    spoiled += [(f"avec {name} = {shown(_other(good[name]))}", {**good, name: _other(good[name])})
                for name in wrong_type]  # fmt: skip
    spoiled += [(f"avec {name} de {most + 1} signes", {**good, name: "a" * (most + 1)})
                for name, most in (too_long or {}).items()]  # fmt: skip
    before = server.get(read).text if read else None
    for said, body in spoiled:
        reply = server.request(method, path, form=_texts(body)) if form else server.request(method, path, json=body)
        if reply.status not in REFUSED:
            expect_status(reply, range(500))
            raise reply.failure(message_id or "not-refused", expected="400", found=str(reply.status), sent=said)
        if read and server.get(read).text != before:
            raise reply.failure(message_id or "stored-anyway", found=said, sent=said)


def expect_alive(server: Server, path: str = "/", message_id: str | None = None) -> Reply:
    """The server replies at all, whatever it says but that it broke."""
    return expect_status(server.get(path), range(100, 500), message_id)


def _filled(path: str, known: Mapping[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: str(known.get(name[1], name[0])), path)


def _fields(reply: Reply) -> Mapping[str, Any]:
    try:
        value = reply.json
    except Failure:
        return {}
    return value if isinstance(value, dict) else {}


def _other(value: Any) -> Any:
    """A value of another type."""
    return ["x"] if isinstance(value, str) else "beaucoup"


def _texts(body: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in body.items()}
