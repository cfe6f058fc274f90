"""Which files may be handed out or handed in: plain relative names, and not too much of them. Pure.

Names come from other people's machines and end as paths on ours, so the rules are about both. A name that is refused is
never repaired: two names could become one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# nbgrader makes folders of these and finds them by glob patterns: a name with a star would stand for a whole class.
STUDENT_ID = re.compile(r"[A-Za-z0-9@_][A-Za-z0-9@_.+-]{0,127}")
# nbgrader refuses "+" here.
ASSIGNMENT_ID = re.compile(r"[A-Za-z0-9@_][A-Za-z0-9@_.-]{0,127}")

NAME_BYTES_MAX = 400
PART_BYTES_MAX = 200  # a file system takes 255; nbgrader and we add suffixes while we write
PARTS_MAX = 10
# Signs that turn the direction of writing: "photo<U+202E>gnp.exe" reads as a picture.
_DIRECTION_SIGNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Limits:
    """How much one person may send. A web exercise has a few kilobytes, a project with photographs some megabytes."""

    file_bytes: int = 5_000_000
    total_bytes: int = 20_000_000
    files: int = 200
    person_bytes: int = 2_000_000_000  # all hand-ins of one person together, so that nobody fills the disk


class FilesRefusedError(Exception):
    """Files that cannot be taken; the message names the offending one and the rule."""


class TooBigError(FilesRefusedError):
    """Files that cannot be taken because they are too many or too big."""


def check_id(pattern: re.Pattern[str], value: str) -> None:
    """FilesRefusedError unless `value` can be the name of a folder."""
    if not pattern.fullmatch(value):
        raise FilesRefusedError(f"{value!r} cannot be the name of a folder; expected letters, digits and @ _ . + -")


def name_fault(name: str) -> str | None:
    """Why a file cannot travel under this name; None if it can."""
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        return "is not written in UTF-8"
    parts = name.split("/")
    if len(encoded) > NAME_BYTES_MAX or any(len(part.encode()) > PART_BYTES_MAX for part in parts):
        return "is too long"
    if len(parts) > PARTS_MAX:
        return f"lies more than {PARTS_MAX - 1} folders deep"
    if any(part in {"", ".", ".."} for part in parts):
        return "is not a path inside the assignment's folder"
    if "\\" in name or any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in name):
        return "holds a control sign or a backslash"
    if _DIRECTION_SIGNS & set(name):
        return "holds a sign that turns the direction of writing"
    return None


def check_names(names: Iterable[str]) -> None:
    """FilesRefusedError unless every name can travel, and none is both a file and a folder."""
    all_names = set(names)
    for name in sorted(all_names):
        if fault := name_fault(name):
            raise FilesRefusedError(f"the file name {name[:NAME_BYTES_MAX]!r} {fault}")
        parts = name.split("/")
        for depth in range(1, len(parts)):
            if (folder := "/".join(parts[:depth])) in all_names:
                raise FilesRefusedError(f"{folder!r} is both a file and the folder of {name!r}")


def check_files(files: Mapping[str, bytes], limits: Limits) -> None:
    """FilesRefusedError unless all of it can be taken: at least one file, and every limit kept."""
    if not files:
        raise FilesRefusedError("there is no file in it; expected at least one")
    if len(files) > limits.files:
        raise TooBigError(f"there are {len(files)} files; expected at most {limits.files}")
    check_names(files)
    for name, content in sorted(files.items()):
        if len(content) > limits.file_bytes:
            raise TooBigError(f"{name!r} has {len(content)} bytes; expected at most {limits.file_bytes}")
    total = sum(map(len, files.values()))
    if total > limits.total_bytes:
        raise TooBigError(f"the files have {total} bytes together; expected at most {limits.total_bytes}")
