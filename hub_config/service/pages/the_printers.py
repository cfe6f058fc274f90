"""The board of who runs the printers: what asks for a yes, a lane per printer, rights, upkeep, and all of it as CSV."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import ClassVar

from fab_notebooks.printing.jobs import ENDED, Job, JobState, PrintError
from fab_notebooks.printing.printers.protocol import PrinterError
from hub_config.printers import PrinterPlace
from hub_config.service.auth import MANAGE_PRINTS, HubAwayError, RefusedError, Scopes
from hub_config.service.french_dates import from_form
from hub_config.service.pages.my_prints import PrintPage
from hub_config.service.people import HubError, Person
from hub_config.service.print_history import history
from hub_config.service.print_views import as_csv, lanes, retired, views

RECENT = 12
WORDS_MAX = 1000
RIGHT_FOR = timedelta(days=365)
"""What the form proposes; a manager may choose another day."""


class BoardPage(PrintPage):
    """What the pages of the board share."""

    def place_of(self, name: str) -> PrinterPlace:
        """A printer of the place; refused with 404 if there is none."""
        place = self.parts.prints.place(name)
        if place is None:
            raise RefusedError(404, f"{name!r} is no printer here.")
        return place

    def words_of_form(self, field: str) -> str:
        """What was written; refused with 400 if nothing was."""
        words = self.get_body_argument(field, "").strip()[:WORDS_MAX]
        if not words:
            raise RefusedError(400, f"The field {field} is empty.")
        return words

    async def names(self) -> dict[str, Person]:
        """Everybody by account; nobody while the hub does not answer, so that the board works without it."""
        try:
            return {person.name: person for person in await self.parts.people.everybody()}
        except HubError:
            return {}


class ThePrinters(BoardPage):
    """The board."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS}

    async def get(self) -> None:
        """The page."""
        shop = self.parts.prints
        ended = sorted(shop.store.jobs(states=ENDED), key=lambda job: job.changed_at, reverse=True)[:RECENT]
        people = await self.names()
        self.page(
            "les-imprimantes.html",
            asked=views(shop, shop.store.jobs(states={JobState.SUBMITTED})),
            lanes=lanes(shop),
            retired=retired(shop),
            ended=views(shop, ended),
            name_of=lambda name: people[name].full_name if name in people else name,
            refused=self.get_query_argument("refus", ""),
        )


class PrintDecision(BoardPage):
    """What a manager decides about one job: the last word of the address says what."""

    scopes: ClassVar[Scopes] = {"POST": MANAGE_PRINTS}

    async def post(self, job_id: str, decision: str) -> None:
        """Decide; a decision that comes too late changes nothing, and the board says so."""
        job, store, by = self.job_of(job_id, None), self.parts.prints.store, self.current_user_name
        reason = self.words_of_form("motif") if decision == "refuser" else ""
        decisions = {
            "accepter": lambda: store.approve(job_id, by),
            "refuser": lambda: store.refuse(job_id, by, reason),
            "annuler": lambda: store.cancel(job_id, by),
            "relancer": lambda: store.print_again(job_id, by),
            "reussie": lambda: store.decide(job_id, by, JobState.DONE),
            "ratee": lambda: store.decide(job_id, by, JobState.FAILED),
        }
        try:
            if decision in decisions:
                await asyncio.to_thread(decisions[decision])
            else:
                await self._order(job, decision)
        except (PrintError, PrinterError):
            return self.back("les-imprimantes", refus="trop-tard")
        return self.back("les-imprimantes")

    async def _order(self, job: Job, order: str) -> None:
        """An order to the machine."""
        dispatcher = self.parts.prints.dispatcher
        await (dispatcher.pause(job) if order == "pause" else dispatcher.resume(job))


class PrintHistory(BoardPage):
    """What happened to one job: who did what, and when."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS}

    async def get(self, job_id: str) -> None:
        """The page."""
        job, people = self.job_of(job_id, None), await self.names()
        self.page(
            "impression.html",
            job=job,
            lines=history(self.parts.prints.store.audit_of(job_id)),
            name_of=lambda name: people[name].full_name if name in people else name,
        )


class PlateIsClear(BoardPage):
    """Somebody looked at the plate."""

    scopes: ClassVar[Scopes] = {"POST": MANAGE_PRINTS}

    def post(self, printer: str) -> None:
        """The next print may begin."""
        self.parts.prints.store.say_plate_is_clear(self.place_of(printer).name, self.current_user_name)
        self.back("les-imprimantes")


class Upkeep(BoardPage):
    """The maintenance log of one printer."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS, "POST": MANAGE_PRINTS}

    async def get(self, printer: str) -> None:
        """The page."""
        place, people = self.place_of(printer), await self.names()
        self.page(
            "entretien.html",
            place=place,
            entries=self.parts.prints.rights.maintenance_of(place.name),
            name_of=lambda name: people[name].full_name if name in people else name,
        )

    def post(self, printer: str) -> None:
        """Write down what was done."""
        place, words = self.place_of(printer), self.words_of_form("travail")
        self.parts.prints.rights.note_maintenance(place.name, self.current_user_name, words)
        self.back(f"les-imprimantes/{place.name}/entretien")


class PrintingRights(BoardPage):
    """Who may print on what without asking."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS, "POST": MANAGE_PRINTS}

    async def get(self) -> None:
        """The page."""
        people = await self.names()
        now = self.parts.clock()
        self.page(
            "habilitations.html",
            rights=self.parts.prints.rights.all(),
            people=sorted(people.values(), key=lambda person: person.full_name.lower()),
            places=self.parts.prints.places,
            label_of={place.name: place.label for place in self.parts.prints.places},
            name_of=lambda name: people[name].full_name if name in people else name,
            until=now + RIGHT_FOR,
        )

    async def post(self) -> None:
        """Sign one."""
        place = self.place_of(self.get_body_argument("imprimante", ""))
        person, until = self.get_body_argument("personne", ""), self._until()
        people = await self.names()
        if not people:
            raise HubAwayError
        if person not in people:
            raise RefusedError(404, f"{person!r} is nobody here.")
        self.parts.prints.rights.sign(person, place.name, signed_by=self.current_user_name, expires_at=until)
        self.back("les-imprimantes/habilitations")

    def _until(self) -> datetime:
        """The end of the chosen day; refused with 400 if it is no day, or past."""
        try:
            until = from_form(f"{self.get_body_argument('jusqu-au', '')}T23:59")
        except ValueError as error:
            raise RefusedError(400, "This is not a day.") from error
        if until <= self.parts.clock():
            raise RefusedError(400, "This day is past.")
        return until


class RevokedRight(BoardPage):
    """Takes a printing right back."""

    scopes: ClassVar[Scopes] = {"POST": MANAGE_PRINTS}

    def post(self, right_id: str) -> None:
        """From now on."""
        self.parts.prints.rights.revoke(int(right_id), self.current_user_name)
        self.back("les-imprimantes/habilitations")


class PrintsAsCsv(BoardPage):
    """Every print, for a spreadsheet."""

    scopes: ClassVar[Scopes] = {"GET": MANAGE_PRINTS}

    async def get(self) -> None:
        """The file."""
        people = await self.names()
        jobs = self.parts.prints.store.jobs()
        rows = [(job, people[job.owner].full_name if job.owner in people else job.owner) for job in jobs]
        ended = {job.job_id: job.changed_at for job in jobs if job.state in ENDED}
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="impressions.csv"')
        self.finish(as_csv(rows, ended))
