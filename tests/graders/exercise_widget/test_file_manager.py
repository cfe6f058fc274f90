"""The file manager, worked as a learner works it, without a browser; practising sees what a hand-in has."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from graders.exchange.file_names import Limits
from graders.exchange.folder import read_work
from graders.exercise_widget.file_manager import FileManager
from graders.exercise_widget.sheet import read_sheet
from graders.exercise_widget.view import ExerciseView
from graders.results import CheckResult, Outcome, Report
from tests.graders.exercise_widget.makers import (
    PHOTOS,
    Alarms,
    a_place,
    a_sample,
    a_service,
    add_a_folder,
    files_below,
)
from tests.graders.exercise_widget.test_view import says


class Table:
    """A learner's copy of the folder exercise, and its view."""

    def __init__(self, tmp_path: Path, service_url: str = "http://127.0.0.1:1") -> None:
        self.assignment = a_sample(tmp_path)
        self.home = add_a_folder(self.assignment)
        self.alarms = Alarms()
        exercise = read_sheet(self.assignment).exercises["04"]
        self.view = ExerciseView(exercise, "web-essai", a_place(self.assignment, self.alarms, service_url))
        assert isinstance(self.view.work, FileManager)
        self.manager = self.view.work

    @property
    def said(self) -> str:
        return says(self.manager.said)

    def answer(self, value: str) -> None:
        """Fill in the field that is asked for and press the button."""
        assert self.manager.question.field is not None
        self.manager.question.field.value = value
        self.manager.question.yes.click()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """One table."""
    return Table(tmp_path)


def test_the_tree_says_where_everything_is(table: Table):
    """Further in, further right, and in words; the folder is chosen at first."""
    tree = table.manager.tree
    assert [line.replace("\u00a0", "·") for line, _ in tree.options] == [
        "Dossier·photos".replace("·", " "),
        "····Dossier textiles",
        "········manteau.svg, dans textiles",
        "····affiche.txt",
        "····IMG 1.svg",
        "····prix.txt",
    ]
    assert (says(table.manager.place), says(table.manager.opened)) == (
        "Chemin : photos",
        "Dossiers dedans : 1. Fichiers dedans : 3.",
    )


def test_a_chosen_file_is_opened(table: Table):
    """Its path, and what it shows."""
    table.manager.tree.value = "photos/textiles/manteau.svg"
    assert says(table.manager.place) == "Chemin : photos &gt; textiles &gt; manteau.svg"
    assert says(table.manager.opened) == "L’image montre : Manteau vert"


def test_a_folder_is_made_where_one_is(table: Table):
    """Inside the chosen folder, or beside the chosen file; then it is chosen itself."""
    table.manager.tree.value = "photos/textiles/manteau.svg"
    table.manager.new_folder.click()
    table.answer("hiver")
    assert (table.home / "photos/textiles/hiver").is_dir()
    assert table.said == "✔ Le dossier hiver est créé, dans photos &gt; textiles."
    assert table.manager.tree.value == "photos/textiles/hiver"
    assert says(table.manager.opened) == "Ce dossier est vide."
    assert table.manager.question.widget.children == ()


def test_a_name_that_cannot_be_is_asked_for_again(table: Table):
    """The sentence stands at the field, which stays; what was typed stays too."""
    table.manager.new_folder.click()
    table.answer("mes/photos")
    assert says(table.manager.question.told) == "⚠ Le signe / sépare les dossiers. Prenez un tiret à la place."
    assert table.manager.question.field.value == "mes/photos"
    table.answer("textiles")
    assert says(table.manager.question.told) == (
        "⚠ Le nom textiles est déjà pris dans ce dossier. Choisissez un autre nom."
    )
    table.manager.question.no.click()
    assert (table.manager.question.widget.children, files_below(table.home)) == ((), PHOTOS)


def test_enter_waits_for_what_was_written(table: Table):
    """A browser sends the key before the text; where the text did not change, nothing more comes."""
    for written, said in (("hiver", "✔ Le dossier hiver est créé, dans photos."), (None, "")):
        table.manager.tree.value = "photos"
        table.manager.said.value = ""
        table.manager.new_folder.click()
        field = table.manager.question.field
        assert field is not None
        field._handle_custom_msg({"event": "submit"}, [])
        assert table.said == ""
        if written is not None:
            field.value = written
        table.alarms.ring()
        assert table.said == said
    assert says(table.manager.question.told) == "⚠ Écrivez d’abord un nom."


def test_renaming_starts_from_the_name(table: Table):
    """The end of a name may change, and with it what the file shows."""
    table.manager.tree.value = "photos/affiche.txt"
    assert table.manager.opened.value.startswith("<pre")
    table.manager.rename.click()
    assert table.manager.question.field.value == "affiche.txt"
    table.answer("affiche.svg")
    assert table.said == "✔ affiche.txt s’appelle maintenant affiche.svg."
    assert says(table.manager.opened) == "L’image montre : Affiche"


def test_moving_offers_the_other_folders(table: Table):
    """Not the one it is in, nor for a folder itself or what it holds."""
    table.manager.tree.value = "photos/prix.txt"
    table.manager.move.click()
    assert table.manager.question.field.options == (("photos > textiles", "photos/textiles"),)
    table.answer("photos/textiles")
    assert table.said == "✔ prix.txt est maintenant dans photos &gt; textiles."
    assert table.manager.tree.value == "photos/textiles/prix.txt"
    table.manager.tree.value = "photos/textiles"
    table.manager.move.click()
    assert table.said == "⚠ Il n’y a pas d’autre dossier. Créez d’abord un nouveau dossier."


def test_the_bin_is_there_when_something_is_in_it(table: Table):
    """One press puts away, one takes back."""
    assert table.manager.bin not in table.manager._bin.children
    table.manager.tree.value = "photos/prix.txt"
    table.manager.put_in_bin.click()
    assert table.said == "✔ prix.txt est dans la corbeille. Vous pouvez le reprendre."
    assert (table.manager.bin.value, table.manager.tree.value) == ("prix.txt", "photos")
    table.manager.take_back.click()
    assert table.said == "✔ prix.txt est revenu dans photos."
    assert table.manager.bin not in table.manager._bin.children
    assert files_below(table.home) == PHOTOS


def test_the_folder_itself_is_left_in_peace(table: Table):
    """Each button says so, and asks nothing."""
    for button in (table.manager.rename, table.manager.move, table.manager.put_in_bin):
        table.manager.said.value = ""
        button.click()
        assert table.said == "⚠ Le dossier photos reste à sa place. Choisissez ce qui est dedans."
        assert table.manager.question.widget.children == ()


def test_what_changes_elsewhere_is_seen(table: Table):
    """JupyterLab's own list of files renames too; what was chosen stays chosen."""
    table.manager.tree.value = "photos/prix.txt"
    (table.home / "photos/IMG 1.svg").rename(table.home / "photos/lampe.svg")
    table.alarms.ring()
    assert [value for _, value in table.manager.tree.options][-2:] == ["photos/lampe.svg", "photos/prix.txt"]
    assert table.manager.tree.value == "photos/prix.txt"
    (table.home / "photos/prix.txt").unlink()
    table.alarms.ring()
    assert table.manager.tree.value == "photos"


def test_a_disk_that_refuses_is_said(table: Table):
    """No traceback, and nothing lost."""
    (table.home / ".corbeille").write_bytes(b"")  # nothing can be put in here
    table.manager.tree.value = "photos/prix.txt"
    table.manager.put_in_bin.click()
    assert table.said.startswith("⚠ L’ordinateur n’a pas réussi.")
    assert (table.home / "photos/prix.txt").is_file()


async def test_practising_sends_what_a_hand_in_has(tmp_path: Path):
    """Every file of the folder, under its path; nothing of the bin, no link."""
    with a_service() as service:
        service.answer = Report("web-essai/04", (CheckResult("a", "A.", 1.0, Outcome.PASSED),)).to_json()
        table = Table(tmp_path, service.url)
        table.manager.tree.value = "photos/prix.txt"
        table.manager.put_in_bin.click()
        (table.home / "photos/mots").symlink_to("/etc/passwd")
        await table.view.check()
    sent = {name: base64.b64decode(content) for name, content in service.asked[0]["body"]["files"].items()}
    assert sent == {name: content for name, content in PHOTOS.items() if name != "photos/prix.txt"}
    handed_in = read_work(table.assignment, Limits()).files
    assert {f"04-ranger/{name}": content for name, content in sent.items()} == {
        name: content for name, content in handed_in.items() if name.startswith("04-ranger/")
    }
    assert (table.home / ".corbeille/prix.txt").is_file()


async def test_a_folder_too_big_to_check_is_said(table: Table):
    """Nothing is sent."""
    (table.home / "photos/film.svg").write_bytes(b"x" * 1_000_001)
    await table.view.check()
    assert says(table.view.card) == (
        "⚠ Le dossier est trop gros pour être vérifié. Mettez les gros fichiers à la corbeille."
    )


def test_starting_over_brings_everything_back(table: Table):
    """As handed out; what was there before is in the bin, and that is said."""
    table.manager.tree.value = "photos/textiles"
    table.manager.put_in_bin.click()
    table.view.restart.button.click()
    table.view.restart.yes.click()
    assert says(table.view.status) == "C’est reparti du début. Vos fichiers d’avant sont dans la corbeille."
    assert [value for _, value in table.manager.bin.options] == ["photos (votre version de 14 h 05)", "textiles"]
    assert files_below(table.home / "photos").keys() == {name.removeprefix("photos/") for name in PHOTOS}
