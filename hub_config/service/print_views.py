"""What the pages about prints show of a job: names for what the database has by number, and the words of the board."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fab_notebooks.gallery import notebook_of
from fab_notebooks.handing_out import FOLDER
from fab_notebooks.printing.jobs import AT_THE_PRINTER, IN_THE_LANE, Job, JobState, place_in_lane
from fab_notebooks.printing.printers.protocol import PrinterState, Status
from fab_notebooks.slicing_profile import ProfileError, slicing_profile
from hub_config.printers import PrinterPlace
from hub_config.service.french_dates import PARIS
from hub_config.service.print_shop import PrintShop

STATE_WORDS = {
    JobState.DRAFT: "Pas encore envoyé",
    JobState.SUBMITTED: "À regarder",
    JobState.REFUSED: "Refusé",
    JobState.APPROVED: "Accepté",
    JobState.SLICED: "En attente",
    JobState.WAITING_PLATE: "En attente",
    JobState.SENDING: "Au travail",
    JobState.PRINTING: "Au travail",
    JobState.DONE: "Terminé",
    JobState.FAILED: "Raté",
    JobState.CANCELLED: "Annulé",
}
"""What a manager's lists call a state; its owner reads a sentence."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet computes what begins so; a title of a job is a person's word. ref: OWASP, CSV injection"""


@dataclass(frozen=True)
class JobView:
    """A job as people see it."""

    job: Job
    printer: str
    """What people call it."""
    is_simulated: bool
    profile: str
    place: int
    """How many are before it; 0 is next."""
    is_retired: bool = False
    """Whether its printer was taken out of the settings."""

    @property
    def key(self) -> str:
        """Differs whenever the page would look different by more than a number."""
        job = self.job
        is_known = job.state is JobState.DRAFT and (job.seconds is not None or job.fault is not None)
        marks = (("doubt", job.is_in_doubt), ("known", is_known), ("ending", job.cancel_asked_by is not None))
        return " ".join([job.state.value, *(mark for mark, is_so in marks if is_so)])

    @property
    def state_word(self) -> str:
        """Its state, in a manager's list."""
        return STATE_WORDS[self.job.state]

    @property
    def again(self) -> str:
        """The page without code, below a person's server, that takes the object up again; empty if there is none."""
        notebook = notebook_of(self.job.design or "")
        return notebook and f"voila/render/{quote(FOLDER)}/{notebook}?travail={self.job.job_id}"

    @property
    def percent(self) -> int:
        """How far the print is, in whole ones; 100 only at its end."""
        # 0.29 * 100 is a hair less than 29.
        return int(round(self.job.progress * 100, 6))


@dataclass(frozen=True)
class Lane:
    """A printer on the board: what it does, and what waits for it."""

    place: PrinterPlace
    status: Status
    at_the_printer: JobView | None
    waiting: tuple[JobView, ...]
    plate_is_clear: bool

    @property
    def is_lost(self) -> bool:
        """Whether nobody answers for it."""
        return self.status.state is PrinterState.UNKNOWN


def view_of(shop: PrintShop, job: Job, lane: Iterable[Job]) -> JobView:
    """One job, with its place among those of the lane."""
    place = shop.place(job.printer)
    return JobView(
        job,
        place.label if place else job.printer,
        bool(place and place.is_simulated),
        profile_label(job.profile),
        place_in_lane(job, lane),
        is_retired=place is None,
    )


def views(shop: PrintShop, jobs: Iterable[Job]) -> list[JobView]:
    """Several, each with its place."""
    lane = shop.store.jobs(states=AT_THE_PRINTER | IN_THE_LANE | {JobState.APPROVED})
    return [view_of(shop, job, lane) for job in jobs]


def lanes(shop: PrintShop) -> list[Lane]:
    """Every printer of the place, in the order of the settings."""
    jobs = views(shop, shop.store.jobs(states=AT_THE_PRINTER | IN_THE_LANE | {JobState.APPROVED}))
    clear = shop.store.plates_clear()
    rows = []
    for place in shop.places:
        own = [view for view in jobs if view.job.printer == place.name]
        at_it = [view for view in own if view.job.state in AT_THE_PRINTER]
        waiting = tuple(view for view in own if view.job.state not in AT_THE_PRINTER)
        status = shop.dispatcher.statuses.get(place.name, Status(PrinterState.UNKNOWN))
        rows.append(Lane(place, status, at_it[0] if at_it else None, waiting, place.name in clear))
    return rows


def retired(shop: PrintShop) -> list[JobView]:
    """What was accepted for printers that are none of the place any more: no lane has it."""
    jobs = shop.store.jobs(states=AT_THE_PRINTER | IN_THE_LANE | {JobState.APPROVED})
    return views(shop, (job for job in jobs if shop.place(job.printer) is None))


def profile_label(name: str) -> str:
    """What people chose; the bare name of a profile that is gone."""
    try:
        return slicing_profile(name).label
    except ProfileError:
        return name


def as_csv(rows: Iterable[tuple[Job, str]], moments: Mapping[str, datetime]) -> bytes:
    """The jobs with their owners' names, as a French spreadsheet reads them: semicolons, UTF-8 with its mark, dates
    such as 23/11/2026 10:00 on the clocks of Paris."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ["tache", "personne", "nom", "objet", "imprimante", "profil", "exemplaires", "etat", "deposee", "fin",
         "minutes", "grammes", "euros", "motif", "modele", "reglages"]
    )  # fmt: skip
    for job, name in rows:
        ended = moments.get(job.job_id)
        writer.writerow(
            tame(value)
            for value in (
                job.job_id, job.owner, name, job.title, job.printer, job.profile, str(job.copies),
                STATE_WORDS[job.state], _moment(job.created_at), _moment(ended),
                "" if job.seconds is None else str(round(job.seconds / 60)), _decimal(job.grams), _decimal(job.euros),
                job.reason, job.design or "", job.design_words or "",
            )
        )  # fmt: skip
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def tame(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(PARIS):%d/%m/%Y %H:%M}"


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")
