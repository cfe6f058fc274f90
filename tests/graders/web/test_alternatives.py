"""What is told of an alternative from its letters."""

import pytest

from graders.web.alternatives import names_a_file, says_nothing


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("plan.png", ""),
        ("Photo de groupe.JPEG", ""),
        ("images/plan.webp", "images/plan.webp"),
        ("IMG_2034", ""),
        ("DSC00012", ""),
        ("photo2", "photo2.png"),
        ("image3(1)", ""),
        ("plan-acces", "images/plan-acces.png?v=2"),
        ("Logo_final_2", "logo_final_2.svg"),
        ("plan-d-acces", "plan-d-acces.jpg"),
    ],
)
def test_a_file_name(text: str, source: str):
    """An ending, a camera's name or the file's own joined words are no alternative."""
    assert names_a_file(text, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("", "plan.png"),
        ("Chat", "chat.jpg"),
        ("Plan d’accès", "plan-acces.png"),
        ("plan acces", "plan-acces.png"),
        ("Porte-clés", "bois.jpg"),
        ("Le tram 2 devant la gare", "IMG_1.jpg"),
        ("Télécharger le PDF", ""),
        ("La photo 2 montre l’entrée", "http://["),
    ],
)
def test_words_are_no_file_name(text: str, source: str):
    """What describes is let be, also if the file is called alike."""
    assert not names_a_file(text, source)


@pytest.mark.parametrize("text", ["image", "Photo", "photo 2", "Capture d’écran", "Texte alternatif", "…", "-"])
def test_words_that_say_nothing(text: str):
    """A word that says that it is a picture tells nothing of it."""
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["", " ", "Photo de l’entrée", "Logo de la ressourcerie", "Imagerie"])
def test_words_that_say_something(text: str):
    """An empty alternative marks a decoration; the rest describes."""
    assert not says_nothing(text)
