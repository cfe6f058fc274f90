"""The files of one exercise as they are checked: those it names, and all that is in a folder it names.

Practising reads the person's home with it, grading what was handed in, so that both see the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graders.exchange.file_names import Limits, TooBigError
from graders.exchange.folder import LeftOut, read_work
from graders.notebook.learner_files import FILE_BYTES_MAX, LearnerFileError, read_bounded
from graders.work import is_folder

# All of it goes to the checker in one request.
FOLDER_LIMITS = Limits(file_bytes=FILE_BYTES_MAX, total_bytes=2_000_000, files=100)


def read_learner_files(root: Path, folder: str, names: Iterable[str]) -> dict[str, bytes]:
    """What `names` mean in `root/folder` and is there, by name; LearnerFileError for what must not be read.

    {"photos/velos/rouge.svg": b"<svg …"} for the name "photos/"
    """
    found: dict[str, bytes] = {}
    for name in names:
        if is_folder(name):
            found |= _read_folder(root, folder, name)
        elif (content := read_bounded(root, f"{folder}/{name}")) is not None:
            found[name] = content
    return found


def _read_folder(root: Path, folder: str, name: str) -> dict[str, bytes]:
    """All that travels with a hand-in; links and odd names stay behind, as there."""
    path = root / folder / name
    if any(part.is_symlink() for part in (path, *path.parents) if part != root and part.is_relative_to(root)):
        raise LearnerFileError(f"{name!r} is a link, or lies behind one")
    try:
        work = read_work(path, FOLDER_LIMITS)
    except TooBigError as error:
        raise LearnerFileError(str(error)) from error
    big = sorted(inner for inner, reason in work.left_out.items() if reason is LeftOut.BIG)
    if big:
        raise LearnerFileError(f"{name + big[0]!r} has more than {FILE_BYTES_MAX} bytes")
    return {f"{name}{inner}": content for inner, content in work.files.items()}
