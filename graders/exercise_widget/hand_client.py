"""Asks the service about one's own raised hand: `GET`, `POST` or `DELETE api/hands/<assignment>/<number>`.

{"raised": true, "since": "2026-11-27T09:05:00+00:00", "seen": false}
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from urllib.parse import quote

from graders.exercise_widget.place import Place

TIMEOUT_S = 10.0
ANSWER_BYTES = 10_000

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class HandError(Exception):
    """The service said nothing of use; the message is for the log."""


@dataclass(frozen=True)
class Hand:
    """Up since a moment, or down; `is_seen` once a trainer said that they are on the way."""

    since: datetime | None = None
    is_seen: bool = False


def ask_for_hand(place: Place, method: str, assignment_id: str, number: str) -> Hand:
    """The hand after "POST" (raise it), "DELETE" (lower it) or "GET"; HandError if there is no answer."""
    request = urllib.request.Request(
        f"{place.service_url}/api/hands/{quote(assignment_id, safe='')}/{quote(number, safe='')}",
        method=method,
        headers={"Authorization": f"token {place.token}"},
    )
    try:
        with _open(request, timeout=TIMEOUT_S) as answer:
            told = json.loads(answer.read(ANSWER_BYTES))
        since = datetime.fromisoformat(told["since"]) if told["raised"] else None
        return Hand(since, bool(told.get("seen")))
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise HandError(f"{method} {request.full_url}: {error}") from error
