"""Reads what a learner wrote: bounded, regular files only, never through a symbolic link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

# A page, a style sheet or an answer of these exercises is a few kilobytes; a browser still opens a megabyte at once.
FILE_BYTES_MAX = 1_000_000
# A notebook with pictures in it is the biggest thing that anybody hands in.
WORK_FILE_BYTES_MAX = 10_000_000


class LearnerFileError(Exception):
    """A learner's file that is not read: a link, a folder, a device, or too big."""


def read_bounded(root: Path, name: str, bytes_max: int = FILE_BYTES_MAX) -> bytes | None:
    """The content of `root/name`, None if there is no such file.

    `root` is ours; every part of `name` was chosen by a learner, so each is opened by itself and must be a real
    folder or file: O_NOFOLLOW on the last part alone would still follow a link in the middle.
    """
    *parents, last = Path(name).parts
    if ".." in (*parents, last) or Path(name).is_absolute():
        raise LearnerFileError(f"{name!r} leaves its folder")
    opened: list[int] = []
    try:
        at = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        opened.append(at)
        for part in parents:
            at = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            opened.append(at)
        # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        file = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
        opened.append(file)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise LearnerFileError(f"{name!r} is not a regular file")
        with os.fdopen(os.dup(file), "rb") as stream:
            content = stream.read(bytes_max + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LearnerFileError(f"{name!r}: {error.strerror}") from error
    finally:
        for descriptor in opened:
            os.close(descriptor)
    if len(content) > bytes_max:
        raise LearnerFileError(f"{name!r} has more than {bytes_max} bytes")
    return content


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its name with "/"; LearnerFileError for a link or anything else that is no file."""
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = [str(path.relative_to(folder)) for path in paths]
    contents = {name: read_bounded(folder, name, WORK_FILE_BYTES_MAX) for name in names}
    return {name: content for name, content in contents.items() if content is not None}
