"""A person's own folder of an assignment: what of it is handed in, and how a release gets into it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatch
from pathlib import Path

from graders.exchange.file_names import Limits, TooBigError, name_fault
from graders.notebook.learner_files import LearnerFileError, read_bounded
from graders.notebook.sheet import SHEET, SheetError, read_sheet
from graders.work import is_folder

# Where the file manager keeps what somebody put away. It stays in their home: handed in, it would fill the limits.
BIN = ".corbeille"
# Never work: what programs leave behind, nbgrader's own feedback folder, and the bin.
IGNORED = (".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback", "node_modules", ".git", ".cache", ".DS_Store", BIN)
_ASIDE = ".atelier-"  # how the names of our unfinished files and folders begin


class LeftOut(Enum):
    """Why a file stays behind when the rest is handed in."""

    NAME = "name"
    BIG = "big"
    NO_FILE = "no-file"


@dataclass(frozen=True)
class Work:
    """What a folder would hand in, and what has to stay behind, by file name."""

    files: Mapping[str, bytes]
    left_out: Mapping[str, LeftOut]


def read_work(folder: Path, limits: Limits, ignored: Collection[str] = IGNORED) -> Work:
    """The files in `folder` as they are now; TooBigError if they are too many, or too big together.

    A single file that cannot travel is left out: a strange name or a link must not keep the rest from being handed in.
    """
    files: dict[str, bytes] = {}
    left_out: dict[str, LeftOut] = {}
    for name in _names(folder, ignored):
        if name_fault(name):
            left_out[name.encode(errors="replace").decode()] = LeftOut.NAME
            continue
        try:
            content = read_bounded(folder, name, limits.file_bytes)
        except LearnerFileError:
            path = folder / name
            too_big = path.is_file() and not path.is_symlink() and path.stat().st_size > limits.file_bytes
            left_out[name] = LeftOut.BIG if too_big else LeftOut.NO_FILE
            continue
        if content is None:  # removed while we look
            continue
        files[name] = content
        if len(files) > limits.files:
            raise TooBigError(f"there are more than {limits.files} files in {folder.name!r}")
        if sum(map(len, files.values())) > limits.total_bytes:
            raise TooBigError(f"the files in {folder.name!r} have more than {limits.total_bytes} bytes together")
    return Work(files, left_out)


def _names(folder: Path, ignored: Collection[str]) -> Iterator[str]:
    """Everything in the folder that is no real folder, in order, relative, with "/"."""
    for at, folders, files in os.walk(folder):
        kept = sorted(name for name in folders if not _is_ignored(name, ignored))
        folders[:] = [name for name in kept if not Path(at, name).is_symlink()]
        links = set(kept) - set(folders)
        for name in sorted(links | {name for name in files if not _is_ignored(name, ignored)}):
            yield Path(at, name).relative_to(folder).as_posix()


def _is_ignored(name: str, ignored: Collection[str]) -> bool:
    return name.startswith(_ASIDE) or any(fnmatch(name, pattern) for pattern in ignored)


def place_release(folder: Path, files: Mapping[str, bytes], earlier: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Bring a release into a person's folder without touching their work; the names that were written.

    A missing file is restored. A file that still is what an earlier release handed out (`earlier`: SHA-256 by name) is
    brought up to date. Any other stays as the person left it. A new folder appears whole or not at all.

    A folder that is the learner's, to move files in, is handed out once: a file missing from it has another name now.
    """
    for leftover in folder.parent.glob(f"{_ASIDE}{folder.name}-*"):  # of a run that was killed here
        shutil.rmtree(leftover, ignore_errors=True)
    if not os.path.lexists(folder) and _place_new(folder, files):
        return tuple(sorted(files))
    theirs = tuple(inner for inner in _learner_folders(files) if os.path.lexists(folder / inner))
    names = [name for name in sorted(files) if not name.startswith(theirs)]
    return tuple(name for name in names if _place_file(folder / name, files[name], earlier.get(name, ())))


def _learner_folders(files: Mapping[str, bytes]) -> list[str]:
    """The folders, each with its "/", that the release's own sheet gives to the learner."""
    try:
        return [path for path in read_sheet(files[SHEET]).learner_paths if is_folder(path)]
    except (KeyError, SheetError):  # an assignment made without the curriculum's builder
        return []


def _place_new(folder: Path, files: Mapping[str, bytes]) -> bool:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{_ASIDE}{folder.name}-", dir=folder.parent))
    for name, content in files.items():
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_bytes(content)
    aside.chmod(0o755)
    try:
        aside.rename(folder)
    except OSError:  # another tab was faster
        shutil.rmtree(aside)
        return False
    return True


def _place_file(path: Path, content: bytes, earlier: Collection[str]) -> bool:
    """Write one file if nothing of the person's is there."""
    if os.path.lexists(path) and not _is_untouched(path, content, earlier):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):  # a file of the person's lies where the folder should be
        return False
    descriptor, aside = tempfile.mkstemp(prefix=_ASIDE, dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.chmod(aside, 0o644)
    os.replace(aside, path)
    return True


def _is_untouched(path: Path, content: bytes, earlier: Collection[str]) -> bool:
    """Whether the file is one that was handed out, and not the present one."""
    if path.is_symlink() or not path.is_file():
        return False
    found = path.read_bytes()
    return found != content and hashlib.sha256(found).hexdigest() in earlier
