"""Pictures beside the learner's page, as its preview shows them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from graders.exercise_widget.pictures_beside import with_pictures
from graders.work import PICTURE_BYTES

PNG = b"\x89PNG\r\n\x1a\nthe rest"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def address(kind: str, data: bytes) -> str:
    """The picture as the preview carries it."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exercise's folder with two pictures, a text, and a picture outside of it."""
    work = tmp_path / "05-ecrire"
    (work / "images").mkdir(parents=True)
    (work / "lampe.png").write_bytes(PNG)
    (work / "images" / "le plan.svg").write_bytes(SVG)
    (work / "notes.png").write_text("Ceci est un texte.", encoding="utf-8")
    (work / "grande.png").write_bytes(PNG + bytes(PICTURE_BYTES))
    (tmp_path / "autre.png").write_bytes(PNG)
    return work


@pytest.mark.parametrize(
    ("page", "name", "shown"),
    [
        ('<img src="lampe.png" alt="">', "index.html", f'<img src="{address("png", PNG)}" alt="">'),
        ("<IMG alt='> src=x' SRC = lampe.png>", "i.html", f"<IMG alt='> src=x' SRC = \"{address('png', PNG)}\">"),
        ("<img\n  src='images/le%20plan.svg'>", "i.html", f'<img\n  src="{address("svg+xml", SVG)}">'),
        ('<img src="../lampe.png?2">', "pages/lampe.html", f'<img src="{address("png", PNG)}">'),
        ('<input type="image" src="lampe.png">', "i.html", f'<input type="image" src="{address("png", PNG)}">'),
    ],
)
def test_a_picture_of_the_folder_is_put_in(folder: Path, page: str, name: str, shown: str):
    """However its address is written, the picture comes with the page; the rest of the page stays as it is."""
    (folder / "pages").mkdir()
    assert with_pictures(page, name, folder) == shown


@pytest.mark.parametrize(
    "written",
    [
        "Lampe.png",
        "images/lampe.png",
        "notes.png",
        "grande.png",
        "../autre.png",
        "images",
        "",
        "#",
        "/lampe.png",
        "https://exemple.example/lampe.png",
        "http://[",
        "C:\\lampe.png",
        "l%00.png",
        "l" * 300,
    ],
)
def test_an_address_without_a_picture_stays_as_written(folder: Path, written: str):
    """What leads nowhere, out of the folder, to a text or to a file too large is left for the browser to miss."""
    page = f'<img src="{written}" alt="La lampe">'
    assert with_pictures(page, "index.html", folder) == page


@pytest.mark.parametrize(
    "page", ['<img data-src="lampe.png">', "<p>src=lampe.png</p>", '<img alt="a" src=', "<img src"]
)
def test_what_is_no_picture_is_left_alone(folder: Path, page: str):
    """Only the src of a picture counts, and a tag half written is no reason to stop."""
    assert with_pictures(page, "index.html", folder) == page
