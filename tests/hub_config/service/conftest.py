"""`empty_gradebook`: made once; `stage`: a whole service behind a stand-in hub, new for each test."""

import pytest

from graders.notebook.gradebook import prepare_gradebook
from tests.hub_config.service.makers import a_stage


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """A gradebook with nothing in it."""
    return prepare_gradebook(tmp_path_factory.mktemp("course"))


@pytest.fixture
async def stage(tmp_path, empty_gradebook):
    """Two units, nothing handed out yet."""
    async with a_stage(tmp_path / "service", empty_gradebook) as stage:
        yield stage
