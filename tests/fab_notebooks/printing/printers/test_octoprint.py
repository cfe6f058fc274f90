"""OctoPrint's own traps, each tried on the real one, and the faults that its virtual printer can be told to have."""

from __future__ import annotations

import asyncio

import pytest

from fab_notebooks.printing.dispatcher import SILENT_AFTER_S
from fab_notebooks.printing.jobs import JobState
from fab_notebooks.printing.printers.octoprint import OctoPrint
from fab_notebooks.printing.printers.protocol import Outcome, PrinterRefusedError, PrinterState
from fab_notebooks.printing.printers.server import PrintServer
from tests.fab_notebooks.printing.makers import a_queue
from tests.fab_notebooks.printing.printers.test_contract import LONG, a_name, listening
from tests.print_servers import KEY, RunningOctoPrint, a_gcode, octoprint, until
from tests.real_hub import wait_for_async

pytestmark = pytest.mark.printer


@pytest.fixture
def printer(octoprint_server: RunningOctoPrint) -> OctoPrint:
    """A client of the real one, idle, whatever the test before left."""
    octoprint_server.wait_until_operational()
    return OctoPrint(PrintServer(octoprint_server.url, KEY))


async def under_way(printer: OctoPrint, gcode: bytes = LONG) -> str:
    """A long print that has begun; its name."""
    name = a_name()
    assert await printer.upload(name, gcode, start=True)
    await until(lambda: becomes(printer, name, Outcome.UNDER_WAY), "the print to begin")
    return name


async def becomes(printer: OctoPrint, name: str, *outcomes: Outcome) -> bool:
    """Whether it is one of these now."""
    return await printer.outcome(name) in outcomes


async def is_state(printer: OctoPrint, *states: PrinterState) -> bool:
    """Whether it is so now."""
    return (await printer.status()).state in states


async def end(printer: OctoPrint) -> None:
    """Cancels what is printed."""
    await printer.cancel()
    await until(lambda: is_state(printer, PrinterState.IDLE), "the machine to be idle")


async def test_resume_while_pausing_is_refused(printer):
    """OctoPrint answers 204 and does nothing; here it is a refusal, and the print can still be held and ended."""
    # It holds when it has dwelt.
    await under_way(printer, b"G28\n" + b"G4 P4000\n" * 5)
    await printer.pause()
    with pytest.raises(PrinterRefusedError, match="Pausing"):
        await printer.resume()
    await end(printer)


@pytest.mark.parametrize("gcode", [b"", b"hello\nthis is no g-code\n"], ids=["empty", "garbage"])
async def test_a_file_without_commands_is_printed_to_its_end(printer, gcode):
    """OctoPrint calls it done, at -100 % or 100 %: why our own check comes first. A progress is 0 to 1 all the same."""
    name = a_name()
    assert await printer.upload(name, gcode, start=True) is True
    await until(lambda: becomes(printer, name, Outcome.DONE), "the end")
    progress = (await printer.status()).progress
    assert progress is None or 0 <= progress <= 1


async def test_an_emergency_stop_in_a_file_takes_the_machine_offline(octoprint_server, printer):
    """M112 in a job: the print has failed, the machine is gone until somebody connects it; our own check refuses it."""
    name = a_name()
    async with listening(printer) as listener:
        await listener.hears(PrinterState.IDLE)
        assert await printer.upload(name, b"G28\nM112\nG28\n", start=True) is True
        await listener.hears(PrinterState.OFFLINE)
        assert await printer.outcome(name) is Outcome.FAILED
    octoprint_server.wait_until_operational()


@pytest.mark.parametrize("name", ["piece.stl", "piece.exe", "piece", "../../piece.gcode"])
async def test_names_that_are_no_job_are_refused(printer, name):
    """Neither models nor programs nor folders above."""
    with pytest.raises(PrinterRefusedError, match="refused with 4"):
        await printer.upload(name, LONG, start=True)
    assert (await printer.status()).state is PrinterState.IDLE


async def test_the_file_that_is_printed_cannot_be_replaced(printer):
    """A second file under the name of the one at work is refused: what is approved is what is printed."""
    name = await under_way(printer)
    with pytest.raises(PrinterRefusedError, match="refused with 409"):
        await printer.upload(name, a_gcode(1), start=False)
    await end(printer)


async def test_the_key_prints_and_does_not_administer(octoprint_server):
    """It belongs to an ordinary user of OctoPrint, who cannot see its accounts."""
    assert octoprint_server.ask("GET", "/api/access/users").status_code == 403


FAULTS = {
    "drop_connection": PrinterState.OFFLINE,
    "action_disconnect": PrinterState.OFFLINE,
    "trigger_fatal_error_marlin": PrinterState.OFFLINE,
    "trigger_fatal_error_repetier": PrinterState.OFFLINE,
    # The print ends without a word, and the machine says that it is free.
    "maxtemp_error": PrinterState.IDLE,
}


async def has_noted(server, name):
    """Whether OctoPrint's own log says that it began this file."""
    return name in server.prints_begun()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_mid_print_is_a_failure(octoprint_server, printer, fault):
    """The line drops, the firmware stops, it gets too hot: the print has failed, and is not begun again. Who did not
    listen when it happened sees by the record only that it ended: OctoPrint itself cancels a print that got too hot."""
    async with listening(printer) as listener:
        await listener.hears(PrinterState.IDLE)
        name = await under_way(printer)
        # Its log is a moment behind.
        await until(lambda: has_noted(octoprint_server, name), "the log to name the print")
        begun = octoprint_server.prints_begun()
        octoprint_server.debug(fault)
        await until(lambda: becomes(printer, name, Outcome.FAILED), "the failure")
        await listener.hears(FAULTS[fault])
    octoprint_server.wait_until_operational()
    assert await printer.outcome(name) is Outcome.FAILED
    assert await OctoPrint(PrintServer(octoprint_server.url, KEY)).outcome(name) is Outcome.ENDED
    assert octoprint_server.prints_begun() == begun


@pytest.mark.parametrize(
    "order", [{"command": "cancel"}, "send // action:cancel"], ids=["on-its-page", "at-the-machine"]
)
async def test_a_print_that_somebody_cancelled_there_is_cancelled(octoprint_server, printer, order, tmp_path):
    """On OctoPrint's own page or on the machine's own display: the job is cancelled, and the audit says where; nothing
    begins again."""
    queue = a_queue(tmp_path / "queue")
    job = queue.waiting(gcode=LONG)
    queue.store.say_plate_is_clear("simulee", "samir")
    running = asyncio.create_task(queue.dispatcher(printer, tmp_path / "scratch").run())
    await wait_for_async(lambda: queue.store.job(job.job_id).progress > 0, "the print to get on")
    name = queue.store.job(job.job_id).file_name
    await wait_for_async(lambda: name in octoprint_server.prints_begun(), "the log to name the print")
    begun = octoprint_server.prints_begun()
    if isinstance(order, str):
        octoprint_server.debug(order)
    else:
        octoprint_server.ask("POST", "/api/job", json=order).raise_for_status()
    await wait_for_async(lambda: queue.state(job) is not JobState.PRINTING, "the end")
    running.cancel()
    assert (queue.state(job), octoprint_server.prints_begun()) == (JobState.CANCELLED, begun)
    assert queue.store.audit_of(job.job_id)[-1].note == "cancelled at the printer"


async def test_a_print_that_ended_while_nobody_listened_is_said_to_have_ended(octoprint_server, printer, tmp_path):
    """It was cancelled there while no service ran: the record calls it a failure and means either; so the audit."""
    queue = a_queue(tmp_path / "queue")
    job = queue.waiting(gcode=LONG)
    queue.store.say_plate_is_clear("simulee", "samir")
    while queue.state(job) is not JobState.PRINTING:
        await queue.dispatcher(printer, tmp_path / "scratch").step("simulee")
    name = queue.store.job(job.job_id).file_name
    await until(lambda: becomes(printer, name, Outcome.UNDER_WAY), "the print to begin")
    octoprint_server.ask("POST", "/api/job", json={"command": "cancel"}).raise_for_status()
    await wait_for_async(lambda: octoprint_server.prints_of(name).get("failure"), "the record")
    await until(lambda: is_state(printer, PrinterState.IDLE), "the machine to be idle")
    await queue.dispatcher(printer, tmp_path / "scratch").step("simulee")
    assert queue.state(job) is JobState.FAILED
    assert queue.store.audit_of(job.job_id)[-1].note.startswith("cancelled or failed")


async def test_a_print_lost_on_hold_has_no_record(octoprint_server, printer):
    """Filament is out: the machine holds by itself, the print is under way. The line drops: OctoPrint forgets it, which
    is no failure and no success; and it is not begun again."""
    name = await under_way(printer)
    octoprint_server.debug("action_pause")
    await until(lambda: is_state(printer, PrinterState.PAUSED), "the hold")
    assert await printer.outcome(name) is Outcome.UNDER_WAY
    octoprint_server.debug("action_disconnect")
    await until(lambda: becomes(printer, name, Outcome.WAITING), "it to be forgotten")
    octoprint_server.wait_until_operational()
    assert await printer.outcome(name) is Outcome.WAITING
    assert octoprint_server.prints_begun()[-1] == name


async def test_a_machine_that_falls_silent_has_not_finished(tmp_path):
    """It answers no more, for good: the print stays under way, neither done nor failed, and after a while the job is in
    doubt until a person looks; it is not begun again."""
    now_s = 0.0
    with octoprint(tmp_path / "octoprint") as server:
        printer, queue = OctoPrint(PrintServer(server.url, KEY)), a_queue(tmp_path / "queue")
        dispatcher = queue.dispatcher(printer, tmp_path / "scratch", monotonic=lambda: now_s)
        job = queue.waiting(gcode=LONG)
        queue.store.say_plate_is_clear("simulee", "samir")
        while queue.state(job) is not JobState.PRINTING:
            await dispatcher.step("simulee")
        name = queue.store.job(job.job_id).file_name
        await until(lambda: becomes(printer, name, Outcome.UNDER_WAY), "the print to begin")
        server.debug("go_awol")

        async def is_in_doubt() -> bool:
            nonlocal now_s
            now_s += SILENT_AFTER_S
            await dispatcher.step("simulee")
            return queue.store.job(job.job_id).is_in_doubt

        await until(is_in_doubt, "the doubt")
        assert (queue.state(job), await printer.outcome(name)) == (JobState.PRINTING, Outcome.UNDER_WAY)
        assert (await printer.status()).state is PrinterState.BUSY
        assert (server.prints_of(name), server.prints_begun()) == ({}, [name])


async def test_a_noisy_line_prints_once(octoprint_server, printer):
    """Every tenth line has to be said twice: it takes longer, and is one print."""
    name = a_name()
    octoprint_server.debug("resend_ratio 10")
    assert await printer.upload(name, a_gcode(200), start=True)
    await until(lambda: becomes(printer, name, Outcome.DONE), "the end")
    octoprint_server.debug("resend_ratio 0")
    assert octoprint_server.prints_begun().count(name) == 1


async def test_a_file_of_bytes_never_counts_as_done(tmp_path):
    """OctoPrint hangs on it, or ends it: why our own check comes first."""
    with octoprint(tmp_path / "octoprint") as server:
        printer, name = OctoPrint(PrintServer(server.url, KEY)), a_name()
        await printer.upload(name, bytes(range(128, 256)) * 400, start=True)
        await until(lambda: becomes(printer, name, Outcome.UNDER_WAY, Outcome.ENDED), "the print to begin")
        assert not server.prints_of(name).get("success")
        assert server.prints_begun() == [name]


async def test_a_killed_server_has_no_record_of_what_it_printed(tmp_path):
    """After `kill -9` in mid-print it is unknown; back again, its record is empty: the same as never begun. Only who
    asked for the print knows better, and must not ask again by itself."""
    with octoprint(tmp_path / "octoprint") as server:
        printer = OctoPrint(PrintServer(server.url, KEY))
        name = await under_way(printer)
        server.kill()
        assert await printer.outcome(name) is Outcome.UNKNOWN
        assert (await printer.status()).state is PrinterState.UNKNOWN
        server.start()
        assert await printer.outcome(name) is Outcome.WAITING
        assert server.prints_begun() == [name]


async def test_an_offline_machine_takes_no_orders_until_somebody_connects_it(octoprint_server, printer):
    """On the page of its server, once the cable is repaired."""
    octoprint_server.debug("action_disconnect")
    await until(lambda: is_state(printer, PrinterState.OFFLINE), "the line to drop")
    with pytest.raises(PrinterRefusedError, match="refused with 409"):
        await printer.cancel()
    octoprint_server.wait_until_operational()
    assert (await printer.status()).state is PrinterState.IDLE
