"""A print server that speaks by itself, over a WebSocket; the line is opened again after any fall of either side."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from tornado.websocket import WebSocketClientConnection

from fab_notebooks.printing.printers.protocol import PrinterError, Status

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0
"""Between two tries to open the line, which is also how late a server that is back is seen."""

Message = dict[str, Any]


async def pushed(
    look: Callable[[], Awaitable[Status]],
    open_line: Callable[[], Awaitable[WebSocketClientConnection]],
    hear: Callable[[Message], Status | None],
) -> AsyncIterator[Status]:
    """The status now, then each that differs from the one before, without end.

    `open_line` gives a line on which the server speaks of its own; PrinterError if it cannot be had. `hear` makes a
    status of what it says, or None of what is no status; PrinterError asks for a new line. While there is none, and
    before each, the server is looked at: one that is gone is unknown.
    """
    before: Status | None = None
    pause_s = FIRST_PAUSE_S
    while True:
        now = await look()
        if now != before:
            yield now
            before = now
        try:
            line = await open_line()
            try:
                while (said := await line.read_message()) is not None:
                    pause_s = FIRST_PAUSE_S
                    heard = hear(_object(said))
                    if heard is not None and heard != before:
                        yield heard
                        before = heard
            finally:
                line.close()
        except PrinterError as error:
            log.debug("no line: %s", error)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


async def looks(look: Callable[[], Awaitable[Status]], every_s: float) -> AsyncIterator[Status]:
    """The same of a server that does not speak by itself: it is asked again and again."""
    before: Status | None = None
    while True:
        now = await look()
        if now != before:
            yield now
        before = now
        await asyncio.sleep(every_s)


def _object(said: str | bytes) -> Message:
    """An empty one for what is no JSON object."""
    try:
        content = json.loads(said)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
