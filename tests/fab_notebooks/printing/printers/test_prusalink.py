"""What only PrusaLink does: it says yes to a file before it knows whether it begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fab_notebooks.printing.printers.protocol import Outcome, PrinterUnreachableError
from fab_notebooks.printing.printers.prusalink import PrusaLink
from fab_notebooks.printing.printers.server import PrintServer
from tests.fake_prusalink import KEY, FakePrusaLink


class SlowPrusaLink(FakePrusaLink):
    """Begins later than it says yes."""

    def begin(self, name: str) -> None:
        """Not yet."""


@pytest.fixture
def slow() -> Iterator[SlowPrusaLink]:
    """A server that is up."""
    server = SlowPrusaLink()
    server.start()
    yield server
    server.stop()


async def test_a_print_that_is_not_shown_yet_may_have_begun(slow):
    """Nobody knows; the record says so until it begins, and nothing is taken for a no."""
    printer = PrusaLink(PrintServer(slow.url, KEY))
    with pytest.raises(PrinterUnreachableError, match=r"cle\.gcode arrived; the printer does not show yet"):
        await printer.upload("cle.gcode", b"G28\nG4 P9000\n", start=True)
    assert await printer.outcome("cle.gcode") is Outcome.WAITING
    slow._loop.call_soon_threadsafe(FakePrusaLink.begin, slow, "cle.gcode")
    while (outcome := await printer.outcome("cle.gcode")) is Outcome.WAITING:
        pass
    assert outcome is Outcome.UNDER_WAY
    await printer.close()
