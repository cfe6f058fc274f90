"""A print job: what it is, what may become of it, and who may have how much. Pure: data in, data out.

    draft ─► submitted ─► approved ─► sliced ─► waiting-plate ─► sending ─► printing ─► done
                 │                                                             └──────► failed ─► sliced (again)
                 └─► refused                    … and cancelled from anywhere before the end

A draft is an upload whose time, grams and price are found out by slicing it once; its owner then sends it off. Sending
is an intention: it is written, with the one file name of this attempt, before the printer is asked, so that whoever
comes after a crash knows which name to look for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import Enum

from fab_notebooks.printing.printers.protocol import Outcome


class JobState(Enum):
    """Where a job stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    APPROVED = "approved"
    SLICED = "sliced"
    WAITING_PLATE = "waiting-plate"
    SENDING = "sending"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVES = {
    JobState.DRAFT: {JobState.SUBMITTED, JobState.CANCELLED},
    JobState.SUBMITTED: {JobState.APPROVED, JobState.REFUSED, JobState.CANCELLED},
    JobState.REFUSED: set(),
    JobState.APPROVED: {JobState.SLICED, JobState.FAILED, JobState.CANCELLED},
    JobState.SLICED: {JobState.WAITING_PLATE, JobState.CANCELLED},
    JobState.WAITING_PLATE: {JobState.SENDING, JobState.CANCELLED},
    # Back to waiting only where the printer said that it did not begin.
    JobState.SENDING: {JobState.PRINTING, JobState.WAITING_PLATE, JobState.DONE, JobState.FAILED, JobState.CANCELLED},
    JobState.PRINTING: {JobState.DONE, JobState.FAILED, JobState.CANCELLED},
    JobState.DONE: set(),
    # Once more, when a manager says so; never by itself.
    JobState.FAILED: {JobState.SLICED},
    JobState.CANCELLED: set(),
}

AT_THE_PRINTER = frozenset({JobState.SENDING, JobState.PRINTING})
IN_THE_LANE = frozenset({JobState.SLICED, JobState.WAITING_PLATE})
BEFORE_THE_PRINTER = frozenset({JobState.SUBMITTED, JobState.APPROVED, *IN_THE_LANE})
ENDED = frozenset({JobState.REFUSED, JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class PrintError(Exception):
    """Something the print queue does not do; the message says what and why."""


class JobMoveError(PrintError):
    """A job that cannot become what was asked."""


class NoSuchJobError(PrintError):
    """There is no such job, or it is somebody else's."""


class NotReadyError(PrintError):
    """A draft whose estimate is not there yet, or never will be."""


@dataclass(frozen=True)
class Job:
    """One part to be printed, so many times, on one printer. Empty fields are not known yet."""

    job_id: str
    owner: str
    title: str
    printer: str
    profile: str
    copies: int
    state: JobState
    created_at: datetime
    changed_at: datetime
    queued_at: datetime | None
    """When it was approved: its place in the lane."""
    size_mm: str
    """Width × depth × height of one, for people."""
    seconds: int | None
    grams: float | None
    euros: float | None
    fault: str | None
    """Why it cannot be sliced: the value of a `SlicingFault`."""
    reason: str
    """The manager's, when refused; beside a fault, what is wrong with the file, in French."""
    attempt: int
    file_name: str | None
    """Of this attempt, on the printer."""
    progress: float
    left_s: int | None
    cancel_asked_by: str | None
    doubt_since: datetime | None
    """Since when the printer's record does not say what became of it: a person has to look, nothing begins anew."""
    design: str | None = None
    """What it was made with, as a `Recipe` has it; None for a file that somebody brought."""
    design_values: str | None = None
    """JSON."""
    design_words: str | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows what the printer made of it."""
        return self.doubt_since is not None and self.state in AT_THE_PRINTER


def moved(job: Job, to: JobState) -> Job:
    """The job in its next state; the store writes it."""
    if to not in MOVES[job.state]:
        raise JobMoveError(f"job {job.job_id} is {job.state.value}; it cannot become {to.value}")
    return replace(job, state=to)


def file_name_of(job: Job) -> str:
    """The name on the printer for the next attempt: no other attempt's, and nothing of the person is in it."""
    return f"atelier-{job.job_id}-{job.attempt + 1}.gcode"


def settled(job: Job, outcome: Outcome) -> JobState | None:
    """What the printer's record of its file makes of a job at the printer; None if it says nothing of it.

    Before the printer confirmed it (`SENDING`) an absent file means that the order never arrived: that is no doubt, and
    is for the dispatcher. A file that is there and has no record means doubt, in either state: it may have been printed
    by a server that was killed before it wrote so.
    """
    match outcome:
        case Outcome.UNDER_WAY:
            return JobState.PRINTING
        case Outcome.DONE:
            return JobState.DONE
        case Outcome.CANCELLED:
            return JobState.CANCELLED
        case Outcome.FAILED | Outcome.ENDED:
            # Where the record does not tell one from the other, we know whether anybody here asked for it.
            return JobState.CANCELLED if job.cancel_asked_by else JobState.FAILED
    return None


@dataclass(frozen=True)
class Quotas:
    """What one person may have printed; whoever approves may see it and decide otherwise."""

    prints_a_month: int = 10
    grams_a_month: int = 400
    longest_s: int = 6 * 3600
    waiting: int = 1
    """Jobs that are sent off and not yet at the printer."""
    drafts: int = 5
    """Uploads that were never sent off: they fill the disk."""
    zone: tzinfo = UTC
    """On whose clocks a month begins."""


class QuotaFault(Enum):
    """Which one is used up."""

    PRINTS = "prints"
    GRAMS = "grams"
    LONGEST = "longest"
    WAITING = "waiting"
    DRAFTS = "drafts"


class QuotaError(PrintError):
    """A quota is used up; `fault` says which."""

    def __init__(self, fault: QuotaFault) -> None:
        super().__init__(f"the quota of {fault.value} is used up")
        self.fault = fault


def quota_fault(job: Job, others: Iterable[Job], quotas: Quotas, now: datetime) -> QuotaFault | None:
    """The first quota that a person's job would break, with their other jobs, in the month of now."""
    others = list(others)
    counted = [each for each in others if _counts(each, now.astimezone(quotas.zone))]
    if sum(each.state in BEFORE_THE_PRINTER for each in others) >= quotas.waiting:
        return QuotaFault.WAITING
    if (job.seconds or 0) > quotas.longest_s:
        return QuotaFault.LONGEST
    if len(counted) >= quotas.prints_a_month:
        return QuotaFault.PRINTS
    if sum(each.grams or 0 for each in counted) + (job.grams or 0) > quotas.grams_a_month:
        return QuotaFault.GRAMS
    return None


def _counts(job: Job, now: datetime) -> bool:
    """Whether it takes of this month's quota: what is on its way, and what was accepted this month and is done.

    The day of the upload does not count: drafts of last month would be this month's for nothing.
    """
    if job.state in BEFORE_THE_PRINTER | AT_THE_PRINTER:
        return True
    accepted = (job.queued_at or job.created_at).astimezone(now.tzinfo)
    return job.state is JobState.DONE and (accepted.year, accepted.month) == (now.year, now.month)


def place_in_lane(job: Job, lane: Iterable[Job]) -> int:
    """How many jobs are before it at its printer, those there included; 0 is the next."""
    mine = job.queued_at
    return sum(
        each.job_id != job.job_id
        and (
            each.state in AT_THE_PRINTER or (each.queued_at is not None and mine is not None and each.queued_at < mine)
        )
        for each in lane
        if each.printer == job.printer and each.state in AT_THE_PRINTER | IN_THE_LANE | {JobState.APPROVED}
    )
