"""Asks the service about one's own raised hand: `GET`, `POST` or `DELETE api/hands/<assignment>/<number>`.

{"raised": true, "since": "2026-11-27T09:05:00+00:00", "seen": false}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graders.exercise_widget.place import Place
from graders.exercise_widget.service_client import NoAnswerError, ask


@dataclass(frozen=True)
class Hand:
    """Up since a moment, or down; `is_seen` once a trainer said that they are on the way."""

    since: datetime | None = None
    is_seen: bool = False


def ask_for_hand(place: Place, method: str, assignment_id: str, number: str) -> Hand:
    """The hand after "POST" (raise it), "DELETE" (lower it) or "GET"; NoAnswerError if there is no answer."""
    told = ask(place, method, "hands", assignment_id, number)
    try:
        return Hand(datetime.fromisoformat(told["since"]) if told["raised"] else None, bool(told.get("seen")))
    except (ValueError, KeyError, TypeError) as error:
        raise NoAnswerError("the answer says nothing of a hand") from error
