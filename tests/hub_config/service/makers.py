"""Small worlds for tests of the service: a unit, its exercises, reports, a whole service behind a stand-in hub."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from jupyterhub.services.auth import HubOAuth
from nbgrader.api import Gradebook
from sqlalchemy import Connection
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.netutil import bind_sockets

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.lessons import Lesson
from curriculum.builder.programme import Module, Programme, Week, WeekKind, WeekMinutes
from curriculum.builder.recall import RecallItem, RecallKind
from curriculum.builder.red_thread import RedThread
from curriculum.builder.referentials import Referential
from curriculum.builder.units import Minutes, Project, Status, Track, Unit
from curriculum.builder.units import Outcome as UnitOutcome
from graders.checks import check
from graders.exchange.records import Submission
from graders.exchange.store import ExchangeStore
from graders.exercise import Engine, Exercise, Rung
from graders.http.trying import Request
from graders.notebook import queue as grading_queue
from graders.notebook.batches import Batches
from graders.notebook.gradebook import CellScore, SubmissionScores, open_gradebook
from graders.notebook.grading import Graded, GradingOutcome, GradingTask
from graders.notebook.queue import GradingQueue
from graders.results import CheckResult, Outcome, Report
from graders.tried import Tried
from hub_config.service.app import make_app, make_server
from hub_config.service.attempts import AttemptLog
from hub_config.service.catalogue import Catalogue
from hub_config.service.classroom import Classroom
from hub_config.service.database import open_database
from hub_config.service.grade_all import GradeAll
from hub_config.service.grading import GradingRunner
from hub_config.service.hands import Hands
from hub_config.service.notes import Notes
from hub_config.service.parts import Parts
from hub_config.service.people import People
from hub_config.service.recall import RecallBook
from hub_config.service.reports import KeptReports
from hub_config.service.tables import TABLES
from hub_config.service.templating import load_templates
from hub_config.service.turns import Turns
from tests.fab_notebooks.printing.makers import StandInPrinter
from tests.hub_config.service.print_makers import a_print_shop
from tests.hub_config.service.stand_in_hub import stand_in_hub, token_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
S04 = "web-s04-html-base"
S05 = "web-s05-liens"


@check(points=2)
def says_its_language(page: object) -> None:
    """La page dit sa langue."""


@check(points=3)
def has_one_title(page: object) -> None:
    """La page a un seul grand titre."""


def an_exercise(
    number: str = "03", *, unit_id: str = S04, title: str = "Réparer la page", report: bool = False
) -> Exercise:
    """Two checks, five points, one file; two where there is a report on the whole."""
    return Exercise(
        unit_id=unit_id,
        number=number,
        folder=f"{number}-reparer",
        title=title,
        rung=Rung.REPAIR,
        engine=Engine.WEB,
        checks=(says_its_language, has_one_title),
        learner_files=("index.html", "contact.html") if report else ("index.html",),
        start={"index.html": b"<h1>"},
        report=report,
    )


def a_unit(
    unit_id: str = S04,
    title: str = "Écrire une page : titres et paragraphes",
    exercises: int = 6,
    *,
    reported: str | None = None,
    recall: tuple[RecallItem, ...] = (),
) -> Unit:
    """A unit of exercises 01, 02 …; all but the last are essential, `reported` has a report to show."""
    numbers = [f"{each:02}" for each in range(1, exercises + 1)]
    taught = tuple(
        UnitExercise(
            exercise=an_exercise(
                number, unit_id=unit_id, title=f"Exercice numéro {int(number)}", report=number == reported
            ),
            path=Path(number),
            task="",
            hints=(),
            minutes=10,
            essential=number != numbers[-1],
            competences={},
            notions=(f"notion-{int(number)}",),
            choices=(),
            solution={},
            variants={},
            mistakes={},
        )
        for number in numbers
    )
    return Unit(
        unit_id=unit_id,
        track=Track.WEB,
        title=title,
        path=Path(unit_id),
        weeks=(4,),
        version=1,
        status=Status.DRAFT,
        minutes=Minutes(90, 360, 480),
        requires=(),
        outcomes=(UnitOutcome("Je peux écrire une page.", {"dwwm": ("CP3",)}),),
        essential=tuple(numbers[:-1]),
        project=Project("", "", ()),
        glossary=(),
        materials=(),
        authors=(),
        reviewed_by=(),
        licence="CC-BY-SA-4.0",
        sources=(),
        lesson=Lesson((), ()),
        exercises=taught,
        recall=recall,
    )


def some_questions(unit_id: str = S05, count: int = 7) -> tuple[RecallItem, ...]:
    """Questions of a unit, answered by choosing; every third is answered by typing."""

    def one(number: int) -> RecallItem:
        types = number % 3 == 0
        return RecallItem(
            item_id=f"{unit_id}-r{number}",
            notion=f"notion-{number}",
            question=f"Question {number} : à quoi sert `<a>` ?",
            kind=RecallKind.TEXT if types else RecallKind.CHOICE,
            choices=() if types else ("Écrire un lien", "Écrire un titre", "Mettre `alt` à l’image"),
            answer="<a>" if types else "Écrire un lien",
            accept=("la balise a",) if types else (),
            why="Un lien mène à une autre page.",
        )

    return tuple(map(one, range(1, count + 1)))


def a_programme(*units: Unit) -> Programme:
    """A year of these units, one a week from week 4 on, and two competences, one of them served by none."""
    frame = Referential(
        "dwwm",
        "Titre professionnel",
        "4",
        "Ministère du Travail",
        date(2026, 11, 23),
        ("CP3", "CP4"),
        {"CP3": "Réaliser des interfaces statiques", "CP4": "Développer des interfaces dynamiques"},
    )
    return Programme(
        "Développeur intégrateur web",
        Path("programme.yml"),
        WeekMinutes(180, 420, 480, 480),
        (Module("M1", "HTML"),),
        tuple(Week(4 + n, WeekKind.CONTENT, "M1", "", (unit.unit_id,), 6) for n, unit in enumerate(units)),
        (),
        units,
        {"dwwm": frame},
        RedThread(Path("fil_rouge"), (), (), (), ()),
    )


def a_report(exercise: Exercise, *outcomes: Outcome) -> Report:
    """A report with these outcomes, one for each check; all passed if none is given."""
    outcomes = outcomes or tuple(Outcome.PASSED for _ in exercise.checks)
    return Report(
        exercise.exercise_id,
        tuple(
            CheckResult(each.check_id, each.title, each.points, outcome, message_id="no-lang", message="Il manque …")
            if outcome is Outcome.FAILED
            else CheckResult(each.check_id, each.title, each.points, outcome)
            for each, outcome in zip(exercise.checks, outcomes, strict=True)
        ),
    )


def failed(exercise: Exercise) -> Report:
    """The first check is right, the second is not."""
    return a_report(exercise, Outcome.PASSED, Outcome.FAILED)


@dataclass
class Clock:
    """Stands still until moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Later, by `timedelta`'s words."""
        self.now += timedelta(**by)


@dataclass
class StandInChecker:
    """Passes a file that says `<h1>Bon</h1>`, fails any other; remembers what it was asked. `hints`: its messages’."""

    asked: list[tuple[str, Mapping[str, bytes]]] = field(default_factory=list)
    hints: tuple[str, ...] = ()

    async def check(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        """The report."""
        self.asked.append((exercise.exercise_id, dict(files)))
        report = a_report(exercise) if files.get("index.html") == b"<h1>Bon</h1>" else failed(exercise)
        return replace(report, results=tuple(replace(result, hints=self.hints) for result in report.results))

    async def try_out(self, exercise: Exercise, files: Mapping[str, bytes], request: Request) -> Tried:
        """What it was asked to send, as if it had been printed."""
        self.asked.append((exercise.exercise_id, dict(files)))
        return Tried(said=f"{request.method} {request.path}")


@dataclass
class StandInWorker:
    """Grades everything as `outcome` says, in no time."""

    outcome: GradingOutcome = GradingOutcome.GRADED
    tasks: list[tuple[str, dict[str, bytes]]] = field(default_factory=list)

    async def grade(self, task: GradingTask) -> Graded:
        """The result."""
        files = {str(p.relative_to(task.folder)): p.read_bytes() for p in task.folder.rglob("*") if p.is_file()}
        self.tasks.append((task.student_id, files))
        cell = CellScore("exercice-03", 5, 5, None, 0, False)
        scores = SubmissionScores(task.student_id, task.assignment_id, (cell,))
        return Graded(self.outcome, {"s04-html-base.html": FEEDBACK}, scores, "the checker broke")


FEEDBACK = """<!DOCTYPE html>
<html lang="fr"><head><title>Votre retour</title><style>body { color: red }</style></head>
<body><main><h1>Votre retour : Écrire une page</h1><p class="total"><strong>Vous avez 5 points sur 5.</strong></p>
<section aria-labelledby="exercice-03"><h2 id="exercice-03">Exercice 3 : Réparer la page</h2>
<div class="atelier-card atelier-card-passed"><div class="atelier-card-title"><strong>Bravo !</strong></div></div>
<script>document.title = "pris"</script></section></main></body></html>"""


def queued(connection: Connection, new: Submission) -> None:
    """What the service writes with a new hand-in."""
    grading_queue.enqueue(connection, new.submission_id, new.student_id, new.submitted_at)


@dataclass
class Stage:
    """A whole service at an address, its parts, and people who ask it."""

    address: str
    folder: Path
    parts: Parts
    clock: Clock
    checker: StandInChecker
    worker: StandInWorker
    printer: StandInPrinter

    async def ask(
        self,
        name: str | None,
        path: str,
        *,
        method: str = "GET",
        data: object = None,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | None = None,
    ) -> HTTPResponse:
        """The answer to one request, by the token of `name`; redirects are not followed."""
        sent = dict(headers or {})
        if name is not None:
            sent["Authorization"] = f"token {token_of(name)}"
        request = HTTPRequest(
            f"{self.address}/services/atelier/{path}",
            method=method,
            headers=sent,
            body=body if data is None else json.dumps(data),
            follow_redirects=False,
            allow_nonstandard_methods=True,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    def released(self, unit_id: str = S04) -> None:
        """Hand a unit out."""
        self.parts.store.release(unit_id, {"s04-html-base.ipynb": b"{}"}, released_by="farida")

    def handed_in(self, name: str, unit_id: str = S04, *, answered: bool = False) -> str:
        """Somebody hands in; with `answered`, it was graded and feedback is there. The submission's id."""
        submission = self.parts.store.submit(
            name,
            unit_id,
            {"03-reparer/index.html": f"<h1>{name}</h1>".encode(), "s04-html-base.ipynb": b"{}"},
            and_then=queued,
        )
        if answered:
            self.parts.store.put_feedback(submission, {"s04-html-base.html": FEEDBACK.encode()})
            self.parts.queue.claim()
            self.parts.queue.finish(submission.submission_id)
        return submission.submission_id


@asynccontextmanager
async def a_stage(folder: Path, gradebook_file: Path, *units: Unit) -> AsyncIterator[Stage]:
    """The service with these units (or two), everything real but the hub, the browser and the worker.

    `gradebook_file` is an empty gradebook to copy: making one takes seconds.
    """
    clock, checker, worker, printer = Clock(), StandInChecker(), StandInWorker(), StandInPrinter()
    (folder / "course").mkdir(parents=True)
    shutil.copy(gradebook_file, folder / "course" / "gradebook.db")
    engine = open_database(f"sqlite:///{folder / 'atelier.db'}", TABLES)
    programme = a_programme(
        *(units or (a_unit(), a_unit(S05, "Listes et liens", 5, reported="04", recall=some_questions())))
    )
    catalogue = Catalogue(programme.units)
    store = ExchangeStore(engine, folder / "blobs", clock)
    queue = GradingQueue(engine, clock)
    attempts = AttemptLog(engine, clock)
    gradebook = open_gradebook(folder / "course")
    runner = GradingRunner(queue, store, [worker], folder / "grading", clock)
    async with stand_in_hub() as hub_auth:
        parts = Parts(
            base_url="/services/atelier/",
            hub_url="/hub/",
            clock=clock,
            templates=load_templates(),
            programme=programme,
            catalogue=catalogue,
            people=People(hub_auth.api_url, hub_auth.api_token),
            attempts=attempts,
            reports=KeptReports(engine, clock),
            hands=Hands(engine, clock),
            notes=Notes(engine, clock),
            recall=RecallBook(engine, clock),
            turns=Turns(),
            checker=checker,  # type: ignore[arg-type]
            store=store,
            queue=queue,
            runner=runner,
            grade_all=GradeAll(Batches(engine, clock), store, runner, gradebook),
            classroom=Classroom(catalogue, store, queue, attempts, gradebook),
            worker_token="secret-of-the-worker",
            prints=a_print_shop(folder, engine, clock, printer),
        )
        async with served(parts, hub_auth) as address:
            yield Stage(address, folder, parts, clock, checker, worker, printer)
    gradebook.dispose()
    engine.dispose()


@asynccontextmanager
async def served(parts: Parts, hub_auth: HubOAuth) -> AsyncIterator[str]:
    """The application on a free port of this machine."""
    app = make_app(parts, hub_auth, b"x" * 32)
    app.settings["log_function"] = lambda handler: None
    [socket] = bind_sockets(0, "127.0.0.1")
    server = make_server(app)
    server.add_socket(socket)
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    server.stop()
    await server.close_all_connections()


def graded(stage: Stage, name: str, score: float | None, unit_id: str = S04) -> None:
    """Write the score of somebody's exercise 03 (of 5 points) into the gradebook; None waits for a person."""
    with (
        warnings.catch_warnings(action="ignore"),
        Gradebook(f"sqlite:///{stage.folder / 'course' / 'gradebook.db'}", "atelier") as gradebook,
    ):
        gradebook.update_or_create_assignment(unit_id)
        gradebook.update_or_create_notebook("s04-html-base", unit_id)
        gradebook.update_or_create_grade_cell("exercice-03", "s04-html-base", unit_id, max_score=5, cell_type="code")
        gradebook.update_or_create_student(name)
        gradebook.update_or_create_submission(unit_id, name)
        grade = gradebook.find_grade("exercice-03", "s04-html-base", unit_id, name)
        grade.auto_score, grade.needs_manual_grade = score, score is None
        gradebook.db.commit()
