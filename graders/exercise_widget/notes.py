"""What a trainer wrote to the person beside one exercise, shown there: `GET api/notes/<assignment>/<number>`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from graders.exercise_widget import markup
from graders.exercise_widget.place import Place
from graders.exercise_widget.service_client import NoAnswerError, ask
from graders.exercise_widget.texts import text


@dataclass(frozen=True)
class Note:
    """One of them; its words are plain text."""

    note_id: int
    author: str
    words: str
    is_read: bool


def ask_for_notes(place: Place, assignment_id: str, number: str, read: Sequence[int] = ()) -> tuple[Note, ...]:
    """The notes as they were written, after saying that those in `read` were; NoAnswerError if nobody answers."""
    body = {"read": list(read)} if read else None
    told = ask(place, "POST" if read else "GET", "notes", assignment_id, number, body=body)
    try:
        return tuple(Note(row["id"], row["author"], row["text"], row["read"]) for row in told["notes"])
    except (KeyError, TypeError) as error:
        raise NoAnswerError("the answer is not a list of notes") from error


class Notes:
    """Empty where nobody wrote; those that are new have a button that says they were read."""

    def __init__(self, assignment_id: str, number: str, place: Place) -> None:
        self._assignment_id, self._number, self._place = assignment_id, number, place
        self._notes: tuple[Note, ...] = ()
        self._asking: asyncio.Task[None] | None = None
        self._words = widgets.HTML()
        self.read_button = widgets.Button(description=text("note-read"), icon="check")
        self.read_button.on_click(lambda _: self._start(self._unread()))
        self.widget = widgets.VBox([])

    def look(self) -> None:
        """Ask soon."""
        self._place.later(0, lambda: self._start(()))

    async def ask(self, read: Sequence[int] = ()) -> None:
        """Fetch and show them; what is shown stays if nobody answers."""
        try:
            self._notes = await asyncio.to_thread(ask_for_notes, self._place, self._assignment_id, self._number, read)
        except NoAnswerError:
            return
        self._show()

    def _unread(self) -> list[int]:
        return [note.note_id for note in self._notes if not note.is_read]

    def _start(self, read: Sequence[int]) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self.ask(read))

    def _show(self) -> None:
        words = "".join(markup.letter(text("note-from", name=each.author), each.words) for each in self._notes)
        new = bool(self._unread())
        self._words.value = markup.news(words) if new else words
        shown: list[Any] = [self._words, self.read_button] if new else [self._words] if words else []
        self.widget.children = shown
