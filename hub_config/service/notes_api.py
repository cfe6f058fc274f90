"""The notes to oneself at an exercise: `GET api/notes/<unit>/<number>`, in the order they were written.

    {"notes": [{"id": 7, "author": "Farida Benali", "text": "…", "read": false,
                "written_at": "2026-11-27T09:05:00+00:00"}]}

`POST` with `{"read": [7]}` says that these were read, and answers the same.
"""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import OWN_WORK, ApiHandler, RefusedError, Scopes


class OwnNotes(ApiHandler):
    """Nobody's but one's own."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK, "POST": OWN_WORK}

    async def get(self, assignment_id: str, number: str) -> None:
        """What is there to read."""
        names = await self.parts.people.full_names()
        self.write(
            {
                "notes": [
                    {
                        "id": note.note_id,
                        "author": names.get(note.author, note.author),
                        "text": note.text,
                        "written_at": note.written_at.isoformat(),
                        "read": note.read_at is not None,
                    }
                    for note in self.parts.notes.to(self.current_user_name, assignment_id, number)
                ]
            }
        )

    async def post(self, assignment_id: str, number: str) -> None:
        """They were read."""
        ids = self.json_body().get("read")
        if not isinstance(ids, list) or not all(type(each) is int for each in ids):
            raise RefusedError(400, 'Expected {"read": [numbers of notes]}.')
        own = {note.note_id for note in self.parts.notes.to(self.current_user_name, assignment_id, number)}
        self.parts.notes.mark_read(self.current_user_name, own.intersection(ids))
        await self.get(assignment_id, number)
