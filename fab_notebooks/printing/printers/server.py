"""A print server over HTTP: one client, and every way an answer can fail told apart."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx

from fab_notebooks.printing.printers.protocol import PrinterRefusedError, PrinterUnreachableError

CONNECT_WITHIN_S = 3.0
ANSWER_WITHIN_S = 30.0
"""An upload of 50 MB takes OctoPrint 2 about five seconds; a machine that heats may keep an order waiting."""


class PrintServer:
    """Asks one server, with its key, which goes nowhere else: redirects are not followed, no proxy is asked."""

    def __init__(self, url: str, api_key: str) -> None:
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
