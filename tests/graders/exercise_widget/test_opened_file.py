"""What a file shows when it is opened: the end of its name decides."""

import re

import pytest

from graders.exercise_widget.opened_file import opened
from tests.graders.exercise_widget.makers import a_picture

PICTURE = a_picture("Lampe bleue &amp; &lt;jaune&gt;")


def words_of(html: str) -> str:
    """The text without its tags."""
    return re.sub(r"<[^>]+>", "", html).replace("\u00a0", " ")


def test_a_picture_is_shown_with_its_own_words():
    """Its title is the alternative, also read below it; nothing of it is HTML of ours."""
    html = opened("IMG 1.svg", PICTURE)
    assert 'alt="Lampe bleue &amp; &lt;jaune&gt;" src="data:image/svg+xml;base64,' in html
    assert words_of(html) == "L’image montre : Lampe bleue &amp; &lt;jaune&gt;"


def test_a_photograph_has_no_words_of_its_own():
    """Then its name stands for it."""
    assert 'alt="L’image du fichier a.png" src="data:image/png;' in opened("a.png", b"\x89PNG\r\n")


def test_the_same_picture_under_another_end_is_code():
    """As on any computer, the name decides what opens it."""
    assert opened("affiche.txt", PICTURE).startswith('<pre class="atelier-lines-shown">&lt;svg xmlns=')


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("affiche", PICTURE, "Ce nom n’a pas d’extension, comme .txt. L’ordinateur ne sait pas ouvrir ce fichier."),
        ("a.exe", b"MZ", "L’ordinateur ne sait pas ouvrir ici un fichier .exe."),
        ("a.svg", b"bonjour", "Le nom finit par .svg, mais ce fichier n’est pas cette sorte d’image."),
        ("a.PNG", PICTURE, "Le nom finit par .png, mais ce fichier n’est pas cette sorte d’image."),
        ("a.txt", b"\x89PNG\xff", "Le nom finit par .txt, mais ce fichier n’est pas un texte."),
        ("a.txt", b" \n", "Ce fichier est vide."),
        ("a.txt", b"un\n" * 12, "un\n" * 11 + "un"),
        ("a.txt", b"un\n" * 13, "un\n" * 11 + "unLa suite n’est pas montrée ici."),
    ],
)
def test_what_does_not_open_says_why(name: str, content: bytes, said: str):
    """A sentence, never a broken picture."""
    assert words_of(opened(name, content)) == said
