"""Which pages an exercise has, for the preview's links."""

import os
from pathlib import Path

from graders.exercise_widget.pages import pages_of
from graders.work import FILE_BYTES


def test_pages_handed_out_and_pages_as_typed(tmp_path: Path):
    """What is on the screen goes before what is on the disk; pages in folders count, other files do not."""
    (tmp_path / "ateliers").mkdir()
    (tmp_path / "ateliers" / "cv.html").write_text("<p>CV", encoding="utf-8")
    (tmp_path / "index.html").write_text("<p>avant", encoding="utf-8")
    (tmp_path / "style.css").write_text("p {}", encoding="utf-8")
    assert pages_of(tmp_path, {"index.html": "<p>après", "style.css": "p {}"}) == {
        "ateliers/cv.html": "<p>CV",
        "index.html": "<p>après",
    }


def test_what_is_no_page_is_passed_over(tmp_path: Path):
    """A folder, a pipe and a huge file that are named like a page hold nobody up."""
    (tmp_path / "dossier.html").mkdir()
    os.mkfifo(tmp_path / "tuyau.html")
    (tmp_path / "lourd.html").write_bytes(b" " * (FILE_BYTES + 1))
    (tmp_path / "latin.html").write_bytes(b"\xe9t\xe9")
    assert pages_of(tmp_path, {}) == {"latin.html": "\ufffdt\ufffd"}
