"""Which names a file or folder may be given in the file manager, as the key of the sentence that says why not. Pure.

Spaces, capitals and accents are allowed: choosing names that work everywhere is what is learned here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import PurePosixPath

from graders.exchange.file_names import name_fault
from graders.exchange.folder import IGNORED

LETTERS_MAX = 60  # a name on one line
# Windows takes none of these; here they would work, and fail on the next computer.
SIGNS = '\\:*?"<>|'


def tidy_name(typed: str) -> str:
    """The name as it goes to the disk: accents as one sign each, no space around it."""
    return unicodedata.normalize("NFC", " ".join(typed.split()))


def name_trouble(name: str, neighbours: Iterable[str]) -> str | None:
    """Why a tidy name cannot be given beside these neighbours; None if it can."""
    if not name:
        return "name-empty"
    if "/" in name:
        return "name-slash"
    if set(SIGNS) & set(name):
        return "name-sign"
    if name.startswith("."):
        return "name-hidden"
    if len(name) > LETTERS_MAX:
        return "name-long"
    if name_fault(name) or name.endswith("."):
        return "name-odd"
    if any(fnmatch(name, pattern) for pattern in IGNORED):
        return "name-reserved"
    # Two names that differ by a capital are one name on most computers.
    if name.casefold() in {neighbour.casefold() for neighbour in neighbours}:
        return "name-taken"
    return None


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, or the first of "photo 2.svg", "photo 3.svg" … that is not taken."""
    known = {other.casefold() for other in taken}
    path, number, found = PurePosixPath(name), 2, name
    while found.casefold() in known:
        found = f"{path.stem} {number}{path.suffix}"
        number += 1
    return found
