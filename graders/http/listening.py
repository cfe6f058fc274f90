"""Where a program waits for connections, as its kernel tells: /proc/PID/net/tcp and tcp6.

  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 5612 1 …

ref: proc(5), tcp(7); state 0A is listening, an address is 32-bit words in the machine's byte order
"""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

LISTENING = "0A"
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
HERE = {"127.0.0.1", "::1"}


@dataclass(frozen=True)
class Address:
    """An IP address and a port somebody listens on."""

    host: str
    port: int

    @property
    def reached(self) -> tuple[socket.AddressFamily, tuple[str, int]] | None:
        """How a browser on the same machine reaches it; None if `localhost` does not lead there."""
        host = ANYWHERE.get(self.host, self.host)
        if host not in HERE:
            return None
        return (socket.AF_INET6 if ":" in host else socket.AF_INET), (host, self.port)


def addresses(pid: int, proc: Path = Path("/proc")) -> list[Address]:
    """All addresses of the process's network that somebody listens on; none if the process is gone."""
    found = []
    for table in ("tcp", "tcp6"):
        try:
            lines = (proc / str(pid) / "net" / table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        found += [_address(words[1]) for words in map(str.split, lines) if words[3] == LISTENING]
    return found


def best_address(found: list[Address], port: int) -> Address | None:
    """The one to talk to: one that can be reached, on the port that was asked for, else on the lowest."""
    return min(found, key=lambda one: (one.reached is None, one.port != port, one.port), default=None)


def _address(written: str) -> Address:
    words, port = written.split(":")
    order = "<" if sys.byteorder == "little" else ">"
    numbers = [int(words[at : at + 8], 16) for at in range(0, len(words), 8)]
    packed = struct.pack(f"{order}{len(numbers)}I", *numbers)
    host = ipaddress.ip_address(packed)
    if isinstance(host, ipaddress.IPv6Address) and host.ipv4_mapped:
        host = host.ipv4_mapped
    return Address(str(host), int(port, 16))
