"""What the exchange's handlers share: the store, its refusals as HTTP ones, and uploads of bounded size."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from tornado.web import stream_request_body

from graders.exchange.file_names import FilesRefusedError, TooBigError
from graders.exchange.records import Submission
from graders.exchange.store import (
    ClosedError,
    DatesError,
    ExchangeStore,
    ExchangeStoreError,
    KeyReusedError,
    NoSuchSubmissionError,
    NotReleasedError,
    QuotaError,
)
from graders.exchange.wire import body_bytes_max, commas_max, decode_files
from hub_config.service.auth import ApiHandler, RefusedError

T = TypeVar("T")

UPLOAD_TIMEOUT_S = 120.0  # 20 MB at 2 Mbit/s
IN_MEMORY_BYTES = 1_000_000  # a bigger upload waits on the disk for its end

STATUS: dict[type[Exception], int] = {
    NotReleasedError: 404,
    NoSuchSubmissionError: 404,
    ClosedError: 409,
    DatesError: 400,
    KeyReusedError: 409,
    TooBigError: 413,
    QuotaError: 507,
    FilesRefusedError: 400,
}


@dataclass(frozen=True)
class Exchange:
    """What the handlers share. `and_then` writes in the transaction of a hand-in, `on_submitted` comes after it."""

    store: ExchangeStore
    and_then: Callable[[Connection, Submission], None]
    on_submitted: Callable[[Submission], None]


class ExchangeHandler(ApiHandler):
    """Asks the store in a thread, so that a slow disk holds up nobody else."""

    def initialize(self, exchange: Exchange) -> None:
        """Tornado hands this over from the route table."""
        self.exchange = exchange
        self.store = exchange.store

    async def ask(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """What the store answers; its refusals as HTTP ones."""
        try:
            return await asyncio.to_thread(function, *arguments, **named)
        except (ExchangeStoreError, FilesRefusedError) as error:
            raise RefusedError(STATUS[type(error)], f"{error}.") from error


@stream_request_body
class UploadHandler(ExchangeHandler):
    """Takes a body that may be big: refused before it is read where the right is missing, and cut off at its limit."""

    async def prepare(self) -> None:
        """Look at rights first, then at the announced size."""
        await super().prepare()
        self.max_bytes = body_bytes_max(self.store.limits)
        self.size_bytes = 0
        self.received = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 # closed in on_finish
        connection: Any = self.request.connection
        connection.set_max_body_size(self.max_bytes + 1)
        connection.set_body_timeout(UPLOAD_TIMEOUT_S)
        if int(self.request.headers.get("Content-Length", 0)) > self.max_bytes:
            raise RefusedError(413, f"This is too big: expected at most {self.max_bytes} bytes.")

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece."""
        self.size_bytes += len(chunk)
        self.received.write(chunk)

    async def upload(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The JSON object that was sent, and the files in it."""
        return await asyncio.to_thread(self._parse)

    def _parse(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        self.received.seek(0)
        text = self.received.read()
        if text.count(b",") > commas_max(self.store.limits):
            raise RefusedError(413, "The request holds too many values.")
        try:
            body = json.loads(text)
            if not isinstance(body, dict):
                raise ValueError("expected a JSON object")
            return body, decode_files(body.get("files"))
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, f"The request cannot be read: {error}.") from error

    def on_finish(self) -> None:
        """Drop what was received."""
        if hasattr(self, "received"):
            self.received.close()
