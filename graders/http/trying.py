"""One request to a learner's server, to be looked at: started for it in the sandbox of checks, ended after it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graders.checks import Failure, GraderBroken
from graders.http.files import folder_of
from graders.http.grading import ServerVisit, sources
from graders.http.reply import Reply
from graders.http.server import Server
from graders.tried import Reply as TriedReply
from graders.tried import Tried
from graders.work import Work

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
PATH_LETTERS = 2_000
HEADERS = 20
BODY_LETTERS = 100_000
SHOWN_LETTERS = 20_000  # of a reply's body
SHOWN_LINES = 40  # of what the program printed

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class RequestError(ValueError):
    """What was asked for is no request that could be sent; the message says why."""


@dataclass(frozen=True)
class Request:
    """One request; RequestError if it could not be sent as it is."""

    method: str = "GET"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise RequestError(f"the method is {self.method!r}; expected one of {', '.join(METHODS)}")
        if not self.path.startswith("/") or CONTROL.search(self.path) or len(self.path) > PATH_LETTERS:
            raise RequestError(f"the path is {self.path[:80]!r}; expected one that begins with /, on one line")
        if len(self.headers) > HEADERS or len(self.body) > BODY_LETTERS:
            raise RequestError("the request is too big")
        for name, value in self.headers.items():
            if not HEADER_NAME.fullmatch(name) or re.search(r"[\r\n\x00]", value):
                raise RequestError(f"the header {name[:80]!r} is none")

    @classmethod
    def from_json(cls, data: Any) -> Request:
        """The request `{"method": "GET", "path": "/", "headers": {}, "body": ""}`; RequestError if it is none."""
        if not isinstance(data, dict) or not data.keys() <= {"method", "path", "headers", "body"}:
            raise RequestError("it is no object of method, path, headers and body")
        headers = data.get("headers", {})
        texts = [data[name] for name in ("method", "path", "body") if name in data]
        if not isinstance(headers, dict) or not all(isinstance(text, str) for text in (*texts, *headers.values())):
            raise RequestError("it is no object of texts")
        return cls(**data)


async def try_request(work: Work, request: Request) -> tuple[Tried, Failure | None]:
    """The reply of the work's server, or why there is none; either way the end of what it printed.

    GraderBroken or MachineBusy if that is not the work's doing.
    """
    if not work.exercise.serve:
        raise GraderBroken(f"{work.exercise.exercise_id} says no command to serve with")
    async with ServerVisit(work.exercise.serve, folder_of(work.served())) as visit:
        failure = work.defect() or await visit.begin()
        if failure:
            return Tried(said=_last_lines(visit.said)), failure
        server = Server(visit, asyncio.get_running_loop(), seed=work.exercise.exercise_id, sources=sources(work))
        sent = request.body or None
        try:
            reply = await asyncio.to_thread(
                server.request, request.method, request.path, body=sent, headers=request.headers
            )
        except Failure as none:
            await visit.kill()
            return Tried(said=_last_lines(visit.said)), none
        await visit.kill()
        return Tried(reply=_shown(reply), said=_last_lines(visit.said)), _told(reply)


def _shown(reply: Reply) -> TriedReply:
    body = reply.received.body
    is_text = b"\0" not in body and not reply.type.startswith(("image/", "audio/", "video/", "font/"))
    return TriedReply(
        request=reply.request,
        status=reply.status,
        headers=reply.received.headers,
        body=reply.text[:SHOWN_LETTERS] if is_text else None,
        size=len(body),
    )


def _told(reply: Reply) -> Failure | None:
    """What a reply that confesses to a fault says of it, with the learner's line if the program told."""
    trouble = reply.trouble
    return reply.failure("server-trouble", expected="200", found=trouble.words) if trouble else None


def _last_lines(said: str) -> str:
    return "\n".join(CONTROL.sub("", said).rstrip().split("\n")[-SHOWN_LINES:])
