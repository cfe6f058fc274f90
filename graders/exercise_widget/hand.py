""" "J'appelle": a hand raised on the trainer's page, which can be taken back."""

from __future__ import annotations

import asyncio

import ipywidgets as widgets

from graders.exercise_widget import markup
from graders.exercise_widget.desk import Timer
from graders.exercise_widget.hand_client import Hand, ask_for_hand
from graders.exercise_widget.place import Place
from graders.exercise_widget.service_client import NoAnswerError
from graders.exercise_widget.texts import clock_time, text

LOOK_S = 15.0  # how often a raised hand is asked after: a trainer comes, sees, and puts it down


class RaisedHand:
    """A button that calls, and then takes the call back; a sentence beside it says how it stands."""

    def __init__(self, assignment_id: str, number: str, place: Place) -> None:
        self._assignment_id = assignment_id
        self._number = number
        self._place = place
        self._hand = Hand()
        self._asking: asyncio.Task[None] | None = None
        self._is_looking = False
        self._pressed: str | None = None
        self._next_look: Timer | None = None
        self.button = widgets.Button(description=text("call"), icon="hand-paper-o")
        self.button.on_click(lambda _: self._start("DELETE" if self._hand.since else "POST"))
        self.said = widgets.HTML()

    def look(self) -> None:
        """Ask soon whether it is up already: a notebook is closed and opened again while somebody waits."""
        self._place.later(0, lambda: self._start("GET"))

    async def ask(self, method: str) -> None:
        """Raise, lower or look; the kernel stays free meanwhile."""
        try:
            self._hand = await asyncio.to_thread(ask_for_hand, self._place, method, self._assignment_id, self._number)
        except NoAnswerError:
            if method != "GET":
                self.said.value = markup.warning(text("call-not-sent"))
        else:
            self._show()
        if self._next_look is not None:
            self._next_look.cancel()
        if self._hand.since:
            self._next_look = self._place.later(LOOK_S, lambda: self._start("GET") if self._hand.since else None)

    def _start(self, method: str) -> None:
        # As with "Vérifier", the button keeps the focus, so it stays enabled.
        if self._asking is None or self._asking.done():
            self._is_looking = method == "GET"
            self._asking = asyncio.ensure_future(self._ask_in_turn(method))
        elif self._is_looking and method != "GET":
            self._pressed = method

    async def _ask_in_turn(self, method: str) -> None:
        """A press that came while we only looked, perhaps for long, is not lost: it goes next."""
        await self.ask(method)
        if self._pressed is not None:
            self._is_looking, pressed, self._pressed = False, self._pressed, None
            await self.ask(pressed)

    def _show(self) -> None:
        self.button.description = text("call-back" if self._hand.since else "call")
        if self._hand.since is None:
            said = ""
        elif self._hand.is_seen:
            said = markup.news(markup.note(text("call-seen")))
        else:
            time = clock_time(self._hand.since.astimezone(self._place.clock().tzinfo))
            said = markup.news(markup.note(text("call-raised", time=time)))
        if self.said.value != said:  # said again it would be read aloud again
            self.said.value = said
