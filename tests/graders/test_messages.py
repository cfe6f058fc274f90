"""The catalogue's sentences are short, kind and French, and can always be said."""

import re

import pytest

from graders.messages.catalogue import Message, MessageError, catalogue, fill, message, placeholders

WORDS = 25
KNOWN = {"expected", "found", "file", "line", "tag", "table", "column"}
# Values of graders/web/validity.py and of html-validate's contexts.
KNOWN |= {
    "end", "name", "near", "child", "parent", "element", "missing", "attr", "tagName", "entity", "attribute",
    "value", "type",
}  # fmt: skip
KNOWN |= {"action", "call", "cause"}  # what was done in a play; a call of a function; why a script does not begin
KNOWN |= {"where", "share"}  # the other page a link leads to; how much of the page a file weighs
UNKIND = re.compile(
    r"\b(faux|fausse|erreur de votre|vous avez (mal|oublié)|interdit|invalide|incorrecte?s?|simplement|il suffit"
    r"|évident|facile|juste|nul|échec|raté)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"\b(the|error|failed|expected|found|missing|wrong|should|your|file|tag|line)\b", re.IGNORECASE)
FAMILIAR = re.compile(r"\b(tu|ton|ta|tes|toi)\b", re.IGNORECASE)

ALL = [
    (message_id, text) for message_id, entry in catalogue().items() for text in (entry.say, *entry.hints)
]


def test_the_catalogues_are_found():
    """The lint below looks at something."""
    assert len(ALL) > 60


@pytest.mark.parametrize(("message_id", "text"), ALL, ids=lambda value: str(value)[:30])
def test_a_sentence_is_kind(message_id: str, text: str):
    """At most 25 words, said with vous, without English, blame or belittling, with values that exist."""
    said = re.sub(r"\{\w+\}|</?\w+>", "x", text)
    faults = {
        "words": len(said.split()) if len(said.split()) > WORDS else None,
        "unkind": UNKIND.search(said),
        "English": ENGLISH.search(said),
        "familiar": FAMILIAR.search(said),
        "end": None if text.endswith((".", "?", "!")) or text.endswith("}.") else text[-1],
        "values": placeholders(text) - KNOWN or None,
    }
    assert {fault: found for fault, found in faults.items() if found is not None} == {}


@pytest.mark.parametrize(("message_id", "text"), ALL, ids=lambda value: str(value)[:30])
def test_a_sentence_can_be_said(message_id: str, text: str):
    """With every value known, the whole text is said and no brace is left."""
    said = fill(text, dict.fromkeys(KNOWN, "x"))
    assert "{" not in said
    assert len(said.split()) == len(re.sub(r"\{\w+\}", "x", text).split())


def test_values_are_filled_in():
    """Expected and found stand in the sentence."""
    assert message("wrong-text", {"expected": "Horaires", "found": "Oraires"}) == (
        "Le texte attendu est « Horaires ». La page dit « Oraires »."
    )


def test_a_sentence_without_its_value_is_left_out():
    """The same message serves with and without a line."""
    template = "La page a {found}. Regardez la ligne {line}."
    assert [fill(template, {"found": "2 h1", "line": line}) for line in (9, None)] == [
        "La page a 2 h1. Regardez la ligne 9.",
        "La page a 2 h1.",
    ]


def test_a_learners_text_is_never_a_template():
    """Braces in a page are letters like others."""
    assert (
        message("wrong-text", {"expected": "a", "found": "{line} {0}"})
        == "Le texte attendu est « a ». La page dit « {line} {0} »."
    )


def test_the_exercises_own_message_comes_first():
    """An exercise may say it in its own words."""
    assert message("no-h1", {}, {"no-h1": Message("Il manque le nom du lieu.")}) == "Il manque le nom du lieu."


def test_an_unknown_message():
    """An id nobody wrote is the grader's fault, and says so."""
    with pytest.raises(MessageError, match="no message 'no-such-thing'"):
        message("no-such-thing", {})


def test_a_message_that_cannot_be_said():
    """A message all of whose sentences lack a value is the grader's fault too."""
    with pytest.raises(MessageError, match=r"no sentence of 'Regardez \{line\}\.' can be said"):
        fill("Regardez {line}.", {"line": None})


def test_a_rule_without_a_sentence_gets_a_plain_one():
    """A validator's new rule still speaks French."""
    assert message("html.some-new-rule", {"line": 4}) == catalogue()["html.other"].say


def test_every_id_is_listed():
    """The builder knows validity rules as ids too."""
    assert {"unchanged", "our-fault", "html.unclosed", "html.element-permitted-content"} <= catalogue().keys()
