"""Every page in every state that looks different: (name, who looks, path, how the world came to be so)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from graders.results import CheckResult, Outcome, Report
from tests.hub_config.service.makers import MONDAY, S04, S05, Stage, a_report, an_exercise, failed, graded

FRIDAY = MONDAY + timedelta(days=11, hours=7)


@dataclass(frozen=True)
class Picture:
    """One page in one state."""

    name: str
    who: str
    path: str
    arrange: Callable[[Stage], object] = lambda stage: None


def passes(stage: Stage, name: str, *numbers: str) -> None:
    """Somebody solves these exercises."""
    for number in numbers:
        stage.parts.attempts.add(name, an_exercise(number), a_report(an_exercise(number)))


def stumbles(stage: Stage, name: str, number: str, times: int) -> None:
    """Somebody tries, and fails at the same check each time."""
    for _ in range(times):
        stage.parts.attempts.add(name, an_exercise(number), failed(an_exercise(number)))
        stage.clock.move(minutes=1)


def to_do(stage: Stage) -> None:
    """Handed out, with a date; nobody began."""
    stage.released()
    stage.parts.store.set_deadline(S04, FRIDAY)


def started(stage: Stage) -> None:
    """Amina has three of six."""
    to_do(stage)
    passes(stage, "amina", "01", "02", "03")


def ready(stage: Stage) -> None:
    """Amina has all that counts."""
    to_do(stage)
    passes(stage, "amina", "01", "02", "03", "04", "05")


def closed(stage: Stage) -> None:
    """Amina began, and it is too late."""
    started(stage)
    stage.parts.store.set_deadline(S04, MONDAY - timedelta(days=1), MONDAY - timedelta(hours=1))


def grading(stage: Stage) -> None:
    """Amina's work is being graded."""
    ready(stage)
    stage.handed_in("amina")


def graded_in_part(stage: Stage) -> None:
    """Amina's work came back, three points of five."""
    ready(stage)
    stage.handed_in("amina", answered=True)
    graded(stage, "amina", 3)


def own_notebook(stage: Stage) -> None:
    """A trainer's own notebook is handed out beside the unit; Amina's came back."""
    to_do(stage)
    notebook = b'{"cells": [{"cell_type": "markdown", "source": ["# Des moyennes"]}]}'
    stage.parts.store.release("ps1", {"averages.ipynb": notebook}, released_by="farida")
    stage.handed_in("amina", "ps1", answered=True)
    graded(stage, "amina", 4, "ps1")


def graded_in_full(stage: Stage) -> None:
    """Amina's work came back, all right."""
    ready(stage)
    stage.handed_in("amina", answered=True)
    graded(stage, "amina", 5)


def waiting(stage: Stage) -> None:
    """A trainer has to look at Amina's work."""
    ready(stage)
    stage.handed_in("amina", answered=True)
    graded(stage, "amina", None)


def a_class(stage: Stage) -> None:
    """Amina waits for a trainer, Bruno is stuck."""
    waiting(stage)
    passes(stage, "bruno", "01")
    stumbles(stage, "bruno", "02", 4)


def calling(stage: Stage) -> None:
    """Bruno, who is stuck, and Amina call for help; Bruno was seen."""
    a_class(stage)
    stage.released(S05)
    exercise = an_exercise("02")
    stage.parts.reports.keep("bruno", exercise, failed(exercise))
    stage.parts.hands.put_up("bruno", S04, "02")
    stage.clock.move(minutes=5)
    stage.parts.hands.put_up("amina", S04, "06")
    stage.parts.hands.see("bruno", S04, "02")


def noted(stage: Stage) -> None:
    """Farida wrote Amina two notes, Amina read the first; Paul wrote one to her too, with signs that are none."""
    graded_in_part(stage)
    write = stage.parts.notes.write
    write("farida", "amina", S04, "03", "Bravo pour le titre.\nRegardez encore la langue.")
    stage.parts.notes.mark_read("amina", [1])
    stage.clock.move(hours=1)
    write("farida", "amina", S04, "05", "Venez me voir : on regarde ensemble.")
    write("paul", "amina", S04, "05", "<b>Fermez</b> la balise <h1>.")


def recalling(stage: Stage, *given: str | None) -> None:
    """Amina has questions today; she answered as many as there are answers here."""
    two_units(stage)
    pool = stage.parts.classroom.recall_pool("amina")
    for number, each in enumerate(given, start=1):
        stage.parts.recall.answer("amina", pool, f"{S05}-r{number}", each)


def stumbling(stage: Stage) -> None:
    """Bruno stumbles over a check, Amina did over another; nobody began the second unit."""
    a_class(stage)
    stumbles(stage, "amina", "06", 1)
    passes(stage, "amina", "06")
    stage.released(S05)


def remembering(stage: Stage) -> None:
    """Amina passed the first exercise of S05, and still knows what it is about a week later."""
    two_units(stage)
    pool = stage.parts.classroom.recall_pool("amina")
    for days in (0, 1, 3):
        stage.clock.move(days=days)
        for each in stage.parts.recall.today("amina", pool):
            stage.parts.recall.answer("amina", pool, each.item.item_id, each.item.answer)


def all_again(stage: Stage) -> None:
    """The trainer grades all again: Amina's is done after eight seconds, Bruno's waits."""
    a_class(stage)
    stage.handed_in("bruno", answered=True)
    stage.parts.grade_all.start(S04, again=True)
    stage.parts.queue.claim()
    stage.clock.move(seconds=8)
    stage.parts.queue.finish(stage.parts.store.submissions(student_id="amina")[0].submission_id)


def two_units(stage: Stage) -> None:
    """The second week: Amina has begun S05, S04 came back; a resident tries S05 too."""
    graded_in_part(stage)
    stage.released(S05)
    for name in ("amina", "rosa"):
        stage.parts.attempts.add(name, an_exercise("01", unit_id=S05), a_report(an_exercise("01", unit_id=S05)))


def reported(stage: Stage, name: str = "amina") -> None:
    """Somebody had a whole site checked: a rule is kept on both pages, another is not, nor is a third anywhere."""
    stage.released(S05)
    exercise = stage.parts.catalogue.exercise(S05, "04")
    pages = ("index.html", "contact.html")
    kept = CheckResult("lang", "Chaque page dit sa langue.", 1, Outcome.PASSED, criterion="8.3", files=pages)
    mended = CheckResult(
        "title", "Chaque onglet a son titre.", 1, Outcome.FAILED, message_id="no-title", message="Il manque <title>.",
        file="contact.html", line=4, files=pages,
    )  # fmt: skip
    menu = replace(
        mended, title="Le menu est partout.", message="Il manque la navigation.", line=None, criterion="12.2",
        file="index.html", also=("contact.html",),
    )  # fmt: skip
    report = Report(exercise.exercise_id, (kept, mended, menu))
    stage.parts.attempts.add(name, exercise, report)
    stage.parts.reports.keep(name, exercise, report)


PICTURES = [
    Picture("week-empty", "amina", "ma-semaine"),
    Picture("week-to-do", "amina", "ma-semaine", to_do),
    Picture("week-started", "amina", "ma-semaine", started),
    Picture("week-ready", "amina", "ma-semaine", ready),
    Picture("week-closed", "amina", "ma-semaine", closed),
    Picture("week-grading", "amina", "ma-semaine", grading),
    Picture("week-graded", "amina", "ma-semaine", graded_in_part),
    Picture("week-perfect", "amina", "ma-semaine", graded_in_full),
    Picture("week-waiting", "amina", "ma-semaine", waiting),
    Picture("week-two-units", "amina", "ma-semaine", two_units),
    Picture("week-own-notebook", "bruno", "ma-semaine", own_notebook),
    Picture("class-own-notebook", "farida", "la-classe?unite=ps1", own_notebook),
    Picture("feedback", "amina", f"retour/{S04}", graded_in_part),
    Picture("feedback-perfect", "amina", f"retour/{S04}", graded_in_full),
    Picture("report", "amina", f"rapport/{S05}/04", reported),
    Picture("class-empty", "farida", "la-classe"),
    Picture("class", "farida", "la-classe", a_class),
    Picture("class-grading", "farida", "la-classe", all_again),
    Picture("class-two-units", "farida", "la-classe", two_units),
    Picture("class-calling", "farida", "la-classe", calling),
    Picture("hands", "farida", "la-classe/mains", calling),
    Picture("week-calling", "bruno", "ma-semaine", calling),
    Picture("week-noted", "amina", "ma-semaine", noted),
    Picture("trainee-noted", "farida", "la-classe/amina", noted),
    Picture("feedback-noted", "amina", f"retour/{S04}", noted),
    Picture("recall-choice", "amina", "rappel", recalling),
    Picture("recall-text", "amina", f"rappel?question={S05}-r3&vide", recalling),
    Picture("recall-right", "amina", f"rappel?question={S05}-r1", lambda stage: recalling(stage, "Écrire un lien")),
    Picture("recall-missed", "amina", f"rappel?question={S05}-r3", lambda stage: recalling(stage, None, None, "<b>")),
    Picture("recall-done", "amina", "rappel", lambda stage: recalling(stage, *[None] * 5)),
    Picture("recall-none", "amina", "rappel"),
    Picture("obstacles", "farida", f"la-classe/obstacles?unite={S04}", stumbling),
    Picture("week-remembering", "amina", "ma-semaine", remembering),
    Picture("programme", "farida", "le-programme"),
    Picture("trainee", "farida", "la-classe/bruno", a_class),
    Picture("trainee-handed-in", "farida", "la-classe/amina", a_class),
    Picture("trainee-feedback", "farida", f"la-classe/amina/retour/{S04}", a_class),
    Picture("welcome-resident", "rosa", ""),
    Picture("welcome-manager", "samir", ""),
    Picture("forbidden", "amina", "la-classe"),
    Picture("missing", "amina", "nowhere"),
]
