"""What belongs to each print job on the disk: `<job>/upload`, `model.stl`, `picture.png`, `job.gcode`.

Written whole or not at all; made again where it is missing, but for the upload.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path


class PrintFiles:
    """The files of all jobs in one folder; `job_id` is ours, never a person's word."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, job_id: str, name: str, content: bytes) -> None:
        """Keeps a file; it is on the disk when this returns."""
        folder = self._folder / job_id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f".{name}.{os.getpid()}"
        with open(new, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / name)
        # A new name is on the disk when its folder is, and a new folder when the one around it is.
        for each in (folder, self._folder):
            _sync(each)

    def get(self, job_id: str, name: str) -> bytes | None:
        """A file; None if there is none."""
        try:
            return (self._folder / job_id / name).read_bytes()
        except FileNotFoundError:
            return None

    def keep_only(self, job_id: str, name: str) -> None:
        """Drops all of a job but this file."""
        folder = self._folder / job_id
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name != name:
                file.unlink(missing_ok=True)

    def drop(self, job_id: str) -> None:
        """All of a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
