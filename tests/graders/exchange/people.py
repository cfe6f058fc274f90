"""People at their own servers: they type nbgrader's commands, and farida uses the formgrader."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.tests import run_nbgrader
from traitlets.config import Config

from graders.exchange.store import Submission
from graders.notebook.configuration import configure_nbgrader
from tests.graders.exchange.served import Served

CONFIGURATION = Path(__file__).parents[3] / "hub_config/single_user/common"


@dataclass
class People:
    """Everyone's home is a folder of its own; farida's course is `course`."""

    exchange: Served
    course: Path
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def home(self, name: str) -> Path:
        """A person's home."""
        path = self.folder / "homes" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def environment(self, name: str) -> dict[str, str]:
        """What a program finds in this person's server."""
        places = {"JUPYTER_CONFIG_PATH": str(CONFIGURATION), "HOME": str(self.home(name))}
        ours = self.exchange.environment(name) | places
        return dict(os.environ) | ours | ({"ATELIER_COURSE_ROOT": str(self.course)} if name == "farida" else {})

    async def nbgrader(self, name: str, *words: str, code: int = 0, stdout: bool = False) -> str:
        """What the command says, to the log or to its output, when this person types it; it must end with `code`."""
        self.monkeypatch.chdir(self.home(name))
        environment = os.environ
        try:
            return await asyncio.to_thread(run_nbgrader, list(words), code, self.environment(name), stdout)
        finally:
            # nbgrader's helper leaves a plain dict there, in which a later test's `setenv` would reach nobody.
            os.environ = environment  # noqa: B003 # the very object, not its content

    async def formgrader(self, action: str, *arguments: Any, name: str = "farida", **named: Any) -> Any:
        """What one of nbgrader's API functions gives, as the formgrader calls it in this person's server."""
        for key, value in self.environment(name).items():
            self.monkeypatch.setenv(key, value)
        return await asyncio.to_thread(self._api_call, action, arguments, named)

    def _api_call(self, action: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        config = Config()
        configure_nbgrader(config, course_root=self.course)
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        found = getattr(api, action)
        return found(*arguments, **named) if callable(found) else found

    def submitted(self, name: str) -> Submission:
        """The latest hand-in of a person."""
        return self.exchange.store.submissions(student_id=name)[-1]
