"""Every page in every state that looks different: (name, who looks, path, how the world came to be so)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.picture import picture
from fab_notebooks.printing.jobs import Job, JobState
from fab_notebooks.printing.printers.protocol import PrinterState, Status
from fab_notebooks.recipe import read_recipe
from fab_notebooks.sentences import say
from graders.results import CheckResult, Outcome, Report
from tests.fab_notebooks.meshes import box_stl
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


def a_print(stage: Stage, title: str = "Bouton de four", who: str = "rosa", **changes: object) -> Job:
    """A part of Rosa's, made in the studio, with what it takes and its picture."""
    store = stage.parts.prints.store
    made = read_recipe("repair-knob", "{}", "")
    options = {"printer": "simulee", "profile": "simulee-pla", "copies": 2, "recipe": made, **changes}
    job = store.create(who, title, box_stl(), **options)
    store.files.put(job.job_id, "picture.png", picture(read_mesh_file(box_stl(30, 20, 10)).mesh, 480))
    return store.set_estimate(job.job_id, seconds=4500, grams=12.5, euros=0.31, size_mm="30 × 20 × 10 mm")


def print_asked(stage: Stage) -> Job:
    """Rosa sent it off; another of hers is refused, two cannot be printed, a fourth is being looked at."""
    store = stage.parts.prints.store
    refused = store.submit(a_print(stage, "Trop fin").job_id, "rosa")
    store.refuse(refused.job_id, "samir", "Les murs font moins d’un demi-millimètre.")
    store.create("rosa", "Nouveau", box_stl(7), printer="simulee", profile="simulee-pla-fine", copies=1)
    wide = store.create("rosa", "Étagère", box_stl(8), printer="simulee", profile="simulee-pla", copies=1)
    store.set_fault(wide.job_id, "too-big", "300 mm")
    cut = store.create("rosa", "Grenouille", box_stl(9), printer="simulee", profile="simulee-pla", copies=1)
    store.set_fault(cut.job_id, "unreadable", "cut off", reason=say("file-truncated", expected=12))
    a_print(stage, "Prêt")
    stage.clock.move(minutes=1)
    return store.submit(a_print(stage).job_id, "rosa")


def print_waiting(stage: Stage, who: str = "rosa") -> Job:
    """Approved and sliced: it waits for a clear plate; Bruno's waits behind it."""
    store = stage.parts.prints.store
    for name in (who, "bruno"):
        job = store.submit(a_print(stage, f"Pièce de {name}", name).job_id, name)
        store.approve(job.job_id, "samir")
        store.files.put(job.job_id, "job.gcode", b"G28\n")
        store.set_state(job.job_id, JobState.SLICED)
        stage.clock.move(minutes=1)
    first = store.jobs(owner=who, states={JobState.SLICED})[0]
    return store.set_state(first.job_id, JobState.WAITING_PLATE)


def print_under_way(stage: Stage) -> Job:
    """Rosa's is being printed, 41 %."""
    store = stage.parts.prints.store
    print_waiting(stage)
    store.say_plate_is_clear("simulee", "samir")
    job = store.take_next("simulee")
    store.set_state(job.job_id, JobState.PRINTING)
    stage.parts.prints.dispatcher.statuses["simulee"] = Status(PrinterState.BUSY, job.file_name, 0.41, 1500)
    return store.set_progress(job.job_id, 0.41, 1500)


def print_in_doubt(stage: Stage) -> None:
    """The printer's server was killed in the middle."""
    job = print_under_way(stage)
    stage.parts.prints.dispatcher.statuses["simulee"] = Status(PrinterState.UNKNOWN, message="no answer")
    stage.parts.prints.store.set_doubt(job.job_id, "no record")


def print_retired(stage: Stage) -> Job:
    """A printer was taken out of the settings: one part was on it, another waited for it, a third for a yes."""
    store = stage.parts.prints.store
    jobs = [
        store.submit(a_print(stage, title, who, printer="partie").job_id, who)
        for who, title in (("bruno", "Patte"), ("rosa", "Vis"), ("amina", "Roue"))
    ]
    for job in jobs[:2]:
        store.approve(job.job_id, "samir")
    for state in (JobState.SLICED, JobState.WAITING_PLATE, JobState.SENDING, JobState.PRINTING):
        store.set_state(jobs[0].job_id, state)
    return store.set_doubt(jobs[0].job_id, "its printer was taken out of the settings")


def print_silent(stage: Stage) -> None:
    """The machine says that it prints, and has not moved for a quarter of an hour."""
    stage.parts.prints.store.set_doubt(print_under_way(stage).job_id, "it has not moved")


def prints_over(stage: Stage) -> None:
    """One is done, one failed, and a third waits for a yes."""
    store = stage.parts.prints.store
    for state in (JobState.DONE, JobState.FAILED):
        job = print_under_way(stage)
        store.set_state(job.job_id, state)
        for other in store.jobs(states={JobState.SLICED, JobState.WAITING_PLATE}):
            store.cancel(other.job_id, "samir")
    print_asked(stage)
    stage.parts.prints.dispatcher.statuses["simulee"] = Status(PrinterState.IDLE)


def rights_signed(stage: Stage) -> None:
    """Rosa may print until next year; Bruno's right was taken back."""
    rights = stage.parts.prints.rights
    for name in ("rosa", "bruno"):
        rights.sign(name, "simulee", signed_by="samir", expires_at=MONDAY + timedelta(days=365))
    rights.revoke(rights.all()[0].right_id, "samir")
    rights.note_maintenance("simulee", "samir", "Buse changée, plateau nettoyé")


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
    Picture("prints-empty", "rosa", "mes-impressions"),
    Picture("prints-sent", "rosa", "mes-impressions", print_asked),
    Picture("prints-waiting", "bruno", "mes-impressions", print_waiting),
    Picture("prints-under-way", "rosa", "mes-impressions", print_under_way),
    Picture("prints-in-doubt", "rosa", "mes-impressions", print_in_doubt),
    Picture("prints-quota", "rosa", "mes-impressions?refus=waiting", print_asked),
    Picture("board-asked", "samir", "les-imprimantes", print_asked),
    Picture("board-under-way", "samir", "les-imprimantes", print_under_way),
    Picture("board-in-doubt", "samir", "les-imprimantes", print_in_doubt),
    Picture("prints-retired", "rosa", "mes-impressions", print_retired),
    Picture("board-retired", "samir", "les-imprimantes", print_retired),
    Picture("board-silent", "samir", "les-imprimantes", print_silent),
    Picture("board-over", "samir", "les-imprimantes", prints_over),
    Picture("rights", "samir", "les-imprimantes/habilitations", rights_signed),
    Picture("upkeep", "samir", "les-imprimantes/simulee/entretien", rights_signed),
    Picture("forbidden", "amina", "la-classe"),
    Picture("missing", "amina", "nowhere"),
]
