"""One browser for all tests that need one: `pool` (tabs) and `checker` on top of it."""

from collections.abc import AsyncIterator

import pytest

from graders.checker import Checker
from graders.http.program import Program
from graders.web.browser import Browser, BrowserError, command
from graders.web.pool import TabPool


@pytest.fixture(scope="session")
async def pool() -> AsyncIterator[TabPool]:
    """A pool with its browser started; no page waits ready, as nobody waits for one, and getting it ready costs."""
    try:
        command()
    except BrowserError as reason:
        pytest.skip(str(reason))
    pool = TabPool(warm=0)
    await pool.start()
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def checker(pool: TabPool) -> Checker:
    """A checker on the session's pool."""
    return Checker(pool=pool)


@pytest.fixture
def quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is never too busy to tell who is late: other tests may run beside these."""
    monkeypatch.setattr(Browser, "is_starved", False)
    monkeypatch.setattr(Program, "is_starved", False)
