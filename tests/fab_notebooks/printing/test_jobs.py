"""The table of moves, what a printer's record makes of a job, the quotas, and the place in the lane."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fab_notebooks.printing.jobs import (
    AT_THE_PRINTER,
    BEFORE_THE_PRINTER,
    ENDED,
    MOVES,
    JobMoveError,
    JobState,
    QuotaFault,
    Quotas,
    file_name_of,
    moved,
    place_in_lane,
    quota_fault,
    settled,
)
from fab_notebooks.printing.printers.protocol import Outcome
from tests.fab_notebooks.printing.makers import MONDAY, a_job

PARIS = ZoneInfo("Europe/Paris")


def test_the_table_has_every_state_and_leads_to_an_end():
    """From each state an end can be reached, and every state but the first can be reached from the first."""
    assert set(MOVES) == set(JobState)
    reached, edge = set(), {JobState.DRAFT}
    while edge:
        reached |= edge
        edge = set().union(*(MOVES[state] for state in edge)) - reached
    assert reached == set(JobState)
    assert {state for state in JobState if not MOVES[state]} == ENDED - {JobState.FAILED}
    assert all(JobState.CANCELLED in MOVES[state] for state in BEFORE_THE_PRINTER | AT_THE_PRINTER)


def test_a_done_job_stays_done():
    """A late message cannot print it again."""
    with pytest.raises(JobMoveError, match="job a1 is done; it cannot become printing"):
        moved(a_job(state=JobState.DONE), JobState.PRINTING)


def test_nothing_is_printed_without_approval():
    """Neither a draft nor a refused job can go to the printer."""
    for state in (JobState.DRAFT, JobState.SUBMITTED, JobState.REFUSED):
        with pytest.raises(JobMoveError, match="cannot become sending"):
            moved(a_job(state=state), JobState.SENDING)


def test_each_attempt_has_a_file_name_of_its_own():
    """And nothing of the person or the title is in it."""
    names = {file_name_of(a_job(attempt=attempt)) for attempt in range(3)}
    assert names == {"atelier-a1-1.gcode", "atelier-a1-2.gcode", "atelier-a1-3.gcode"}


@pytest.mark.parametrize("state", sorted(AT_THE_PRINTER, key=lambda state: state.value))
def test_the_record_decides(state):
    """Done, cancelled, failed, ended and under way are the printer's word; of the others it says nothing."""
    job = a_job(state=state)
    assert {outcome: settled(job, outcome) for outcome in Outcome} == {
        Outcome.UNDER_WAY: JobState.PRINTING,
        Outcome.DONE: JobState.DONE,
        Outcome.CANCELLED: JobState.CANCELLED,
        Outcome.FAILED: JobState.FAILED,
        Outcome.ENDED: JobState.FAILED,
        Outcome.ABSENT: None,
        Outcome.WAITING: None,
        Outcome.UNKNOWN: None,
    }
    assert settled(a_job(state=state, cancel_asked_by="rosa"), Outcome.FAILED) is JobState.CANCELLED


@pytest.mark.parametrize(
    ("changes", "others", "fault"),
    [
        ({}, [], None),
        ({"seconds": 3601}, [], QuotaFault.LONGEST),
        ({"grams": 11.0}, [], QuotaFault.GRAMS),
        ({}, [{"state": JobState.DONE, "grams": 8.0}], QuotaFault.GRAMS),
        ({}, [{"state": JobState.DONE, "created_at": MONDAY - timedelta(days=30), "grams": 8.0}], None),
        (
            {},
            [{"state": JobState.DONE, "created_at": MONDAY - timedelta(days=30), "queued_at": MONDAY, "grams": 8.0}],
            QuotaFault.GRAMS,
        ),
        ({}, [{"state": JobState.PRINTING, "created_at": MONDAY - timedelta(days=30), "grams": 8.0}], QuotaFault.GRAMS),
        ({}, [{"state": JobState.DONE, "grams": 1.0}] * 2, QuotaFault.PRINTS),
        ({}, [{"state": JobState.FAILED}, {"state": JobState.REFUSED}, {"state": JobState.CANCELLED}], None),
        ({}, [{"state": JobState.SUBMITTED}], QuotaFault.WAITING),
        ({}, [{"state": JobState.WAITING_PLATE}], QuotaFault.WAITING),
        ({}, [{"state": JobState.PRINTING}], None),
    ],
)
def test_quotas_count_what_is_waiting_or_printed(changes, others, fault):
    """One waits at a time; prints and grams of this month count, failures and refusals do not."""
    quotas = Quotas(prints_a_month=2, grams_a_month=10, longest_s=3600, waiting=1)
    rows = [a_job(job_id=f"b{number}", **other) for number, other in enumerate(others)]
    assert quota_fault(a_job(**changes), rows, quotas, MONDAY) is fault


def test_a_month_of_a_quota_begins_at_midnight_where_the_people_are():
    """An hour or two before it does at Greenwich: what was accepted on the first counts on the first."""
    rows = [a_job(job_id="b", state=JobState.DONE, queued_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))]
    now = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
    faults = [quota_fault(a_job(), rows, Quotas(prints_a_month=1, zone=zone), now) for zone in (PARIS, UTC)]
    assert faults == [QuotaFault.PRINTS, None]


def test_the_place_is_counted_in_ones_own_lane():
    """What is at the printer and what was approved before; other printers do not matter."""
    times = [MONDAY + timedelta(minutes=number) for number in range(4)]
    lane = [
        a_job(job_id="a", state=JobState.PRINTING, queued_at=times[0]),
        a_job(job_id="b", state=JobState.SLICED, queued_at=times[1]),
        a_job(job_id="c", state=JobState.APPROVED, queued_at=times[2]),
        a_job(job_id="d", state=JobState.SLICED, queued_at=times[0], printer="other"),
        a_job(job_id="e", state=JobState.SUBMITTED),
    ]
    assert [place_in_lane(job, lane) for job in lane[:3]] == [0, 1, 2]
