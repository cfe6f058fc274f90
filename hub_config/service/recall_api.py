"""The day's questions for the notebook: `GET api/recall`, answered one by one by `POST api/recall/<id>`.

    {"questions": [
      {"id": "web-s04-r1", "place": 1, "question": "À quoi sert `lang` ?", "kind": "choice", "choices": ["…", "…"],
       "answered": true, "right": false, "given": "…", "answer": "…", "why": "…", "returns_in": 1},
      {"id": "web-s04-r3", "place": 2, "question": "…", "kind": "text", "choices": [], "answered": false}]}

An answer is `{"given": "…"}`, or `{"given": null}` for "je ne sais pas"; the reply is that question. The first answer
counts. 404: the question is not one of today's.
"""

from __future__ import annotations

from typing import Any, ClassVar

from hub_config.service.auth import OWN_WORK, ApiHandler, RefusedError, Scopes
from hub_config.service.recall import EmptyAnswerError, NotAskedError, Question


class Recall(ApiHandler):
    """One's own questions of today."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    def get(self) -> None:
        """All of them, with the right answers of those that are answered."""
        name = self.current_user_name
        questions = self.parts.recall.today(name, self.parts.classroom.recall_pool(name))
        self.write({"questions": [to_json(question) for question in questions]})


class RecallAnswer(ApiHandler):
    """An answer to one of them."""

    scopes: ClassVar[Scopes] = {"POST": OWN_WORK}

    def post(self, item_id: str) -> None:
        """Take it, and say whether it is right."""
        body, name = self.json_body(), self.current_user_name
        given = body.get("given")
        if "given" not in body or not (given is None or isinstance(given, str)):
            raise RefusedError(400, 'Expected {"given": a text, or null}.')
        try:
            question = self.parts.recall.answer(name, self.parts.classroom.recall_pool(name), item_id, given)
        except NotAskedError as error:
            raise RefusedError(404, f"{error}.") from error
        except EmptyAnswerError as error:
            raise RefusedError(400, f"{error}.") from error
        self.write(to_json(question))


def to_json(question: Question) -> dict[str, Any]:
    """What a browser may know of a question now."""
    item = question.item
    told: dict[str, Any] = {
        "id": item.item_id,
        "place": question.place,
        "question": item.question,
        "kind": item.kind.value,
        "choices": list(question.choices),
        "answered": question.is_answered,
    }
    if question.is_answered:
        told |= {
            "right": question.is_right,
            "given": question.given,
            "answer": item.answer,
            "why": item.why,
            "returns_in": question.returns_in,
        }
    return told
