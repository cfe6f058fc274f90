"""The files of an exercise as its preview needs them: the frame that shows a page may load nothing from anywhere.

{"adresse.html": {"text": "<!doctype html>…"}, "plan.svg": {"data": "data:image/svg+xml;base64,PHN2Zy8+"}}
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from graders.web.pictures import picture_format
from graders.work import FILE_BYTES, PICTURE_BYTES

TEXTS = (".css", ".html", ".js")
AT_MOST = 50  # files, and the bytes of all pictures: they travel to the browser when the notebook opens
PICTURES_BYTES = 4_000_000
KINDS = {"svg": "svg+xml"}

Files = dict[str, dict[str, str]]
Stamp = tuple[tuple[str, int, int], ...]


def stamp_of(folder: Path, but: Collection[str] = ()) -> Stamp:
    """Changes when a file does, `but` those apart; costs no reading."""
    found = []
    for path in _paths(folder, but):
        with suppress(OSError):  # taken away this very moment
            status = path.stat()
            found.append((path.relative_to(folder).as_posix(), status.st_mtime_ns, status.st_size))
    return tuple(found)


def files_of(folder: Path, but: Collection[str] = ()) -> Files:
    """Every page, style sheet, script and picture by its path in the folder, `but` those and what is too large."""
    files: Files = {}
    room = PICTURES_BYTES
    for path in _paths(folder, but):
        name = path.relative_to(folder).as_posix()
        with suppress(OSError):
            size = path.stat().st_size
            if path.suffix.lower() in TEXTS and size <= FILE_BYTES:
                files[name] = {"text": path.read_text(encoding="utf-8", errors="replace")}
            elif size <= min(PICTURE_BYTES, room) and (address := _address(path.read_bytes())):
                files[name] = {"data": address}
                room -= size
    return files


def _paths(folder: Path, but: Collection[str]) -> Iterator[Path]:
    others = (path for path in sorted(folder.rglob("*")) if path.relative_to(folder).as_posix() not in but)
    found = (path for path in others if not path.name.startswith(".") and path.is_file())
    for path in islice(found, AT_MOST):
        if path.resolve().is_relative_to(folder.resolve()):
            yield path


def _address(data: bytes) -> str | None:
    """A picture as a `data:` address; None if it is none."""
    kind = picture_format(data)
    return kind and f"data:image/{KINDS.get(kind, kind)};base64,{base64.b64encode(data).decode()}"
