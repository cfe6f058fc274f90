"""What the tests of the exchange are made with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from graders.exchange.client import ExchangeClient
from graders.exchange.file_names import Limits
from graders.exchange.store import ExchangeStore, metadata
from graders.results import CheckResult, Outcome, Report
from hub_config.service.auth import ApiNotFound
from hub_config.service.database import open_database
from hub_config.service.exchange_api import routes
from tests.hub_config.service.stand_in_hub import stand_in_hub, token_of

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


class OneReport(RequestHandler):
    """A checker that gives half the points, whatever it is sent."""

    def post(self, assignment_id: str, number: str) -> None:
        """The report."""
        results = (CheckResult("right", "Juste", 2, Outcome.PASSED), CheckResult("wrong", "Faux", 2, Outcome.FAILED))
        self.write(Report(f"{assignment_id}/{number}", results).to_json())


@dataclass
class Served:
    """An exchange at an address; `queued` and `woken` are what its two hooks were told."""

    store: ExchangeStore
    address: str
    queued: list[str]
    woken: list[str]

    def environment(self, name: str) -> dict[str, str]:
        """What the hub sets in this person's server."""
        return {"ATELIER_SERVICE_URL": self.address, "JUPYTERHUB_API_TOKEN": token_of(name), "JUPYTERHUB_USER": name}

    def client(self, name: str) -> ExchangeClient:
        """The exchange as this person has it."""
        return ExchangeClient(self.address, token_of(name), pause=lambda seconds: None)


@asynccontextmanager
async def served(store: ExchangeStore) -> AsyncIterator[Served]:
    """The exchange's handlers behind the stand-in hub, on a free port of this machine."""
    queued: list[str] = []
    woken: list[str] = []
    table = routes(
        store,
        and_then=lambda connection, submission: queued.append(submission.submission_id),
        on_submitted=lambda submission: woken.append(submission.submission_id),
    )
    async with stand_in_hub() as hub_auth:
        app = Application(
            [
                *((f"/services/atelier/{path}", *rest) for path, *rest in table),
                ("/services/atelier/api/checks/([^/]+)/([^/]+)", OneReport),
                (".*", ApiNotFound),
            ],
            hub_auth=hub_auth,
            cookie_secret=b"x" * 32,
            log_function=lambda handler: None,
        )
        [socket] = bind_sockets(0, "127.0.0.1")
        server = HTTPServer(app)
        server.add_socket(socket)
        yield Served(store, f"http://127.0.0.1:{socket.getsockname()[1]}/services/atelier", queued, woken)
        server.stop()
        await server.close_all_connections()
