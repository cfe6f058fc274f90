"""Where a notebook runs: its folder, the service it asks, its clock. The only reader of the environment here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from graders.exercise_widget.desk import Later
from graders.exercise_widget.front_widget import MODULES


@dataclass(frozen=True)
class Place:
    """The surroundings of one notebook.

    `folder` holds the notebook and its exercises; `service_url` is the atelier service seen from here, `token` the
    person's own and never shown; `clock` gives aware local time, `later` calls back in the thread that asks; `modules`
    has what runs in the browser.
    """

    folder: Path
    service_url: str
    token: str = field(repr=False)
    clock: Callable[[], datetime]
    later: Later
    modules: Path = MODULES

    @property
    def week_url(self) -> str:
        """The page "Ma semaine", as the browser asks for it."""
        return f"{urlsplit(self.service_url).path}/ma-semaine"

    def report_url(self, assignment_id: str, number: str) -> str:
        """The page of an exercise's latest report, as the browser asks for it."""
        return f"{urlsplit(self.service_url).path}/rapport/{quote(assignment_id, safe='')}/{quote(number, safe='')}"


def this_place() -> Place:
    """The place of the notebook that is running now."""
    return Place(
        folder=Path.cwd(),
        service_url=os.environ.get("ATELIER_SERVICE_URL", "").rstrip("/"),
        token=os.environ.get("JUPYTERHUB_API_TOKEN", ""),
        clock=lambda: datetime.now().astimezone(),
        later=lambda delay_s, call: asyncio.get_running_loop().call_later(delay_s, call),
    )
