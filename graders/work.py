"""The files of one piece of work as handed in, read with limits; learners' files are data and never run here."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graders.checks import Failure
from graders.exercise import Exercise

FILE_BYTES = 256 * 1024  # a page written by hand has a few kilobytes; more is a paste or an attack
ARCHIVE_BYTES = 1_000_000  # as much as a hand-in carries of one file
PIECE = ".3mf"
ARCHIVES = (PIECE, ".bundle", ".zip")  # a piece to print, a Git repository by `git bundle`, a folder in one file
PICTURE_BYTES = 1_000_000  # a telephone's photograph has five times that, and is to be made smaller
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


@dataclass(frozen=True)
class Work:
    """An exercise and the learner's files for it (name → bytes)."""

    exercise: Exercise
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """The text of one of the learner's files, or of one given with the exercise; a Failure says what is wrong.

        Bytes that are not UTF-8 become "\ufffd", as in a browser.
        """
        files = self.files if name in self.exercise.learner_files else self.exercise.start
        if name not in files:
            raise Failure("missing-file", expected=name, file=name)
        if len(files[name]) > bytes_at_most(name):
            raise Failure("too-large-picture" if is_picture(name) else "too-large", file=name)
        text = files[name].decode("utf-8-sig", errors="replace")
        if not text.strip("\ufeff \t\r\n"):
            raise Failure("empty-file", file=name)
        return text

    def data(self, name: str) -> bytes:
        """The bytes of one of the learner's files; a Failure says what is wrong."""
        if name not in self.files:
            raise Failure("missing-file", expected=name, file=name)
        if len(self.files[name]) > ARCHIVE_BYTES:
            raise Failure("files-too-large", file=name)
        if not self.files[name]:
            raise Failure("empty-file", file=name)
        return self.files[name]

    def pages(self) -> list[str]:
        """The learner's HTML files that were handed in and can be read, in the exercise's order."""
        return [name for name in self.exercise.learner_files if name.endswith(".html") and self._is_readable(name)]

    def defect(self) -> Failure | None:
        """The first learner file that cannot be read at all, if any."""
        for name in self.exercise.learner_files:
            if is_folder(name):  # one that holds nothing is for the checks to tell
                continue
            try:
                self.data(name) if is_archive(name) else self.text(name)
            except Failure as failure:
                return failure
        return None

    def _is_readable(self, name: str) -> bool:
        with contextlib.suppress(Failure):
            return bool(self.text(name))
        return False

    def is_unchanged(self) -> bool:
        """True if every file says what was handed out; line ends and spaces at line ends do not count."""
        names = self.exercise.learner_files
        mine, given = learners_part(names, self.files), learners_part(names, self.exercise.start)
        if any(map(is_folder, names)) and mine.keys() != given.keys():
            return False
        return all(_written(mine.get(name, b"")) == _written(given.get(name, b"")) for name in {*mine, *given})

    def served(self) -> Mapping[str, bytes]:
        """What a browser may load: the exercise's given files, and the learner's in place of their start."""
        learners = learners_part(self.exercise.learner_files, self.files)
        given = {n: data for n, data in self.exercise.start.items() if n not in self.exercise.learner_files}
        return {**given, **{n: data for n, data in learners.items() if len(data) <= bytes_at_most(n)}}


def is_picture(name: str) -> bool:
    """True for the name of a picture."""
    return name.lower().endswith(PICTURES)


def bytes_at_most(name: str) -> int:
    """What a learner's file of this name may have."""
    return PICTURE_BYTES if is_picture(name) else FILE_BYTES


def is_archive(name: str) -> bool:
    """True if a file of this name holds other files."""
    return name.endswith(ARCHIVES)


def is_piece(name: str) -> bool:
    """True for the name of a piece to print."""
    return name.endswith(PIECE)


def is_folder(name: str) -> bool:
    """True if the name means a folder and all that is in it: "photos/"."""
    return name.endswith("/")


def learners_part(names: Collection[str], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the files that the names mean, each by itself or with its folder."""
    folders = tuple(filter(is_folder, names))
    return {name: data for name, data in files.items() if name in names or name.startswith(folders)}


def _written(data: bytes) -> list[bytes]:
    return [line.rstrip() for line in data.rstrip().splitlines()]
