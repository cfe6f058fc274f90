"""The Chrome DevTools Protocol over a pipe: JSON objects, each ended by a zero byte.

    {"id": 7, "sessionId": "5AC2…", "method": "Page.navigate", "params": {"url": "https://exercice.test/index.html"}}

A pipe, not a TCP port: on a shared machine every local account could drive a browser that listens.
Errors: CdpError ─ CallFailed (the browser refused) · CallTimedOut (no answer in time) · ConnectionLost (no browser).
https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import re
from collections.abc import Callable
from typing import Any, Protocol

from graders.checks import GraderBroken

READ_BYTES = 1 << 18
MESSAGE_BYTES = 32 * 2**20  # a picture of a large page has one; what a page swells to hundreds is thrown away
BEGINNING = re.compile(rb'\{"id":\s*(\d+)')

log = logging.getLogger(__name__)

EventHandler = Callable[[str, dict[str, Any]], None]


class CdpError(GraderBroken):
    """The browser did not do what it was asked; the message names the method."""


class CallFailed(CdpError):
    """The browser answered with an error, such as a page that is gone."""


class CallTimedOut(CdpError):
    """The browser gave no answer before the deadline of the call."""


class ConnectionLost(CdpError):
    """The browser is gone; nothing more will be answered."""


class PipeWriter(Protocol):
    """The writing end of the pipe, as asyncio gives it."""

    def write(self, data: bytes) -> None:
        """Queue `data` for the browser."""


class Connection:
    """One browser's protocol: calls with a deadline each, and events by session.

    `run` must be going for calls to be answered; it ends, and fails every open call, when the pipe closes.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: PipeWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, tuple[str | None, asyncio.Future[dict[str, Any]]]] = {}
        self._handlers: dict[str | None, EventHandler] = {}
        self.closed = asyncio.Event()

    async def call(
        self, method: str, *, session_id: str | None = None, timeout_s: float, **params: Any
    ) -> dict[str, Any]:
        """What `method` returns; CdpError if it fails, takes longer than `timeout_s`, or the browser goes."""
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        call_id = self._send(method, session_id, params)
        self._waiting[call_id] = (session_id, answer)
        try:
            async with asyncio.timeout(timeout_s):
                reply = await answer
        except TimeoutError as error:
            raise CallTimedOut(f"{method}: no answer in {timeout_s:.1f} s") from error
        finally:
            self._waiting.pop(call_id, None)
        if "error" in reply:
            raise CallFailed(f"{method}: {reply['error'].get('message', reply['error'])}")
        result: dict[str, Any] = reply["result"]
        return result

    def post(self, method: str, *, session_id: str | None = None, **params: Any) -> None:
        """Ask without waiting for the answer; for replies to events, where only the effect matters."""
        with contextlib.suppress(ConnectionLost):
            self._send(method, session_id, params)

    def listen(self, session_id: str | None, handler: EventHandler) -> None:
        """Send every event of a session to `handler`, in order; None is the browser itself."""
        self._handlers[session_id] = handler

    def forget(self, session_id: str | None) -> None:
        """Stop sending a session's events."""
        self._handlers.pop(session_id, None)

    def drop(self, session_id: str | None, error: CdpError) -> None:
        """Fail every open call of a session that will not answer any more."""
        for waiting_session, answer in list(self._waiting.values()):
            if waiting_session == session_id and not answer.done():
                answer.set_exception(error)

    async def run(self) -> None:
        """Read until the browser closes the pipe."""
        try:
            parts: list[bytes] = []
            size = 0
            while data := await self._reader.read(READ_BYTES):
                *ends, rest = data.split(b"\0")
                for end in ends:
                    self._take(b"".join([*parts, end]), size + len(end))
                    parts, size = [], 0
                if rest:
                    size += len(rest)
                    if size <= MESSAGE_BYTES or not parts:
                        parts.append(rest)
        except ConnectionError:
            pass  # a killed browser resets its pipe: the same as closing it
        finally:
            self.closed.set()
            for session_id in {session_id for session_id, _ in self._waiting.values()}:
                self.drop(session_id, ConnectionLost("the browser is gone"))

    def _send(self, method: str, session_id: str | None, params: dict[str, Any]) -> int:
        if self.closed.is_set():
            raise ConnectionLost(f"{method}: the browser is gone")
        call_id = next(self._ids)
        message: dict[str, Any] = {"id": call_id, "method": method, "params": params}
        if session_id is not None:
            message["sessionId"] = session_id
        self._writer.write(json.dumps(message).encode() + b"\0")
        return call_id

    def _take(self, message: bytes, size: int) -> None:
        """One whole message of `size` bytes, or the beginning of one that is too big to be looked at.

        Whatever it makes of us, the messages of the other pages are still read.
        """
        try:
            if size > MESSAGE_BYTES:
                self._refuse(message)
            else:
                self._receive(json.loads(message))
        except Exception:
            log.exception("a message of the browser cannot be taken")

    def _refuse(self, beginning: bytes) -> None:
        """Fail the call whose answer is too big; an event that is goes unheard."""
        if found := BEGINNING.match(beginning):
            _, answer = self._waiting.get(int(found[1]), (None, None))
            if answer is not None and not answer.done():
                answer.set_exception(CallFailed("the answer is too big"))

    def _receive(self, message: dict[str, Any]) -> None:
        if "id" in message:
            _, answer = self._waiting.get(message["id"], (None, None))
            if answer is not None and not answer.done():
                answer.set_result(message)
        elif handler := self._handlers.get(message.get("sessionId")):
            handler(message["method"], message.get("params", {}))
