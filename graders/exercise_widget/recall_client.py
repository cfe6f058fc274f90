"""Asks the service for the day's questions and answers them: `GET api/recall`, `POST api/recall/<id>`."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from graders.exercise_widget.place import Place

TIMEOUT_S = 20.0
ANSWER_BYTES = 200_000  # five questions have a few kilobytes

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class NotAskedError(Exception):
    """The question is not one of today's: midnight went by."""


class NoAnswerError(Exception):
    """The service did not answer, or not as expected."""


@dataclass(frozen=True)
class Verdict:
    """What is told of a question once it is answered; `given` is None for "je ne sais pas"."""

    is_right: bool
    given: str | None
    answer: str
    why: str
    returns_in: int


@dataclass(frozen=True)
class Question:
    """One of today's questions; `text`, `choices` and the words of a verdict are Markdown. No choices: it is typed."""

    item_id: str
    place: int
    text: str
    choices: tuple[str, ...]
    verdict: Verdict | None


def todays_questions(place: Place) -> tuple[Question, ...]:
    """Today's questions of the person whose token this is; NoAnswerError if they are not known."""
    answer = _ask(place, "api/recall", None)
    try:
        return tuple(_question(row) for row in answer["questions"])
    except (KeyError, TypeError) as error:
        raise NoAnswerError("the answer is not a list of questions") from error


def answer_question(place: Place, item_id: str, given: str | None) -> Question:
    """The question with its verdict; NotAskedError or NoAnswerError if nothing was taken."""
    answer = _ask(place, f"api/recall/{quote(item_id, safe='')}", {"given": given})
    try:
        return _question(answer)
    except (KeyError, TypeError) as error:
        raise NoAnswerError("the answer is not a question") from error


def _ask(place: Place, path: str, body: Mapping[str, Any] | None) -> Any:
    try:
        request = urllib.request.Request(
            f"{place.service_url}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {place.token}", "Content-Type": "application/json"},
        )
        with _open(request, timeout=TIMEOUT_S) as answer:
            return json.loads(answer.read(ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        if body is not None and error.code == 404:
            raise NotAskedError(path) from error
        raise NoAnswerError(f"the service answered {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError("the service did not answer") from error


def _question(row: Mapping[str, Any]) -> Question:
    verdict = None
    if row["answered"]:
        verdict = Verdict(row["right"], row["given"], row["answer"], row["why"], row["returns_in"])
    return Question(row["id"], row["place"], row["question"], tuple(row["choices"]), verdict)
