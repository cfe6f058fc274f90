"""A studio in a folder of its own, and what its page would do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fab_notebooks.design import find_design
from fab_notebooks.sending import Service
from fab_notebooks.shelf import Shelf
from fab_notebooks.studio import Studio
from fab_notebooks.studio_place import StudioPlace

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def a_shelf(folder: Path) -> Shelf:
    """A shelf at noon."""
    return Shelf(folder / "objets", clock=lambda: NOON)


def a_place(folder: Path, service: str = "http://127.0.0.1:9/services/atelier") -> StudioPlace:
    """The surroundings of somebody whose home is `folder`."""
    return StudioPlace(a_shelf(folder), Service(service, "secret-token"), folder, ask_every_s=0)


def a_studio(folder: Path, design: str = "repair-knob", service: str = "http://127.0.0.1:9/services/atelier") -> Studio:
    """A design on the bench of somebody whose home is `folder`; nobody answers at the service's address."""
    return Studio(find_design(design), a_place(folder, service))


def move(studio: Studio, name: str, value: Any, last: bool = True) -> None:
    """Move one slider."""
    studio.hear({"kind": "set", "name": name, "value": value, "last": last, "count": studio.view.state["count"] + 1})


def fact(studio: Studio, label: str) -> str:
    """One of the numbers under the object."""
    [value] = [fact["value"] for fact in studio.view.state["facts"] if fact["label"] == label]
    return str(value)
