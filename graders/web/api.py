"""A scripted server behind `fetch`: what it answers to each request, and what it was asked.

    api = Api({
        "GET /api/objets": reply(json=objets),
        "GET /api/objets/*": lambda request: reply(json=by_id[request.path.rsplit("/")[-1]]),
        "POST /api/objets": [reply(status=500), reply(json={"id": 4}, status=201)],   # one after the other
        "GET https://meteo.exemple/jour": offline(),
    })
    with page.played(api=api) as play: …

A path is of https://exercice.test; another host answers only under its whole address. What is not scripted is looked
for among the exercise's files, and is 404 if it is none.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json as json_format
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graders.checks import Unjudged
from graders.web.tab import ORIGIN, Tab

KEPT = 200  # requests; the tab stops a page that asks more
SIGNS = 100_000  # of a body, and of an address: a script may make one of two million
NOTHING = object()  # told from json=None, which is "null"
# Another origin's pages may read it too, as at any public API.
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Headers": "*",
}


@dataclass(frozen=True)
class Request:
    """What a page asked for: `path` begins with "/" for its own host and is a whole address for another.

    `kind` is the browser's word: "Fetch", "XHR", "Document", "Image" …; header names are in lower case.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str
    kind: str
    pairs: tuple[tuple[str, str], ...] = ()  # of the query, in order, each of several with one name

    @property
    def json(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json_format.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def form(self) -> Mapping[str, str]:
        """The body as fields of a form; empty if it is none. Of several fields with one name, the last."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(self.body, keep_blank_values=True))
        if kind.startswith("multipart/form-data"):
            return _parts(self.body)
        return {}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Reply:
    """One answer: at once, `held` until `play.release()`, or once `after_s` of the page's own time have passed."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    offline: bool = False
    held: bool = False
    after_s: float = 0.0

    @property
    def fails(self) -> bool:
        """True for no answer, a refusal, and JSON that is none."""
        return self.offline or self.status >= 400 or (self.content_type == "application/json" and not self._is_json)

    @property
    def _is_json(self) -> bool:
        try:
            json_format.loads(self.body or b"null")
        except ValueError:
            return False
        return True


Script = Reply | Sequence[Reply] | Callable[[Request], Reply]


def reply(
    *,
    json: Any = NOTHING,
    text: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    held: bool = False,
    after: float = 0.0,
) -> Reply:
    """An answer with JSON or a text; `after` seconds of the page's own time, or `held` until `play.release()`."""
    body = "" if text is None else text
    kind = "text/plain" if json is NOTHING else "application/json"
    if json is not NOTHING:
        body = json_format.dumps(json, ensure_ascii=False)
    return Reply(status, body.encode(), kind, headers or {}, held=held, after_s=after)


def wrong_json(*, text: str = '{"objets": [', status: int = 200) -> Reply:
    """An answer that says it is JSON and is not."""
    return Reply(status, text.encode())


def offline() -> Reply:
    """No answer: the network is gone, and `fetch` fails."""
    return Reply(offline=True)


class Api:
    """What is answered to which request: `"METHOD /path"` → a Reply, several in turn (the last stays), or a function.

    A `*` in a path stands for anything. A function that looks for something and raises LookupError answers 404.
    """

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        for wanted in scripts:
            method, _, path = wanted.partition(" ")
            if not method.isupper() or not path.startswith(("/", "https://")):
                raise ValueError(f"{wanted!r} is no request; expected such as 'GET /api/objets'")
        self._scripts = scripts

    def find(self, request: Request) -> str | None:
        """Under which name a request is scripted; None if it is not."""
        return next((one for one in self._scripts if fnmatchcase(str(request), one)), None)

    def answer(self, name: str, request: Request, turn: int) -> Reply:
        """The answer to the `turn`-th request of this name, counted from 0."""
        script = self._scripts[name]
        if isinstance(script, Reply):
            return script
        if not callable(script):
            return script[min(turn, len(script) - 1)]
        try:
            return script(request)
        except LookupError:
            return Reply(404)

    def speaks_to(self, path: str) -> bool:
        """True if some method of this path is scripted; a browser asks first whether another host may be spoken to."""
        return any(fnmatchcase(path, one.partition(" ")[2]) for one in self._scripts)


class Exchange:
    """A tab's requests, and the answers a scripted API gives."""

    def __init__(self, api: Api) -> None:
        self.requests: list[Request] = []
        self.text_at_failure: str | None = None
        self._api = api
        self._turns: dict[str, int] = {}
        self._waiting: list[tuple[str, Reply, float]] = []
        self._now_s = 0.0

    def serve(self, tab: Tab, on_hold: Callable[[], None]) -> None:
        """Answer this tab from now on, and tell when an answer is held back; what another tab waited for is lost."""
        self._tab = tab
        self._on_hold = on_hold
        self._waiting.clear()
        self._now_s = 0.0
        tab.take_request = self._take

    @property
    def is_held(self) -> bool:
        """True while an answer is held back or not due yet."""
        return bool(self._waiting)

    def next_due_s(self, until_s: float) -> float:
        """When the next answer is due, or `until_s` if none is before."""
        return min((due for _, one, due in self._waiting if not one.held), default=until_s)

    def pass_to(self, now_s: float) -> bool:
        """Give the answers due until now; True if there were any."""
        self._now_s = now_s
        return self._give(lambda one, due: not one.held and due <= now_s + 1e-6)

    def release(self) -> bool:
        """Give every answer that waits; True if there were any."""
        return self._give(lambda one, due: True)

    def _give(self, is_due: Callable[[Reply, float], bool]) -> bool:
        due = [(request_id, one) for request_id, one, at in self._waiting if is_due(one, at)]
        self._waiting = [row for row in self._waiting if not is_due(row[1], row[2])]
        for request_id, one in due:
            self._answer(request_id, one)
        return bool(due)

    def _take(self, params: dict[str, Any]) -> bool:
        request = read_request(params)
        if request.method == "OPTIONS" and self._api.speaks_to(request.path):
            self._answer(params["requestId"], Reply(204))
            return True
        if len(self.requests) < KEPT:
            self.requests.append(request)
        name = self._api.find(request)
        if name is None or request.kind == "Document":
            return False
        turn = self._turns.get(name, 0)
        self._turns[name] = turn + 1
        found = self._api.answer(name, request, turn)
        if found.held or found.after_s:
            self._waiting.append((params["requestId"], found, self._now_s + found.after_s))
            self._on_hold()
        else:
            self._answer(params["requestId"], found)
        return True

    def _answer(self, request_id: str, one: Reply) -> None:
        if one.fails and self.text_at_failure is None:
            self.text_at_failure = ""
            self._looking = asyncio.ensure_future(self._look_first(request_id, one))
        else:
            self._send(request_id, one)

    async def _look_first(self, request_id: str, one: Reply) -> None:
        """Keep what the page shows before it learns that its request failed."""
        with contextlib.suppress(Unjudged):
            self.text_at_failure = await self._tab.read("shownText")
        self._send(request_id, one)

    def _send(self, request_id: str, one: Reply) -> None:
        if one.offline:
            self._tab.post("Fetch.failRequest", requestId=request_id, errorReason="InternetDisconnected")
            return
        headers = {"Content-Type": f"{one.content_type}; charset=utf-8", **OPEN_TO_ALL, **one.headers}
        self._tab.post(
            "Fetch.fulfillRequest",
            requestId=request_id,
            responseCode=one.status,
            responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
            body=base64.b64encode(one.body).decode(),
        )


def read_request(params: Mapping[str, Any]) -> Request:
    """A paused request of the protocol as we keep it."""
    asked = params["request"]
    parts = urlsplit(asked["url"][:SIGNS])
    host = f"{parts.scheme}://{parts.netloc}"
    pieces = [base64.b64decode(entry.get("bytes", "")) for entry in asked.get("postDataEntries", ())]
    body = b"".join(pieces).decode("utf-8", errors="replace") or asked.get("postData", "")
    return Request(
        asked["method"],
        unquote(parts.path) if host == ORIGIN else f"{host}{unquote(parts.path)}",
        dict(parse_qsl(parts.query, keep_blank_values=True)),
        {name.lower(): value for name, value in asked["headers"].items()},
        body[:SIGNS],
        params["resourceType"],
        tuple(parse_qsl(parts.query, keep_blank_values=True)),
    )


def _parts(body: str) -> Mapping[str, str]:
    """The fields of a multipart body, read by its own first line."""
    border = body.split("\r\n", 1)[0]
    fields = {}
    for part in body.split(border)[1:]:
        head, _, value = part.partition("\r\n\r\n")
        _, found, rest = head.partition(' name="')
        if found:
            fields[rest.split('"')[0]] = value.removesuffix("\r\n")
    return fields
