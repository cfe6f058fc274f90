"""What the locked cells of a notebook call."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets

from graders.exchange import client
from graders.exercise_widget import markup
from graders.exercise_widget.front_widget import is_bundled
from graders.exercise_widget.handing_in import HandInView, Send
from graders.exercise_widget.place import Place, this_place
from graders.exercise_widget.recall_view import RecallView
from graders.exercise_widget.sheet import SheetError, read_sheet
from graders.exercise_widget.texts import text
from graders.exercise_widget.view import AtelierBox, ExerciseView

# A cell run again shows the same view: a page reloaded, or opened twice, keeps its text, card and hints in step.
_views: dict[tuple[Path, str], ExerciseView] = {}


def exercise(number: str, *, place: Place | None = None) -> widgets.Widget:
    """The view of one exercise of this notebook, `"03"`; a kind sentence if it cannot be shown."""
    place = place or this_place()
    if not is_bundled(place.modules):
        return _sentence(text("printed"))
    key = (place.folder, number)
    if key not in _views:
        try:
            sheet = read_sheet(place.folder)
            if number not in sheet.exercises:
                return _sentence(text("unknown-exercise", number=number))
            _views[key] = ExerciseView(sheet.exercises[number], sheet.assignment_id, place)
            _views[key].hand.look()
            _views[key].notes.look()
        except (SheetError, OSError):
            return _sentence(text("no-sheet"))
    return _views[key].widget


def hand_in(*, place: Place | None = None, send: Send | None = None) -> widgets.Widget:
    """The button that hands in this notebook's whole folder."""
    place = place or this_place()
    try:
        sheet = read_sheet(place.folder)
    except SheetError:
        return _sentence(text("no-sheet"))
    return HandInView(sheet.assignment_id, place, send or client.hand_in, lambda: _save(place.folder)).widget


def recall(*, place: Place | None = None) -> widgets.Widget:
    """The day's questions, one at a time."""
    view = RecallView(place or this_place())
    view.start()
    return view.widget


def _save(folder: Path) -> None:
    for (home, _), view in _views.items():
        if home == folder:
            view.desk.save()


def _sentence(content: str) -> widgets.Widget:
    box = AtelierBox([widgets.HTML(markup.style() + markup.note(content))])
    box.add_class("atelier-exercise")
    return box
