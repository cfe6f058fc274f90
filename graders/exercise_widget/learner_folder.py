"""The folder of one exercise that is the learner's: real files, which they rename and move. Nothing is ever deleted.

02-ranger/
  photos/       the learner's folder; all that is in it is checked
  .corbeille/   what was put away; it stays here, and is neither checked nor handed in
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from graders.exchange.folder import BIN, IGNORED
from graders.exercise_widget.item_names import free_name, name_trouble, tidy_name
from graders.exercise_widget.texts import clock_time, text

DEPTH_MAX = 6  # of folders in folders; deeper, nobody finds their way
ITEMS_MAX = 100  # as many files as a check takes


class FolderError(Exception):
    """What was asked cannot be done; `sentence` is the key of what the learner reads, `values` fill it."""

    def __init__(self, sentence: str, **values: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


@dataclass(frozen=True)
class Item:
    """A file or a folder, by its path: `photos/velos/rouge.svg`."""

    path: PurePosixPath
    is_folder: bool

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.name

    @property
    def depth(self) -> int:
        """How many folders it lies in; 0 for the learner's folder itself."""
        return len(self.path.parts) - 1


class LearnerFolder:
    """The folder `name` inside `home`, the exercise's own; what is asked for is an item it listed.

    A FolderError says what cannot be, an OSError that the disk refuses; nothing has changed then.
    """

    def __init__(self, home: Path, name: str, clock: Callable[[], datetime]) -> None:
        self.home = home
        self.root = Item(PurePosixPath(name), is_folder=True)
        self._clock = clock

    def items(self) -> tuple[Item, ...]:
        """The folder itself, then all that is in it: each folder followed by what it holds, its files last."""
        return (self.root, *self._below(self.root))

    def in_bin(self) -> tuple[str, ...]:
        """The names of what is in the bin."""
        return tuple(sorted((item.name for item in self._in(PurePosixPath(BIN))), key=str.casefold))

    def make_folder(self, parent: Item, typed: str) -> Item:
        """A new, empty folder inside `parent`."""
        if parent.depth >= DEPTH_MAX:
            raise FolderError("too-deep")
        if len(self.items()) > ITEMS_MAX:
            raise FolderError("too-many-items")
        made = Item(parent.path / self._name(typed, parent.path), is_folder=True)
        self._disk(made.path).mkdir(parents=True)
        return made

    def rename(self, item: Item, typed: str) -> Item:
        """The item under its new name."""
        self._refuse_root(item)
        return self._moved(item, item.path.with_name(self._name(typed, item.path.parent, but=item.name)))

    def move(self, item: Item, target: Item) -> Item:
        """The item inside the folder `target`, under the name it has."""
        self._refuse_root(item)
        if target.path.is_relative_to(item.path):
            raise FolderError("into-itself")
        height = max(each.depth for each in (item, *self._below(item))) - item.depth
        if target.depth + height >= DEPTH_MAX + 1:
            raise FolderError("too-deep")
        return self._moved(item, target.path / self._name(item.name, target.path, given=True))

    def put_in_bin(self, item: Item) -> str:
        """Puts the item away; the name it has there."""
        self._refuse_root(item)
        name = free_name(item.name, self._names(PurePosixPath(BIN)))
        self._disk(PurePosixPath(BIN)).mkdir(exist_ok=True)
        self._moved(item, PurePosixPath(BIN, name))
        return name

    def take_back(self, name: str) -> Item:
        """What lies in the bin under this name, back in the learner's folder."""
        item = next((each for each in self._in(PurePosixPath(BIN)) if each.name == name), None)
        if item is None:
            raise FolderError("gone", name=name)
        self._disk(self.root.path).mkdir(exist_ok=True)
        return self._moved(item, self.root.path / free_name(name, self._names(self.root.path)))

    def restart(self, given: Mapping[str, bytes]) -> None:
        """Put the folder back as handed out (path → content); what it was goes to the bin whole."""
        aside = Path(tempfile.mkdtemp(dir=self.home, prefix=".atelier-"))  # a name that is never handed in
        try:
            (aside / self.root.path).mkdir()
            for name, content in given.items():
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                (aside / name).write_bytes(content)
            if os.path.lexists(self._disk(self.root.path)):
                kept = text("kept-name", name=self.root.name, time=clock_time(self._clock()))
                self._disk(PurePosixPath(BIN)).mkdir(exist_ok=True)
                self._moved(self.root, PurePosixPath(BIN, free_name(kept, self._names(PurePosixPath(BIN)))))
            (aside / self.root.path).rename(self._disk(self.root.path))
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _below(self, item: Item) -> Iterator[Item]:
        if not item.is_folder:
            return
        inner = sorted(self._in(item.path), key=lambda each: (not each.is_folder, each.name.casefold(), each.name))
        for each in inner:
            yield each
            yield from self._below(each)

    def _in(self, path: PurePosixPath) -> Iterator[Item]:
        """What lies in a folder and can be handed in: no link, nothing hidden, nothing that programs leave behind."""
        try:
            entries = list(os.scandir(self._disk(path)))
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            is_ours = not entry.name.startswith(".") and not any(fnmatch(entry.name, pattern) for pattern in IGNORED)
            if is_ours and (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
                yield Item(path / entry.name, entry.is_dir(follow_symlinks=False))

    def _names(self, path: PurePosixPath) -> set[str]:
        """All names that are taken in a folder, of whatever it is."""
        folder = self._disk(path)
        return set(os.listdir(folder)) if folder.is_dir() else set()

    def _name(self, typed: str, parent: PurePosixPath, *, but: str = "", given: bool = False) -> str:
        """The name as it can be given in the folder `parent`; one that was `given` before is only looked for there."""
        name = typed if given else tidy_name(typed)
        trouble = name_trouble(name, self._names(parent) - {but})
        if trouble and (not given or trouble == "name-taken"):
            raise FolderError(trouble, name=name)
        return name

    def _moved(self, item: Item, to: PurePosixPath) -> Item:
        source, target = self._disk(item.path), self._disk(to)
        if not os.path.lexists(source):
            raise FolderError("gone", name=item.name)
        # A rename would replace a file that is there already, and it would be lost.
        if os.path.lexists(target) and not source.samefile(target):
            raise FolderError("name-taken", name=to.name)
        source.rename(target)
        return Item(to, item.is_folder)

    def _refuse_root(self, item: Item) -> None:
        if item.path == self.root.path:
            raise FolderError("folder-stays", name=self.root.name)

    def _disk(self, path: PurePosixPath) -> Path:
        """Where the item is on the disk; FolderError if a folder on the way there was replaced by a link."""
        place = self.home / path
        if any(part.is_symlink() for part in place.parents if part.is_relative_to(self.home) and part != self.home):
            raise FolderError("gone", name=path.name)
        return place
