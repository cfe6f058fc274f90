"""Forms around a trainer's notes: written, changed, taken back on a person's page; marked as read on "Ma semaine"."""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import OWN_WORK, TEACH, PageHandler, RefusedError, Scopes
from hub_config.service.notes import LETTERS_MAX, NoteError, NotYoursError
from hub_config.service.pages.teacher_page import TeacherPage


def note_id_of(text: str) -> int:
    """The number in an address or a form; 404 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise RefusedError(404, "There is no such note.")
    return int(text)


class NewNote(TeacherPage):
    """A note to somebody, beside an exercise of a unit that is handed out."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    async def post(self, name: str) -> None:
        """Write it."""
        person, unit = await self.learner(name), self.unit_of_form()
        number = self.get_body_argument("exercice", "")
        if self.parts.catalogue.exercise(unit.unit_id, number) is None:
            raise RefusedError(404, f"There is no exercise {number!r} in {unit.unit_id!r}.")
        try:
            self.parts.notes.write(
                self.current_user_name, person.name, unit.unit_id, number, self.get_body_argument("mot", "")
            )
        except NoteError as error:
            raise RefusedError(400, f"A note has 1 to {LETTERS_MAX} letters.") from error
        self.redirect(f"{self.page_of(person)}#mots-{unit.unit_id}", status=303)


class ChangeNote(TeacherPage):
    """Its author changes a note (`geste` "changer") or takes it back ("effacer")."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    async def post(self, name: str, note_id: str) -> None:
        """Do it."""
        person, note = await self.learner(name), note_id_of(note_id)
        try:
            if self.get_body_argument("geste", "") == "effacer":
                self.parts.notes.take_back(self.current_user_name, note)
            else:
                self.parts.notes.change(self.current_user_name, note, self.get_body_argument("mot", ""))
        except NotYoursError as error:
            raise RefusedError(404, "There is no such note of yours.") from error
        except NoteError as error:
            raise RefusedError(400, f"A note has 1 to {LETTERS_MAX} letters.") from error
        self.redirect(self.page_of(person), status=303)


class NoteRead(PageHandler):
    """A person says that they read a note."""

    scopes: ClassVar[Scopes] = {"POST": OWN_WORK}

    def post(self) -> None:
        """Mark it."""
        self.parts.notes.mark_read(self.current_user_name, [note_id_of(self.get_body_argument("numero", ""))])
        self.redirect(f"{self.parts.base_url}ma-semaine", status=303)
