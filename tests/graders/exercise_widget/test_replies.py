"""A server's reply as a learner reads it."""

from __future__ import annotations

import pytest

from graders.exercise_widget.replies import status_meaning, tried_reply
from graders.tried import Reply, Tried, Trouble
from tests.graders.exercise_widget.test_tables import words


def a_reply(body: str | None, kind: str = "text/plain", status: int = 200, size: int | None = None) -> Tried:
    """A reply with one header."""
    length = len((body or "").encode()) if size is None else size
    return Tried(reply=Reply("GET /", status, (("content-type", kind),), body, length))


def test_json_is_indented():
    """One value a line, letters as letters."""
    said = words(tried_reply(a_reply('{"nom":"Th\\u00e9"}', "application/json")))
    assert said == (
        "Réponse 200 : tout va bien. | Le corps de la réponse, en JSON | {\n  &quot;nom&quot;: &quot;Thé&quot;\n} | "
        "Les en-têtes de la réponse : 1 | content-type | application/json"
    )


@pytest.mark.parametrize("body", ["[1,", '{"a"}', "[" * 20_000])
def test_what_is_no_json_is_text(body: str):
    """Whatever it begins with."""
    assert "Le corps de la réponse |" in words(tried_reply(a_reply(body)))


def test_a_page_is_shown_as_text():
    """No tag of a reply is a tag of ours."""
    html = tried_reply(a_reply("<script>alert(1)</script>", "text/html"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        (a_reply("", status=204), "La réponse n’a pas de corps."),
        (a_reply(None, "image/png", size=9), "Le corps n’est pas un texte. Il a 9 octets."),
        (a_reply("a", size=30_000), "La suite n’est pas montrée. En tout : 30000 octets."),
        (Tried(said="coucou"), "Ce que votre programme affiche | coucou"),
        (Tried(trouble=Trouble("Aïe.", "app.py", 2)), "⚠ Aïe. Fichier app.py, ligne 2."),
    ],
)  # fmt: skip
def test_the_rest_is_said(tried: Tried, said: str):
    """An empty body, bytes, a long text, what is printed, trouble."""
    assert said in words(tried_reply(tried))


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, "tout va bien."),
        (226, "la demande est acceptée."),
        (404, "il n’y a rien à ce chemin."),
        (418, "la demande ne convient pas au serveur."),
        (599, "le serveur a un problème."),
        (999, "ce code est inconnu."),
    ],
)
def test_every_status_has_a_meaning(status: int, meaning: str):
    """Its own, or that of its hundred."""
    assert status_meaning(status) == meaning
