"""A print server over HTTP: one client, every way an answer can fail told apart; and a line on which it speaks."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketError, websocket_connect

from fab_notebooks.printing.printers.protocol import PrinterRefusedError, PrinterUnreachableError

CONNECT_WITHIN_S = 3.0
ANSWER_WITHIN_S = 30.0
"""An upload of 50 MB takes OctoPrint 2 about five seconds; a machine that heats may keep an order waiting."""

PING_EVERY_S = 10.0
"""On an open line; a server that is gone without a word is missed after two of these."""


class PrintServer:
    """Asks one server, with its key, which goes nowhere else: redirects are not followed, no proxy is asked."""

    def __init__(self, url: str, api_key: str) -> None:
        self._url = url.rstrip("/")
        self._api_key = api_key
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"X-Api-Key": api_key},
            timeout=httpx.Timeout(ANSWER_WITHIN_S, connect=CONNECT_WITHIN_S),
            trust_env=False,
        )
        # The key says who asks, each time; a session beside it would make OctoPrint ask for proofs against forgery.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer, if it is a yes."""
        answer = await self._send(method, path, **options)
        if not answer.is_success:
            raise PrinterRefusedError(f"{method} {path}: refused with {answer.status_code} {_words(answer)}")
        return answer

    async def ask_json(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """The answer's JSON object; an empty one for an answer without content."""
        return _object(await self.ask(method, path, **options))

    async def find(self, path: str) -> dict[str, Any] | None:
        """As `ask_json` by GET; None where the server says that there is no such thing."""
        answer = await self._send("GET", path)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if not answer.is_success:
            raise PrinterRefusedError(f"GET {path}: refused with {answer.status_code} {_words(answer)}")
        return _object(answer)

    async def open_line(self, path: str) -> WebSocketClientConnection:
        """A WebSocket of the server, with its key."""
        # http becomes ws, https wss.
        request = HTTPRequest(
            f"ws{self._url.removeprefix('http')}{path}",
            headers={"X-Api-Key": self._api_key},
            connect_timeout=CONNECT_WITHIN_S,
            follow_redirects=False,
        )
        try:
            return await websocket_connect(request, ping_interval=PING_EVERY_S, ping_timeout=PING_EVERY_S)
        except HTTPClientError as error:
            raise PrinterRefusedError(f"{path}: refused with {error.code}") from error
        except (OSError, ValueError, WebSocketError) as error:
            raise PrinterUnreachableError(f"{path}: no line ({type(error).__name__})") from error

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._client.aclose()

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer, whatever it says; a server in trouble has not answered."""
        try:
            answer = await self._client.request(method, path, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PrinterUnreachableError(f"{method} {path}: no answer ({type(error).__name__})") from error
        if answer.is_server_error:
            raise PrinterUnreachableError(f"{method} {path}: answered {answer.status_code} {_words(answer)}")
        return answer


def _object(answer: httpx.Response) -> dict[str, Any]:
    if not answer.content:
        return {}
    where = f"{answer.request.method} {answer.request.url.path}"
    try:
        content = answer.json()
    except ValueError as error:
        raise PrinterUnreachableError(f"{where}: the answer is not JSON") from error
    if not isinstance(content, dict):
        raise PrinterUnreachableError(f"{where}: the answer is not a JSON object")
    return content


def _words(answer: httpx.Response) -> str:
    """The beginning of what it says; enough to see what is wrong."""
    return " ".join(answer.text.split())[:200]
