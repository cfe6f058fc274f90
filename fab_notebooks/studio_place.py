"""Where a studio is opened: the person's home and the service. The only reader of the environment here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from fab_notebooks.limited_child import LimitedChildren
from fab_notebooks.own_design import Start
from fab_notebooks.sending import Service
from fab_notebooks.shelf import FOLDER, Shelf


@cache
def children() -> LimitedChildren:
    """What runs the code of own designs for all studios of a notebook: it holds the libraries in memory."""
    return LimitedChildren()


@dataclass(frozen=True)
class StudioPlace:
    """The surroundings of a studio."""

    shelf: Shelf
    service: Service
    home: Path
    """Holds the person's own designs."""
    start: Start = field(default_factory=children)
    """Runs the code in them."""
    ask_every_s: float = 1.0
    """How often the slicer is asked whether it is done."""
    again: str = ""
    """The job whose object is taken up again; empty if none is."""


def this_place() -> StudioPlace:
    """The place of the notebook that is running now."""
    home = Path.home()
    return StudioPlace(
        home=home,
        shelf=Shelf(home / FOLDER, clock=lambda: datetime.now().astimezone()),
        service=Service(
            url=os.environ.get("ATELIER_SERVICE_URL", "").rstrip("/"),
            token=os.environ.get("JUPYTERHUB_API_TOKEN", ""),
        ),
        # Voilà hands over what stands in the page's address.
        again=_job_id(os.environ.get("QUERY_STRING", "")),
    )


def _job_id(query: str) -> str:
    """
    >>> _job_id("travail=9a1b2c&x=1"), _job_id("travail=../x"), _job_id("")
    ('9a1b2c', '', '')
    """
    [found] = parse_qs(query).get("travail", [""])[-1:]
    return found if re.fullmatch(r"[0-9a-f]{1,32}", found) else ""
