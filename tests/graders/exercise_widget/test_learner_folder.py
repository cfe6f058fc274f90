"""Real files moved and renamed: nothing leaves the exercise's folder, and nothing is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.exercise_widget.learner_folder import DEPTH_MAX, ITEMS_MAX, FolderError, Item, LearnerFolder
from tests.graders.exercise_widget.makers import NOON, PHOTOS, a_sample, add_a_folder, files_below

LAMP, PRICES, COAT = PHOTOS["photos/IMG 1.svg"], PHOTOS["photos/prix.txt"], PHOTOS["photos/textiles/manteau.svg"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The exercise's folder as handed out."""
    return add_a_folder(a_sample(tmp_path))


@pytest.fixture
def folder(home: Path) -> LearnerFolder:
    """Its folder "photos" at five past two."""
    return LearnerFolder(home, "photos", lambda: NOON)


def the(folder: LearnerFolder, path: str) -> Item:
    """The listed item of this path."""
    [found] = [item for item in folder.items() if str(item.path) == path]
    return found


def refused(sentence: str):
    """A FolderError with this sentence."""
    return pytest.raises(FolderError, match=f"^{sentence}$")


def test_a_folder_is_followed_by_what_it_holds(folder: LearnerFolder):
    """Folders first, then files; the learner's own folder on top."""
    assert [(str(item.path), item.is_folder, item.depth) for item in folder.items()] == [
        ("photos", True, 0),
        ("photos/textiles", True, 1),
        ("photos/textiles/manteau.svg", False, 2),
        ("photos/affiche.txt", False, 1),
        ("photos/IMG 1.svg", False, 1),
        ("photos/prix.txt", False, 1),
    ]


def test_making_renaming_and_moving(home: Path, folder: LearnerFolder):
    """What is done here is done on the disk, bytes unchanged."""
    lamps = folder.make_folder(folder.root, "  lampes ")
    lamp = folder.rename(the(folder, "photos/IMG 1.svg"), "lampe-bleue.svg")
    assert folder.move(lamp, lamps) == the(folder, "photos/lampes/lampe-bleue.svg")
    folder.rename(lamps, "Lampes")
    assert files_below(home / "photos") == {
        "Lampes/lampe-bleue.svg": LAMP,
        "affiche.txt": PHOTOS["photos/affiche.txt"],
        "prix.txt": PRICES,
        "textiles/manteau.svg": COAT,
    }


def test_nothing_is_ever_replaced(home: Path, folder: LearnerFolder):
    """A name that is taken is refused for a new folder, another name and another place."""
    (home / "photos/textiles/prix.txt").write_bytes(b"autre")
    before = files_below(home)
    with refused("name-taken"):
        folder.make_folder(folder.root, "Prix.txt")
    with refused("name-taken"):
        folder.rename(the(folder, "photos/IMG 1.svg"), "prix.txt")
    with refused("name-taken"):
        folder.move(the(folder, "photos/prix.txt"), the(folder, "photos/textiles"))
    assert files_below(home) == before


def test_the_bin_gives_back(home: Path, folder: LearnerFolder):
    """Two things of the same name are both kept; what comes back lies on top of the folder, whole."""
    for _ in range(2):
        folder.put_in_bin(the(folder, "photos/prix.txt"))
        (home / "photos/prix.txt").write_bytes(b"neuf")
    folder.put_in_bin(the(folder, "photos/textiles"))
    assert folder.in_bin() == ("prix 2.txt", "prix.txt", "textiles")
    assert str(folder.take_back("prix.txt").path) == "photos/prix 2.txt"
    folder.take_back("textiles")
    assert (home / "photos/prix 2.txt").read_bytes() == PRICES
    assert (home / "photos/textiles/manteau.svg").read_bytes() == COAT
    with refused("gone"):
        folder.take_back("textiles")


def test_starting_over_keeps_all_there_was(home: Path, folder: LearnerFolder):
    """The folder is as handed out; the one of before is in the bin, with its time, each time."""
    folder.put_in_bin(the(folder, "photos/prix.txt"))
    folder.rename(the(folder, "photos/IMG 1.svg"), "lampe.svg")
    folder.restart(PHOTOS)
    folder.restart(PHOTOS)
    assert {f"photos/{name}": content for name, content in files_below(home / "photos").items()} == PHOTOS
    kept = "photos (votre version de 14 h 05)"
    assert folder.in_bin() == (kept, f"{kept} 2", "prix.txt")
    assert (home / ".corbeille" / kept / "lampe.svg").read_bytes() == LAMP
    assert {path.name for path in home.iterdir()} == {"photos", ".corbeille"}


def test_the_folder_itself_stays(folder: LearnerFolder):
    """It has no other name, no other place, and is not put away."""
    for act in (
        lambda: folder.rename(folder.root, "autre"),
        lambda: folder.move(folder.root, the(folder, "photos/textiles")),
        lambda: folder.put_in_bin(folder.root),
    ):
        with refused("folder-stays"):
            act()


def test_a_folder_does_not_go_into_itself(folder: LearnerFolder):
    """Neither into itself nor into what it holds."""
    inner = folder.make_folder(the(folder, "photos/textiles"), "hiver")
    with refused("into-itself"):
        folder.move(the(folder, "photos/textiles"), inner)


def test_folders_go_only_so_deep(folder: LearnerFolder):
    """Neither made one in the other, nor moved one into the other."""
    at = folder.root
    for number in range(DEPTH_MAX):
        at = folder.make_folder(at, f"d{number}")
    with refused("too-deep"):
        folder.make_folder(at, "encore")
    with refused("too-deep"):
        folder.move(the(folder, "photos/textiles"), at)
    folder.move(the(folder, "photos/prix.txt"), at)


def test_a_full_folder_takes_no_more(home: Path, folder: LearnerFolder):
    """More than a check can take would never be checked."""
    for number in range(ITEMS_MAX):
        (home / "photos" / f"{number}.txt").write_bytes(b"")
    with refused("too-many-items"):
        folder.make_folder(folder.root, "encore")


def test_links_are_not_there(home: Path, folder: LearnerFolder, tmp_path: Path):
    """A link is neither shown nor followed, not even one that takes a folder's place after it was shown."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (home / "photos/dehors").symlink_to(outside)
    (home / "photos/mots").symlink_to("/etc/passwd")
    (home / "photos/.cache").write_bytes(b"x")
    assert len(folder.items()) == 6
    prices, clothes = the(folder, "photos/prix.txt"), the(folder, "photos/textiles")
    (home / "photos/textiles").rename(home / "aside")
    (home / "photos/textiles").symlink_to(outside)
    with refused("gone"):
        folder.move(prices, clothes)
    (home / ".corbeille").symlink_to(outside)
    with refused("gone"):
        folder.put_in_bin(prices)
    assert list(outside.iterdir()) == []


def test_what_is_gone_is_said(home: Path, folder: LearnerFolder):
    """Somebody else was faster."""
    prices = the(folder, "photos/prix.txt")
    (home / "photos/prix.txt").unlink()
    with refused("gone"):
        folder.rename(prices, "autre.txt")
