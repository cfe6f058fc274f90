"""What the pages of a trainer share."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from hub_config.roles import Role
from hub_config.service.auth import HubAwayError, PageHandler, RefusedError
from hub_config.service.french_dates import from_form
from hub_config.service.handed_out import HandedOut
from hub_config.service.people import HubError, Person

LEARNERS = frozenset({Role.TRAINEE.value, Role.RESIDENT.value})


class TeacherPage(PageHandler):
    """Knows who learns here; reads forms that name a unit and a date."""

    def unit_of_form(self) -> HandedOut:
        """The unit a form is about; refused with 404 if it was never handed out."""
        return self.released(self.get_body_argument("unite", ""))

    def released(self, assignment_id: str) -> HandedOut:
        """A unit that was handed out; refused with 404 if it was not."""
        units = {unit.unit_id: unit for unit in self.parts.classroom.units()}
        if assignment_id not in units:
            raise RefusedError(404, f"{assignment_id!r} is not handed out.")
        return units[assignment_id]

    async def learners(self) -> tuple[Person, ...]:
        """Who learns here, trainees and residents; refused with 503 while the hub does not answer."""
        try:
            people = await self.parts.people.everybody()
        except HubError as error:
            raise HubAwayError from error
        return tuple(person for person in people if person.role in LEARNERS)

    async def learner(self, name: str) -> Person:
        """Somebody who learns here; refused with 404 for anybody else."""
        people = {person.name: person for person in await self.learners()}
        if name not in people:
            raise RefusedError(404, f"{name!r} does not learn here.")
        return people[name]

    def page_of(self, person: Person) -> str:
        """The address of somebody's page."""
        return f"{self.parts.base_url}la-classe/{quote(person.name, safe='')}"

    def back_to_the_class(self, unit: HandedOut) -> None:
        """Shows the class's page of this unit."""
        self.redirect(f"{self.parts.base_url}la-classe?unite={unit.unit_id}", status=303)

    def date_of_form(self, field: str) -> datetime | None:
        """The date in a form's field; None if it is empty, refused with 400 if it is no date."""
        text = self.get_body_argument(field, "").strip()
        try:
            return from_form(text) if text else None
        except ValueError as error:
            raise RefusedError(400, "This is not a date and an hour.") from error
