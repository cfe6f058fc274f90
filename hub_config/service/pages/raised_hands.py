"""The hands that are up, for who teaches: at the top of "La classe", and on a page of their own that may stay open.

Where a script runs, the list changes at once: the browser asks `la-classe/mains?apres=<version>`, which is answered as
soon as the hands are others than those it shows, or after some seconds so that rights are looked at again. An answer of
its own for each change, and not one that never ends, passes every proxy and survives every restart.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from curriculum.builder.units import Unit
from graders.exercise import Exercise
from hub_config.service.auth import OWN_WORK, TEACH, PageHandler, RefusedError, Scopes
from hub_config.service.hands import Hand
from hub_config.service.pages.teacher_page import TeacherPage
from hub_config.service.parts import Parts
from hub_config.service.people import Person
from hub_config.service.reports import KeptReport

WATCH_S = 25.0


@dataclass(frozen=True)
class RaisedHand:
    """A hand with what a trainer wants to know before they walk over: who, where, and what the last report said."""

    person: Person
    unit: Unit
    exercise: Exercise
    raised_at: datetime
    seen_at: datetime | None
    report: KeptReport | None

    @property
    def key(self) -> str:
        """Names it on the page."""
        return f"{self.person.name}-{self.exercise.exercise_id}".replace("/", "-")


def raised_hands(parts: Parts, people: tuple[Person, ...], hands: tuple[Hand, ...]) -> tuple[RaisedHand, ...]:
    """The hands of people who are still here, at exercises that are still in the programme."""
    known = {person.name: person for person in people}
    found = []
    for hand in hands:
        unit = parts.catalogue.unit(hand.assignment_id)
        exercise = parts.catalogue.exercise(hand.assignment_id, hand.number)
        if unit is None or exercise is None or hand.student_id not in known:
            continue
        report = parts.reports.latest(hand.student_id, exercise)
        found.append(RaisedHand(known[hand.student_id], unit, exercise, hand.raised_at, hand.seen_at, report))
    return tuple(found)


class RaisedHands(TeacherPage):
    """The list, and what a trainer does with a hand."""

    scopes: ClassVar[Scopes] = {"GET": TEACH, "POST": TEACH}

    def initialize(self) -> None:
        """The asker is still there."""
        self._left = asyncio.Event()

    async def get(self) -> None:
        """The page; with `apres`, not before the hands are others than those."""
        if shown := self.get_query_argument("apres", ""):
            waiting = [
                asyncio.ensure_future(self.parts.hands.until_other_than(shown, WATCH_S)),
                asyncio.ensure_future(self._left.wait()),
            ]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
            if self._left.is_set():
                return
        version = self.parts.hands.version()
        hands = raised_hands(self.parts, await self.learners(), self.parts.hands.up())
        self.page("mains.html", hands=hands, hands_version=version, back=self.back)

    def on_connection_close(self) -> None:
        """Wait for nobody."""
        self._left.set()

    @property
    def back(self) -> str:
        """The page the list stands on: "classe" or "mains"."""
        return "classe" if self.get_argument("retour", "") == "classe" else "mains"

    async def post(self) -> None:
        """`geste` is "vu" (on the way) or "aide" (helped: the hand goes down); then back where the form was."""
        person = await self.learner(self.get_body_argument("nom", ""))
        unit_id, number = self.get_body_argument("unite", ""), self.get_body_argument("exercice", "")
        gestures = {"vu": self.parts.hands.see, "aide": self.parts.hands.put_down}
        gesture = gestures.get(self.get_body_argument("geste", ""))
        if gesture is None or self.parts.catalogue.exercise(unit_id, number) is None:
            raise RefusedError(400, "This is nothing that one does with a hand.")
        gesture(person.name, unit_id, number)
        self.redirect(f"{self.parts.base_url}{'la-classe' if self.back == 'classe' else 'la-classe/mains'}", status=303)


class LowerOwnHand(PageHandler):
    """A trainee needs no help any more."""

    scopes: ClassVar[Scopes] = {"POST": OWN_WORK}

    def post(self) -> None:
        """Lower the hand of the form."""
        self.parts.hands.put_down(
            self.current_user_name, self.get_body_argument("unite", ""), self.get_body_argument("exercice", "")
        )
        self.redirect(f"{self.parts.base_url}ma-semaine", status=303)
