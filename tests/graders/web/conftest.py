"""What the tests of pages share, beside the browser of `tests/graders/conftest.py`."""

import pytest


@pytest.fixture(autouse=True)
def always_quiet(quiet_machine: None) -> None:
    """Other tests may run beside these: a page without end is told to be one all the same."""
