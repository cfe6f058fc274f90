"""What every printer must do, tried on each print server that can be had: the same tests for all."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from fab_notebooks.printing.printers.moonraker import Moonraker
from fab_notebooks.printing.printers.octoprint import OctoPrint
from fab_notebooks.printing.printers.protocol import (
    Outcome,
    Printer,
    PrinterError,
    PrinterRefusedError,
    PrinterState,
    PrinterUnreachableError,
    Status,
)
from fab_notebooks.printing.printers.prusalink import PrusaLink
from fab_notebooks.printing.printers.server import PrintServer
from tests import fake_prusalink, prusalink
from tests.print_servers import KEY, RunningMoonraker, a_gcode, until
from tests.relay import relay

pytestmark = pytest.mark.printer

BRIEF = a_gcode(5)
LONG = a_gcode(5, dwells=40)


@dataclass(frozen=True)
class Served:
    """A printer behind a real server, and what is known of that server."""

    printer: Printer
    at: Callable[[str, str], Printer]
    """The same kind of printer at another address, with another key."""
    url: str
    key: str
    cancelled: Outcome = Outcome.CANCELLED
    """How its record alone, without anybody who listened, calls a cancelled print."""
    long: bytes = LONG
    """A job that lasts as long as a test needs it."""
    short: bytes = a_gcode(5, dwells=2)
    """A job that can just be paused."""
    brief: bytes = BRIEF
    """A job that ends soon, and is seen on its way."""
    lasting: bytes = a_gcode(5, dwells=6)
    """A job that is seen at work by who looks every second."""

    async def outcome(self, file_name: str, *wanted: Outcome) -> Outcome:
        """The outcome, once it is one of these."""
        await until(lambda: self._is(file_name, wanted), f"{file_name} to be {[each.value for each in wanted]}")
        return await self.printer.outcome(file_name)

    async def state(self, *wanted: PrinterState) -> Status:
        """The status, once its state is one of these."""

        async def there() -> bool:
            return (await self.printer.status()).state in wanted

        await until(there, f"{[each.value for each in wanted]}")
        return await self.printer.status()

    async def _is(self, file_name: str, wanted: tuple[Outcome, ...]) -> bool:
        return await self.printer.outcome(file_name) in wanted


@pytest.fixture
def octoprint_served(octoprint_server) -> Served:
    """OctoPrint itself."""

    def at(url: str, key: str) -> OctoPrint:
        return OctoPrint(PrintServer(url, key))

    return Served(at(octoprint_server.url, KEY), at, octoprint_server.url, KEY, cancelled=Outcome.ENDED)


@pytest.fixture
def moonraker_served(moonraker_server) -> Served:
    """Moonraker, with a stand-in for Klipper."""
    return _by_moonraker(moonraker_server)


@pytest.fixture
def klipper_served(klipper_server) -> Served:
    """Moonraker and Klipper, both real."""
    # In file-output mode no time passes but that of computing: a dwell is nothing, a move is a little.
    return replace(_by_moonraker(klipper_server), long=a_gcode(100_000), short=a_gcode(15_000), lasting=a_gcode(30_000))


def _by_moonraker(server: RunningMoonraker) -> Served:
    def at(url: str, key: str) -> Moonraker:
        return Moonraker(PrintServer(url, key))

    return Served(at(server.url, server.api_key), at, server.url, server.api_key)


@pytest.fixture
def firmware_served(prusalink_in_firmware) -> Served:
    """The fake of the PrusaLink in a printer."""
    return _by_prusalink(prusalink_in_firmware.url, fake_prusalink.KEY)


@pytest.fixture
def pi_served(prusalink_on_pi) -> Served:
    """The fake of the PrusaLink on a Raspberry Pi."""
    return _by_prusalink(prusalink_on_pi.url, fake_prusalink.KEY)


@pytest.fixture
def prusalink_served(prusalink_server) -> Served:
    """The real PrusaLink of a Raspberry Pi, with a stand-in for its printer."""
    # Some dozen lines are on their way to the printer when it is told to hold.
    short, brief = a_gcode(40, dwells=4), a_gcode(40, dwells=3)
    return replace(_by_prusalink(prusalink_server.url, prusalink.KEY), short=short, brief=brief)


def _by_prusalink(url: str, key: str) -> Served:
    def at(url: str, key: str) -> PrusaLink:
        return PrusaLink(PrintServer(url, key))

    return Served(at(url, key), at, url, key)


@pytest.fixture(params=["octoprint", "moonraker", "klipper", "firmware", "pi", "prusalink"])
async def served(request) -> Served:
    """Each server, idle."""
    served: Served = request.getfixturevalue(f"{request.param}_served")
    await served.state(PrinterState.IDLE)
    yield served
    if (await served.printer.status()).state is not PrinterState.IDLE:
        with suppress(PrinterRefusedError):  # it is ending
            await served.printer.cancel()
        await served.state(PrinterState.IDLE)


def a_name(word: str = "pièce") -> str:
    """One that was never used; with an accent and a space, as people's files have."""
    return f"{word} {uuid.uuid4().hex[:8]}.gcode"


async def test_an_unknown_file_is_absent(served):
    """A name that was never sent has no record."""
    assert await served.printer.outcome(a_name()) is Outcome.ABSENT


async def test_a_file_waits_until_it_is_started_and_is_done_by_the_record(served):
    """Uploaded without a start it prints not; started, the server's record says that it is done."""
    name = a_name()
    assert await served.printer.upload(name, served.brief, start=False) is False
    assert await served.printer.outcome(name) is Outcome.WAITING
    await served.printer.start(name)
    assert await served.outcome(name, Outcome.DONE) is Outcome.DONE


async def test_one_request_brings_and_starts(served):
    """With `start` the answer is whether it really began; then the record says so, and the status how far it is."""
    name = a_name()
    assert await served.printer.upload(name, served.long, start=True) is True
    assert await served.outcome(name, Outcome.UNDER_WAY) is Outcome.UNDER_WAY
    status = await served.state(PrinterState.BUSY)
    assert status.file_name == name
    assert 0 <= status.progress <= 1


async def test_a_busy_machine_takes_the_file_and_does_not_start_it(served):
    """Trap: the server says 201 to a second print; the answer here is False, and the first goes on."""
    first, second = a_name("un"), a_name("deux")
    assert await served.printer.upload(first, served.long, start=True) is True
    assert await served.printer.upload(second, BRIEF, start=True) is False
    assert await served.printer.outcome(second) is Outcome.WAITING
    with pytest.raises(PrinterRefusedError, match=r"refused with|busy"):
        await served.printer.start(second)
    assert await served.printer.outcome(first) is Outcome.UNDER_WAY


async def test_a_print_is_held_and_goes_on(served):
    """Paused it stands still, resumed it ends as done."""
    name = a_name()
    await served.printer.upload(name, served.short, start=True)
    await served.state(PrinterState.BUSY)
    await served.printer.pause()
    assert (await served.state(PrinterState.PAUSED)).file_name == name
    assert await served.printer.outcome(name) is Outcome.UNDER_WAY
    await served.printer.resume()
    assert await served.outcome(name, Outcome.DONE) is Outcome.DONE


async def test_a_cancelled_print_is_not_done_though_the_machine_is_idle(served):
    """Trap: after a cancel the state says only that the machine is free; the record says that it was no success."""
    name = a_name()
    await served.printer.upload(name, served.long, start=True)
    await served.outcome(name, Outcome.UNDER_WAY)
    await served.state(PrinterState.BUSY)
    await served.printer.cancel()
    assert await served.outcome(name, served.cancelled) is served.cancelled
    await served.state(PrinterState.IDLE)
    assert await served.printer.outcome(name) is served.cancelled


async def test_nothing_to_cancel_or_resume_is_a_refusal(served):
    """An order without a print is refused, and says so."""
    for order in (served.printer.cancel, served.printer.resume):
        with pytest.raises(PrinterRefusedError, match=r"\w"):
            await order()


async def test_a_wrong_key_opens_nothing(served):
    """Without its key the server tells nothing and takes nothing; and that is no outcome."""
    stranger = served.at(served.url, "wrong")
    name = a_name()
    assert (await stranger.status()).state is PrinterState.UNKNOWN
    assert await stranger.outcome(name) is Outcome.UNKNOWN
    # Moonraker hangs up before it has read the file: no answer, but no file either.
    with pytest.raises(PrinterError, match=r"refused with 4|no answer"):
        await stranger.upload(name, BRIEF, start=True)
    assert await served.printer.outcome(name) is Outcome.ABSENT


async def test_a_server_that_does_not_answer_is_unknown(served):
    """Nobody at the address: neither idle nor failed, but unknown; an order then may have arrived or not."""
    nobody = served.at("http://127.0.0.1:9", KEY)
    assert (await nobody.status()).state is PrinterState.UNKNOWN
    assert await nobody.outcome(a_name()) is Outcome.UNKNOWN
    orders = (nobody.cancel, nobody.pause, nobody.resume)
    for order in (lambda: nobody.upload(a_name(), BRIEF, start=True), lambda: nobody.start(a_name()), *orders):
        with pytest.raises(PrinterUnreachableError, match="no answer"):
            await order()


@dataclass
class Listener:
    """Listens to what a printer says of itself, from `listening` on."""

    printer: Printer
    seen: list[Status] = field(default_factory=list)

    async def hears(self, *states: PrinterState) -> None:
        """Until the last that it said is one of these."""

        async def heard() -> bool:
            return bool(self.seen) and self.seen[-1].state in states

        await until(heard, f"it to say {[state.value for state in states]}")

    async def run(self) -> None:
        async for status in self.printer.events():
            self.seen.append(status)


@asynccontextmanager
async def listening(printer: Printer) -> AsyncIterator[Listener]:
    """One who listens."""
    listener = Listener(printer)
    task = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_events_tell_each_change_once(served):
    """Idle, at work, idle again: what changed, and nothing twice in a row."""
    name = a_name()
    async with listening(served.printer) as listener:
        await listener.hears(PrinterState.IDLE)
        await served.printer.upload(name, served.lasting, start=True)
        await listener.hears(PrinterState.BUSY)
        assert listener.seen[-1].file_name == name
        await served.outcome(name, Outcome.DONE)
        await listener.hears(PrinterState.IDLE)
    assert all(one != other for one, other in pairwise(listener.seen))


async def test_a_cancelled_print_is_known_as_such_by_who_listens(served):
    """Cancelled by anybody, here or on the server's own page."""
    name = a_name()
    async with listening(served.printer) as listener:
        await listener.hears(PrinterState.IDLE)
        await served.printer.upload(name, served.long, start=True)
        await listener.hears(PrinterState.BUSY)
        await served.at(served.url, served.key).cancel()
        assert await served.outcome(name, Outcome.CANCELLED) is Outcome.CANCELLED
        await listener.hears(PrinterState.IDLE)


async def test_a_line_that_drops_is_opened_again(served):
    """The network is away: unknown. It is back: what the machine does is heard again."""
    with relay(int(served.url.rpartition(":")[2])) as way:
        printer = served.at(f"http://127.0.0.1:{way.port}", served.key)
        async with listening(printer) as listener:
            await listener.hears(PrinterState.IDLE)
            way.cut()
            await listener.hears(PrinterState.UNKNOWN)
            way.mend()
            await listener.hears(PrinterState.IDLE)
            await printer.upload(a_name(), served.lasting, start=True)
            await listener.hears(PrinterState.BUSY)
            await listener.hears(PrinterState.IDLE)
