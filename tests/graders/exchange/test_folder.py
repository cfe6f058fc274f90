"""A person's folder: what is sent, what stays behind, and that a release never overwrites work."""

import hashlib
import json
import os
import shutil

import pytest

from graders.exchange.file_names import Limits, TooBigError
from graders.exchange.folder import LeftOut, Work, place_release, read_work

PAGE = "03-reparer/index.html"
FIRST = {PAGE: b"un", "carnet.ipynb": b"{}"}
SECOND = {PAGE: b"deux", "carnet.ipynb": b"{}", "04-photo/chat.jpg": b"miaou"}


def handed_out(*releases):
    """What the exchange says was ever handed out."""
    earlier = {}
    for release in releases:
        for name, content in release.items():
            earlier.setdefault(name, []).append(hashlib.sha256(content).hexdigest())
    return earlier


def content(folder):
    """The files in a folder by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_in_the_folder_is_sent(tmp_path):
    """Files in folders, names with spaces, empty files; not what programs leave behind."""
    files = {PAGE: b"<h1>", "mes photos/été.jpg": b"jpg", "vide.css": b""}
    for name in (*files, ".ipynb_checkpoints/a.ipynb", "__pycache__/a.pyc", "node_modules/x/y.js", "feedback/t/a.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(files.get(name, b"left"))
    assert read_work(tmp_path, Limits()) == Work(files, {})


def test_what_cannot_travel_stays_behind_and_keeps_nothing_else(tmp_path):
    """A link to the password file, a link to a folder, a pipe, an odd name, a film: the page is sent all the same."""
    (tmp_path / "index.html").write_bytes(b"<h1>")
    (tmp_path / "passwords").symlink_to("/etc/passwd")
    (tmp_path / "etc").symlink_to("/etc")
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "two\nlines").write_bytes(b"x")
    (tmp_path / "film.mp4").write_bytes(b"x" * 11)
    with open(os.fsencode(tmp_path) + b"/\xff.html", "wb") as file:
        file.write(b"x")
    assert read_work(tmp_path, Limits(file_bytes=10)) == Work(
        {"index.html": b"<h1>"},
        {
            "broken": LeftOut.NO_FILE,
            "etc": LeftOut.NO_FILE,
            "film.mp4": LeftOut.BIG,
            "passwords": LeftOut.NO_FILE,
            "pipe": LeftOut.NO_FILE,
            "two\nlines": LeftOut.NAME,
            "?.html": LeftOut.NAME,
        },
    )


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(files=2), "there are more than 2 files in 'web-s04'"),
        (Limits(total_bytes=9), "the files in 'web-s04' have more than 9 bytes together"),
    ],
)
def test_too_much_is_said_before_it_is_sent(tmp_path, limits, message):
    """Too many files, or too much of them, is the person's to sort out."""
    folder = tmp_path / "web-s04"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_bytes(b"1234")
    with pytest.raises(TooBigError, match=message):
        read_work(folder, limits)


def test_a_new_folder_holds_the_release(tmp_path):
    """Everything is there, and nothing else."""
    folder = tmp_path / "web-s04"
    assert place_release(folder, SECOND, handed_out(SECOND)) == tuple(sorted(SECOND))
    assert (content(folder), content(tmp_path)) == (SECOND, {f"web-s04/{name}": SECOND[name] for name in SECOND})


def test_missing_files_come_back_and_work_stays(tmp_path):
    """A deleted file is restored; a changed one is kept, and so is one of the person's own."""
    folder = tmp_path / "web-s04"
    place_release(folder, FIRST, handed_out(FIRST))
    (folder / PAGE).write_bytes(b"mon travail")
    (folder / "notes.txt").write_bytes(b"a moi")
    (folder / "carnet.ipynb").unlink()
    assert place_release(folder, FIRST, handed_out(FIRST)) == ("carnet.ipynb",)
    assert content(folder) == {PAGE: b"mon travail", "notes.txt": b"a moi", "carnet.ipynb": b"{}"}


def test_a_newer_release_replaces_only_what_nobody_touched(tmp_path):
    """A mistake in an exercise is mended for those who have not begun it."""
    untouched, begun = tmp_path / "a", tmp_path / "b"
    for folder in (untouched, begun):
        place_release(folder, FIRST, handed_out(FIRST))
    (begun / PAGE).write_bytes(b"mon travail")
    for folder in (untouched, begun):
        place_release(folder, SECOND, handed_out(FIRST, SECOND))
    assert content(untouched) == SECOND
    assert content(begun) == SECOND | {PAGE: b"mon travail"}


def test_fetching_twice_writes_nothing(tmp_path):
    """Times of files do not change, so JupyterLab asks nothing."""
    folder = tmp_path / "a"
    place_release(folder, FIRST, handed_out(FIRST))
    assert place_release(folder, FIRST, handed_out(FIRST)) == ()


def test_a_file_where_a_folder_should_be_is_kept(tmp_path):
    """The rest is restored around it."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "03-reparer").write_bytes(b"a moi")
    (folder / "link.ipynb").symlink_to("nowhere")
    place_release(folder, FIRST | {"link.ipynb": b"{}"}, {})
    assert content(folder) == {"03-reparer": b"a moi", "carnet.ipynb": b"{}"}
    assert os.readlink(folder / "link.ipynb") == "nowhere"


def test_what_a_killed_fetch_left_is_gone_after_the_next(tmp_path):
    """And it is not taken for the folder."""
    (tmp_path / ".atelier-a-x1").mkdir()
    (tmp_path / ".atelier-a-x1" / "half").write_bytes(b"x")
    place_release(tmp_path / "a", FIRST, {})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


SHEET = {"title": "Ranger", "exercises": {"01": {"folder": "01-ranger", "title": "R", "files": ["photos/"]}}}
PHOTOS = {
    "exercices.json": json.dumps(SHEET).encode(),
    "01-ranger/photos/a.svg": b"a",
    "01-ranger/photos/b.svg": b"b",
    "01-ranger/plan.txt": b"plan",
}


def test_a_folder_to_move_files_in_is_handed_out_once(tmp_path):
    """A file that was renamed does not come back under its old name; a folder that is gone does."""
    folder = tmp_path / "web-s02"
    place_release(folder, PHOTOS, handed_out(PHOTOS))
    (folder / "01-ranger/photos/a.svg").rename(folder / "01-ranger/photos/lampe.svg")
    (folder / "01-ranger/plan.txt").unlink()
    newer = {**PHOTOS, "01-ranger/photos/b.svg": b"B"}
    assert place_release(folder, newer, handed_out(PHOTOS, newer)) == ("01-ranger/plan.txt",)
    assert content(folder / "01-ranger") == {"photos/lampe.svg": b"a", "photos/b.svg": b"b", "plan.txt": b"plan"}
    shutil.rmtree(folder / "01-ranger/photos")
    place_release(folder, newer, handed_out(PHOTOS, newer))
    assert content(folder / "01-ranger/photos") == {"a.svg": b"a", "b.svg": b"B"}
