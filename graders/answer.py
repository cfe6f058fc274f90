"""A written or chosen answer, as a check reads it: the text of reponse.txt."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from graders.checks import Failure
from graders.text import fold_text, quote, tidy_text
from graders.work import Work

ANSWER_FILE = "reponse.txt"
T = TypeVar("T")

LEAD_IN = re.compile(r"^(?:(?:ma|la)\s+)?(?:reponse|choix)\b(?:\s+est)?(?:\s+(?:la|le))?\s*:?\s*")


class Answer:
    """What the learner answered; reading an empty or missing answer is a Failure by itself."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def text(self) -> str:
        """The whole answer on one line, spaces tidied."""
        return tidy_text(self._work.text(ANSWER_FILE))

    @property
    def choice(self) -> str:
        """The id of the chosen answer, lower case: "b" for "b", "B)", "Réponse : b." or "La réponse est B"."""
        folded = LEAD_IN.sub("", fold_text(self.text))
        words = re.findall(r"[\w-]+", folded)
        return words[0] if words else ""


class AnswerGrader:
    """Grades answers; there is nothing to open."""

    async def grade(self, work: Work, run: Callable[[Answer], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the answer."""
        return await run(Answer(work)), None


def expect_choice(answer: Answer, right: str, message_id: str | Mapping[str, str] = "wrong-choice") -> None:
    """The answer is the choice `right`; a mapping gives each wrong choice its own message."""
    choice = answer.choice
    if choice == right.casefold():
        return
    if isinstance(message_id, Mapping):
        message_id = message_id.get(choice, "wrong-choice")
    # The letter of a choice says nothing to somebody who clicked on a sentence.
    raise Failure(message_id, found=None if answer.text == choice else quote(answer.text))
