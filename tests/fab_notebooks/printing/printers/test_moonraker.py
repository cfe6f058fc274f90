"""The traps of a real Moonraker: before a stand-in for Klipper, and before a real one where it was built."""

from __future__ import annotations

import pytest

from fab_notebooks.printing.printers.moonraker import Moonraker
from fab_notebooks.printing.printers.protocol import Outcome, PrinterState
from fab_notebooks.printing.printers.server import PrintServer
from tests.fab_notebooks.printing.printers.test_contract import LONG, a_name
from tests.klipper import is_built, klipper
from tests.print_servers import RunningMoonraker, moonraker, until
from tests.stand_in_klippy import StandInKlippy

pytestmark = pytest.mark.printer


def printer_of(server: RunningMoonraker) -> Moonraker:
    """A client with its key."""
    return Moonraker(PrintServer(server.url, server.api_key))


async def becomes(printer: Moonraker, name: str, *outcomes: Outcome) -> bool:
    """Whether it is one of these now."""
    return await printer.outcome(name) in outcomes


@pytest.mark.parametrize("server", ["moonraker_server", "klipper_server"])
async def test_a_move_out_of_the_machine_is_a_failure_with_its_reason(request, server):
    """Klipper stops and says why; the machine takes the next job."""
    printer, name = printer_of(request.getfixturevalue(server)), a_name()
    await printer.upload(name, b"G28\nG90\nG1 X99999 F6000\nG28\n", start=True)
    await until(lambda: becomes(printer, name, Outcome.FAILED), "the failure")
    status = await printer.status()
    assert status.state is PrinterState.IDLE
    assert "Move out of range" in status.message


@pytest.mark.parametrize("server", ["moonraker_server", "klipper_server"])
async def test_what_is_no_command_is_printed_to_its_end(request, server):
    """Klipper passes over what it does not know and calls it complete: why our own check comes first."""
    printer, name = printer_of(request.getfixturevalue(server)), a_name()
    await printer.upload(name, b"G28\nHELLO\nM999999\n", start=True)
    await until(lambda: becomes(printer, name, Outcome.DONE), "the end")


async def test_a_file_of_bytes_never_counts_as_done(tmp_path):
    """Klipper gets stuck on it, and not even a cancel ends that: a print under way, for a person to look at."""
    if not is_built():
        pytest.skip("no Klipper was built: python -m tests.klipper FOLDER OF ITS SOURCES")
    with (
        klipper(tmp_path / "klipper", tmp_path / "data" / "gcodes") as socket,
        moonraker(tmp_path / "data", socket) as server,
    ):
        printer, name = printer_of(server), a_name()
        await printer.upload(name, bytes(range(128, 256)) * 400, start=True)
        await until(lambda: becomes(printer, name, Outcome.UNDER_WAY, Outcome.FAILED), "Klipper to begin")
        assert await printer.outcome(name) is not Outcome.DONE


async def test_a_killed_server_finds_the_print_again(tmp_path):
    """After `kill -9` it is unknown; the machine goes on by itself, and the next Moonraker sees it."""
    klippy = StandInKlippy(tmp_path / "klippy.sock", tmp_path / "data" / "gcodes")
    klippy.start()
    name = a_name()
    with moonraker(tmp_path / "data", klippy.socket) as server:
        printer = printer_of(server)
        assert await printer.upload(name, LONG, start=True) is True
        server.process.kill()
        server.process.wait()
        assert await printer.outcome(name) is Outcome.UNKNOWN
    with moonraker(tmp_path / "data", klippy.socket) as server:
        printer = printer_of(server)
        assert await printer.outcome(name) is Outcome.UNDER_WAY
        await printer.cancel()
        await until(lambda: becomes(printer, name, Outcome.CANCELLED), "the end")
    assert klippy.begun == [name]
    klippy.stop()


async def test_a_machine_that_is_gone_is_offline(tmp_path):
    """Klipper stops answering behind a Moonraker that does: offline, and nothing can be begun."""
    klippy = StandInKlippy(tmp_path / "klippy.sock", tmp_path / "data" / "gcodes")
    klippy.start()
    with moonraker(tmp_path / "data", klippy.socket) as server:
        printer = printer_of(server)
        klippy.hang_up()
        await until(lambda: _is_offline(printer), "the machine to be offline")
        assert await printer.upload(a_name(), LONG, start=True) is False
    klippy.stop()


async def _is_offline(printer: Moonraker) -> bool:
    return (await printer.status()).state is PrinterState.OFFLINE
