"""The day's five questions, one at a time: made for a telephone, and for browsers without a script.

Each answer is a form of its own; the page it leads to shows the question with its answer, and so does the same address
whenever it is opened again: a second press and the browser's "back" change nothing.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from hub_config.service.auth import OWN_WORK, PageHandler, Scopes
from hub_config.service.recall import EmptyAnswerError, NotAskedError, Question


class RecallPage(PageHandler):
    """One's own questions of today."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK, "POST": OWN_WORK}

    @property
    def address(self) -> str:
        """Of this page."""
        return f"{self.parts.base_url}rappel"

    def questions(self) -> tuple[Question, ...]:
        """Today's."""
        name = self.current_user_name
        return self.parts.recall.today(name, self.parts.classroom.recall_pool(name))

    def get(self) -> None:
        """The question of the address; else the first without an answer; else that today's work is done."""
        questions, wanted = self.questions(), self.get_query_argument("question", "")
        to_answer = [question for question in questions if not question.is_answered]
        shown = next((question for question in questions if question.item.item_id == wanted), None)
        self.page(
            "rappel.html",
            questions=questions,
            question=shown or next(iter(to_answer), None),
            left=len(to_answer),
            is_empty="vide" in self.request.query_arguments,
        )

    def post(self) -> None:
        """Take the answer: `choix` is the place of a choice, `texte` a typed answer, `passer` "je ne sais pas"."""
        name, item_id = self.current_user_name, self.get_body_argument("question", "")
        asked = next((each for each in self.questions() if each.item.item_id == item_id), None)
        try:
            if asked is None:
                raise NotAskedError(f"{item_id!r} is not asked today")
            self.parts.recall.answer(name, self.parts.classroom.recall_pool(name), item_id, self._given(asked))
        except NotAskedError:
            # Midnight went by while the question was open: there are new ones.
            self.redirect(self.address, status=303)
        except EmptyAnswerError:
            self.redirect(f"{self.address}?{urlencode({'question': item_id, 'vide': ''})}", status=303)
        else:
            self.redirect(f"{self.address}?{urlencode({'question': item_id})}", status=303)

    def _given(self, asked: Question) -> str | None:
        if "passer" in self.request.body_arguments:
            return None
        if not asked.choices:
            return self.get_body_argument("texte", "")
        place = self.get_body_argument("choix", "")
        choices = {str(number): choice for number, choice in enumerate(asked.choices, start=1)}
        return choices.get(place, "")
