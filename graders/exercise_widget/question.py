"""One question at a time, in a place of its own: a field, a button that does it, a button that does not."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from graders.exercise_widget.desk import Later
from graders.exercise_widget.learner_folder import FolderError
from graders.exercise_widget.markup import warning
from graders.exercise_widget.texts import text

WAIT_S = 0.5  # for the last letters behind an Enter, which are sent right after it


class Question:
    """`widget` is empty until `ask`; an answer that cannot be is told there, and asked for again."""

    def __init__(self, later: Later) -> None:
        self._later = later
        self._is_sent = False  # Enter was pressed, and not acted upon yet
        self.field: widgets.Widget | None = None
        self.yes = widgets.Button(button_style="primary")
        self.no = widgets.Button(description=text("cancel"))
        self.told = widgets.HTML()
        self.widget = widgets.VBox([])
        self.widget.add_class("atelier-question")
        self._act: Callable[[str], None] | None = None
        self._on_closed: Callable[[], None] | None = None
        self.yes.on_click(lambda _: self._answer())
        self.no.on_click(lambda _: self.close())

    def ask(self, field: widgets.Widget, yes: str, act: Callable[[str], None], on_closed: Callable[[], None]) -> None:
        """Show the field; `act` gets its value when `yes` is pressed, or Enter; then, or when given up, `on_closed`."""
        self.field, self._act, self._on_closed = field, act, on_closed
        self.yes.description = yes
        self.told.value = ""
        self._is_sent = False
        field.on_msg(lambda _, content, __: self._entered() if content.get("event") == "submit" else None)
        field.observe(lambda _: self._answer() if self._is_sent else None, names="value")
        buttons = widgets.HBox([self.yes, self.no])
        buttons.add_class("atelier-row")
        self.widget.children = [field, self.told, buttons]
        field.focus()

    def close(self) -> None:
        """Ask no more."""
        if self._on_closed is None:
            return
        on_closed, self._on_closed, self._act = self._on_closed, None, None
        self.widget.children = []
        on_closed()

    def _entered(self) -> None:
        """A field tells of its Enter first and then what was written, if that is new; a button the other way round."""
        self._is_sent = True
        self._later(WAIT_S, lambda: self._answer() if self._is_sent else None)

    def _answer(self) -> None:
        self._is_sent = False
        if self._act is None or self.field is None:
            return
        try:
            self._act(self.field.value)
        except FolderError as error:
            self._tell(text(error.sentence, **error.values))
        except OSError:
            self._tell(text("disk-refuses"))
        else:
            self.close()

    def _tell(self, sentence: str) -> None:
        self.told.value = warning(sentence)
        if self.field is not None:
            self.field.focus()
