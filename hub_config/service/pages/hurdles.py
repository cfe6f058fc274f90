"""Where a class stumbles, for who teaches: the checks of a unit and how many people each of them stops."""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import TEACH, Scopes
from hub_config.service.obstacles import hurdles
from hub_config.service.pages.teacher_page import TeacherPage


class Hurdles(TeacherPage):
    """One unit: the one asked for, else where the class is."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    async def get(self) -> None:
        """The page."""
        units, wanted = self.parts.classroom.units(), self.get_query_argument("unite", "")
        current = self.parts.classroom.current()
        unit = current if current and not wanted else self.released(wanted)
        people = await self.learners()
        found = hurdles(unit, self.parts.attempts.read(assignment_id=unit.unit_id), [person.name for person in people])
        self.page(
            "obstacles.html",
            units=units,
            unit=unit,
            hurdles=found,
            names={person.name: person.full_name for person in people},
        )
