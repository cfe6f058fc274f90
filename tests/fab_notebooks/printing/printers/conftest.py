"""One of each print server for all tests here; each test uses file names of its own."""

from collections.abc import Iterator

import pytest

from tests.fake_prusalink import FakePrusaLink
from tests.klipper import is_built, klipper
from tests.print_servers import RunningMoonraker, RunningOctoPrint, moonraker, octoprint
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
def prusalink_server() -> Iterator[FakePrusaLink]:
    """The fake: the real one prints nothing without a machine on its cable."""
    fake = FakePrusaLink()
    fake.start()
    yield fake
    fake.stop()
