"""A file that a page sends in pieces: a Jupyter server takes messages of some megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Pieces:
    """What has arrived of one file; `most` is how many bytes are read at all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._here: list[bytes] = []

    def add(self, piece: int, pieces: int, buffers: Sequence[Any]) -> bytes | None:
        """The whole file with its last piece; None before, and for what is out of order or beyond what is read."""
        if piece == 0:
            self._here = []
        if piece != len(self._here) or sum(map(len, self._here)) > self._most:
            return None
        self._here.append(b"".join(bytes(buffer) for buffer in buffers))
        if piece + 1 < pieces:
            return None
        whole, self._here = b"".join(self._here), []
        return whole
