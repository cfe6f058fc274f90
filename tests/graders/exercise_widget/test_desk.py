"""The learner's files: written soon, whole, and no version ever lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

from graders.exercise_widget.desk import Desk, Kept
from tests.graders.exercise_widget.makers import NOON, Alarms


@dataclass
class Bench:
    """A desk on a folder with one page, and what it told."""

    folder: Path
    alarms: Alarms = field(default_factory=Alarms)
    told: list[object] = field(default_factory=list)

    def desk(self, *names: str) -> Desk:
        return Desk(
            self.folder,
            names or ("index.html",),
            clock=lambda: NOON,
            later=self.alarms.later,
            on_saved=lambda: self.told.append("saved"),
            on_found=lambda name, kept: self.told.append((name, kept)),
            on_trouble=lambda: self.told.append("trouble"),
        )

    def write(self, content: str, name: str = "index.html") -> None:
        (self.folder / name).write_text(content, encoding="utf-8")

    def files(self) -> dict[str, str]:
        """All that lies in the folder, hidden leftovers too."""
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.folder.iterdir())}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder with one page in it."""
    bench = Bench(tmp_path)
    bench.write("<h1>Début</h1>\n")
    return bench


KEPT = "index (votre version de 14 h 05).html"


def test_typing_reaches_the_disk_after_a_pause(bench: Bench):
    """Only the last of several keys is written, once, and nothing else is left in the folder."""
    desk = bench.desk()
    desk.type("index.html", "<h1>A")
    desk.type("index.html", "<h1>Ab")
    assert bench.files() == {"index.html": "<h1>Début</h1>\n"}
    bench.alarms.ring()
    assert bench.files() == {"index.html": "<h1>Ab"}
    assert bench.told == ["saved"]


def test_saving_does_not_wait(bench: Bench):
    """`save` writes at once, and the pause that was running writes nothing more."""
    desk = bench.desk()
    desk.type("index.html", "x")
    assert desk.save()
    bench.alarms.ring()
    assert (bench.files(), bench.told) == ({"index.html": "x"}, ["saved"])


def test_what_is_typed_is_what_is_shown(bench: Bench):
    """The desk shows the typed text before it is on disk."""
    desk = bench.desk("index.html", "adresse.html")
    desk.type("adresse.html", "neuf")
    assert desk.texts() == {"index.html": "<h1>Début</h1>\n", "adresse.html": "neuf"}


def test_a_change_elsewhere_shows_up(bench: Bench):
    """A file saved in JupyterLab's own editor is taken over when nothing was typed here."""
    desk = bench.desk()
    bench.write("ailleurs")
    bench.alarms.ring()
    assert (desk.text("index.html"), bench.told) == ("ailleurs", [("index.html", None)])
    bench.alarms.ring()
    assert bench.told == [("index.html", None)]


def test_two_changes_at_once_lose_neither(bench: Bench):
    """Changed here and elsewhere: the disk's version stays in place, the typed one is kept beside it."""
    desk = bench.desk()
    desk.type("index.html", "ici")
    bench.write("ailleurs")
    desk.save()
    assert bench.files() == {"index.html": "ailleurs", KEPT: "ici"}
    assert desk.text("index.html") == "ailleurs"
    assert bench.told == [("index.html", Kept("index.html", bench.folder / KEPT))]


def test_a_second_copy_takes_another_name(bench: Bench):
    """A kept version never replaces one kept before."""
    desk = bench.desk()
    for version in ("un", "deux", "trois"):
        desk.type("index.html", f"{version} ici")
        bench.write(f"{version} ailleurs")
        desk.save()
    assert bench.files() == {
        "index.html": "trois ailleurs",
        KEPT: "un ici",
        "index (votre version de 14 h 05) 2.html": "deux ici",
        "index (votre version de 14 h 05) 3.html": "trois ici",
    }


def test_the_same_version_is_kept_once(bench: Bench):
    """A page and its reload may both ask to keep what they found in the browser."""
    desk = bench.desk()
    bench.write("ici")
    for version in ("un", "deux", "deux"):
        assert desk.set_aside("index.html", version)
    assert bench.files() == {"index.html": "ici", KEPT: "un", "index (votre version de 14 h 05) 2.html": "deux"}


def test_the_same_change_in_both_places_is_no_conflict(bench: Bench):
    """If the disk already says what was typed, there is nothing to keep."""
    desk = bench.desk()
    desk.type("index.html", "pareil")
    bench.write("pareil")
    desk.save()
    assert bench.files() == {"index.html": "pareil"}


def test_a_file_taken_away_is_written_again(bench: Bench):
    """Deleting the file elsewhere does not delete what the learner sees."""
    desk = bench.desk()
    (bench.folder / "index.html").unlink()
    bench.alarms.ring()
    assert desk.text("index.html") == "<h1>Début</h1>\n"
    desk.save()
    assert bench.files() == {"index.html": "<h1>Début</h1>\n"}


def test_a_missing_empty_file_is_not_made_up(bench: Bench):
    """A page that is still to be created appears with its first word, not before."""
    desk = bench.desk("adresse.html")
    desk.save()
    assert "adresse.html" not in bench.files()
    desk.type("adresse.html", "a")
    desk.save()
    assert bench.files()["adresse.html"] == "a"


def test_a_refusing_disk_keeps_the_text_and_says_so(bench: Bench):
    """When writing fails the text stays in hand, the learner is told, and the next save succeeds."""
    desk = bench.desk("neuf/page.html")
    bench.write("un fichier à la place du dossier", "neuf")
    desk.type("neuf/page.html", "texte")
    assert not desk.save()
    assert (desk.text("neuf/page.html"), bench.told) == ("texte", ["trouble"])
    (bench.folder / "neuf").unlink()
    assert desk.save()
    assert (bench.folder / "neuf" / "page.html").read_text() == "texte"


def test_keys_from_another_thread_are_not_lost(bench: Bench):
    """A key that comes while the file is being written is on disk after the next save."""
    desk = bench.desk()
    typist = Thread(target=lambda: [desk.type("index.html", f"<p>{key}") for key in range(300)])
    typist.start()
    while typist.is_alive():
        desk.save()
    desk.save()
    assert bench.files() == {"index.html": "<p>299"}


def test_restarting_keeps_the_old_version(bench: Bench):
    """Back to the start, with the learner's last text beside it, typed a moment ago or not."""
    desk = bench.desk()
    desk.type("index.html", "mon travail")
    kept = desk.restart({"index.html": "départ"})
    assert bench.files() == {"index.html": "départ", KEPT: "mon travail"}
    assert kept == [Kept("index.html", bench.folder / KEPT)]
    bench.alarms.ring()
    assert bench.files()["index.html"] == "départ"


def test_restarting_an_untouched_file_keeps_nothing(bench: Bench):
    """A copy of the start would only be litter."""
    assert bench.desk().restart({"index.html": "<h1>Début</h1>\n"}) == []
    assert list(bench.files()) == ["index.html"]


def test_bytes_from_windows_are_read_and_line_ends_are_plain(bench: Bench):
    """A file that is not UTF-8 is still readable, and line ends never count as a change."""
    (bench.folder / "index.html").write_bytes("été\r\nhiver".encode("cp1252"))
    desk = bench.desk()
    assert desk.text("index.html") == "été\nhiver"
    bench.alarms.ring()
    assert bench.told == []
