"""A part on its way in: its bytes, read only after its sender's rights, and the choices that come with it.

It waits on the disk for its end, and comes into memory when nobody else's is there.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO, Any, ClassVar

from fab_notebooks.printing.jobs import Job, PrintError, QuotaError
from fab_notebooks.printing.uploaded_model import UPLOAD_BYTES
from fab_notebooks.recipe import Recipe
from fab_notebooks.slicer import COPIES_MAX
from hub_config.printers import PrinterPlace
from hub_config.service.auth import AtelierHandler, RefusedError
from hub_config.service.exchange_base import IN_MEMORY_BYTES

UPLOAD_TIMEOUT_S = 300.0
"""60 MB at 2 Mbit/s."""
FORM_BYTES = 10_000
"""What a form adds to its file."""


class ReceivesPart(AtelierHandler):
    """For handlers whose body is streamed (`tornado.web.stream_request_body`)."""

    max_body_bytes: ClassVar[int] = UPLOAD_BYTES + FORM_BYTES

    received: IO[bytes] | None = None
    is_sender = False

    async def prepare(self) -> None:
        """Rights first; then the announced size; then whether another part of the same person's is on its way.

        One that is too many is read to its end, and none of it is kept: a browser that still sends hears no answer.
        """
        await super().prepare()
        connection: Any = self.request.connection
        connection.set_max_body_size(self.max_body_bytes + 1)
        connection.set_body_timeout(UPLOAD_TIMEOUT_S)
        if int(self.request.headers.get("Content-Length", 0)) > self.max_body_bytes:
            raise RefusedError(413, f"This is too big: expected at most {self.max_body_bytes} bytes.")
        if self.request.method == "POST" and self.parts.prints.uploads.begin(self.current_user_name):
            self.is_sender = True
            self.received = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 # closed in on_finish

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece."""
        if self.received:
            self.received.write(chunk)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[bytes]:
        """All that was received, in its turn; refused with 429 beside another of the same person's."""
        if self.received is None:
            raise RefusedError(429, "Another part of yours is on its way; send this one when it has arrived.")
        async with self.parts.prints.uploads.in_memory:
            self.received.seek(0)
            yield await asyncio.to_thread(self.received.read)

    def on_finish(self) -> None:
        """Drop what was received."""
        self._arrived()
        if self.received:
            self.received.close()

    def on_connection_close(self) -> None:
        """Who is gone may send again."""
        super().on_connection_close()
        self._arrived()

    def _arrived(self) -> None:
        if self.is_sender:
            self.is_sender = False
            self.parts.prints.uploads.end(self.current_user_name)

    def checked(self, choices: Mapping[str, str]) -> tuple[PrinterPlace, str, int]:
        """The printer, the slicing profile and the number of copies; refused with 400 if one is not offered.

        Who names no printer, as a studio does, gets the first one of the place and its usual profile.
        """
        usual = next((f"{place.name}/{place.profiles[0]}" for place in self.parts.prints.places), "")
        printer, _, profile = choices.get("imprimante", usual).partition("/")
        place, copies = self.parts.prints.place(printer), choices.get("exemplaires", "1")
        if place is None or profile not in place.profiles:
            raise RefusedError(400, "There is no such printer or profile.")
        if not re.fullmatch(r"\d{1,3}", copies) or not 1 <= int(copies) <= COPIES_MAX:
            raise RefusedError(400, f"Expected 1 to {COPIES_MAX} copies.")
        return place, profile, int(copies)

    async def keep(self, part: bytes, title: str, choices: Mapping[str, str], recipe: Recipe | None = None) -> Job:
        """The part as a draft of its sender's; QuotaError if there are too many."""
        place, profile, copies = self.checked(choices)
        try:
            job = await asyncio.to_thread(
                self.parts.prints.store.create,
                self.current_user_name,
                one_line(title),
                part,
                printer=place.name,
                profile=profile,
                copies=copies,
                key=choices.get("cle", "")[:64] or None,
                recipe=recipe,
            )
        except QuotaError:
            raise
        except PrintError as error:
            raise RefusedError(409, f"{error}.") from error
        self.parts.prints.dispatcher.wake()
        return job


def one_line(text: str) -> str:
    """Without what would break a line or a table."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()) or "Sans nom"
