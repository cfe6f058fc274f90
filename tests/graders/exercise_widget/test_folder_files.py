"""What the preview gets of an exercise's folder."""

import base64
import os
from itertools import pairwise
from pathlib import Path

from graders.exercise_widget.folder_files import AT_MOST, files_of, stamp_of
from graders.work import FILE_BYTES, PICTURE_BYTES

PNG = b"\x89PNG\r\n\x1a\nthe rest"


def test_pages_styles_scripts_and_pictures(tmp_path: Path):
    """Texts as texts, pictures by what they are and not by their name; other files stay at home."""
    (tmp_path / "ateliers").mkdir()
    (tmp_path / "ateliers" / "cv.html").write_text("<p>CV", encoding="utf-8")
    (tmp_path / "style.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "script.js").write_bytes(b"// \xe9t\xe9")
    (tmp_path / "lampe.jpg").write_bytes(PNG)
    (tmp_path / "plan.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "notes.png").write_text("Ceci est un texte.", encoding="utf-8")
    (tmp_path / "index.html").write_text("<p>", encoding="utf-8")
    assert files_of(tmp_path, ("index.html",)) == {
        "ateliers/cv.html": {"text": "<p>CV"},
        "lampe.jpg": {"data": f"data:image/png;base64,{base64.b64encode(PNG).decode()}"},
        "plan.svg": {"data": "data:image/svg+xml;base64,PHN2Zy8+"},
        "script.js": {"text": "// \ufffdt\ufffd"},
        "style.css": {"text": "p {}"},
    }


def test_what_is_no_file_or_too_large_is_passed_over(tmp_path: Path):
    """A folder, a pipe, a link that leads out, a hidden file and huge ones hold nobody up."""
    work = tmp_path / "05-ecrire"
    work.mkdir()
    (tmp_path / "autre.html").write_text("<p>", encoding="utf-8")
    (work / "lien.html").symlink_to(tmp_path / "autre.html")
    (work / "dossier.html").mkdir()
    os.mkfifo(work / "tuyau.html")
    (work / ".cache.html").write_text("<p>", encoding="utf-8")
    (work / "lourd.html").write_bytes(b" " * (FILE_BYTES + 1))
    (work / "grande.png").write_bytes(PNG + bytes(PICTURE_BYTES))
    assert files_of(work) == {}


def test_a_folder_full_of_files_is_cut(tmp_path: Path):
    """They travel to the browser."""
    for number in range(AT_MOST + 5):
        (tmp_path / f"{number}.html").write_text("", encoding="utf-8")
    assert len(files_of(tmp_path)) == AT_MOST


def test_the_stamp_changes_with_a_file(tmp_path: Path):
    """A new file and a change count; a change of the files left out does not."""
    stamps = [stamp_of(tmp_path, ("index.html",))]
    for name, text in (("a.css", ""), ("a.css", "p {}"), ("index.html", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        stamps.append(stamp_of(tmp_path, ("index.html",)))
    assert [after != before for before, after in pairwise(stamps)] == [True, True, False]
