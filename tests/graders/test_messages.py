"""The catalogue's sentences are short, kind and French, and can always be said."""

import pytest
import yaml

from curriculum.builder.message_lint import lint_messages
from graders.messages.catalogue import (
    EXAMPLES,
    FRENCH,
    HINTS,
    Message,
    MessageError,
    catalogue,
    example_values,
    fill,
    message,
    placeholders,
)

# A value that a message names has its example in graders/messages/examples.yml.


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What the linter of the curriculum says of the catalogue, as it stands on disk."""
    return [str(fault).removeprefix(f"{FRENCH}/") for fault in lint_messages(FRENCH)]


@pytest.mark.parametrize("file", sorted(path.name for path in FRENCH.glob("*.yml")))
def test_messages_are_short_kind_and_french(file: str, faults: list[str]):
    """No fault in any file: 25 words, sentences of 12, no English, no blame, three hints, values that have examples."""
    assert [fault for fault in faults if fault.startswith(file)] == []


def test_every_message_can_be_said_and_has_three_hints():
    """With the values of its examples the whole text is said and no brace of ours is left; two have no hints."""
    assert len(catalogue()) > 80
    for message_id, entry in catalogue().items():
        values = example_values(message_id)
        for text in (entry.say, *entry.hints):
            assert fill(text, values) == text.format_map(values), message_id
    assert {message_id for message_id, entry in catalogue().items() if len(entry.hints) != HINTS} == {
        "unchanged",  # the exercise's own hints say where to begin
        "our-fault",  # there is nothing to mend
    }


def test_every_example_has_its_message():
    """None is for a message that is gone, or for a value it does not name; each file says what it is about."""
    examples = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    named = {
        message_id: {value for text in (entry.say, *entry.hints) for value in placeholders(text)}
        for message_id, entry in catalogue().items()
    }
    lost = {
        message_id: sorted(values.keys() - named.get(message_id, set()))
        for message_id, values in examples["messages"].items()
        if values.keys() - named.get(message_id, set())
    }
    assert lost == {}
    assert sorted(examples["subjects"]) == sorted(path.stem for path in FRENCH.glob("*.yml"))


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
