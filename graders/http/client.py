"""One request and its reply over sockets that reach into the program's network; every wait and size has its end.

ref: RFC 9110 and 9112 (HTTP); connect(2): a stream socket is freed by connecting to the family AF_UNSPEC
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import io
import os
import queue
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graders.http.listening import Address

BODY_BYTES = 2 * 2**20
BYTES = 3 * 2**20  # with its headers

_libc = ctypes.CDLL(None, use_errno=True)


class NoReply(Exception):
    """There is no reply that could be looked at; `message_id` says why."""

    def __init__(self, message_id: str, found: str | None = None) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.found = found


@dataclass(frozen=True)
class Received:
    """A reply as it came; header names are in lower case and in their order."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Client:
    """Talks to one program."""

    def __init__(self, sockets: Iterable[socket.socket]) -> None:
        self._free: dict[socket.AddressFamily, queue.SimpleQueue[socket.socket]] = {}
        for one in sockets:
            self._free.setdefault(socket.AddressFamily(one.family), queue.SimpleQueue()).put(one)

    def ask(self, address: Address, sent: bytes, method: str, until: float) -> Received:
        """The reply to the bytes of one request; NoReply if none comes that can be read before `until`."""
        if address.reached is None:
            raise NoReply("server-unreachable")
        family, place = address.reached
        try:
            line = self._free[family].get(timeout=max(0.0, until - time.monotonic()))
        except (KeyError, queue.Empty):
            raise NoReply("server-unreachable") from None
        try:
            return _reply(line, place, sent, method, until)
        finally:
            _disconnect(line)
            self._free[family].put(line)


def _reply(line: socket.socket, place: tuple[str, int], sent: bytes, method: str, until: float) -> Received:
    incoming = _Incoming(line, until)
    try:
        incoming.wait_no_longer_than_left()
        line.connect(place)
        # It may refuse a body without reading it, and still reply.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(sent)
        response = http.client.HTTPResponse(incoming, method=method)  # type: ignore[arg-type]
        response.begin()
        body = response.read(BODY_BYTES + 1)
    except TimeoutError:
        raise NoReply("reply-cut-short" if incoming.size else "reply-too-late") from None
    except _TooBig:
        raise NoReply("reply-too-big") from None
    except ConnectionRefusedError:
        raise NoReply("server-unreachable") from None
    except (http.client.RemoteDisconnected, OSError):
        raise NoReply("reply-cut-short" if incoming.size else "no-reply") from None
    except http.client.IncompleteRead:
        raise NoReply("reply-cut-short") from None
    except (http.client.HTTPException, ValueError):
        raise NoReply("reply-malformed", incoming.first_line) from None
    if len(body) > BODY_BYTES:
        raise NoReply("reply-too-big")
    if response.length and method != "HEAD":
        raise NoReply("reply-cut-short")  # it promised more
    return Received(response.status, tuple((n.lower(), v) for n, v in response.getheaders()), body)


class _TooBig(Exception):
    """More bytes than a reply may have."""


class _Incoming(io.RawIOBase):
    """What comes over a socket, with one end for all its waits and one for its size.

    Stands for the socket too, as `http.client` reads from what `makefile` gives.
    """

    def __init__(self, line: socket.socket, until: float) -> None:
        self.size = 0
        self._line = line
        self._until = until
        self._beginning = b""

    @property
    def first_line(self) -> str:
        """What should have been the status line."""
        return self._beginning.split(b"\n", 1)[0].decode("latin-1").strip()

    def wait_no_longer_than_left(self) -> None:
        """Let the socket's next wait end when ours does; TimeoutError if it already has."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)

    def makefile(self, *_: Any) -> io.BufferedReader:
        """Itself, buffered."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Bytes as they come, 0 at the end."""
        self.wait_no_longer_than_left()
        count = self._line.recv_into(buffer)
        self.size += count
        if self.size > BYTES:
            raise _TooBig
        if len(self._beginning) < 200:
            self._beginning += bytes(buffer[: min(count, 200)])
        return count


def _disconnect(line: socket.socket) -> None:
    """Free the socket for its next connection; what is still under way is thrown away."""
    if line.fileno() >= 0 and _libc.connect(line.fileno(), struct.pack("=H14x", socket.AF_UNSPEC), 16):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
