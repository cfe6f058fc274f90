"""The files of a learner's server: carried into its sandbox, and read back when it is gone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ENTRIES = 1000
DEPTH = 16
BYTES = 48 * 2**20  # more than the sandbox lets it write; but a file with holes claims more than it takes


@dataclass(frozen=True)
class Stored:
    """One file, or a folder if `data` is None."""

    data: bytes | None
    mode: int = 0o644


Folder = Mapping[str, Stored]
"""Files by their path in the folder."""


class FolderFull(Exception):
    """More files, or folders in folders, than any exercise needs."""


def folder_of(files: Mapping[str, bytes]) -> Folder:
    """The folder a server starts with."""
    return {name: Stored(data) for name, data in files.items()}


def parcel(folder: Folder) -> bytes:
    """The folder as `launcher.py` reads it."""
    parts = []
    for name, stored in folder.items():
        size = -1 if stored.data is None else len(stored.data)
        parts.append(b"%s %d %d\n" % (os.fsencode(name).hex().encode(), stored.mode, size))
        parts.append(stored.data or b"")
    return b"".join([*parts, b"\n"])


def read_folder(folder: int) -> Folder:
    """What lies in an open folder (a descriptor); FolderFull if that is beyond reason.

    Links, pipes and the like are left out, as is what may not be read: nothing leads out of the folder.
    """
    found: dict[str, Stored] = {}
    size = 0
    for name, stored in _entries(folder, "", DEPTH):
        size += len(stored.data or b"")
        if len(found) == ENTRIES or size > BYTES:
            raise FolderFull
        found[name] = stored
    return found


def _entries(folder: int, inside: str, depth: int) -> Iterator[tuple[str, Stored]]:
    if not depth:
        raise FolderFull
    with os.scandir(folder) as entries:
        for entry in entries:
            name = inside + entry.name
            try:
                # Not blocking: an open pipe would wait for its other end.
                opened = os.open(entry.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
            except OSError:
                continue
            try:
                facts = os.fstat(opened)
                mode = stat.S_IMODE(facts.st_mode) & 0o777
                if stat.S_ISDIR(facts.st_mode):
                    yield name, Stored(None, mode)
                    yield from _entries(opened, f"{name}/", depth - 1)
                elif stat.S_ISREG(facts.st_mode):
                    yield name, Stored(_content(opened), mode)
            finally:
                os.close(opened)


def _content(opened: int) -> bytes:
    with os.fdopen(os.dup(opened), "rb") as file:
        return file.read(BYTES + 1)
