"""The last cell of a notebook: "Rendre mon travail"."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from graders.exchange.client import AnswerError
from graders.exchange.file_names import TooBigError
from graders.exchange.records import Submission
from graders.exercise_widget import markup
from graders.exercise_widget.confirm import Confirm
from graders.exercise_widget.place import Place
from graders.exercise_widget.texts import full_date, text
from graders.exercise_widget.view import AtelierBox

Send = Callable[[str, Path], Submission]
"""Hands in the folder of an assignment; any exception means that nothing was handed in."""

# The exchange's status → the sentence (in fr.yml) the learner reads; every other trouble is "not-handed-in".
_SENTENCES = {401: "signed-out", 403: "signed-out", 404: "not-open", 409: "hand-in-closed", 413: "hand-in-too-big"}


class HandInView:
    """A button that asks, saves what is being typed (`save_all`), sends, and says when it arrived."""

    def __init__(self, assignment_id: str, place: Place, send: Send, save_all: Callable[[], None]) -> None:
        self._assignment_id = assignment_id
        self._place = place
        self._send = send
        self._save_all = save_all
        self._sending: asyncio.Task[None] | None = None
        self.confirm = Confirm(
            text("hand-in"), text("hand-in-ask"), text("hand-in-yes"), text("hand-in-no"), self._start
        )
        self.confirm.button.button_style = "primary"
        self.status = widgets.HTML()
        self.widget = AtelierBox(
            [
                widgets.HTML(markup.style() + markup.note(text("hand-in-lead"))),
                self.confirm.widget,
                self.status,
                widgets.HTML(markup.link(text("my-week"), place.week_url)),
            ]
        )
        self.widget.add_class("atelier-exercise")

    async def hand_in(self) -> None:
        """Send the folder as it is now; the kernel stays free meanwhile."""
        self._save_all()
        self.status.value = markup.note(text("handing-in"))
        try:
            submission = await asyncio.to_thread(self._send, self._assignment_id, self._place.folder)
        except Exception as error:
            # Whatever went wrong, the learner gets a sentence, and no traceback.
            self.status.value = markup.warning(text(_sentence(error)))
        else:
            moment = full_date(submission.submitted_at.astimezone(self._place.clock().tzinfo))
            said = text("handed-in-late" if submission.late else "handed-in", date=moment)
            self.status.value = markup.news(markup.done(said))

    def _start(self) -> None:
        # As with "Vérifier", the button keeps the focus, so it stays enabled.
        if self._sending is not None and not self._sending.done():
            return
        self._sending = asyncio.ensure_future(self.hand_in())


def _sentence(error: Exception) -> str:
    """The key of what the learner reads."""
    if isinstance(error, AnswerError):
        return _SENTENCES.get(error.status, "not-handed-in")
    return "hand-in-too-big" if isinstance(error, TooBigError) else "not-handed-in"
