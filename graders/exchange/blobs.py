"""Contents of files, each stored once under its SHA-256.

`put` returns when the contents are on the disk under their final names. A kill at any moment leaves either the whole
blob or none, and perhaps a file in `incoming/`; a blob that no row of the database names is harmless.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

LEFTOVER_AGE_S = 24 * 3600  # no upload takes a day: an older file in incoming/ belongs to a process that was killed


class BlobError(Exception):
    """A content that is missing or no longer what was stored."""


class BlobStore:
    """One folder of blobs; several processes may write to it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's work is nobody else's to read
        self._incoming.mkdir(mode=0o700, exist_ok=True)
        for leftover in self._incoming.iterdir():
            if time.time() - leftover.stat().st_mtime > LEFTOVER_AGE_S:
                leftover.unlink(missing_ok=True)

    def put(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Store all contents; the SHA-256 of each by the name given for it."""
        digests = digests_of(files)
        contents = {digests[name]: content for name, content in files.items()}
        for digest, content in contents.items():
            if not self._holds(digest):
                self._write(digest, content)
        _sync(self._folder)  # also for those that were there: another process may not have got as far as this
        return digests

    def get(self, digest: str) -> bytes:
        """The content with this SHA-256, looked at again before it is given out; BlobError if it is not that."""
        try:
            content = (self._folder / digest).read_bytes()
        except OSError as error:
            raise BlobError(f"the stored content {digest} cannot be read: {error.strerror}") from error
        found = hashlib.sha256(content).hexdigest()
        if found != digest:
            raise BlobError(f"the stored content {digest} is damaged: its SHA-256 is {found}")
        return content

    def _holds(self, digest: str) -> bool:
        """Whether the blob is there and whole; a damaged one is written anew."""
        try:
            self.get(digest)
        except BlobError:
            return False
        return True

    def _write(self, digest: str, content: bytes) -> None:
        descriptor, name = tempfile.mkstemp(dir=self._incoming)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, self._folder / digest)


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each content, by the name given for it."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _sync(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
