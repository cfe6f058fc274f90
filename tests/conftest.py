"""How the tests are shared among processes (`pytest -n 3`): by what is started once for many of them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# One hub, or one of each print server, for all tests of the folder.
TOGETHER = {"tests/end_to_end", "tests/fab_notebooks/printing/printers", "tests/hub_config"}


class ByModule(LoadScopeScheduling):
    """A module goes to one process, and so do all modules directly in a folder of TOGETHER; in the order collected."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        folder = str(PurePosixPath(module).parent)
        return folder if folder in TOGETHER else module


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Ours, whatever `--dist` says."""
    return ByModule(config, log)
