"""A unit on paper: everything one needs with a pencil, nothing one would have to click on."""

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from curriculum.builder.paper import ShownFile, paper_html, print_unit, shown_files
from curriculum.builder.programme import load_programme
from curriculum.builder.units import Unit
from tests.curriculum.makers import PARSONS, write_programme
from tests.graders.exercises import an_exercise

CHROMIUM = shutil.which("chromium-headless-shell")


def a_unit(root: Path, changes: dict[str, str | None] | None = None) -> Unit:
    """The one unit of the small programme."""
    return load_programme(write_programme(root, changes)).units[0]


def words(html: str) -> str:
    """What a person reads, on one line."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def test_lesson_tasks_and_words_are_there(tmp_path: Path):
    """Choices and lines have a box to fill in; the notebook's own cells and the code of exercises are gone."""
    html = paper_html(a_unit(tmp_path))
    text = words(html)
    for said in (
        "S01 – Dire bonjour",
        "On commence par un mot.",
        "C’est le matin. Que dit-on ?",
        "2 points Bonjour Bonsoir",
        "1,5 point Écrivez le numéro de chaque ligne dans sa case. <p>Ça va ?</p> <h1>Bonjour</h1> <p>Oui.</p>",
        "Les mots de cette leçon",
        "salut (en anglais : greeting) : Un mot pour commencer.",
    ):
        assert said in text
    assert html.count('class="box"') == 2 + 3
    (picture,) = re.findall(r"<img [^>]*>", html)
    assert 'src="images/main.svg"' in picture
    assert 'alt="Une main qui salue."' in picture
    for gone in ("exercise(", "hand_in", "import", "Rendre votre travail", "¶", "<script", "http:", "https:"):
        assert gone not in html


def test_a_file_to_write_stands_as_it_is_handed_out(tmp_path: Path):
    """Its text is shown and not used; then there are lines to write on."""
    rung = {f"{PARSONS}/exercise.yml": _as_repair(), f"{PARSONS}/start/index.html": "<p>Ça <b>va</b> ?</p>\n"}
    html = paper_html(a_unit(tmp_path, rung))
    assert "Le fichier <code>index.html</code> au départ :" in html
    assert "<pre>&lt;p&gt;Ça &lt;b&gt;va&lt;/b&gt; ?&lt;/p&gt;</pre>" in html
    assert html.count('class="pencil"') == 1


def test_a_folder_shows_what_lies_in_it_and_a_file_to_make_is_told_so():
    """What a learner tidies, edits or makes; each as it is at the start."""
    exercise = replace(
        an_exercise(),
        learner_files=("photos/", "note.txt", "depot.bundle"),
        start={
            "photos/velo.svg": b"<svg/>",
            "photos/jouets/ours.svg": b"<svg/>",
            "note.txt": b"\n",
            "lisez.txt": b"Oui.",
        },
    )
    assert shown_files(exercise) == [
        ShownFile("photos/", None, ("jouets/ours.svg", "velo.svg")),
        ShownFile("note.txt", ""),
        ShownFile("depot.bundle", None),
    ]


def _as_repair() -> str:
    return (
        'title: "Réparer"\nrung: repair\nengine: web\nminutes: 5\nlearner_files: [index.html]\n'
        "mistakes:\n  a-l-envers: wrong-order\n"
    )


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium-headless-shell is not installed")
async def test_the_pdf_can_be_read_aloud_and_has_its_letters(tmp_path: Path):
    """Tagged, with its title, its language and its fonts; pages of A4; the picture is in it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><text y="30">MAIN</text></svg>\n'
    pdf = await print_unit(a_unit(tmp_path, {"web/s01-essai/images/main.svg": svg}))
    assert pdf.startswith(b"%PDF-")
    title = "Dire bonjour".encode("utf-16-be").hex().upper().encode()
    for part in (b"/StructTreeRoot", b"/Lang (fr)", b"/Outlines", b"/FontFile2", title):
        assert part in pdf, part
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 2
    assert re.search(rb"/MediaBox \[0 0 59[45]\.\d+ 841\.\d+\]", pdf)
