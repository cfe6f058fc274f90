"""Asks the service for the day's questions and answers them: `GET api/recall`, `POST api/recall/<id>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graders.exercise_widget.place import Place
from graders.exercise_widget.service_client import NoAnswerError, ask


class NotAskedError(Exception):
    """The question is not one of today's: midnight went by."""


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
    answer = ask(place, "GET", "recall")
    try:
        return tuple(_question(row) for row in answer["questions"])
    except (KeyError, TypeError) as error:
        raise NoAnswerError("the answer is not a list of questions") from error


def answer_question(place: Place, item_id: str, given: str | None) -> Question:
    """The question with its verdict; NotAskedError or NoAnswerError if nothing was taken."""
    try:
        answer = ask(place, "POST", "recall", item_id, body={"given": given})
    except NoAnswerError as error:
        if error.status == 404:
            raise NotAskedError(item_id) from error
        raise
    try:
        return _question(answer)
    except (KeyError, TypeError) as error:
        raise NoAnswerError("the answer is not a question") from error


def _question(row: Mapping[str, Any]) -> Question:
    verdict = None
    if row["answered"]:
        verdict = Verdict(row["right"], row["given"], row["answer"], row["why"], row["returns_in"])
    return Question(row["id"], row["place"], row["question"], tuple(row["choices"]), verdict)
