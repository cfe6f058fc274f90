"""The files of one exercise as they are checked, at home and in a hand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.notebook.learner_files import FILE_BYTES_MAX, LearnerFileError
from graders.notebook.learner_work import FOLDER_LIMITS, read_learner_files

NAMES = ("photos/",)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with a file in a folder."""
    folder = tmp_path / "02-ranger/photos"
    (folder / "velos").mkdir(parents=True)
    (folder / "velos/rouge.svg").write_bytes(b"<svg/>")
    return folder


def test_a_folder_is_read_whole(tmp_path: Path, photos: Path):
    """Each file under its path; no empty folder, nothing beside it; a name by itself as ever."""
    (photos / "vide").mkdir()
    (photos / "\u00e9t\u00e9.txt").write_bytes(b"")
    (photos.parent / "corbeille").mkdir()
    (photos.parent / "corbeille/a.txt").write_bytes(b"a")
    (photos.parent / "notes.txt").write_bytes(b"n")
    assert read_learner_files(tmp_path, "02-ranger", ("photos/", "notes.txt", "absent.txt")) == {
        "photos/velos/rouge.svg": b"<svg/>",
        "photos/\u00e9t\u00e9.txt": b"",
        "notes.txt": b"n",
    }


def test_what_would_not_be_handed_in_is_not_checked(tmp_path: Path, photos: Path):
    """Links, odd names and what programs leave behind."""
    (photos / "mots").symlink_to("/etc/passwd")
    (photos / "etc").symlink_to("/etc")
    (photos / "two\nlines").write_bytes(b"x")
    (photos / ".ipynb_checkpoints").mkdir()
    (photos / ".ipynb_checkpoints/a.txt").write_bytes(b"x")
    assert read_learner_files(tmp_path, "02-ranger", NAMES) == {"photos/velos/rouge.svg": b"<svg/>"}


@pytest.mark.parametrize("linked", ["02-ranger", "02-ranger/photos"])
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, photos: Path, linked: str):
    """It might lead into somebody else's work."""
    (tmp_path / linked).rename(tmp_path / "elsewhere")
    (tmp_path / linked).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LearnerFileError, match="'photos/' is a link, or lies behind one"):
        read_learner_files(tmp_path, "02-ranger", NAMES)


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path):
    """The checks say what is missing."""
    assert read_learner_files(tmp_path, "02-ranger", NAMES) == {}


def test_too_much_is_refused(tmp_path: Path, photos: Path):
    """Too big a file, too many of them."""
    (photos / "film.mp4").write_bytes(b"x" * (FILE_BYTES_MAX + 1))
    with pytest.raises(LearnerFileError, match=r"'photos/film\.mp4' has more than 1000000 bytes"):
        read_learner_files(tmp_path, "02-ranger", NAMES)
    (photos / "film.mp4").unlink()
    for number in range(FOLDER_LIMITS.files):
        (photos / f"{number}.txt").write_bytes(b"")
    with pytest.raises(LearnerFileError, match="there are more than 100 files in 'photos'"):
        read_learner_files(tmp_path, "02-ranger", NAMES)
