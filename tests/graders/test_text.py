"""Spaces, case, accents and typography are never the mistake; words are."""

import unicodedata

import pytest

from graders.text import fold_text, has_text_in, quote, same_text, tidy_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Horaires", "horaires"),
        ("Horaires d’été", "HORAIRES D'ETE"),
        ("Horaires d’été", "Horaires d'e\u0301te\u0301"),
        ("10\u00a0h à 18\u202fh", "10 h à 18 h"),
        ("  Adresse\n\t de la  maison ", "Adresse de la maison"),
        ("Bienvenue\u00a0!", "Bienvenue"),
        ("Horaires :", "Horaires"),
        ("Le cœur de l’œuvre", "le coeur de l'oeuvre"),
        ("« Bonjour »", '"Bonjour"'),
        ("mardi – samedi", "mardi - samedi"),
        ("Ad\u00adresse\u200b", "Adresse"),
    ],
)
def test_the_same(one: str, other: str):
    """A kind reader calls them the same, whichever comes first."""
    assert same_text(one, other)
    assert same_text(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Horaires", "Oraires"), ("Horaires", ""), ("10 h", "18 h"), ("mardi samedi", "mardisamedi"), ("!", "?")],
)
def test_not_the_same(one: str, other: str):
    """Other letters, other figures or missing spaces are another text."""
    assert not same_text(one, other)


def test_a_part_is_found_with_the_same_tolerance():
    """A place is found in a longer address however it is typed."""
    assert has_text_in("PLACE DU TILLEUL", "Venez au 5, place\u00a0du tilleul, à Gonesse.")


def test_a_part_that_is_not_there():
    """Half a word more is another text."""
    assert not has_text_in("place du Tilleul", "place de la Mairie")


def test_accents_in_a_row_are_not_sorted(monkeypatch):
    """Sorting takes the square of their number in time: a file of accents would hold up everybody's checks."""
    taken_apart: list[str] = []
    real = unicodedata.normalize

    def normalize(form: str, text: str) -> str:
        taken_apart.append(text)
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    assert fold_text("\u00c9t\u00e9" + "\u0301\u0327" * 100) == "ete"
    assert taken_apart == ["\u00e9t\u00e9"]


def test_tidy_text_is_one_line():
    """Every run of spaces becomes one, also non-breaking ones."""
    assert tidy_text("\n  Du mardi\u00a0\u202f au\tsamedi \n") == "Du mardi au samedi"


def test_a_long_quote_is_cut():
    """A card stays short whatever the learner wrote."""
    assert (quote("court"), quote("x" * 200, at_most=5)) == ("court", "xxxx…")
