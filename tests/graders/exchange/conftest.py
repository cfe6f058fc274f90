"""`nbgrader`: its real commands, run as somebody, over a real HTTP exchange; `course` as in the notebook tests."""

import pytest

from tests.graders.exchange.makers import Clock, a_store
from tests.graders.exchange.people import People
from tests.graders.exchange.served import served
from tests.graders.notebook.conftest import built_course, course

__all__ = ["built_course", "course"]


@pytest.fixture
def clock():
    """It is morning."""
    return Clock()


@pytest.fixture
async def people(tmp_path, course, clock, monkeypatch):
    """Farida's course, and an exchange in which nothing is handed out yet."""
    async with served(a_store(tmp_path, clock)) as exchange:
        yield People(exchange, course, tmp_path, monkeypatch)
