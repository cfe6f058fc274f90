"""One of each print server for all tests here; each test uses file names of its own."""

from collections.abc import Iterator

import pytest

from tests import prusalink
from tests.fake_prusalink import FakePrusaLink
from tests.klipper import is_built, klipper
from tests.print_servers import RunningMoonraker, RunningOctoPrint, moonraker, octoprint
from tests.prusalink import RunningPrusaLink
from tests.stand_in_klippy import StandInKlippy


@pytest.fixture(scope="session")
def octoprint_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOctoPrint]:
    """A real OctoPrint with its virtual printer; ready in about two seconds."""
    with octoprint(tmp_path_factory.mktemp("octoprint")) as running:
        yield running


@pytest.fixture(scope="session")
def moonraker_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningMoonraker]:
    """A real Moonraker before the stand-in for Klipper; ready in about a second."""
    folder = tmp_path_factory.mktemp("moonraker")
    klippy = StandInKlippy(folder / "klippy.sock", folder / "data" / "gcodes")
    klippy.start()
    with moonraker(folder / "data", klippy.socket) as running:
        yield running
    klippy.stop()


@pytest.fixture(scope="session")
def klipper_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningMoonraker]:
    """A real Moonraker before a real Klipper in file-output mode, where one was built."""
    if not is_built():
        pytest.skip("no Klipper was built: python -m tests.klipper FOLDER OF ITS SOURCES")
    folder = tmp_path_factory.mktemp("klipper")
    with (
        klipper(folder / "klipper", folder / "data" / "gcodes") as socket,
        moonraker(folder / "data", socket) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def prusalink_in_firmware() -> Iterator[FakePrusaLink]:
    """The fake of the one in a printer's firmware."""
    yield from _prusalink(FakePrusaLink())


@pytest.fixture(scope="session")
def prusalink_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrusaLink]:
    """A real PrusaLink with a stand-in for its printer, where it was installed."""
    if not prusalink.is_installed():
        pytest.skip("no PrusaLink was installed: python -m tests.prusalink")
    with prusalink.prusalink(tmp_path_factory.mktemp("prusalink")) as running:
        yield running


@pytest.fixture(scope="session")
def prusalink_on_pi() -> Iterator[FakePrusaLink]:
    """The fake of the one on a Raspberry Pi, for where the real one is not installed."""
    yield from _prusalink(FakePrusaLink(on_pi=True))


def _prusalink(fake: FakePrusaLink) -> Iterator[FakePrusaLink]:
    fake.start()
    yield fake
    fake.stop()
