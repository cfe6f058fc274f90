"""A folder as handed in: its files by path, also out of a zip; nothing is ever unpacked to a disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from graders.checks import Failure
from graders.text import quote
from graders.work import Work, is_folder, learners_part

FILES = 500  # a site made by hand has some dozens
FILE_BYTES = 2_000_000  # a photograph that no one made lighter
TREE_BYTES = 10_000_000
SYSTEM_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}  # nobody puts them there on purpose
DOS_FOLDER, UNIX_LINK, ENCRYPTED = 0x10, 0o120000, 0x1


@dataclass(frozen=True)
class Tree:
    """Files by path, with "/" between folders; `name` is the file they came in, if one."""

    files: Mapping[str, bytes]
    name: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, sorted."""
        return tuple(sorted(self.files))

    @property
    def folders(self) -> frozenset[str]:
        """Every folder that holds something."""
        return frozenset(
            str(folder) for path in self.files for folder in PurePosixPath(path).parents if str(folder) != "."
        )

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The paths that a pattern means: "*.jpg" in any folder, "images/*" there, "node_modules/" all below."""
        return tuple(path for path in self.paths if path_matches(path, pattern))

    def text(self, path: str) -> str:
        """A file as text; bytes that are not UTF-8 become "\ufffd"."""
        return self.files[path].decode("utf-8-sig", errors="replace")


def path_matches(path: str, pattern: str) -> bool:
    """True if the pattern means the path; a pattern without a folder in it means the last part."""
    if pattern.endswith("/"):
        return path.startswith(pattern) or f"/{pattern}" in f"/{path}"
    return fnmatchcase(path, pattern) or ("/" not in pattern and fnmatchcase(PurePosixPath(path).name, pattern))


def tree_of(work: Work) -> Tree:
    """The learner's files, or what the folder or the zip holds if one was asked for; a Failure if it cannot be read."""
    names = work.exercise.learner_files
    if len(names) == 1 and names[0].endswith(".zip"):
        return zip_tree(work.data(names[0]), names[0])
    found = learners_part(names, work.files)
    if len(names) == 1 and is_folder(names[0]):
        return Tree({name.removeprefix(names[0]): data for name, data in found.items()})
    return Tree(found)


def zip_tree(data: bytes, name: str) -> Tree:
    """The files of a zip, without the one folder around them all; a Failure if it is none, or none to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_left_out(entry)]
            if len(entries) > FILES:
                raise Failure("files-too-many", found=str(len(entries)), file=name)
            return Tree(_without_root(_read_all(archive, entries, name)), name)
    except Failure:
        raise
    except Exception as error:  # whatever a forged archive can make the reader raise
        raise Failure("files-archive", file=name) from error


def _read_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = TREE_BYTES
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        parts = PurePosixPath(path).parts
        is_link = (entry.external_attr >> 16) & 0o170000 == UNIX_LINK
        if path.startswith("/") or ".." in parts or ":" in path or is_link or not parts:
            raise Failure("files-path", found=quote(path), file=name)
        with archive.open(entry) as stream:
            # The size an archive claims is a claim: read no more than may be.
            files[path] = stream.read(min(FILE_BYTES, left) + 1)
        left -= len(files[path])
        if len(files[path]) > FILE_BYTES or left < 0:
            raise Failure("files-heavy", found=quote(path), file=name)
    return files


def _is_left_out(entry: zipfile.ZipInfo) -> bool:
    """True for folders, and for what a system adds unasked."""
    parts = PurePosixPath(entry.filename).parts
    return entry.is_dir() or "__MACOSX" in parts or (bool(parts) and parts[-1] in SYSTEM_FILES)


def _without_root(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files as seen from inside the one folder that holds them all, if one does."""
    roots = {path.partition("/")[0] for path in files}
    if len(roots) != 1 or not all("/" in path for path in files):
        return files
    return {path.partition("/")[2]: data for path, data in files.items()}
