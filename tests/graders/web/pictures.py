"""Makers of small pictures."""

import struct
import zlib


def a_png(width: int = 4, height: int = 4, *, extra: int = 0) -> bytes:
    """A grey picture of this size; `extra` bytes of a comment make it as heavy as wished."""
    rows = (b"\0" + b"\x80" * width) * height
    comment = [(b"tEXt", b"c\0" + b"x" * extra)] if extra else []
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *comment,
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9"/></svg>'
