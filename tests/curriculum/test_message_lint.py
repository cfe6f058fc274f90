"""Each rule for the grader's messages is seen to refuse something."""

from pathlib import Path

import pytest

from curriculum.builder.faults import Fault
from curriculum.builder.message_lint import lint_messages
from curriculum.builder.plain_french import lint_message

BLAME = "the page lacks something, the person did nothing wrong"
SMALL = "a word that makes those who don't know feel small"
VOUS = "learners are addressed with « vous »"
TWELVE = "un deux trois quatre cinq six sept huit neuf dix onze douze"
SOUND = """\
no-h1:
  say: "Il manque le grand titre : un élément {tag}."
  hints: ["Regardez le body.", "Sa balise est h1.", "Par exemple : <h2>Adresse</h2>."]
unchanged: "Rien n’a changé."
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il manque {expected} après <p class='note'>. La page dit « {found} ».", []),
        (f"{TWELVE.capitalize()}.", []),
        (f"{TWELVE} treize.", [f"has a sentence of 13 words, expected at most 12: « {TWELVE} treize. »"]),
        (f"{TWELVE}. {TWELVE}. Fin d’ici.", ["has 26 words; a message has at most 25"]),
        ("Écrivez <p un deux trois quatre cinq six sept huit neuf dix onze douze>.", []),
        ("Le lien est faux.", [f"says « faux »: {BLAME}"]),
        ("Vous avez oublié le titre.", [f"says « Vous avez oublié »: {BLAME}"]),
        ("C’est Interdit.", [f"says « Interdit »: {BLAME}"]),
        ("La page dit « c’est faux ».", []),
        ("Il suffit d’un titre.", [f"says « Il suffit »: {SMALL}"]),
        ("Regarde ton titre.", [f"says « ton »: {VOUS}", f"says « Regarde » with « tu »: {VOUS}"]),
        ("Le titre is missing.", ["says « missing »: messages are in French"]),
        ("Regardez line-height, ou FROM.", []),
        ("Il manque un TITRE.", ["says « TITRE » in capitals, which is hard to read"]),
        ("Il manque un titre", ["ends with « titre »; expected a full stop"]),
        ("L'élément est vide.", ["has a straight apostrophe; expected ’"]),
        ("Écrivez « l'élément ».", []),
    ],
)
def test_a_message_that_is_hard_to_read_is_found(text: str, found: list[str]):
    """Long, English, blaming, belittling, familiar, loud, without an end; what is quoted is not ours."""
    path = Path("document.yml")
    assert lint_message(path, text, 3) == [Fault(path, 3, sentence) for sentence in found]


def test_an_example_may_hold_code(tmp_path: Path):
    """The last hint shows code, in capitals, with its own signs; it is short and kind all the same."""
    path = tmp_path / "sql.yml"
    assert lint_message(path, "Exemple : CREATE INDEX rapide, puis WHERE nom = 'Lyon';", 1, example=True) == []
    assert lint_message(path, f"Exemple : {TWELVE} a b c d, c’est nul", 1, example=True) == [
        Fault(path, 1, f"says « nul »: {BLAME}"),
        Fault(path, 1, f"has a sentence of 19 words, expected at most 16: « Exemple : {TWELVE} a b c d, c’est nul »"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("no-h1", "no-h2", []),
        (
            '  hints: ["Regardez le body.", "Sa balise est h1.", "Par exemple : <h2>Adresse</h2>."]\n',
            '  hints: ["Regardez le body.", "Sa balise est h1."]\n',
            ["document.yml:3: no-h1.hints has 2 entries; expected 3, all different, mildest first"],
        ),
        (
            '"Sa balise est h1."',
            '"Regardez le body."',
            ["document.yml:3: no-h1.hints has 3 entries; expected 3, all different, mildest first"],
        ),
        (
            "unchanged:",
            "nothing:",
            ["document.yml:4: nothing has no hints; expected 3, from where to look to a similar example"],
        ),
        ("{tag}", "{tog}", ["document.yml:2: names {tog}; give it an example in graders/messages/examples.yml"]),
        ("{tag}", "{h1", ["document.yml:2: has a brace that opens no value: expected '}' before end of string"]),
        ("body", "file", ["document.yml:3: says « file »: messages are in French"]),
        ("un élément", "ton élément", [f"document.yml:2: says « ton »: {VOUS}"]),
        ("unchanged:", "no-h1:", ["document.yml:4: no-h1 is there twice; the first is on line 1"]),
        ("unchanged:", "our-fault:", ["document.yml:4: our-fault is in aaa.yml too"]),
        (SOUND, "- un\n", ["document.yml:1: holds no keys; expected a YAML mapping"]),
    ],
)
def test_a_catalogue_is_read_whole(old: str, new: str, found: list[str], tmp_path: Path):
    """Each message with its line: its hints, its values, its id; whatever files there are."""
    (tmp_path / "aaa.yml").write_text('our-fault: "Problème de notre côté."\n', encoding="utf-8")
    (tmp_path / "document.yml").write_text(SOUND.replace(old, new, 1) if old else SOUND, encoding="utf-8")
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in lint_messages(tmp_path)] == found


def test_an_empty_folder_is_no_catalogue(tmp_path: Path):
    """A linter that finds nothing to read says so."""
    assert lint_messages(tmp_path) == [Fault(tmp_path, None, "holds no message")]
