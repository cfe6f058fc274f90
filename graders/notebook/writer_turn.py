"""One gradebook writer at a time, of however many processes grade: a lock that is put down while cells run.

nbgrader's converters read and write the gradebook at many points of a grading, and SQLite lets one process write. So a
grading holds its course's lock, and steps aside for the longest part of it: the learner's code needs no gradebook.
A process that dies lets go of it (flock(2)).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".gradebook-writer"

_held: list[int] = []


@contextmanager
def writer_turn(course_root: Path) -> Iterator[None]:
    """Waits until no other process writes this course's gradebook."""
    descriptor = os.open(course_root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _held.append(descriptor)
        yield
    finally:
        if descriptor in _held:
            _held.remove(descriptor)
        os.close(descriptor)


@contextmanager
def stepping_aside() -> Iterator[None]:
    """Lets others write meanwhile; does nothing where no turn is held."""
    for descriptor in _held:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    try:
        yield
    finally:
        for descriptor in _held:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
