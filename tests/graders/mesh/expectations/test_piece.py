"""What the verbs say of a piece, by what was measured of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graders.checks import Failure
from graders.mesh.expectations.piece import (
    expect_fits,
    expect_on_plate,
    expect_one_body,
    expect_prints,
    expect_setting,
    expect_size,
    expect_wall,
    expect_watertight,
)
from graders.mesh.piece import Piece
from graders.messages.catalogue import message
from tests.graders.mesh.makers import a_finding, a_piece, measures, settings

Rule = Callable[[Piece], object]


def told(rule: Rule, piece: Piece) -> tuple[str, str]:
    """The id and the sentence of what the rule says; two empty texts if it says nothing."""
    try:
        rule(piece)
    except Failure as failure:
        return failure.message_id, message(failure.message_id, failure.said)
    return "", ""


def thick(piece: Piece) -> None:
    """A wall of 1.2 mm."""
    expect_wall(piece, at_least_mm=1.2)


def small(piece: Piece) -> None:
    """The size of the plate."""
    expect_size(piece, (40, 20, 3))


def warm(piece: Piece) -> object:
    """A temperature for PLA."""
    return expect_setting(piece, "temperature", low=190, high=220, unit="°C")


@pytest.mark.parametrize(
    ("rule", "piece", "message_id", "words"),
    [
        (expect_watertight, a_piece("open-edges"), "mesh-open", "a un trou"),
        (expect_watertight, a_piece("flipped"), "mesh-turned", "à l’envers"),
        (expect_watertight, a_piece("inside-out"), "mesh-turned", "à l’envers"),
        (expect_watertight, a_piece("inside-out-part"), "mesh-turned", "à l’envers"),
        (expect_watertight, a_piece("no-volume"), "mesh-flat", "n’a pas d’épaisseur"),
        (expect_watertight, a_piece("overhang", "several-bodies"), "", ""),
        (expect_one_body, a_piece(bodies=2), "mesh-bodies", "en 2 parties"),
        (expect_one_body, a_piece(bodies=0), "mesh-bodies", "en 0 parties"),
        (expect_one_body, a_piece(), "", ""),
        (expect_fits, a_piece(size_mm=(250.5, 20, 3)), "mesh-too-big", "mesure 250,5 × 20 × 3 mm"),
        (expect_fits, a_piece(size_mm=(250, 210, 200)), "", ""),
        (expect_on_plate, a_piece("not-on-plate"), "mesh-not-flat", "ne repose pas à plat"),
        (expect_on_plate, a_piece("floating-several"), "mesh-floats", "flotte dans le vide"),
        (expect_on_plate, a_piece("topples"), "mesh-tips", "déséquilibre"),
        (expect_on_plate, a_piece("overhang"), "", ""),
        (thick, a_piece(wall_mm=0.8), "mesh-thin", "fait 0,8 mm. Il faut 1,2 mm ou plus"),
        (thick, a_piece(wall_mm=1.195), "", ""),
        (thick, a_piece(wall_mm=None), "", ""),
        (small, a_piece(size_mm=(40.3, 20, 3)), "mesh-size", "mesure 40,3 × 20 × 3 mm. La consigne demande 40 × 20"),
        (small, a_piece(size_mm=(40.1, 19.9, 3)), "", ""),
        (expect_prints, a_piece("thin-wall"), "", ""),
        (warm, settings("temperature = 150"), "mesh-setting-range", "vaut 150 °C. Il va de 190 à 220 °C. Regardez la"),
        (warm, settings("couche = 0,2"), "mesh-setting-missing", "Il manque le réglage temperature"),
        (warm, settings("Température : 220 °C"), "", ""),
    ],
)
def test_each_verb_has_its_sentence(rule: Rule, piece: Piece, message_id: str, words: str):
    """With what was found and what is asked, in French numbers; nothing for a piece that is right."""
    found_id, sentence = told(rule, piece)
    assert found_id == message_id
    assert words in sentence


def test_what_stops_a_print_is_said_in_the_studios_words():
    """The sentence and its next step are those that the person read there."""
    piece = Piece("piece.3mf", measures((40, 20, 3), a_finding("missing-wall", stops=True)))
    sentence = "Une paroi est trop fine. Épaississez-la. Puis vérifiez à nouveau."
    assert told(expect_prints, piece) == ("mesh-stops", sentence)
