"""The pictures that lie beside the learner's page, put into it: the preview's frame may load nothing from anywhere.

An address that leads to no picture stays as written, and the frame then shows the words of `alt`, as a browser does.
"""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from graders.web.pictures import picture_format
from graders.work import PICTURE_BYTES

# A tag up to its src: quoted values are passed over whole, so that words of an alt are no attribute.
PICTURE = re.compile(
    r"""(?P<before> <(?:img|input)\b (?: "[^"]*" | '[^']*' | [^>"'] )*? \s src \s* = \s* )
        (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s"'>]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
KINDS = {"svg": "svg+xml"}


def with_pictures(page: str, name: str, folder: Path) -> str:
    """The page `name` of a folder, with each picture it shows from that folder as a `data:` address."""

    def put_in(match: re.Match[str]) -> str:
        written = match["double"] or match["single"] or match["bare"] or ""
        path = _inside(folder, name, html.unescape(written))
        address = None if path is None else _data_address(path)
        return match[0] if address is None else f'{match["before"]}"{address}"'

    return PICTURE.sub(put_in, page)


def _inside(folder: Path, name: str, address: str) -> Path | None:
    """The file an address of the page leads to; None if it leads out of the folder, or is none of a file."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # "http://[" is no address
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = folder / PurePosixPath(name).parent / unquote(parts.path)
    try:
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):  # a name too long, or with a zero in it
        return None


def _data_address(path: Path) -> str | None:
    """The picture as an address; None if there is none, or one too large to be handed in."""
    try:
        if path.stat().st_size > PICTURE_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    kind = picture_format(data)
    return kind and f"data:image/{KINDS.get(kind, kind)};base64,{base64.b64encode(data).decode()}"
