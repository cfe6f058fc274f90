"""Makers of exercises and pages for the checker's tests."""

from collections.abc import Mapping

from graders.checks import Check
from graders.exercise import Engine, Exercise, Rung
from graders.messages.catalogue import Message

IN_TIME_S = 60.0
"""What is stopped within its deadline takes less, on a machine however busy; what is not stopped takes longer."""

PAGE = """\
<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <title>Horaires de la ressourcerie</title>
</head>
<body>
  <h1>Ressourcerie du Tilleul</h1>
  <p>Bienvenue !</p>
  <h2>Horaires</h2>
  <p>Ouvert du mardi au samedi.</p>
  <h2>Adresse</h2>
  <p>5, place du Tilleul.</p>
</body>
</html>
"""


def an_exercise(
    *checks: Check,
    learner_files: tuple[str, ...] = ("index.html",),
    start: Mapping[str, bytes] | None = None,
    engine: Engine = Engine.WEB,
    messages: Mapping[str, Message] | None = None,
) -> Exercise:
    """An exercise with these checks; its start is a page with nothing but a comment."""
    return Exercise(
        unit_id="web-s04-html-base",
        number="05",
        folder="05-ecrire",
        title="Écrire une page",
        rung=Rung.WRITE,
        engine=engine,
        checks=checks,
        learner_files=learner_files,
        start=dict.fromkeys(learner_files, b"<!-- ici -->") if start is None else start,
        messages=messages or {},
    )


def a_page(body: str) -> bytes:
    """A valid page around `body`, which begins on line 8."""
    return PAGE[: PAGE.index("  <h1>")].encode() + body.encode() + b"\n</body>\n</html>\n"
