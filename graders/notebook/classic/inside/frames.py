"""Messages over a socket: four bytes of length, then that much JSON.

The modules of this folder are all that a sandbox gets of this software, mounted alone under their own names; so they
import each other, the standard library, and only what a notebook may use too. The readers outside are wary: what comes
out of a sandbox was written by a learner until proved otherwise.
"""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
import struct
from collections.abc import Iterator
from typing import Any

LENGTH = struct.Struct("!I")
FRAME_BYTES_MAX = 64 * 1024 * 1024


class LineClosed(Exception):
    """The other end is gone."""


class FrameError(Exception):
    """What came is no message: too long, or no JSON object."""


def pack(message: dict[str, Any]) -> bytes:
    """The message as it goes over the line."""
    body = json.dumps(message).encode("ascii")
    return LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> dict[str, Any]:
    """The message; FrameError if it is no JSON object."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FrameError("no JSON") from error
    if not isinstance(message, dict):
        raise FrameError("no JSON object")
    return message


def send(line: socket.socket, message: dict[str, Any]) -> None:
    """Sends one message; LineClosed if nobody is there."""
    packed = pack(message)
    with _uninterrupted():
        try:
            line.sendall(packed)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise LineClosed from error


def receive(line: socket.socket) -> dict[str, Any]:
    """Waits for one message; LineClosed if the other end closed."""
    select.select([line], [], [])
    with _uninterrupted():
        (length,) = LENGTH.unpack(_exactly(line, LENGTH.size))
        if length > FRAME_BYTES_MAX:
            raise FrameError(f"a message of {length} bytes")
        body = _exactly(line, length)
    return unpack(body)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """No Ctrl+C in the middle of a message: the next one would be read from the wrong place."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _exactly(line: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        try:
            part = line.recv(min(count, 1 << 20))
        except ConnectionResetError as error:
            raise LineClosed from error
        if not part:
            raise LineClosed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
