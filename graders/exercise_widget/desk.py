"""The learner's files of one exercise, as typed and as on disk.

The rule is that no version is ever lost. Typing reaches the disk after a short pause, whole or not at all. When someone
else wrote the file meanwhile (JupyterLab's own editor, a terminal), the version on disk stays in place and what was
typed is kept beside it, as "index (votre version de 14 h 05).html".
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from graders.exercise_widget.texts import clock_time, text

PAUSE_S = 0.25  # a word is typed without pause; a reader of the preview does not notice less
LOOK_S = 2.0  # how often the disk is looked at for versions written elsewhere


class Timer(Protocol):
    """What a `Later` gives back."""

    def cancel(self) -> None:
        """Forget the call; harmless if it was made."""


Later = Callable[[float, Callable[[], None]], Timer]
"""Calls a function after so many seconds, in the thread that asks: its event loop's `call_later`."""


@dataclass(frozen=True)
class Kept:
    """A version set aside: the file it belongs to, and where it is."""

    name: str
    copy: Path


class Desk:
    """The files `names` inside `folder`, in French time from `clock`.

    `on_saved()` is called after a write, `on_found(name, kept)` when a file was found changed on disk (`kept` is the
    learner's own version where there was one), `on_trouble()` when the disk refuses; a later save tries again.
    """

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        *,
        clock: Callable[[], datetime],
        later: Later,
        on_saved: Callable[[], None],
        on_found: Callable[[str, Kept | None], None],
        on_trouble: Callable[[], None],
    ) -> None:
        self.names = tuple(names)
        self.folder = folder
        self._clock = clock
        self._later = later
        self._on_saved = on_saved
        self._on_found = on_found
        self._on_trouble = on_trouble
        self._on_disk = {name: self._read(name) for name in names}
        self._typed: dict[str, str] = {}  # what is not on disk yet
        self._timer: Timer | None = None
        # A kernel may bring keys in another thread than the clock (a "subshell"): between a look at what was typed and
        # the write to the disk no key may come, or it would be lost.
        self._lock = threading.RLock()
        self._later(LOOK_S, self._look_again)

    def text(self, name: str) -> str:
        """The file as the learner sees it; empty if it does not exist."""
        return self._typed.get(name, self._on_disk[name] or "")

    def texts(self) -> dict[str, str]:
        """All files as the learner sees them."""
        return {name: self.text(name) for name in self.names}

    def type(self, name: str, content: str) -> None:
        """Take what was typed; it reaches the disk after a short pause, or at the next `save`."""
        with self._lock:
            if content == self.text(name):
                return
            self._typed[name] = content
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._later(PAUSE_S, self._save_after_pause)

    def is_saved(self, name: str) -> bool:
        """Whether the disk has the file as the learner sees it."""
        return name not in self._typed

    def set_aside(self, name: str, content: str) -> bool:
        """Keep a version of the file beside it, and tell `on_found`; False, after `on_trouble`, if the disk refuses."""
        try:
            with self._lock:
                kept = self._keep(name, content)
        except OSError:
            self._on_trouble()
            return False
        self._on_found(name, kept)
        return True

    def save(self) -> bool:
        """Write what was typed; False, after `on_trouble`, if the disk refused (nothing is lost then either)."""
        try:
            with self._lock:
                self._write_typed()
        except OSError:
            self._on_trouble()
            return False
        return True

    def restart(self, start: Mapping[str, str]) -> list[Kept]:
        """Put the files back as handed out; every version that differs is kept beside it. OSError if it cannot be."""
        with self._lock:
            self._look()
            return [kept for name in self.names if (kept := self._put_back(name, start[name]))]

    def _save_after_pause(self) -> None:
        self.save()

    def _write_typed(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._look()
        for name in self.names:
            content = self.text(name)
            taken_away = self._read(name) is None and content
            if name in self._typed or taken_away:
                _write(self.folder / name, content)
                self._on_disk[name] = content
                self._typed.pop(name, None)
                self._on_saved()

    def _put_back(self, name: str, start: str) -> Kept | None:
        kept = self._keep(name, self.text(name)) if self.text(name) not in (start, "") else None
        _write(self.folder / name, start)
        self._on_disk[name] = start
        self._typed.pop(name, None)
        return kept

    def _look_again(self) -> None:
        try:
            with self._lock:
                self._look()
        except OSError:
            self._on_trouble()
        self._later(LOOK_S, self._look_again)

    def _look(self) -> None:
        """Take over what others wrote; a file taken away is written again at the next save."""
        for name in self.names:
            found = self._read(name)
            if found is None or found == self._on_disk[name]:
                continue
            typed = self._typed.get(name)
            kept = self._keep(name, typed) if typed not in (None, found) else None
            self._typed.pop(name, None)
            self._on_disk[name] = found
            self._on_found(name, kept)

    def _keep(self, name: str, content: str | None) -> Kept:
        path = self.folder / name
        label = text("kept-name", name=path.stem, time=clock_time(self._clock()))
        copy = path.with_name(f"{label}{path.suffix}")
        again = 2
        while copy.exists():
            if copy.is_file() and copy.read_bytes() == (content or "").encode():  # a page and its reload may both ask
                return Kept(name, copy)
            copy = path.with_name(f"{label} {again}{path.suffix}")
            again += 1
        _write(copy, content or "")
        return Kept(name, copy)

    def _read(self, name: str) -> str | None:
        """The file's text, None if there is none; bytes that are not UTF-8 are read as Windows writes them."""
        try:
            raw = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        try:
            content = raw.decode("utf-8")
        except UnicodeDecodeError:
            content = raw.decode("cp1252", errors="replace")
        return content.replace("\r\n", "\n").replace("\r", "\n")


def _write(path: Path, content: str) -> None:
    """The whole file or none of it, even when the power fails: written beside, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The exchange leaves names that begin so behind, should someone hand in at this very moment.
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".atelier-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(beside, path.stat().st_mode & 0o7777)
        else:
            os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
