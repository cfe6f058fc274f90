"""What the tests of the exchange are made with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from graders.exchange.file_names import Limits
from graders.exchange.store import ExchangeStore, metadata
from hub_config.service.database import open_database

MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
S04 = "web-s04-html-base"
RELEASED = {
    "s04-html-base.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "03-reparer/index.html": b"<h1>Bonjour<h1>",
    "exercices.json": b"{}",
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, by: timedelta) -> None:
        self.now += by


def a_store(folder: Path, clock: Clock | None = None, limits: Limits | None = None) -> ExchangeStore:
    """An exchange on a new or existing database in `folder`."""
    engine = open_database(f"sqlite:///{folder / 'atelier.db'}", (metadata,))
    return ExchangeStore(engine, folder / "blobs", clock or Clock(), limits)


def released(store: ExchangeStore, assignment_id: str = S04) -> ExchangeStore:
    """The same exchange, in which an assignment is handed out."""
    store.release(assignment_id, RELEASED, released_by="farida")
    return store


def work(text: str) -> dict[str, bytes]:
    """A learner's folder with this text in its page."""
    return RELEASED | {"03-reparer/index.html": text.encode()}


def blob_count(folder: Path) -> int:
    """How many contents are stored."""
    return sum(path.is_file() for path in (folder / "blobs").iterdir())
