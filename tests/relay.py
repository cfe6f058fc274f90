"""A relay before a print server: the line can be cut, and an order to print be stopped at a chosen moment."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from tests.real_hub import free_ports

ORDER = b"POST /api/files/local HTTP"
"""How OctoPrint is asked to take a file and print it."""


class Stop(Enum):
    """Where an order is stopped; its sender hears nothing more of it, until one of the two sides is gone."""

    HALF_SENT = "half sent"
    """The server got half of it."""
    NOT_BEGUN = "not begun"
    """The server has the file, and was not told to print it."""
    NOT_ANSWERED = "not answered"
    """The server did as it was asked, and its answer is lost."""


class Relay:
    """Passes everything on to a port of this machine; runs in a thread of its own."""

    def __init__(self, to_port: int) -> None:
        [self.port] = free_ports(1)
        self.stopped = threading.Event()
        """Set when the order has got to where it was to be stopped."""
        self._to_port = to_port
        self._stop: Stop | None = None
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Listens from now on."""
        self._thread.start()
        self.mend()

    def mend(self) -> None:
        """Listens again."""
        serving = asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)

    def cut(self) -> None:
        """Ends all lines, and takes no more."""

        async def cut() -> None:
            assert self._server is not None
            self._server.close()
            for line in list(self._lines):
                line.close()

        asyncio.run_coroutine_threadsafe(cut(), self._loop).result(10)

    def end(self) -> None:
        """Gone."""

        async def end() -> None:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.cut()
        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def stop_next_order(self, stop: Stop) -> None:
        """The next order to print gets no further than this."""
        self.stopped.clear()
        self._stop = stop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:
            writer.close()
            return
        self._lines |= {writer, to_server}
        line = _Line(self, reader, writer, from_server, to_server)
        ways = [asyncio.ensure_future(line.there()), asyncio.ensure_future(line.back())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        self._lines -= {writer, to_server}
        to_server.close()
        writer.close()

    def stop_of(self, said: bytes) -> Stop | None:
        """Where what a client says now is to be stopped; a stop is for one order."""
        if not said.startswith(ORDER):
            return None
        stop, self._stop = self._stop, None
        return stop


@dataclass
class _Line:
    """One connection of a client, and the one to the server that belongs to it."""

    relay: Relay
    from_client: asyncio.StreamReader
    to_client: asyncio.StreamWriter
    from_server: asyncio.StreamReader
    to_server: asyncio.StreamWriter
    stop: Stop | None = None

    async def there(self) -> None:
        """Passes on what the client says, until it is gone; after a stop it waits for that alone."""
        with contextlib.suppress(ConnectionError):
            while said := await self.from_client.read(65536):
                self.stop = self.relay.stop_of(said)
                if self.stop is not None:
                    said = _part(await _whole(said, self.from_client), self.stop)
                self.to_server.write(said)
                await self.to_server.drain()
                if self.stop is Stop.HALF_SENT:
                    self.relay.stopped.set()

    async def back(self) -> None:
        """Passes on what the server says, until it is gone; after a stop its answer is lost."""
        with contextlib.suppress(ConnectionError):
            while said := await self.from_server.read(65536):
                if self.stop is not None:
                    self.relay.stopped.set()
                    continue
                self.to_client.write(said)
                await self.to_client.drain()


async def _whole(said: bytes, reader: asyncio.StreamReader) -> bytes:
    """A request, head and body."""
    while b"\r\n\r\n" not in said:
        said += await reader.read(65536)
    head, _, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    assert length, head
    return head + b"\r\n\r\n" + body + await reader.readexactly(int(length[1]) - len(body))


def _part(order: bytes, stop: Stop) -> bytes:
    """What the server gets of it."""
    if stop is Stop.HALF_SENT:
        return order[: len(order) // 2]
    if stop is Stop.NOT_BEGUN:
        wish = b'name="print"\r\n\r\n'
        assert wish + b"true" in order
        return order.replace(wish + b"true", wish + b"nope")  # of the same length
    return order


@contextmanager
def relay(to_port: int) -> Iterator[Relay]:
    """One that listens."""
    running = Relay(to_port)
    running.start()
    try:
        yield running
    finally:
        running.end()
