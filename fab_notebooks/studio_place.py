"""Where a studio is opened: the person's home and the service. The only reader of the environment here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fab_notebooks.sending import Service
from fab_notebooks.shelf import FOLDER, Shelf


@dataclass(frozen=True)
class StudioPlace:
    """The surroundings of a studio."""

    shelf: Shelf
    service: Service
    ask_every_s: float = 1.0
    """How often the slicer is asked whether it is done."""


def this_place() -> StudioPlace:
    """The place of the notebook that is running now."""
    return StudioPlace(
        shelf=Shelf(Path.home() / FOLDER, clock=lambda: datetime.now().astimezone()),
        service=Service(
            url=os.environ.get("ATELIER_SERVICE_URL", "").rstrip("/"),
            token=os.environ.get("JUPYTERHUB_API_TOKEN", ""),
        ),
    )
