"""Words of the trade: explained here or before, and marked where a lesson first says them."""

from pathlib import Path

import pytest

from curriculum.builder.check import before
from curriculum.builder.programme import load_programme
from curriculum.builder.terms import Sentence, lint_terms, sentences_of
from tests.curriculum.makers import EXERCISE, UNIT, changed, write_programme

GLOSSARY = '  - {fr: "salut", en: "greeting", meaning: "Un mot pour commencer."}\n'


def faults_of(root: Path, changes: dict[str, str | None]) -> list[str]:
    """What is said of the small programme's one unit with these changes."""
    (unit,) = load_programme(write_programme(root, changes)).units
    return [str(fault).replace(f"{root}/{UNIT}/", "") for fault in lint_terms(unit, [])]


@pytest.mark.parametrize(
    ("lesson", "marked"),
    [
        ("On dit **salut** le matin.", True),
        ("Un salut est un mot gentil.", True),
        ("Ces mots s'appellent des **saluts**.", True),
        ("Ce mot s'appelle un salut.", True),
        ("Le verbe saluer vient de salut.", True),
        ("| Le mot | Ce qu'il veut dire |\n|---|---|\n| salut | bonjour |", True),
        ("## Le salut\n\n![Un salut de la main](images/main.svg)\n\nRien de plus.", True),
        ("Écrivez `salut`.\n\nOn répond au **salut**.", True),
        ("On répond au salut.", False),
        ("Dites salut.\n\nUn **salut** est un mot gentil.", False),
    ],
)
def test_a_term_is_marked_where_the_lesson_first_says_it(lesson: str, marked: bool, tmp_path: Path):
    """In bold, or by a sentence that says what it is; headings, pictures and code do not count."""
    said = "lesson.md:1: first says « salut », which its glossary explains; put it in bold there, or say what it is"
    assert faults_of(tmp_path, {f"{UNIT}/lesson.md": lesson}) == ([] if marked else [said])


def test_a_technical_word_needs_a_glossary_up_to_here(tmp_path: Path):
    """In lesson, task and hints; the unit's own glossary explains it, or a bold word in the lesson."""
    spoken = {
        f"{UNIT}/lesson.md": "Rien.\n\n- Le navigateur lit.\n",
        **changed(f"{EXERCISE}/task.md", "C'est le matin.", "Ouvrez le navigateur."),
        **changed(f"{EXERCISE}/hints.md", "Il fait jour.", "Regardez les URL."),
    }
    what = "a word of the trade that no glossary explains up to here"
    assert faults_of(tmp_path / "one", spoken) == [
        f"lesson.md:3: says « navigateur », {what}",
        f"exercises/01-choisir/task.md:1: says « navigateur », {what}",
        f"exercises/01-choisir/hints.md:7: says « URL », {what}",
    ]
    terms = GLOSSARY + GLOSSARY.replace("salut", "navigateur") + GLOSSARY.replace("salut", "adresse (URL)")
    known = {**spoken, **changed(f"{UNIT}/unit.yml", GLOSSARY, terms), f"{UNIT}/lesson.md": "Le **navigateur** lit.\n"}
    assert faults_of(tmp_path / "two", known) == []
    bold = {**spoken, f"{UNIT}/lesson.md": "Le **navigateur** lit, avec une **URL**.\n"}
    assert faults_of(tmp_path / "three", bold) == []


def test_what_a_unit_requires_was_explained_there(tmp_path: Path):
    """The glossaries of the required units, and of those they require, count; those of others do not."""
    root = write_programme(
        tmp_path, changed("programme.yml", "[web-s01-essai]", "[web-s01-essai, web-s02-essai, web-s03-essai]")
    )
    for number, needed in (("2", "web-s01-essai"), ("3", "web-s02-essai")):
        for path in sorted((root / UNIT).rglob("*")):
            if path.is_file():
                copy = root / UNIT.replace("s01", f"s0{number}") / path.relative_to(root / UNIT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                text = path.read_text(encoding="utf-8").replace("s01", f"s0{number}")
                copy.write_text(text.replace("requires: []", f"requires: [{needed}]"), encoding="utf-8")
    programme = load_programme(root)
    first, second, third = programme.units
    assert (before(first, programme), before(second, programme)) == ([], [first])
    assert before(third, programme) == [second, first]
    (third.path / "lesson.md").write_text("On répond au salut.\n", encoding="utf-8")
    assert len(lint_terms(third, [])) == 1
    assert lint_terms(third, before(third, programme)) == []


def test_running_text_is_read_sentence_by_sentence(tmp_path: Path):
    """With what is bold in each, and its line; code leaves nothing behind."""
    path = tmp_path / "lesson.md"
    path.write_text(
        "## Un titre\n\nUn **mot** ici. Et `code`\nun **autre\nmot**. Fin.\n\n```\nrien\n```\n", encoding="utf-8"
    )
    assert sentences_of(path) == [
        Sentence("Un mot ici. ", ("mot",), 3),
        Sentence("Et \nun autre\nmot. ", ("autre\nmot",), 3),
        Sentence("Fin.", (), 5),
    ]
