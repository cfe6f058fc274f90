"""A small file manager: real folders and files, made, renamed, moved and put in the bin; all by keyboard too."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import PurePosixPath

import ipywidgets as widgets

from graders.exercise_widget.desk import LOOK_S, Later
from graders.exercise_widget.learner_folder import FolderError, Item, LearnerFolder
from graders.exercise_widget.markup import done, label, news, note, warning
from graders.exercise_widget.opened_file import opened
from graders.exercise_widget.question import Question
from graders.exercise_widget.texts import text
from graders.notebook.learner_files import LearnerFileError, read_bounded


class FileManager:
    """The tree of a folder, what can be done with the chosen item, what it shows when opened, and the bin."""

    def __init__(self, folder: LearnerFolder, later: Later) -> None:
        self._folder = folder
        self._later = later
        self._items: dict[str, Item] = {}
        self.tree = _list(text("tree", name=folder.root.name), "atelier-tree")
        self.tree.observe(lambda _: self._show_chosen(), names="value")
        self.new_folder, self.rename, self.move, self.put_in_bin = (
            _button(key, act)
            for key, act in (
                ("new-folder", self._ask_folder),
                ("rename", self._ask_name),
                ("move", self._ask_place),
                ("put-in-bin", self._put_in_bin),
            )
        )
        self.question = Question(later)
        self.said = widgets.HTML()
        self.place = widgets.HTML()
        self.opened = widgets.HTML()
        self.bin = _list(text("bin"), "atelier-bin")
        self.take_back = _button("take-back", self._take_back)
        buttons = widgets.HBox([self.new_folder, self.rename, self.move, self.put_in_bin])
        buttons.add_class("atelier-row")
        self._bin = widgets.VBox([])
        back = widgets.HBox([self.take_back])
        back.add_class("atelier-row")
        self._bin_parts = [self.bin, back]
        order = widgets.VBox(
            [widgets.HTML(note(text("tree-how"))), self.tree, buttons, self.question.widget, self.said, self._bin]
        )
        order.add_class("atelier-order")
        shown = widgets.VBox([widgets.HTML(label(text("opened"))), self.place, self.opened])
        shown.add_class("atelier-shown")
        self.widget = widgets.Box([order, shown])
        self.widget.add_class("atelier-work")
        self.refresh()
        self._later(LOOK_S, self._look_again)

    @property
    def chosen(self) -> Item:
        """The item that is chosen; the folder itself at first."""
        return self._items.get(self.tree.value, self._folder.root)

    def refresh(self, choose: Item | None = None) -> None:
        """Show what is on the disk; what was chosen stays so, unless it is gone."""
        items = self._folder.items()
        self._items = {str(item.path): item for item in items}
        wanted = str((choose or self.chosen).path)
        _offer(self.tree, [(_line(item), str(item.path)) for item in items], wanted)
        in_bin = self._folder.in_bin()
        _offer(self.bin, [(name, name) for name in in_bin], self.bin.value)
        children = self._bin_parts if in_bin else []
        if list(self._bin.children) != children:
            self._bin.children = children
        self._show_chosen()

    def _look_again(self) -> None:
        """JupyterLab's own list of files may have changed something."""
        with contextlib.suppress(FolderError, OSError):  # the next action says it, if it lasts
            self.refresh()
        self._later(LOOK_S, self._look_again)

    def _show_chosen(self) -> None:
        item = self.chosen
        self.place.value = note(text("place", path=_road(item.path)))
        self.opened.value = self._inside(item) if item.is_folder else self._opened(item)

    def _inside(self, item: Item) -> str:
        inner = [each for each in self._items.values() if each.path.parent == item.path]
        folders = sum(each.is_folder for each in inner)
        if not inner:
            return note(text("folder-empty"))
        return note(text("folder-holds", folders=folders, files=len(inner) - folders))

    def _opened(self, item: Item) -> str:
        try:
            content = read_bounded(self._folder.home, str(item.path))
        except LearnerFileError:
            content = None
        return note(text("open-not")) if content is None else opened(item.name, content)

    def _ask_folder(self) -> None:
        parent = self.chosen if self.chosen.is_folder else self._items[str(self.chosen.path.parent)]

        def make(typed: str) -> None:
            made = self._folder.make_folder(parent, typed)
            self._tell(text("made", name=made.name, place=_road(parent.path)), made)

        field = _field(text("folder-name", place=_road(parent.path)), "")
        self._ask(field, text("make"), make)

    def _ask_name(self) -> None:
        item = self.chosen
        if self._is_root(item):
            return

        def rename(typed: str) -> None:
            named = self._folder.rename(item, typed)
            self._tell(text("renamed", name=item.name, new=named.name), named)

        field = _field(text("new-name", name=item.name), item.name)
        self._ask(field, text("rename-yes"), rename)

    def _ask_place(self) -> None:
        item = self.chosen
        if self._is_root(item):
            return
        targets = [
            each
            for each in self._items.values()
            if each.is_folder and each.path != item.path.parent and not each.path.is_relative_to(item.path)
        ]
        if not targets:
            self.said.value = warning(text("nowhere-to-move"))
            return

        def move(path: str) -> None:
            target = self._items[path]
            moved = self._folder.move(item, target)
            self._tell(text("moved", name=item.name, place=_road(target.path)), moved)

        field = widgets.Dropdown(
            options=[(_road(each.path), str(each.path)) for each in targets],
            description=text("where-to", name=item.name),
        )
        field.add_class("atelier-field")
        self._ask(field, text("move-yes"), move)

    def _put_in_bin(self) -> None:
        item = self.chosen
        if self._is_root(item):
            return
        self._do(lambda: self._bin_it(item))

    def _bin_it(self, item: Item) -> None:
        name = self._folder.put_in_bin(item)
        self._tell(text("binned", name=name), self._items[str(item.path.parent)])

    def _take_back(self) -> None:
        if self.bin.value is None:
            self.said.value = warning(text("choose-in-bin"))
            return
        self._do(lambda: self._taken_back(self.bin.value))

    def _taken_back(self, name: str) -> None:
        item = self._folder.take_back(name)
        self._tell(text("taken-back", name=item.name, place=_road(self._folder.root.path)), item)

    def _do(self, act: Callable[[], None]) -> None:
        """Something that asks no question first."""
        self.question.close()
        try:
            act()
        except FolderError as error:
            self.said.value = warning(text(error.sentence, **error.values))
        except OSError:
            self.said.value = warning(text("disk-refuses"))
        self.refresh()
        self._back_to_tree()

    def _ask(self, field: widgets.Widget, yes: str, act: Callable[[str], None]) -> None:
        self.said.value = ""
        self.question.ask(field, yes, act, self._back_to_tree)

    def _is_root(self, item: Item) -> bool:
        """Whether this is the folder itself, which stays; then that is said."""
        self.question.close()
        if item.path != self._folder.root.path:
            return False
        self.said.value = warning(text("folder-stays", name=item.name))
        return True

    def _tell(self, sentence: str, choose: Item) -> None:
        self.said.value = news(done(sentence))
        self.refresh(choose)

    def _back_to_tree(self) -> None:
        self.tree.focus()


def _road(path: PurePosixPath) -> str:
    """The way to an item: `photos > velos > rouge.svg`."""
    return " > ".join(path.parts)


def _line(item: Item) -> str:
    """An item in the tree, under and inside its folder; said in words too, for those who hear it."""
    name = text("tree-folder", name=item.name) if item.is_folder else item.name
    inside = text("tree-inside", place=item.path.parent.name) if item.depth > 1 else ""
    # A list shows no leading blanks unless they do not break.
    return "\u00a0" * 4 * item.depth + name + inside


def _offer(choice: widgets.Select, options: list[tuple[str, str]], value: str | None) -> None:
    """Give the list these options, and keep the value if it is one of them; a list that is the same stays as it is."""
    values = [each for _, each in options]
    if list(choice.options) != options:
        choice.options = options
        choice.rows = min(max(len(options), 2), 20)
    wanted = value if value in values else (values[0] if values else None)
    if choice.value != wanted:
        choice.value = wanted


def _list(description: str, css: str) -> widgets.Select:
    choice = widgets.Select(description=description)
    choice.add_class(css)
    return choice


def _button(key: str, act: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=text(key))
    button.on_click(lambda _: act())
    return button


def _field(description: str, value: str) -> widgets.Text:
    # Sent letter by letter, the last ones could come behind the press of a button.
    field = widgets.Text(value=value, description=description, continuous_update=False)
    field.add_class("atelier-field")
    return field
