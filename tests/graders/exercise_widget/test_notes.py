"""A trainer's notes beside an exercise."""

from __future__ import annotations

from pathlib import Path

from graders.exercise_widget.notes import Note, Notes, ask_for_notes
from tests.graders.exercise_widget.makers import Alarms, a_place, a_service

WRITTEN = {
    "id": 7,
    "author": "Farida <b>",
    "text": "Bravo !\n<script>",
    "read": False,
    "written_at": "2026-11-27T09:05",
}


async def test_a_note_is_shown_as_text_and_can_be_read(tmp_path: Path):
    """New, it is read aloud and has a button; read, it stays beside the exercise, here and for the service."""
    alarms = Alarms()
    with a_service() as service:
        service.notes = [dict(WRITTEN)]
        place = a_place(tmp_path, alarms, service.url)
        notes = Notes("web-essai", "03", place)
        notes.look()
        alarms.ring()
        assert notes._asking is not None
        await notes._asking
        words, button = notes.widget.children
        assert "Un mot de Farida &lt;b&gt; pour vous" in words.value
        assert "Bravo !\n&lt;script&gt;" in words.value
        assert 'role="alert"' in words.value
        button.click()
        await notes._asking
        assert 'role="alert"' not in words.value
        assert notes.widget.children == (words,)
        assert ask_for_notes(place, "web-essai", "03") == (Note(7, "Farida <b>", "Bravo !\n<script>", True),)


async def test_without_notes_or_an_answer_nothing_is_there(tmp_path: Path):
    """No empty frame, and no complaint about what nobody waits for."""
    with a_service() as service:
        notes = Notes("web-essai", "03", a_place(tmp_path, service_url=service.url))
        await notes.ask()
    assert notes.widget.children == ()
    await notes.ask()
    assert notes.widget.children == ()
