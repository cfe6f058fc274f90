"""Written and chosen answers, however they are typed."""

import pytest

from graders.answer import Answer, expect_choice
from graders.checks import Failure
from graders.exercise import Engine
from graders.work import Work
from tests.graders.exercises import an_exercise


def an_answer(text: str) -> Answer:
    """The answer in a reponse.txt with this text."""
    exercise = an_exercise(engine=Engine.ANSWER, learner_files=("reponse.txt",))
    return Answer(Work(exercise, {"reponse.txt": text.encode()}))


@pytest.mark.parametrize(
    "text",
    [
        "b",
        "B",
        " b\n",
        "B)",
        "b.",
        "(b)",
        "« b »",
        "Réponse : b",
        "La réponse est B.",
        "reponse b",
        "Choix : b",
        "b) un titre",
    ],
)
def test_a_choice_is_read_kindly(text: str):
    """Every usual way to write "b" is b."""
    assert an_answer(text).choice == "b"


def test_a_written_answer_is_tidied():
    """Line ends and double spaces do not count."""
    assert an_answer("  Un  titre\npuis\u00a0un texte ").text == "Un titre puis un texte"


def test_an_empty_answer():
    """Nothing written is told by itself, by any read."""
    with pytest.raises(Failure, match="empty-file"):
        _ = an_answer(" \n").choice


def test_the_right_choice():
    """The right choice passes in any case of letter."""
    expect_choice(an_answer("B"), "b")


@pytest.mark.parametrize(("text", "message_id"), [("a", "own-message"), ("c", "wrong-choice"), ("?", "wrong-choice")])
def test_each_wrong_choice_may_have_its_message(text: str, message_id: str):
    """A choice without a message of its own gets the common one; what was no choice at all is shown."""
    with pytest.raises(Failure) as caught:
        expect_choice(an_answer(text), "b", {"a": "own-message"})
    assert (caught.value.message_id, caught.value.found) == (message_id, "?" if text == "?" else None)
