"""A learner's server, as a check sees it.

def keeps_what_is_added(server: Server) -> None:
    name = server.invented.word()
    expect_status(server.post("/objets", json={"nom": name}), 201)
    expect_json(server.get("/objets"), [{"nom": name}])
"""

from __future__ import annotations

import asyncio
import json as json_format
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import quote as quote_url
from urllib.parse import urlencode

from graders.checks import Failure, GraderBroken, MachineBusy
from graders.http.client import Client, NoReply
from graders.http.complaint import Complaint
from graders.http.invented import Invented
from graders.http.listening import Address
from graders.http.patience import Patience
from graders.http.program import PORT, Program
from graders.http.reply import Reply

SAFE = "/?&=%#:;,+@!$'()*~[]<>\"|\\^`{}. -"  # as it is written: a check may want to ask oddly
LATE = {"reply-too-late", "reply-cut-short"}
TROUBLE_S = 0.3  # what a program prints about its trouble comes a moment after the reply
T = TypeVar("T")


@dataclass(frozen=True)
class Listening:
    """A program that listens, and how to talk to it."""

    program: Program
    client: Client
    address: Address


class Runs(Protocol):
    """The learner's program, run again when it must be; `graders.http.grading.ServerVisit` is one."""

    async def current(self, until: float) -> Listening:
        """The program that runs, started if none does; a Failure says why there is none."""

    async def restart(self, until: float, *, clean: bool) -> None:
        """Stop it and start it anew, on the files it left or (clean) on those handed in."""

    async def drop(self) -> None:
        """Stop it; the next request starts it anew on the files it left."""


class Server:
    """Sends requests; a check runs in a thread of its own and waits here for the replies."""

    def __init__(
        self,
        runs: Runs,
        loop: asyncio.AbstractEventLoop,
        *,
        seed: str,
        sources: Mapping[str, str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.invented = Invented(seed)
        self.sources = sources or {}
        """The text of the program itself, by file."""
        self._runs = runs
        self._loop = loop
        self._patience = patience or Patience()

    def get(self, path: str, **options: Any) -> Reply:
        """The reply to GET; options as of `request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Reply:
        """The reply to POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Reply:
        """The reply to PUT."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Reply:
        """The reply to PATCH."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Reply:
        """The reply to DELETE."""
        return self.request("DELETE", path, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
    ) -> Reply:
        """The reply to one request, redirects not followed; a Failure if none comes that can be read.

        At most one of `json` (values), `form` (fields) and `body` (as it is) is sent. The path is sent as given, but
        for letters no path may hold (é becomes %C3%A9).
        """
        sent, kind = _content(json, form, body)
        fields = {"Host": f"localhost:{PORT}", "Connection": "close", "Accept": "*/*"}
        if kind:
            fields["Content-Type"] = kind
        if sent or method in {"POST", "PUT", "PATCH"}:
            fields["Content-Length"] = str(len(sent))
        if cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        fields.update(headers or {})
        target = quote_url(path, safe=SAFE).replace(" ", "%20")
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return self.send(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + sent)

    def send(self, sent: bytes, label: str | None = None) -> Reply:
        """The reply to these very bytes, well-formed or not; `label` is what a learner reads as the request."""
        first, _, _ = sent.partition(b"\r\n")
        method, _, rest = first.decode("latin-1").partition(" ")
        request = label or f"{method} {rest.rpartition(' ')[0]}"
        until = self._patience.until()
        run = self._wait(self._runs.current(until), until)
        heard = run.program.heard
        try:
            received = run.client.ask(run.address, sent, method, until)
        except NoReply as none:
            raise self._failure(run, none, request, heard) from none
        trouble = self._trouble(run, heard) if received.status >= 500 else None
        return Reply(request, received, trouble)

    def restart(self) -> None:
        """Stop the program as by Ctrl+C and start it again on the files it left."""
        until = self._patience.until()
        self._wait(self._runs.restart(until, clean=False), until)

    def fresh(self) -> None:
        """Start the program again as it was handed in: a clean folder."""
        until = self._patience.until()
        self._wait(self._runs.restart(until, clean=True), until)

    def _failure(self, run: Listening, none: NoReply, request: str, heard: int) -> Failure | MachineBusy:
        """Why there is no reply; a program that ended or hangs is started anew for the next request."""
        if none.message_id in LATE and run.program.is_starved:
            return MachineBusy("the server waited for a busy processor")
        alive = run.program.listens(run.address)
        if none.message_id == "no-reply":
            # A program that falls hangs up first and is gone a moment later.
            alive = not self._within_trouble_s(lambda: not run.program.listens(run.address))
        trouble = self._trouble(run, heard) if none.message_id in {"no-reply", "reply-cut-short"} else None
        excess = run.program.excess
        if excess or not alive or none.message_id != "no-reply":
            self._wait(self._runs.drop(), time.monotonic() + TROUBLE_S)
        if excess:
            return excess
        message_id, found = none.message_id, none.found
        if message_id in {"no-reply", "server-unreachable"} and not alive:
            message_id = "server-stopped"
        return Failure(
            message_id,
            found=trouble.words if trouble else found,
            file=trouble.file if trouble else None,
            line=trouble.line if trouble else None,
            values={"request": request},
        )

    def _trouble(self, run: Listening, heard: int) -> Complaint | None:
        """What the program printed since about going wrong, waited for a moment."""
        self._within_trouble_s(lambda: (found := run.program.complaint_since(heard)) is not None and bool(found.line))
        return run.program.complaint_since(heard)

    def _within_trouble_s(self, holds: Callable[[], bool]) -> bool:
        """True as soon as it holds; False if it does not within a moment."""
        end = time.monotonic() + TROUBLE_S
        while not (held := holds()) and time.monotonic() < end:
            time.sleep(0.005)
        return held

    def _wait(self, asked: Coroutine[Any, Any, T], until: float) -> T:
        """The answer of the event loop, which runs in another thread."""
        answer = asyncio.run_coroutine_threadsafe(asked, self._loop)
        try:
            # Stopping and starting have their own ends; this one is for a loop that is gone.
            return answer.result(timeout=max(0.0, until - time.monotonic()) + 2.0)
        except TimeoutError:
            answer.cancel()
            raise GraderBroken("a server's sandbox does not answer") from None


def _content(json: Any, form: Mapping[str, str] | None, body: bytes | str | None) -> tuple[bytes, str | None]:
    """What is sent and its type."""
    if json is not None:
        return json_format.dumps(json, ensure_ascii=False).encode(), "application/json"
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    return (body.encode() if isinstance(body, str) else body or b""), None
