"""The pages of an exercise: those the learner writes, and those handed out beside them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from graders.work import FILE_BYTES

AT_MOST = 50  # each travels to the browser again at every pause in the typing


def pages_of(folder: Path, typed: Mapping[str, str]) -> dict[str, str]:
    """Every page by its path in the exercise's folder; `typed` are the learner's files as on the screen."""
    pages = {}
    for path in sorted(folder.rglob("*.html"))[:AT_MOST]:
        with suppress(OSError):  # taken away this very moment: a page less
            if path.is_file() and path.stat().st_size <= FILE_BYTES:
                pages[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    return pages | {name: text for name, text in typed.items() if name.endswith(".html")}
