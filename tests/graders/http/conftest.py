"""A checker that grades servers; no browser is started."""

import pytest

from graders.checker import Checker


@pytest.fixture(scope="session")
def checker() -> Checker:
    """The real one."""
    return Checker()
