"""Asks the atelier service, with the person's own token, for JSON."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from graders.exercise_widget.place import Place

TIMEOUT_S = 20.0
ANSWER_BYTES = 200_000  # five questions, or many notes, have a few kilobytes

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class NoAnswerError(Exception):
    """The service did not answer, or not as expected; `status` is that of HTTP, if it came to one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def ask(place: Place, method: str, *path: str, body: Mapping[str, Any] | None = None) -> Any:
    """The answer to one request for `api/<path>`, its parts in any letters; NoAnswerError if there is none."""
    address = "/".join([place.service_url, "api", *(quote(part, safe="") for part in path)])
    headers = {"Authorization": f"token {place.token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        request = urllib.request.Request(address, data, headers, method=method)
        with _open(request, timeout=TIMEOUT_S) as answer:
            return json.loads(answer.read(ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        raise NoAnswerError(f"{method} {address}: {error}", error.code) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(f"{method} {address}: {error}") from error
