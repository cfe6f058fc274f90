"""The service at work in this process: its parts, and the door they are reached by.

Whoever holds the service's port is the only one to empty the grading queue; where no service runs,
`atelier course autograde` holds it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from jupyterhub.services.auth import HubOAuth
from tornado.netutil import bind_sockets

import curriculum
from curriculum.builder.programme import load_programme
from graders.checker import Checker
from graders.exchange.store import ExchangeStore
from graders.notebook.batches import Batches
from graders.notebook.gradebook import open_gradebook
from graders.notebook.queue import GradingQueue
from graders.notebook.worker_process import GradingWorker
from hub_config.mesh_inspector import MeshInspector
from hub_config.secret_files import SERVICE_COOKIES, ensure_secret
from hub_config.service.app import make_app, make_server
from hub_config.service.attempts import AttemptLog
from hub_config.service.catalogue import Catalogue
from hub_config.service.classroom import Classroom
from hub_config.service.dask_workers import DaskCluster, DaskWorker
from hub_config.service.database import open_database
from hub_config.service.french_dates import utc_now
from hub_config.service.grade_all import GradeAll
from hub_config.service.grading import GradingRunner, Worker
from hub_config.service.hands import Hands
from hub_config.service.notes import Notes
from hub_config.service.parts import Parts
from hub_config.service.people import People
from hub_config.service.print_shop import open_print_shop
from hub_config.service.recall import RecallBook
from hub_config.service.reports import KeptReports
from hub_config.service.tables import TABLES
from hub_config.service.templating import load_templates
from hub_config.service.turns import Turns
from hub_config.settings import Settings

PORT_WAIT_S = 20.0
STOP_WAIT_S = 5.0
PAUSE_S = 5.0

log = logging.getLogger(__name__)


class PortTakenError(Exception):
    """Another program keeps the service's port; the message says which port."""


async def listen(port: int) -> list[socket.socket]:
    """Sockets on loopback; waits for a predecessor that is still on its way out, then PortTakenError."""
    deadline = asyncio.get_running_loop().time() + PORT_WAIT_S
    while True:
        try:
            return bind_sockets(port, "127.0.0.1", reuse_port=False)
        except OSError as error:
            if asyncio.get_running_loop().time() > deadline:
                raise PortTakenError(f"port {port} cannot be opened: {error.strerror}") from error
            await asyncio.sleep(0.2)


async def kept_at_work(name: str, work: Callable[[], Awaitable[None]], pause_s: float = PAUSE_S) -> None:
    """Begins again what breaks off: nobody awaits it, and without it hand-ins and prints would wait unseen."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("%s broke off; it begins again in %g s", name, pause_s)
        await asyncio.sleep(pause_s)


@asynccontextmanager
async def open_parts(settings: Settings, hub_auth: HubOAuth) -> AsyncIterator[Parts]:
    """Everything the service is made of, running; ended in the other order."""
    settings.service_dir.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.service_database_url, TABLES)
    programme = load_programme(Path(curriculum.__file__).parent)
    catalogue = Catalogue(programme.units)
    store = ExchangeStore(engine, settings.service_dir / "blobs", utc_now)
    queue = GradingQueue(engine, utc_now)
    attempts = AttemptLog(engine, utc_now)
    gradebook = open_gradebook(settings.course_dir)
    worker_token = secrets.token_urlsafe(32)
    async with (
        Checker(inspector=MeshInspector()) as checker,
        grading_workers(settings, worker_token) as workers,
        open_print_shop(settings, engine, utc_now) as prints,
    ):
        runner = GradingRunner(queue, store, workers, settings.service_dir / "grading", utc_now)
        at_work = [
            asyncio.create_task(kept_at_work("the grading queue", runner.run)),
            asyncio.create_task(kept_at_work("the print queue", prints.dispatcher.run)),
        ]
        try:
            yield Parts(
                base_url=hub_auth.base_url,
                hub_url=hub_auth.hub_prefix,
                clock=utc_now,
                templates=load_templates(),
                programme=programme,
                catalogue=catalogue,
                people=People(hub_auth.api_url, hub_auth.api_token),
                attempts=attempts,
                reports=KeptReports(engine, utc_now),
                hands=Hands(engine, utc_now),
                notes=Notes(engine, utc_now),
                recall=RecallBook(engine, utc_now),
                turns=Turns(),
                checker=checker,
                store=store,
                queue=queue,
                runner=runner,
                grade_all=GradeAll(Batches(engine, utc_now), store, runner, gradebook),
                classroom=Classroom(catalogue, store, queue, attempts, gradebook),
                worker_token=worker_token,
                prints=prints,
            )
        finally:
            prints.slicing.stop()
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)


@asynccontextmanager
async def grading_workers(settings: Settings, worker_token: str) -> AsyncIterator[Sequence[Worker]]:
    """The workers of this machine (the first loads nbgrader now, the others when there is work), or of a cluster."""
    environment = {
        "PATH": os.environ["PATH"],
        "ATELIER_SERVICE_URL": settings.service_url,
        "JUPYTERHUB_API_TOKEN": worker_token,
    }
    async with AsyncExitStack() as at_work:
        first = await at_work.enter_async_context(GradingWorker(settings.course_dir, environment))
        if settings.grading_dask:
            cluster = await at_work.enter_async_context(DaskCluster(settings.grading_dask))
            yield [DaskWorker(cluster, first, settings.course_dir) for _ in range(settings.grading_at_once)]
            return
        others = [GradingWorker(settings.course_dir, environment) for _ in range(settings.grading_at_once - 1)]
        for worker in others:
            at_work.push_async_exit(worker)
        yield [first, *others]


@asynccontextmanager
async def serving(settings: Settings, hub_auth: HubOAuth) -> AsyncIterator[Parts]:
    """The parts, answering requests; PortTakenError if another program keeps the service's port."""
    sockets = await listen(settings.service_port)
    async with open_parts(settings, hub_auth) as parts:
        cookie_secret = ensure_secret(settings.secrets_dir, SERVICE_COOKIES).read_bytes()
        server = make_server(make_app(parts, hub_auth, cookie_secret))
        server.add_sockets(sockets)
        try:
            yield parts
        finally:
            server.stop()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_WAIT_S):
                    await server.close_all_connections()
