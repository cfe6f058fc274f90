"""Notes from a trainer to one person: written, read, changed, taken back."""

import json
from datetime import timedelta

import pytest

from hub_config.service.notes import LETTERS_MAX, Note
from tests.hub_config.service import gallery
from tests.hub_config.service.makers import MONDAY, S04, S05
from tests.hub_config.service.visitor import form_of, main_words, sent

AT_THREE = f"api/notes/{S04}/03"


async def test_a_note_is_written_changed_and_taken_back_by_its_author(stage):
    """Other words are to be read again; an untouched text is not; nobody else may touch it."""
    gallery.graded_in_part(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe/amina")
    words = {"_xsrf": xsrf, "unite": S04, "exercice": "03", "mot": " Bravo !\r\nEt la langue ? "}
    answer = await sent(stage, cookies, "la-classe/amina/mots", **words)
    assert (answer.code, answer.headers["Location"]) == (303, f"/services/atelier/la-classe/amina#mots-{S04}")
    first = Note(1, "amina", S04, "03", "farida", "Bravo !\nEt la langue ?", MONDAY, None)
    assert stage.parts.notes.to("amina") == (first,)

    stage.parts.notes.mark_read("amina", [1])
    stage.clock.move(hours=1)
    later = MONDAY + timedelta(hours=1)
    await sent(stage, cookies, "la-classe/amina/mots/1", _xsrf=xsrf, geste="changer", mot=words["mot"])
    assert stage.parts.notes.to("amina")[0].read_at == MONDAY
    await sent(stage, cookies, "la-classe/amina/mots/1", _xsrf=xsrf, geste="changer", mot="Bravo.")
    assert stage.parts.notes.to("amina") == (Note(1, "amina", S04, "03", "farida", "Bravo.", later, None),)

    others, secret = await form_of(stage, "paul", "la-classe/amina")
    for gesture in ("changer", "effacer"):
        answer = await sent(stage, others, "la-classe/amina/mots/1", _xsrf=secret, geste=gesture, mot="Non.")
        assert answer.code == 404
    assert stage.parts.notes.to("amina")[0].text == "Bravo."
    answer = await sent(stage, cookies, "la-classe/amina/mots/1", _xsrf=xsrf, geste="effacer")
    assert (answer.code, stage.parts.notes.to("amina")) == (303, ())


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("amina/mots", {"mot": "  \n"}, 400),
        ("amina/mots", {"mot": "x" * (LETTERS_MAX + 1)}, 400),
        ("amina/mots", {"exercice": "99"}, 404),
        ("amina/mots", {"unite": S05}, 404),
        ("farida/mots", {}, 404),
        ("amina/mots/99", {}, 404),
        ("amina/mots/1%20or%201", {}, 404),
    ],
)
async def test_what_is_no_note_is_not_written(stage, path, fields, status):
    """Nothing to read, too much of it, or beside no exercise."""
    gallery.graded_in_part(stage)
    cookies, xsrf = await form_of(stage, "farida", "la-classe/amina")
    whole = {"_xsrf": xsrf, "unite": S04, "exercice": "03", "mot": "Bravo."} | fields
    assert (await sent(stage, cookies, f"la-classe/{path}", **whole)).code == status
    assert stage.parts.notes.to("amina") == ()


async def test_the_notebook_gets_its_exercises_notes_and_says_what_was_read(stage):
    """In order, with the author's name; one's own alone, and a note that is not there is not marked."""
    gallery.noted(stage)
    first = {
        "id": 1, "author": "Farida Benali", "text": "Bravo pour le titre.\nRegardez encore la langue.",
        "written_at": "2026-11-23T09:00:00+00:00", "read": True,
    }  # fmt: skip
    assert json.loads((await stage.ask("amina", AT_THREE)).body) == {"notes": [first]}
    assert json.loads((await stage.ask("bruno", AT_THREE)).body) == {"notes": []}
    at_five = f"api/notes/{S04}/05"
    assert [(note["id"], note["read"]) for note in json.loads((await stage.ask("amina", at_five)).body)["notes"]] == [
        (2, False), (3, False)
    ]  # fmt: skip
    await stage.ask("bruno", at_five, method="POST", data={"read": [2]})
    answer = await stage.ask("amina", at_five, method="POST", data={"read": [3, 1, 77]})
    assert [(note["id"], note["read"]) for note in json.loads(answer.body)["notes"]] == [(2, False), (3, True)]
    for body in ({}, {"read": 2}, {"read": ["2"]}, {"read": [True]}):
        assert (await stage.ask("amina", at_five, method="POST", data=body)).code == 400


async def test_the_week_shows_what_is_new_first_and_keeps_what_was_read(stage):
    """A new note stands in full with a button; tags in it are text; one click and it is among the read ones."""
    gallery.noted(stage)
    answer = await stage.ask("amina", "ma-semaine")
    words = main_words(answer.body)
    assert words[words.index("2 mots pour vous") :][:9] == [
        "2 mots pour vous",
        "Exercice numéro 5", "Venez me voir : on regarde ensemble.",
        "Farida Benali, lundi 23 novembre, 11 h", "J’ai lu",
        "Exercice numéro 5", "<b>Fermez</b> la balise <h1>.", "Paul Adam, lundi 23 novembre, 11 h", "J’ai lu",
    ]  # fmt: skip
    assert b"&lt;b&gt;Fermez" in answer.body
    cookies, xsrf = await form_of(stage, "amina", "ma-semaine")
    answer = await sent(stage, cookies, "ma-semaine/mot", _xsrf=xsrf, numero="2")
    assert (answer.code, answer.headers["Location"]) == (303, "/services/atelier/ma-semaine")
    words = main_words((await stage.ask("amina", "ma-semaine")).body)
    assert "Un mot pour vous" in words
    assert words[-6:] == [
        "Exercice numéro 5", "Venez me voir : on regarde ensemble.", "Farida Benali, lundi 23 novembre, 11 h",
        "Exercice numéro 3", "Bravo pour le titre. Regardez encore la langue.",
        "Farida Benali, lundi 23 novembre, 10 h",
    ]  # fmt: skip


async def test_trainers_see_whether_a_note_was_read(stage):
    """Each note with its author; only one's own can be changed."""
    gallery.noted(stage)
    answer = await stage.ask("farida", "la-classe/amina")
    body = " ".join(answer.body.decode().split())
    assert "Farida Benali, lundi 23 novembre, 10 h. Lu lundi 23 novembre" in body
    assert body.count("Pas encore lu.") == 2
    assert body.count("Enregistrer ce mot") == 2
    assert "<b>Fermez" not in body
