"""A button that has the service run the learner's work, and a place below it for what came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from graders.exercise_widget import markup
from graders.exercise_widget.check_client import CheckError, ask_for_try
from graders.exercise_widget.desk import Desk
from graders.exercise_widget.place import Place
from graders.exercise_widget.texts import text
from graders.tried import Tried


@dataclass(frozen=True)
class Trial:
    """Which exercise is run, on whose files, by which service."""

    place: Place
    assignment_id: str
    number: str
    desk: Desk

    async def run(self, request: Mapping[str, Any] | None = None) -> Tried:
        """What the files give as they are now, saved first; CheckError with the sentence if nothing comes."""
        self.desk.save()
        return await asyncio.to_thread(
            ask_for_try, self.place, self.assignment_id, self.number, self.desk.texts(), request
        )


class TryOut:
    """`label`; when pressed, what `asked()` says is run and `shown(tried)` is the HTML of it, read aloud at its top."""

    def __init__(
        self,
        label: str,
        trial: Trial,
        shown: Callable[[Tried], str],
        asked: Callable[[], Mapping[str, Any] | None] = lambda: None,
    ) -> None:
        self._trial = trial
        self._shown = shown
        self._asked = asked
        self._running: asyncio.Task[None] | None = None
        self.button = widgets.Button(description=label, icon="play")
        self.button.on_click(lambda _: self.start())
        self.status = widgets.HTML()
        self.result = widgets.HTML()
        self.result.add_class("atelier-tried")
        row = widgets.HBox([self.button, self.status])
        row.add_class("atelier-row")
        self.widget = widgets.VBox([row, self.result])

    def start(self) -> None:
        """Run it, unless it runs already; the button keeps the focus, and the keyboard its place."""
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self.run())

    async def run(self) -> None:
        """Ask the service, show what came or why nothing did."""
        self.status.value = markup.note(text("trying"))
        try:
            tried = await self._trial.run(self._asked())
        except CheckError as error:
            self.result.value = markup.warning(text(error.sentence))
        else:
            self.result.value = self._shown(tried)
        finally:
            self.status.value = ""
