"""EcoIndex of known pages, as other implementations give it."""

import pytest

from graders.web.eco import KILOBYTES, NODES, REQUESTS, Footprint, Loaded, quantile, share_in_words


def a_footprint(nodes: int, requests: int, kilobytes: float) -> Footprint:
    """A page of these counts, with one file."""
    return Footprint(nodes, requests, (Loaded("index.html", "Document", round(kilobytes * 1000)),))


@pytest.mark.parametrize(
    ("nodes", "requests", "kilobytes", "score", "letter"),
    [
        (0, 0, 0, 100, "A"),
        (100, 100, 100, 72, "B"),
        (100, 100, 1000, 67, "C"),
        (100, 100, 10000, 58, "C"),
        (200, 200, 10000, 46, "D"),
        (2355, 267, 2493, 10, "G"),
        (240, 20, 331, 83, "A"),
        (2240, 100, 310182.902, 16, "F"),
        (600000, 4000, 300000, 0, "G"),
    ],
)
def test_the_score_is_the_one_others_give(nodes: int, requests: int, kilobytes: float, score: int, letter: str):
    """The figures are those of cnumr/ecoindex_python's tests."""
    found = a_footprint(nodes, requests, kilobytes)
    assert (found.score, found.letter) == (score, letter)


@pytest.mark.parametrize("level", range(21))
def test_a_page_at_a_quantile_loses_five_points_for_each(level: int):
    """Three counts of the same level give 100 less five for each level."""
    assert a_footprint(NODES[level], REQUESTS[level], KILOBYTES[level]).score == 100 - 5 * level


def test_between_two_quantiles_the_scale_is_straight():
    """The figures are those of cnumr/ecoindex_python's tests."""
    assert [quantile(KILOBYTES, 2500), quantile(NODES, 150), quantile(REQUESTS, 23)] == [
        pytest.approx(14.086372025739513),
        pytest.approx(2.892857142857143),
        pytest.approx(2.8),
    ]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (0, "une petite partie de la page"),
        (25, "un quart de la page"),
        (33, "un tiers de la page"),
        (50, "la moitié de la page"),
        (70, "plus de la moitié de la page"),
        (95, "presque tout le poids de la page"),
    ],
)
def test_a_share_is_said_in_words(part: int, words: str):
    """Nobody has to read a percentage."""
    assert share_in_words(part, 100) == words


def test_the_heaviest_file_is_named():
    """One file is what to look at first; a page without any has none."""
    light, heavy = Loaded("a.css", "Stylesheet", 10), Loaded("b.png", "Image", 20)
    assert Footprint(3, 2, (light, heavy)).heaviest == heavy
    assert Footprint(3, 0, ()).heaviest is None
