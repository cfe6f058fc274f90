"""`queue`: an empty print queue, new for each test."""

import pytest

from tests.fab_notebooks.printing.makers import Queue, a_queue


@pytest.fixture
def queue(tmp_path) -> Queue:
    """With plenty of everything for everybody."""
    return a_queue(tmp_path / "queue")
