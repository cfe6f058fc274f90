"""The lane: one at a time, by the printer's own record, and nothing twice whatever happens in between."""

from __future__ import annotations

import asyncio

import pytest

from fab_notebooks.printing.dispatcher import SILENT_AFTER_S, UNASKED_ENDS
from fab_notebooks.printing.jobs import JobState
from fab_notebooks.printing.printers.protocol import (
    Outcome,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from tests.fab_notebooks.printing.makers import Queue, StandInPrinter
from tests.real_hub import wait_for_async

LOST = PrinterUnreachableError("no answer")


@pytest.fixture
def printer() -> StandInPrinter:
    """Idle, and knows no file."""
    return StandInPrinter()


async def look(queue: Queue, printer: StandInPrinter, folder, times: int = 3) -> None:
    """So many looks of a dispatcher that starts anew each time, as after a crash."""
    for _ in range(times):
        await queue.dispatcher(printer, folder / "scratch").step("simulee")


async def test_the_whole_way_of_a_job(queue, printer, tmp_path):
    """Sliced, it waits for the plate; the plate is clear, it is sent and printed; the record says done."""
    job = queue.sliced()
    await look(queue, printer, tmp_path)
    assert queue.state(job) is JobState.WAITING_PLATE
    queue.store.say_plate_is_clear("simulee", "samir")
    await look(queue, printer, tmp_path)
    assert (queue.state(job), printer.uploads) == (JobState.PRINTING, [f"atelier-{job.job_id}-1.gcode"])
    assert queue.store.job(job.job_id).progress == 0.1
    printer.ends(Outcome.DONE)
    await look(queue, printer, tmp_path)
    done = queue.store.job(job.job_id)
    assert (done.state, done.progress) == (JobState.DONE, 1.0)
    assert len(printer.uploads) == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.DONE, JobState.DONE),
        (Outcome.FAILED, JobState.FAILED),
        (Outcome.CANCELLED, JobState.CANCELLED),
        (Outcome.ENDED, JobState.FAILED),
    ],
)
async def test_idle_says_nothing_the_record_does(queue, printer, tmp_path, outcome, state):
    """The machine is free again in all four; the job is what the record says, and the audit what nobody here asked."""
    job = queue.printing()
    printer.record[job.file_name] = outcome
    await look(queue, printer, tmp_path)
    assert (queue.state(job), queue.store.audit_of(job.job_id)[-1].note) == (state, UNASKED_ENDS.get(outcome, ""))


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.WAITING, Outcome.ABSENT])
async def test_a_lost_print_is_in_doubt_and_never_begun_again(queue, printer, tmp_path, outcome):
    """The server is gone, or back without a record: a person decides, the next job waits, nothing is sent."""
    job = queue.printing()
    behind = queue.sliced("bruno")
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.record[job.file_name] = outcome
    await look(queue, printer, tmp_path)
    assert queue.store.job(job.job_id).is_in_doubt
    assert (printer.uploads, queue.state(behind)) == ([], JobState.SLICED)
    printer.record[job.file_name] = Outcome.DONE  # the server is back, with its record
    await look(queue, printer, tmp_path)
    assert queue.state(job) is JobState.DONE


async def test_a_print_at_a_printer_that_was_retired_is_in_doubt(queue, printer, tmp_path):
    """No lane follows it any more; the others go on."""
    queue.store.say_plate_is_clear("partie", "samir")
    job = queue.approved(printer="partie")
    for state in (JobState.SLICED, JobState.WAITING_PLATE):
        queue.store.set_state(job.job_id, state)
    assert queue.store.take_next("partie")
    running = asyncio.create_task(queue.dispatcher(printer, tmp_path / "scratch").run())
    await wait_for_async(lambda: queue.store.job(job.job_id).is_in_doubt, "the doubt")
    running.cancel()
    assert printer.uploads == []


async def test_a_doubt_ends_when_the_print_is_seen_again(queue, printer, tmp_path):
    """The network was away for a moment: it is printing all the same."""
    job = queue.printing()
    printer.record[job.file_name] = Outcome.UNKNOWN
    await look(queue, printer, tmp_path)
    printer.record[job.file_name] = Outcome.UNDER_WAY
    printer.now = Status(PrinterState.BUSY, job.file_name, 0.5, 120.0)
    await look(queue, printer, tmp_path)
    seen = queue.store.job(job.job_id)
    assert (seen.state, seen.is_in_doubt, seen.progress, seen.left_s) == (JobState.PRINTING, False, 0.5, 120)


async def test_a_machine_that_gets_nowhere_is_in_doubt_until_it_moves(queue, printer, tmp_path):
    """It says that it prints, a quarter of an hour long at the same place: nobody knows, nothing is begun again. On
    hold it may stand; and it is no doubt any more when it goes on."""
    job = queue.printing()
    printer.record[job.file_name] = Outcome.UNDER_WAY
    printer.now = Status(PrinterState.BUSY, job.file_name, 0.4, 600.0)
    now_s = 5000.0
    dispatcher = queue.dispatcher(printer, tmp_path / "scratch", monotonic=lambda: now_s)

    async def in_doubt_after(seconds: float) -> bool:
        nonlocal now_s
        now_s += seconds
        await dispatcher.step("simulee")
        return queue.store.job(job.job_id).is_in_doubt

    assert [await in_doubt_after(seconds) for seconds in (0, 0, SILENT_AFTER_S, 1, 1)] == [False] * 3 + [True] * 2
    assert (queue.state(job), printer.uploads, printer.orders) == (JobState.PRINTING, [], [])
    printer.now = Status(PrinterState.BUSY, job.file_name, 0.41, 590.0)
    assert not await in_doubt_after(1)
    printer.now = Status(PrinterState.PAUSED, job.file_name, 0.41, 590.0)
    assert [await in_doubt_after(2 * SILENT_AFTER_S) for _ in range(2)] == [False, False]
    printer.now = Status(PrinterState.BUSY, job.file_name, 0.41, 590.0)
    assert not await in_doubt_after(1)
    assert await in_doubt_after(SILENT_AFTER_S)


async def test_killed_before_the_order_arrived_it_is_sent_once(queue, printer, tmp_path):
    """The intention is written, the printer has never seen the file: it is sent now, under the same name."""
    job = queue.sending()
    await look(queue, printer, tmp_path)
    assert (queue.state(job), printer.uploads) == (JobState.PRINTING, [job.file_name])


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.UNDER_WAY, JobState.PRINTING), (Outcome.DONE, JobState.DONE), (Outcome.FAILED, JobState.FAILED)],
)
async def test_killed_after_the_order_arrived_it_is_not_sent_again(queue, printer, tmp_path, outcome, state):
    """The printer's record has the name: the job is what the record says."""
    job = queue.sending()
    printer.record[job.file_name] = outcome
    await look(queue, printer, tmp_path)
    assert (queue.state(job), printer.uploads) == (state, [])


async def test_a_file_that_arrived_and_has_no_record_is_in_doubt(queue, printer, tmp_path):
    """It may have been printed by a server that was killed before it wrote so."""
    job = queue.sending()
    printer.record[job.file_name] = Outcome.WAITING
    await look(queue, printer, tmp_path)
    assert queue.store.job(job.job_id).is_in_doubt
    assert printer.uploads == []


@pytest.mark.parametrize("arrives", [True, False])
async def test_an_order_without_an_answer_is_printed_once(queue, printer, tmp_path, arrives):
    """Whether it arrived or not is found in the record, not guessed."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.trouble, printer.arrives = LOST, arrives
    await look(queue, printer, tmp_path, 1)
    assert queue.state(job) is JobState.SENDING
    printer.trouble = None
    await look(queue, printer, tmp_path)
    assert (queue.state(job), len(printer.uploads)) == (JobState.PRINTING, 1)


async def test_a_printer_that_did_not_begin_is_asked_again_after_a_new_word(queue, printer, tmp_path):
    """Somebody printed by hand at that moment (201, but not started). The word did come back once, but their part lies
    there: the file is sent again, under another name, only after somebody looked."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.begins = False
    await look(queue, printer, tmp_path)
    assert (queue.state(job), queue.store.plates_clear()) == (JobState.WAITING_PLATE, frozenset())
    printer.begins = True
    await look(queue, printer, tmp_path)
    assert printer.uploads == [f"atelier-{job.job_id}-1.gcode"]
    queue.store.say_plate_is_clear("simulee", "samir")
    await look(queue, printer, tmp_path)
    assert printer.uploads == [f"atelier-{job.job_id}-1.gcode", f"atelier-{job.job_id}-2.gcode"]
    assert queue.state(job) is JobState.PRINTING


async def test_a_refused_file_fails_with_the_printers_words(queue, printer, tmp_path):
    """The server will not have it: no use to ask again."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.trouble, printer.arrives = PrinterRefusedError("refused with 415"), False
    await look(queue, printer, tmp_path)
    assert queue.state(job) is JobState.FAILED
    assert queue.store.audit_of(job.job_id)[-1].note == "refused with 415"


@pytest.mark.parametrize("state", [PrinterState.OFFLINE, PrinterState.UNKNOWN])
async def test_nothing_is_sent_to_a_machine_that_is_away(queue, printer, tmp_path, state):
    """And the word that the plate is clear is not used up: nothing is known to be printed there."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.now = Status(state)
    await look(queue, printer, tmp_path)
    assert (queue.state(job), printer.uploads, queue.store.plates_clear()) == (JobState.WAITING_PLATE, [], {"simulee"})


@pytest.mark.parametrize("state", [PrinterState.BUSY, PrinterState.PAUSED])
@pytest.mark.parametrize("jobs", [0, 1])
async def test_the_word_is_used_up_by_a_print_by_hand(queue, printer, tmp_path, state, jobs):
    """It did survive that once, and the next print would have begun onto the part: the plate was clear before it, not
    after. Nothing goes, whether something waited at that time or came later, until somebody looks again."""
    for _ in range(jobs):
        queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.now = Status(state, "by-hand.gcode", 0.5)
    await look(queue, printer, tmp_path)
    printer.now = Status(PrinterState.IDLE, "by-hand.gcode", 1.0)
    job = queue.waiting("bruno")
    await look(queue, printer, tmp_path)
    assert (queue.state(job), printer.uploads, queue.store.plates_clear()) == (JobState.WAITING_PLATE, [], frozenset())


async def test_the_word_said_twice_is_used_up_by_one_print(queue, printer, tmp_path):
    """The second press arrives when the print has begun already: its part lies there in the end, and the next waits."""
    queue.waiting("rosa")
    second = queue.waiting("bruno")
    queue.store.say_plate_is_clear("simulee", "samir")
    await look(queue, printer, tmp_path, 1)
    queue.store.say_plate_is_clear("simulee", "samir")
    await look(queue, printer, tmp_path)
    printer.ends(Outcome.DONE)
    await look(queue, printer, tmp_path)
    assert (queue.state(second), len(printer.uploads)) == (JobState.WAITING_PLATE, 1)


async def test_first_approved_is_first_printed(queue, printer, tmp_path):
    """And the second only after the plate was seen clear again."""
    first, second = queue.sliced("rosa"), queue.sliced("bruno")
    for job in (first, second):
        queue.store.say_plate_is_clear("simulee", "samir")
        await look(queue, printer, tmp_path, 6)
        assert printer.uploads[-1] == f"atelier-{job.job_id}-1.gcode"
        printer.ends(Outcome.DONE)
        await look(queue, printer, tmp_path, 6)
        assert queue.state(job) is JobState.DONE
    assert len(printer.uploads) == 2


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.ENDED, Outcome.CANCELLED])
async def test_a_wish_to_cancel_is_passed_on_until_the_record_has_it(queue, printer, tmp_path, outcome):
    """OctoPrint calls that a failure, or does not say; here it is what somebody asked for."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    await look(queue, printer, tmp_path)
    queue.store.cancel(job.job_id, "rosa", "rosa")
    await look(queue, printer, tmp_path, 1)
    assert printer.orders == ["cancel"]
    printer.ends(outcome)
    await look(queue, printer, tmp_path)
    assert (queue.state(job), queue.store.audit_of(job.job_id)[-1].note) == (JobState.CANCELLED, "")


async def test_a_lane_looks_at_once_when_its_machine_speaks(queue, printer, tmp_path):
    """It would look in an hour; the machine says that it is at work, and has ended."""
    job = queue.printing()
    printer.record[job.file_name] = Outcome.UNDER_WAY
    dispatcher = queue.dispatcher(printer, tmp_path / "scratch", look_every_s=3600)
    running = asyncio.create_task(dispatcher.run())
    printer.now = Status(PrinterState.BUSY, job.file_name, 0.5)
    await wait_for_async(lambda: queue.store.job(job.job_id).progress == 0.5, "the first look")
    printer.ends(Outcome.DONE)
    await wait_for_async(lambda: queue.state(job) is JobState.DONE, "the end")
    running.cancel()


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_print_that_is_cancelled_while_it_is_sent_does_not_begin(queue, printer, tmp_path, arrives):
    """The order never arrived, or the printer took the file and did not begin: it is not sent again to be cancelled."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    printer.begins, printer.trouble, printer.arrives = False, None if arrives else LOST, arrives

    async def upload(file_name: str, gcode: bytes, *, start: bool) -> bool:
        queue.store.cancel(job.job_id, "rosa", "rosa")
        return await StandInPrinter.upload(printer, file_name, gcode, start=start)

    printer.upload = upload
    await look(queue, printer, tmp_path, 1)
    del printer.upload
    printer.begins, printer.trouble = True, None
    await look(queue, printer, tmp_path)
    assert (queue.state(job), len(printer.uploads)) == (JobState.CANCELLED, int(arrives))
    assert queue.store.files.get(job.job_id, "job.gcode") is None


async def test_somebody_elses_print_is_not_cancelled_or_held(queue, printer, tmp_path):
    """A job in the house's name only acts on the file it sent."""
    job = queue.printing()
    queue.store.cancel(job.job_id, "rosa", "rosa")
    printer.record[job.file_name] = Outcome.UNDER_WAY
    printer.now = Status(PrinterState.BUSY, "by-hand.gcode", 0.5)
    await look(queue, printer, tmp_path)
    dispatcher = queue.dispatcher(printer, tmp_path / "scratch")
    for order in (dispatcher.pause, dispatcher.resume):
        with pytest.raises(PrinterRefusedError, match="is not at work on job"):
            await order(queue.store.job(job.job_id))
    assert printer.orders == []


async def test_hold_and_go_on(queue, printer, tmp_path):
    """The manager's orders reach the machine that prints this job."""
    job = queue.waiting()
    queue.store.say_plate_is_clear("simulee", "samir")
    dispatcher = queue.dispatcher(printer, tmp_path / "scratch")
    await dispatcher.step("simulee")
    job = queue.store.job(job.job_id)
    await dispatcher.pause(job)
    await dispatcher.resume(job)
    assert printer.orders == ["pause", "resume"]
