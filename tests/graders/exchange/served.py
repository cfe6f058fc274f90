"""An exchange that answers over HTTP, behind the stand-in hub."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from graders.exchange.client import ExchangeClient
from graders.exchange.store import ExchangeStore
from graders.results import CheckResult, Outcome, Report
from hub_config.service.auth import ApiNotFound
from hub_config.service.exchange_api import routes
from tests.graders.notebook.makers import POINTS
from tests.hub_config.service.stand_in_hub import stand_in_hub, token_of


class OneReport(RequestHandler):
    """A checker that gives half the points, whatever it is sent."""

    def post(self, assignment_id: str, number: str) -> None:
        """The report."""
        half = POINTS[number] / 2
        results = (
            CheckResult("right", "Juste", half, Outcome.PASSED),
            CheckResult("wrong", "Faux", half, Outcome.FAILED),
        )
        self.write(Report(f"{assignment_id}/{number}", results).to_json())


@dataclass
class Served:
    """An exchange at an address; `queued` and `woken` are what its two hooks were told."""

    store: ExchangeStore
    address: str
    queued: list[str]
    woken: list[str]
    app: Application
    server: HTTPServer
    answers: bool = True

    def stop(self) -> None:
        """Nobody answers from now on."""
        self.answers = False
        self.server.stop()

    def resume(self) -> None:
        """Somebody answers again, at the same address."""
        self.answers = True
        self.server = HTTPServer(self.app)
        self.server.add_sockets(bind_sockets(urlsplit(self.address).port or 0, "127.0.0.1"))

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
        address = f"http://127.0.0.1:{socket.getsockname()[1]}/services/atelier"
        exchange = Served(store, address, queued, woken, app, server)
        yield exchange
        exchange.stop()
        await exchange.server.close_all_connections()
