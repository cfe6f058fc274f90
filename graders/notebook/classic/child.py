"""The trusted side of one forked process: gives it cells, takes its output, ends it in time."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graders.memory_guard import processes_of, tree_bytes
from graders.notebook.classic.inside import frames

WATCH_EVERY_S = 0.1
GRACE_S = 2.0
"""From the interrupt to the end of whoever does not heed it, and as long it may take to begin to read an order."""
OUTPUT_BYTES_MAX = 2_000_000
"""Of one cell; nbgrader keeps 100,000 characters of it."""
MESSAGES_MAX = 10_000


class Ending(Enum):
    """How the run of a cell ended. LATE: interrupted, and it heeded. The last three cost the process its life."""

    DONE = "done"
    LATE = "late"
    TALKATIVE = "talkative"
    DEAF = "deaf"
    DIED = "died"
    SWOLLEN = "swollen"


FATAL = frozenset({Ending.DEAF, Ending.DIED, Ending.SWOLLEN})


@dataclass
class Ran:
    """What came of one cell: its messages as they were sent, not yet trusted."""

    ending: Ending = Ending.DONE
    messages: list[dict[str, Any]] = field(default_factory=list)
    done: dict[str, Any] = field(default_factory=dict)


class Child:
    """One process in its walls."""

    def __init__(self, control: socket.socket, output: int, pid: int, folder: int) -> None:
        self.pid = pid
        self.folder = folder
        self._control = control
        self._output = output
        self._buffer = bytearray()
        os.set_blocking(output, False)
        # A thread left behind by a cell can keep its process from reading, and a long order fills the line.
        control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", int(GRACE_S), 0))
        self._pidfd = os.pidfd_open(pid)

    def interrupt(self) -> None:
        """As Ctrl+C."""
        self._signal(signal.SIGINT)

    def close(self) -> None:
        """Ends it and all it started, and forgets its folder."""
        self._signal(signal.SIGKILL)
        self._control.close()
        for descriptor in (self._pidfd, self._output, self.folder):
            os.close(descriptor)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return not select.select([self._pidfd], [], [], 0)[0]

    def run(self, order: dict[str, Any], timeout_s: float | None, with_others: Sequence[Child] = (), *,
            memory_bytes: int) -> Ran:  # fmt: skip
        """Runs one cell; the `with_others` work for it, so they are watched and interrupted too."""
        ran = Ran()
        everyone = (self, *with_others)
        for child in everyone:
            child.forget()
        try:
            frames.send(self._control, order)
        except (frames.LineClosed, OSError):
            ran.ending = Ending.DIED
            return ran
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        heard, stopped_at = 0, None
        by_descriptor: dict[int, Callable[[], int]] = {}
        for child in everyone:
            by_descriptor[child._output] = lambda child=child: child._hear_output(ran)  # type: ignore[misc]
        by_descriptor[self._control.fileno()] = lambda: self._hear_control(ran)
        pidfds = [child._pidfd for child in everyone]
        look = time.monotonic() + WATCH_EVERY_S
        while not ran.done:
            ready, _, _ = select.select([*by_descriptor, *pidfds], [], [], WATCH_EVERY_S)
            try:
                heard += sum(by_descriptor[one]() for one in ready if one in by_descriptor)
            except (frames.FrameError, frames.LineClosed, OSError):
                ran.ending = Ending.DIED
                break
            now = time.monotonic()
            if ran.done:
                break
            if any(one in pidfds for one in ready):
                ran.ending = Ending.DIED if ran.ending is not Ending.SWOLLEN else ran.ending
                break
            if now >= look:
                look = now + WATCH_EVERY_S
                if any(child.memory_bytes(memory_bytes) > memory_bytes for child in everyone):
                    ran.ending = Ending.SWOLLEN
                    break
            if stopped_at is None and (heard > OUTPUT_BYTES_MAX or (deadline is not None and now > deadline)):
                ran.ending = Ending.TALKATIVE if heard > OUTPUT_BYTES_MAX else Ending.LATE
                stopped_at = now
                for child in everyone:
                    child.interrupt()
            elif stopped_at is not None and now > stopped_at + GRACE_S:
                ran.ending = Ending.DEAF if ran.ending is Ending.LATE else ran.ending
                break
        if not ran.done:
            if ran.ending is Ending.TALKATIVE:
                ran.ending = Ending.DEAF
            for child in everyone:
                child._signal(signal.SIGKILL)
        for child in everyone:
            with contextlib.suppress(OSError):
                child._hear_output(ran)
        return ran

    def memory_bytes(self, limit_bytes: int) -> int:
        """What it and all it started use; exact only when that is near the limit, since the exact sum costs more."""
        members = processes_of(self.pid)
        rough = sum(one.resident_bytes for one in members)
        return rough if rough <= limit_bytes else tree_bytes(self.pid)

    def forget(self) -> None:
        """Drops what came when nobody had asked: of a thread that was left running, or made up."""
        try:
            for _ in range(64):
                while self._take(Ran()):
                    continue
                self._hear_control(Ran())
        except (OSError, frames.LineClosed, frames.FrameError):
            return  # nothing more; or an end that the coming run will notice

    def _hear_control(self, ran: Ran) -> int:
        part = self._control.recv(1 << 18, socket.MSG_DONTWAIT)
        if not part:
            raise frames.LineClosed
        self._buffer += part
        self._take(ran)
        return len(part)

    def _take(self, ran: Ran) -> bool:
        """Takes whole messages out of the buffer until one says that the cell is done: True, and the rest stays."""
        while len(self._buffer) >= frames.LENGTH.size:
            (length,) = frames.LENGTH.unpack_from(self._buffer)
            if length > frames.FRAME_BYTES_MAX:
                raise frames.FrameError(f"a message of {length} bytes")
            end = frames.LENGTH.size + length
            if len(self._buffer) < end:
                break
            message = frames.unpack(bytes(self._buffer[frames.LENGTH.size : end]))
            del self._buffer[:end]
            if isinstance(message.get("done"), dict):
                ran.done = message["done"]
                return True
            if len(ran.messages) < MESSAGES_MAX:
                ran.messages.append(message)
        return False

    def _hear_output(self, ran: Ran) -> int:
        """What programs that the cell started wrote."""
        try:
            said = os.read(self._output, 1 << 16)
        except BlockingIOError:
            return 0
        if said and len(ran.messages) < MESSAGES_MAX:
            ran.messages.append({"out": "stream", "name": "stdout", "text": said.decode(errors="replace")})
        return len(said)
