"""Notes: a few words from a trainer to one person, beside an exercise; plain text, with a mark once they were read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from graders.text import showable
from graders.utc_time import UtcTime

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("note_id", Integer, primary_key=True),
    Column("student_id", String, nullable=False),
    Column("assignment_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("author", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcTime, nullable=False),
    Column("read_at", UtcTime),
    Index("notes_of_student", "student_id", "assignment_id"),
)

LETTERS_MAX = 1000


@dataclass(frozen=True)
class Note:
    """What `author` wrote to `student_id` about one exercise; `read_at` is None until they said that they read it."""

    note_id: int
    student_id: str
    assignment_id: str
    number: str
    author: str
    text: str
    written_at: datetime
    read_at: datetime | None


class NoteError(Exception):
    """A text that is no note: empty, or too long."""


class NotYoursError(Exception):
    """There is no such note, or somebody else wrote it."""


class Notes:
    """The notes in the database, oldest first."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def to(self, student_id: str, assignment_id: str | None = None, number: str | None = None) -> tuple[Note, ...]:
        """All notes to one person, or those in one unit, or at one exercise of it."""
        query = select(notes).where(notes.c.student_id == student_id).order_by(notes.c.note_id)
        if assignment_id is not None:
            query = query.where(notes.c.assignment_id == assignment_id)
        if number is not None:
            query = query.where(notes.c.number == number)
        with self._engine.connect() as connection:
            return tuple(Note(**row._mapping) for row in connection.execute(query))

    def write(self, author: str, student_id: str, assignment_id: str, number: str, text: str) -> None:
        """Add one; NoteError if there is nothing to read in it, or too much."""
        row: dict[str, Any] = {
            "student_id": student_id,
            "assignment_id": assignment_id,
            "number": number,
            "author": author,
            "text": _text(text),
            "written_at": self._clock(),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(notes).values(row))

    def change(self, author: str, note_id: int, text: str) -> None:
        """Other words: a note to read again. Its author's right alone (NotYoursError)."""
        words = _text(text)
        with self._engine.begin() as connection:
            if _own(connection, author, note_id) != words:
                changed = {"text": words, "written_at": self._clock(), "read_at": None}
                connection.execute(update(notes).where(notes.c.note_id == note_id).values(changed))

    def take_back(self, author: str, note_id: int) -> None:
        """Delete it. Its author's right alone (NotYoursError)."""
        with self._engine.begin() as connection:
            _own(connection, author, note_id)
            connection.execute(delete(notes).where(notes.c.note_id == note_id))

    def mark_read(self, student_id: str, note_ids: Collection[int]) -> None:
        """The person read these of their notes; the first time counts, others' notes are left alone."""
        own = notes.c.note_id.in_(note_ids) & (notes.c.student_id == student_id) & notes.c.read_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(notes).where(own).values(read_at=self._clock()))


def _text(text: str) -> str:
    """The words of a note, each kind of line end made one."""
    words = showable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not 0 < len(words) <= LETTERS_MAX:
        raise NoteError(f"a note of {len(words)} letters; expected 1 to {LETTERS_MAX}")
    return words


def _own(connection: Connection, author: str, note_id: int) -> str:
    """The text of a note of this author; NotYoursError for any other."""
    query = select(notes.c.text).where(notes.c.note_id == note_id, notes.c.author == author)
    if (text := connection.execute(query).scalar_one_or_none()) is None:
        raise NotYoursError(f"{author} has written no note {note_id}")
    return str(text)
