"""What the tests of servers share: a checker without a browser, on a machine that is never too busy to tell."""

import pytest

from graders.checker import Checker


@pytest.fixture(scope="session")
def checker() -> Checker:
    """The real one."""
    return Checker()


@pytest.fixture(autouse=True)
def always_quiet(quiet_machine: None) -> None:
    """Other tests may run beside these: a server without end is told to be one all the same."""
