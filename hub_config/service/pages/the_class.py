"""The class, for who teaches: who is where, who is stuck, and what to do about it."""

from __future__ import annotations

from typing import ClassVar

from graders.checks import Check
from graders.exchange.store import DatesError
from graders.exercise import Exercise
from hub_config.roles import Role
from hub_config.service.auth import TEACH, HubAwayError, RefusedError, Scopes
from hub_config.service.grade_all import NothingHandedInError
from hub_config.service.notes import LETTERS_MAX
from hub_config.service.pages.raised_hands import raised_hands
from hub_config.service.pages.teacher_page import TeacherPage
from hub_config.service.people import HubError, HubRefusedError
from hub_config.service.progress import Progress, Stage


class TheClass(TeacherPage):
    """One unit, the one asked for or where the class is: a row for each trainee, and each resident who does it too."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    async def get(self) -> None:
        """The page."""
        units, wanted = self.parts.classroom.units(), self.get_query_argument("unite", "")
        unit = self.released(wanted) if wanted else self.parts.classroom.current()
        if unit is None:
            self.page("la-classe.html", units=(), hands=())
            return
        people = await self.learners()
        hands_version = self.parts.hands.version()
        progress = self.parts.classroom.rows(unit, [person.name for person in people])
        rows = [
            (person, each)
            for person, each in zip(people, progress, strict=True)
            if person.role == Role.TRAINEE.value or each.last_activity
        ]
        self.page(
            "la-classe.html",
            units=units,
            unit=unit,
            terms=self.parts.classroom.terms(unit),
            rows=rows,
            handed_in=sum(each.latest is not None for _, each in rows),
            stuck=sum(each.obstacle is not None for _, each in rows),
            by_hand=[(person, each) for person, each in rows if each.stage is Stage.WAITING],
            batch=self.parts.grade_all.latest(unit.unit_id),
            hands=raised_hands(self.parts, people, self.parts.hands.up()),
            hands_version=hands_version,
        )


class Trainee(TeacherPage):
    """One person's tries and hand-ins."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    async def get(self, name: str) -> None:
        """The page."""
        person = await self.learner(name)
        cards = self.parts.recall.cards(person.name)
        self.page(
            "stagiaire.html",
            standings_of=lambda each: self.parts.classroom.standings(each, cards),
            person=person,
            units=self.parts.classroom.week(person.name),
            tries_of=tries_of,
            reports=self.parts.reports.kept(person.name),
            notes=self.parts.notes.to(person.name),
            names=await self.parts.people.full_names(),
            letters_max=LETTERS_MAX,
        )


def tries_of(each: Progress) -> list[tuple[Exercise, int, Check | None]]:
    """For each exercise of the unit: how many tries, and the check at which the latest failed one stopped."""
    rows = []
    for taught in each.unit.exercises:
        exercise = taught.exercise
        made = [attempt for attempt in each.attempts if attempt.number == exercise.number]
        last = made[-1].check_id if made else None
        rows.append((exercise, len(made), next((c for c in exercise.checks if c.check_id == last), None)))
    return rows


class Deadline(TeacherPage):
    """The dates for the whole class: due, and closed (both may be empty)."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    def post(self) -> None:
        """Set them, or take them away."""
        unit = self.unit_of_form()
        due_at, closes_at = self.date_of_form("date"), self.date_of_form("fermeture")
        try:
            self.parts.store.set_deadline(unit.unit_id, due_at, closes_at)
        except DatesError as error:
            raise RefusedError(400, f"{error}.") from error
        self.back_to_the_class(unit)


class Extension(TeacherPage):
    """More time for one person."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    async def post(self, name: str) -> None:
        """Grant it."""
        until = self.date_of_form("date")
        if until is None:
            raise RefusedError(400, "More time needs a date.")
        person = await self.learner(name)
        self.parts.store.grant_extension(person.name, self.unit_of_form().unit_id, until)
        self.redirect(self.page_of(person), status=303)


class Regrade(TeacherPage):
    """Once more through the checker; marks given by hand stay."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    async def post(self, name: str) -> None:
        """Queue the latest hand-in again."""
        person = await self.learner(name)
        latest = self.parts.classroom.progress(person.name, self.unit_of_form()).latest
        if latest is None:
            raise RefusedError(404, "Nothing was handed in.")
        self.parts.queue.regrade(latest.submission_id)
        self.parts.runner.wake()
        self.redirect(self.page_of(person), status=303)


class RegradeAll(TeacherPage):
    """Everybody's latest hand-in once more through the checker; marks given by hand stay."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    def post(self) -> None:
        """Queue all of them; the page then shows how far it is."""
        unit = self.unit_of_form()
        try:
            self.parts.grade_all.start(unit.unit_id, again=True)
        except NothingHandedInError as error:
            raise RefusedError(404, "Nothing was handed in.") from error
        self.back_to_the_class(unit)


class StopGrading(TeacherPage):
    """Takes a "grade all" back: what is graded stays."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    def post(self) -> None:
        """What is not begun leaves the queue."""
        unit = self.unit_of_form()
        self.parts.grade_all.cancel(unit.unit_id)
        self.back_to_the_class(unit)


class NewPassword(TeacherPage):
    """A new first password for somebody who forgot theirs; the hub decides for whom that is possible."""

    scopes: ClassVar[Scopes] = {"POST": TEACH}

    async def post(self, name: str) -> None:
        """Ask the hub, and show it this once."""
        person = await self.learner(name)
        try:
            password: str | None = await self.parts.people.new_first_password(name)
        except HubRefusedError:
            self.set_status(403)
            password = None
        except HubError as error:
            raise HubAwayError from error
        self.page("mot-de-passe.html", person=person, password=password)
