"""What the house asks of any printer, whatever print server stands before it.

    status    what the machine does now
    outcome   what the *server's own record* says became of one file; never concluded from "it is idle now"
    upload    brings a file, and with `start` begins to print it in the same request
    start, pause, resume, cancel
    events    its status whenever that changes

A file name is used for one print only, so the record of a name is the record of a print. Errors:

    PrinterError
    ├── PrinterRefusedError      the server said no: certainly nothing happened
    └── PrinterUnreachableError  no answer, or none that can be read: nobody knows whether it happened
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class PrinterError(Exception):
    """A printer that did not do what it was asked; the message says what it answered."""


class PrinterRefusedError(PrinterError):
    """The server said no; nothing happened."""


class PrinterUnreachableError(PrinterError):
    """No answer: the order may have arrived or not."""


class PrinterState(Enum):
    """What a machine does now. IDLE says that it could begin a print, nothing about how the last one ended."""

    IDLE = "idle"
    BUSY = "busy"
    PAUSED = "paused"
    OFFLINE = "offline"
    """The server answers, the machine behind it does not, or stopped with an error."""
    UNKNOWN = "unknown"
    """The server does not answer."""


class Outcome(Enum):
    """What became of a file, by the server's record."""

    ABSENT = "absent"
    """The server has no such file."""
    WAITING = "waiting"
    """It has the file, and no record that it ever began."""
    UNDER_WAY = "under-way"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENDED = "ended"
    """Cancelled or failed: the record says no more, and nobody was listening when it happened."""
    UNKNOWN = "unknown"
    """The server does not answer."""


@dataclass(frozen=True)
class Status:
    """One look at a machine. `file_name` and `progress` (0 to 1) are those of the file it works on or did last."""

    state: PrinterState
    file_name: str | None = None
    progress: float | None = None
    left_s: float | None = None
    message: str = ""
    """What the machine says of itself, in its own words."""


class Printer(Protocol):
    """A machine behind a print server. Every method but `status` and `outcome` may raise PrinterError."""

    async def status(self) -> Status:
        """What it does now; UNKNOWN where nobody answers."""

    async def outcome(self, file_name: str) -> Outcome:
        """What the server's record says of this file; UNKNOWN where nobody answers."""

    async def upload(self, file_name: str, gcode: bytes, *, start: bool) -> bool:
        """Brings a file; with `start`, whether its print really began (a busy server takes the file and prints not)."""

    async def start(self, file_name: str) -> None:
        """Begins to print a file that is there; refused while the machine is busy."""

    async def pause(self) -> None:
        """Holds the print."""

    async def resume(self) -> None:
        """Goes on with a print on hold; refused while it is not on hold yet."""

    async def cancel(self) -> None:
        """Ends the print."""

    def events(self) -> AsyncIterator[Status]:
        """The status now, then each that differs from the one before, without end: by the server's own word where it
        speaks by itself, else by asking. A server that is gone is UNKNOWN, and found again when it is back."""
