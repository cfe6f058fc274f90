"""One exercise in the notebook: the work, "Vérifier", the card, the hints, "Recommencer"."""

from __future__ import annotations

import asyncio
from typing import Protocol

import ipywidgets as widgets

from graders.card import card_html
from graders.exercise import Engine, Rung
from graders.exercise_widget import markup
from graders.exercise_widget.archive import Archive
from graders.exercise_widget.check_client import CheckError, ask_for_report
from graders.exercise_widget.choices import Choices
from graders.exercise_widget.confirm import Confirm
from graders.exercise_widget.desk import Desk, Kept
from graders.exercise_widget.editor import Editor
from graders.exercise_widget.file_manager import FileManager
from graders.exercise_widget.hand import RaisedHand
from graders.exercise_widget.hints import Hints, StepHints
from graders.exercise_widget.learner_folder import FolderError, LearnerFolder
from graders.exercise_widget.line_order import LineOrder
from graders.exercise_widget.listen import Listen
from graders.exercise_widget.notes import Notes
from graders.exercise_widget.place import Place
from graders.exercise_widget.questions import Questions
from graders.exercise_widget.request_panel import RequestPanel
from graders.exercise_widget.sheet import SheetExercise
from graders.exercise_widget.sql_desk import SqlDesk
from graders.exercise_widget.texts import clock_time, text
from graders.exercise_widget.try_out import Trial
from graders.notebook.learner_files import LearnerFileError
from graders.notebook.learner_work import read_learner_files
from graders.results import Outcome, Report


class Work(Protocol):
    """The part of a view where the learner acts; it writes to its desk."""

    widget: widgets.Widget

    def refresh(self) -> None:
        """Show what the desk holds."""


class AtelierBox(widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """A view that says something kind where it cannot be shown."""

    def __repr__(self) -> str:
        return text("printed")


class ExerciseView:
    """What `exercise("03")` shows; OSError if the learner's files cannot be read."""

    def __init__(self, exercise: SheetExercise, assignment_id: str, place: Place) -> None:
        self._exercise = exercise
        self._assignment_id = assignment_id
        self._place = place
        self.desk = Desk(
            place.folder / exercise.folder,
            exercise.typed,
            clock=place.clock,
            later=place.later,
            on_saved=self._say_saved,
            on_found=self._found,
            on_trouble=self._say_trouble,
        )
        self.archive = Archive(place.folder, exercise.folder, exercise.archives, place.later)
        self.folder = _folder(exercise, place)
        self.editor: Editor | None = None
        self.work = self.archive if exercise.archives else self._work()
        self.status = widgets.HTML()
        self.check_button = widgets.Button(description=text("check"), button_style="primary", icon="check")
        self.check_button.on_click(lambda _: self._start_check())
        self.restart = Confirm(
            text("restart"), text("restart-ask"), text("restart-yes"), text("restart-no"), self._restart
        )
        self.hand = RaisedHand(assignment_id, exercise.number, place)
        self.notes = Notes(assignment_id, exercise.number, place)
        self.card = widgets.HTML()
        self.step_hints = StepHints()
        self.hints = Hints(exercise.hints)
        self._checking: asyncio.Task[None] | None = None
        # What was made elsewhere is not ours to begin again.
        restart = [] if exercise.archives else [self.restart.widget]
        actions = widgets.HBox([self.check_button, *restart, self.hand.button, self.hand.said, self.status])
        actions.add_class("atelier-row")
        self.widget = AtelierBox(
            [
                widgets.HTML(markup.style()),
                Listen(),
                self.notes.widget,
                self.work.widget,
                actions,
                self.card,
                *([self.work.shown] if isinstance(self.work, Choices) else []),
                self.step_hints.widget,
                self.hints.widget,
            ]
        )
        self.widget.add_class("atelier-exercise")

    def _work(self) -> Work:
        """The part that goes with the rung and the engine."""
        exercise, desk, place = self._exercise, self.desk, self._place
        if self.folder is not None:
            return FileManager(self.folder, place.later)
        if exercise.rung is Rung.PREDICT:
            return Choices(desk, exercise.choices, place.later, exercise.shows)
        if exercise.questions:
            return Questions(desk, exercise.questions)
        if exercise.rung is Rung.PARSONS:
            return LineOrder(desk, exercise.lines, place.later, indents=exercise.indentation)
        self.editor = editor = Editor(desk, place.later, exercise.locked, short=exercise.short)
        trial = Trial(place, self._assignment_id, exercise.number, desk)
        if exercise.engine is Engine.SQL:
            return SqlDesk(editor, trial, exercise.tables)
        if exercise.engine is Engine.HTTP:
            return RequestPanel(editor, trial, place.later)
        return editor

    async def check(self) -> None:
        """Save, ask the service, show the card or why there is none; the kernel stays free meanwhile."""
        saved = self.desk.save()
        files = self.desk.texts()
        self.archive.refresh()
        self.status.value = markup.note(text("checking"))
        try:
            handed_over: dict[str, str | bytes] = {**files, **self.archive.contents(), **self._in_folder()}
            report = await asyncio.to_thread(
                ask_for_report, self._place, self._assignment_id, self._exercise.number, handed_over
            )
        except CheckError as error:
            self.card.value = markup.warning(text(error.sentence))
            self.status.value = ""
        else:
            self.card.value = markup.news(card_html(report, files) + self._link_to_report(report))
            self.step_hints.offer(report.hints)
            self._mark(report)
            if isinstance(self.work, Choices):
                self.work.reveal()
            # Said each time, since the same card twice looks as if nothing had happened.
            self.status.value = markup.note(text("checked", time=clock_time(self._place.clock())))
        finally:
            if not saved:
                self._say_trouble()

    def _link_to_report(self, report: Report) -> str:
        """The way to the page to print, if there is one; a checker that broke has nothing to show."""
        if not self._exercise.report or report.outcome is Outcome.ERRORED:
            return ""
        return markup.link(text("open-report"), self._place.report_url(self._assignment_id, self._exercise.number))

    def _in_folder(self) -> dict[str, bytes]:
        """What is in the learner's folder now, as a hand-in would have it; CheckError if that is too much."""
        if self.folder is None:
            return {}
        try:
            return read_learner_files(self._place.folder, self._exercise.folder, self._exercise.files)
        except LearnerFileError as error:
            raise CheckError("folder-too-big") from error

    def _start_check(self) -> None:
        # The button stays enabled: disabled, it would lose the focus, and a keyboard its place in the page.
        if self._checking is not None and not self._checking.done():
            return
        self._checking = asyncio.ensure_future(self.check())

    def _restart(self) -> None:
        try:
            kept = self.desk.restart(self._exercise.start)
            if self.folder is not None:
                self.folder.restart(self._exercise.given)
        except (FolderError, OSError):
            self._say_trouble()
            return
        self.work.refresh()
        if isinstance(self.work, Choices):
            self.work.hide()
        self.card.value = ""
        self.step_hints.offer(())
        self._mark(None)
        if self.folder is not None:
            self.status.value = markup.note(text("restarted-folder"))
            return
        # Who ticks an answer has never seen its file.
        chosen = self._exercise.rung is Rung.PREDICT or self._exercise.questions
        copies = "" if chosen else ", ".join(version.copy.name for version in kept)
        self.status.value = markup.note(text("restarted-kept", copies=copies) if copies else text("restarted"))

    def _mark(self, report: Report | None) -> None:
        if self.editor is not None:
            self.editor.show_findings(report)

    def _say_saved(self) -> None:
        if self.editor is not None:
            self.editor.confirm_saved()
        self.status.value = markup.note(text("saved", time=clock_time(self._place.clock())))

    def _say_trouble(self) -> None:
        self.status.value = markup.warning(text("not-saved"))

    def _found(self, name: str, kept: Kept | None) -> None:
        self.work.refresh()
        if kept is None:
            self.status.value = markup.note(text("reloaded", name=name))
        else:
            self.status.value = markup.warning(text("reloaded-kept", name=name, copy=kept.copy.name))


def _folder(exercise: SheetExercise, place: Place) -> LearnerFolder | None:
    if exercise.learner_folder is None:
        return None
    return LearnerFolder(place.folder / exercise.folder, exercise.learner_folder, place.clock)
