"""The questions of the house."""

import pytest

from fab_notebooks.quiz import quiz, quiz_names, read_quiz


@pytest.mark.parametrize("name", quiz_names())
def test_each_question_has_one_right_answer_among_several(name: str):
    """And says why; no answer stands there twice."""
    title, questions = read_quiz(name)
    assert title
    for question in questions:
        assert 1 <= question.right <= len(set(question.answers)) == len(question.answers) >= 3
        assert question.ask.endswith("?")
        assert question.why.endswith(".")


def test_safety_has_ten_questions_whose_right_answers_move():
    """Always clicking on the same place gets nowhere."""
    _, questions = read_quiz("securite-imprimante")
    places = [question.right for question in questions]
    assert len(places) == 10
    assert max(places.count(place) for place in (1, 2, 3)) <= 4


def test_what_is_not_there_is_named():
    """With what is."""
    with pytest.raises(KeyError, match="securite-imprimante"):
        quiz("x")
