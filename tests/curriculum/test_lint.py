from pathlib import Path

import pytest

from curriculum.builder.faults import Fault
from curriculum.builder.lint import lint_lesson, lint_markdown, lint_unit
from tests.curriculum.makers import EXERCISE, UNIT, changed, write_programme

TASK = Path("task.md")
SMALL = "a word that makes those who don't know feel small"
VOUS = "learners are addressed with « vous »"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un deux trois quatre cinq six sept huit neuf dix onze douze.", []),
        (
            "Oui.\nUn deux trois quatre cinq six sept\nhuit neuf dix onze douze treize. Oui.",
            [
                (
                    2,
                    "has a sentence of 13 words, expected at most 12: "
                    "« Un deux trois quatre cinq six sept huit neuf dix onze douze treize. »",
                )
            ],
        ),
        ("Un deux trois quatre cinq six : `sept huit neuf dix onze`, douze.", []),
        ("```\nun deux trois quatre cinq six sept huit neuf dix onze douze treize tu\n```", []),
        ("C'est simplement ça.", [(1, f"says « simplement »: {SMALL}")]),
        ("Regardez.\n\n- Il suffit d'écrire.", [(3, f"says « Il suffit »: {SMALL}")]),
        (
            "Tu peux t'asseoir. Prends ton temps.",
            [
                *((1, f"says « {word} »: {VOUS}") for word in ("Tu", "t'", "ton")),
                (1, f"says « Prends » with « tu »: {VOUS}"),
            ],
        ),
        ("Écoutez : a-t-il fini ? Voilà un coton.", []),
        ("C'est *important*.", [(1, "is in italics, which is hard to read; use bold or nothing")]),
        ("C'est **important** en HTML.", []),
        ("C'est TRÈS important.", [(1, "says « TRÈS » in capitals, which is hard to read")]),
        ("Voici.\n![](velo.svg)", [(2, "shows a picture without saying what is on it")]),
        ("![Un vélo](velo.svg)", []),
        (
            "![Image d'un vélo](velo.svg)",
            [
                (
                    1,
                    "has a picture called « Image d'un vélo »; "
                    "say what is on it, a screen reader has said that it is a picture",
                )
            ],
        ),
        (
            "![velo.svg](velo.svg)",
            [(1, "has a picture called « velo.svg »; expected a sentence that says what is on it")],
        ),
        (
            "Ouvre le fichier. Lisez, puis ferme-le.\nClique sur le bouton.",
            [
                (line, f"says « {word} » with « tu »: {VOUS}")
                for line, word in ((1, "Ouvre"), (1, "ferme"), (2, "Clique"))
            ],
        ),
        ("Ouvrez le fichier. Elle ouvre le fichier. Le menu se ferme.\nPlace du Tilleul, 12.\nCopie d'écran.", []),
        (
            "Ce tag ouvre un\nlien hypertexte.",
            [
                (1, "says « tag »: the word for it here is « balise »"),
                (2, "says « lien hypertexte »: the word for it here is « lien »"),
            ],
        ),
        ("La balise, en anglais tag, ouvre l'élément. Écrivez `tag`.", []),
    ],
)
def test_hard_french_is_found_where_it_stands(text: str, found: list[tuple[int, str]]):
    """Long sentences, words that hurt, « tu », italics, capitals and mute pictures are found; code is not read."""
    faults = lint_markdown(TASK, text, 12)
    assert sorted(faults, key=str) == sorted((Fault(TASK, line, said) for line, said in found), key=str)


def test_a_lesson_lets_learners_act_soon(tmp_path: Path):
    """More than 150 words before the first exercise are too many; what comes after it does not count."""
    path = tmp_path / "lesson.md"
    path.write_text("Un mot. " * 75 + "\n\n:::{exercise} 01\n:::\n\n" + "Un mot. " * 75)
    assert lint_lesson(path) == []
    path.write_text("Un mot. " * 76 + "\n\n:::{exercise} 01\n:::\n")
    assert lint_lesson(path) == [Fault(path, 1, "says 152 words before the first exercise; expected at most 150")]


def test_all_texts_for_learners_are_read(tmp_path: Path):
    """Lesson, boxes, task, hints, choices, messages, rules, outcomes, words and questions, each with its line."""
    root = write_programme(
        tmp_path,
        {
            **changed(f"{UNIT}/lesson.md", "le sourire", "c'est facile"),
            **changed(f"{UNIT}/unit.yml", "Un mot pour commencer.", "Ton premier mot."),
            **changed(f"{UNIT}/recall.yml", "on dit bonjour", "on dit simplement bonjour"),
            **changed(f"{EXERCISE}/exercise.yml", "C'est le matin.", "C'est le matin. " + "Oui. " * 20),
            **changed(f"{EXERCISE}/checks.py", "va avec l'heure", "va évidemment avec l'heure"),
            **changed(f"{EXERCISE}/hints.md", "Il fait jour.", "Il fait *jour*."),
            f"{UNIT}/trainer.md": "Bien sûr, il suffit de le faire.",
        },
    )
    assert [str(fault).replace(f"{root}/{UNIT}/", "") for fault in lint_unit(root / UNIT)] == [
        f"exercises/01-choisir/checks.py:7: says « évidemment »: {SMALL}",
        "exercises/01-choisir/exercise.yml:12: has 27 words; a message has at most 25",
        "exercises/01-choisir/hints.md:7: is in italics, which is hard to read; use bold or nothing",
        f"lesson.md:10: says « facile »: {SMALL}",
        f"recall.yml:8: says « simplement »: {SMALL}",
        f"unit.yml:14: says « Ton »: {VOUS}",
    ]
