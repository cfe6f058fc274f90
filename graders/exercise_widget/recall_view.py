"""The day's five questions in the notebook, one at a time: `recall()`.

The service chooses and judges them; the same five are on the page "Mes questions du jour", answered here or there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import ipywidgets as widgets

from graders.exercise_widget import markup
from graders.exercise_widget.place import Place
from graders.exercise_widget.recall_client import (
    NotAskedError,
    Question,
    Verdict,
    answer_question,
    todays_questions,
)
from graders.exercise_widget.service_client import NoAnswerError
from graders.exercise_widget.texts import text
from graders.exercise_widget.view import AtelierBox


class RecallView:
    """What `recall()` shows; it asks the service as soon as it is on the page."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._questions: tuple[Question, ...] = ()
        self._busy: asyncio.Task[None] | None = None
        self.status = widgets.HTML()
        self.body = widgets.VBox([])
        self.widget = AtelierBox([widgets.HTML(markup.style()), self.body, self.status])
        self.widget.add_class("atelier-exercise")
        self.widget.add_class("atelier-recall")

    async def load(self) -> None:
        """Fetch today's questions and show the first that is not answered."""
        try:
            self._questions = await asyncio.to_thread(todays_questions, self._place)
        except NoAnswerError:
            self._show_trouble()
            return
        self.show_next()

    def start(self) -> None:
        """`load`, beside what the kernel does."""
        self._do(self.load)

    def show_next(self) -> None:
        """The first question without an answer; or that there is none today, or that all is done."""
        self.status.value = ""
        question = next((each for each in self._questions if each.verdict is None), None)
        if question is not None:
            self.body.children = self._asked(question)
        else:
            self.body.children = [widgets.HTML(markup.note(text("recall-done" if self._questions else "recall-none")))]

    async def answer(self, question: Question, given: str | None) -> None:
        """Send an answer, None for "je ne sais pas", and show what the service says of it."""
        if given is not None and not given.strip():
            self.status.value = markup.warning(text("recall-empty"))
            return
        self.status.value = ""
        try:
            told = await asyncio.to_thread(answer_question, self._place, question.item_id, given)
        except NotAskedError:
            await self.load()
            self.status.value = markup.note(text("recall-new-day"))
            return
        except NoAnswerError:
            self.status.value = markup.warning(text("recall-not-sent"))
            return
        self._questions = tuple(told if each.item_id == told.item_id else each for each in self._questions)
        if told.verdict is not None:
            self.body.children = self._answered(told, told.verdict)
            self.body.children[-1].focus()

    def _do(self, action: Callable[[], Coroutine[Any, Any, None]]) -> None:
        # As with "Vérifier", the button keeps the focus, so it stays enabled.
        if self._busy is None or self._busy.done():
            self._busy = asyncio.ensure_future(action())

    def _heading(self, question: Question) -> widgets.HTML:
        where = text("recall-place", place=question.place, total=len(self._questions))
        heading = widgets.HTML(markup.note(where) + markup.news(markup.markdown(question.text)))
        heading.add_class("atelier-recall-question")
        return heading

    def _asked(self, question: Question) -> list[widgets.Widget]:
        """The question with a button for each answer, or with a field to type it."""

        def button(description: str, given: Callable[[], str | None], **look: str) -> widgets.Button:
            made = widgets.Button(description=description, **look)
            made.on_click(lambda _: self._do(lambda: self.answer(question, given())))
            return made

        pass_on = button(text("recall-pass"), lambda: None)
        if question.choices:
            # A button's words are no Markdown; the marks around code say nothing to a reader.
            made = [button(choice.replace("`", ""), partial(str, choice)) for choice in question.choices]
            for each in made:
                each.add_class("atelier-recall-choice")
            return [self._heading(question), *made, pass_on]
        field = widgets.Text(description=text("recall-answer"), continuous_update=True)
        field.add_class("atelier-field")
        field.on_msg(lambda _, content, __: self._typed(question, field.value, content))
        send = button(text("recall-send"), lambda: str(field.value), button_style="primary")
        row = widgets.HBox([send, pass_on])
        row.add_class("atelier-row")
        return [self._heading(question), field, row]

    def _typed(self, question: Question, given: str, content: object) -> None:
        if isinstance(content, dict) and content.get("event") == "submit":  # the key Enter
            self._do(lambda: self.answer(question, given))

    def _answered(self, question: Question, verdict: Verdict) -> list[widgets.Widget]:
        """The question with its verdict, and the way on."""
        is_last = all(each.verdict is not None for each in self._questions)
        on = widgets.Button(description=text("recall-finish" if is_last else "recall-next"), button_style="primary")
        on.on_click(lambda _: self.show_next())
        return [self._heading(question), widgets.HTML(markup.news(_verdict_html(question, verdict))), on]

    def _show_trouble(self) -> None:
        again = widgets.Button(description=text("recall-again"))
        again.on_click(lambda _: self.start())
        self.status.value = ""
        self.body.children = [widgets.HTML(markup.note(text("recall-no-answer"))), again]


def _verdict_html(question: Question, verdict: Verdict) -> str:
    """What was said, what is right, why, and when it comes back; a typed answer is shown as it is."""

    def shown(words: str) -> str:
        inner = markup.markdown(words) if question.choices else f"<p>{markup.code(words)}</p>"
        return f'<div class="atelier-recall-words">{inner}</div>'

    parts = []
    if verdict.is_right:
        parts += [markup.done(text("recall-right"))]
    elif verdict.given is None:
        parts += [markup.label(text("recall-passed"))]
    else:
        parts += [markup.label(text("recall-missed")), markup.note(text("recall-given")), shown(verdict.given)]
    parts += [markup.note(text("recall-right-answer")), shown(verdict.answer), markup.markdown(verdict.why)]
    comes = text("recall-tomorrow") if verdict.returns_in == 1 else text("recall-later", days=verdict.returns_in)
    return "".join([*parts, markup.note(comes)])
