"""What only PrusaLink does: it says yes to a file before it knows whether it begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fab_notebooks.printing.printers.protocol import Outcome
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


async def test_a_print_that_is_not_shown_yet_has_not_failed_to_begin(slow):
    """It is under way, from its yes on: sent again it would be printed twice."""
    printer = PrusaLink(PrintServer(slow.url, KEY))
    assert await printer.upload("cle.gcode", b"G28\nG4 P9000\n", start=True)
    assert await printer.outcome("cle.gcode") is Outcome.UNDER_WAY
    slow._loop.call_soon_threadsafe(FakePrusaLink.begin, slow, "cle.gcode")
    while (await printer.status()).file_name != "cle.gcode":
        assert await printer.outcome("cle.gcode") is Outcome.UNDER_WAY
    assert await printer.outcome("cle.gcode") is Outcome.UNDER_WAY
    await printer.close()
