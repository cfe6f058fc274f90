"""One of each print server for all tests here; each test uses file names of its own."""

from collections.abc import Iterator

import pytest

from tests.print_servers import RunningOctoPrint, octoprint


@pytest.fixture(scope="session")
def octoprint_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOctoPrint]:
    """A real OctoPrint with its virtual printer; ready in about two seconds."""
    with octoprint(tmp_path_factory.mktemp("octoprint")) as running:
        yield running
