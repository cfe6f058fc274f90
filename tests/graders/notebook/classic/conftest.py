"""`warm`: one sandbox for all tests here."""

from collections.abc import Iterator

import pytest

from graders.notebook.classic.warm import NotebookLimits, WarmSandbox
from graders.sandbox import MIB, SandboxError, probe


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmSandbox]:
    """A warm sandbox with small limits, so that what swells is stopped soon."""
    try:
        probe()
    except SandboxError as error:
        pytest.skip(str(error))
    with WarmSandbox(NotebookLimits(data_bytes=256 * MIB, folder_bytes=16 * MIB)) as sandbox:
        yield sandbox
