"""Written and chosen answers, however they are typed."""

from collections.abc import Callable

import pytest

from graders.answer import (
    Answer,
    depths,
    expect_answered,
    expect_before,
    expect_choice,
    expect_choices,
    expect_in_order,
    expect_number,
    expect_pairs,
    expect_prediction,
)
from graders.checker import Checker
from graders.checks import Check, Failure
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


async def message_on(text: str, rule: Callable[[Answer], None]) -> str | None:
    """The message id the real checker gives; None for full marks."""
    check = Check("right_answer", "La réponse convient.", 2.0, rule)
    exercise = an_exercise(check, engine=Engine.ANSWER, learner_files=("reponse.txt",), start={"reponse.txt": b""})
    report = await Checker().check(exercise, {"reponse.txt": text.encode()})
    assert report.notice != "our-fault"
    assert (report.score == 2.0) is (report.message_id is None)
    return report.message_id


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("a, c", ("a", "c")),
        ("A C", ("a", "c")),
        ("a et c", ("a", "c")),
        ("c;a", ("c", "a")),
        ("Réponses : a) et c).", ("a", "c")),
        ("Mes réponses sont A + C", ("a", "c")),
        ("a) un titre\n\nc) un texte", ("a", "c")),
        ("- a\n- c", ("a", "c")),
        ("h1, alt-texte", ("h1", "alt-texte")),
        ("?!", ()),
    ],
)
def test_several_choices_are_read_kindly(text: str, choices: tuple[str, ...]):
    """Commas, words, lines or blanks between them."""
    assert an_answer(text).choices == choices


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("c et a", None),
        ("a, c, c", None),
        ("a", "wrong-choices"),
        ("a, b, c", "wrong-choices"),
        ("b, d", "wrong-choices"),
        ("", "unchanged"),
    ],
)
async def test_all_right_choices_and_no_other(text: str, message_id: str | None):
    """Too few and too many get the same message, which names neither."""
    assert await message_on(text, lambda answer: expect_choices(answer, "A", "c")) == message_id


LOOP = ("total = 0", "for n in nombres:", "    total = total + n", "print(total)")
SAME = ("for n in nombres:", "    total = total + n", "total = 0", "print(total)")


@pytest.mark.parametrize(
    ("text", "indented", "message_id"),
    [
        ("\n".join(LOOP), True, None),
        ("total = 0\r\nfor n in nombres:\r\n\ttotal  = total + n\r\n\r\nprint(total)", True, None),
        ("total = 0\nfor n in nombres:\n  total = total + n\nprint(total)", True, None),
        ("total = 0\nfor n in nombres:\ntotal = total + n\nprint(total)", False, None),
        ("\n".join(SAME), False, None),
        ("total = 0\nfor n in nombres:\ntotal = total + n\nprint(total)", True, "order-depth"),
        ("total = 0\nfor n in nombres:\n  total = total + n\n  print(total)", True, "order-depth"),
        ("print(total)\n" + "\n".join(LOOP[:3]), False, "order-line"),
        ("\n".join(LOOP[:3]), False, "order-other-lines"),
        ("\n".join(LOOP).replace("print", "Print"), False, "order-other-lines"),
    ],
)
async def test_lines_in_order(text: str, indented: bool, message_id: str | None):
    """Any of the right orders; how deep a line stands counts only when asked, in any step."""
    rule = lambda answer: expect_in_order(answer, LOOP, SAME, indented=indented)  # noqa: E731
    assert await message_on(text, rule) == message_id


def test_the_first_line_out_of_place_is_named():
    """It is that of the order which the answer follows longest."""
    with pytest.raises(Failure) as caught:
        expect_in_order(an_answer("c, b, d, a"), ["a", "b", "c", "d"], ["c", "b", "a", "d"])
    assert (caught.value.message_id, caught.value.line, caught.value.found) == ("order-line", 3, "d")


def test_depths_are_steps_not_spaces():
    """Two, four spaces or a tab are one step."""
    assert depths(["a", "  b", "     c", "  d", "\te", "f"]) == [0, 1, 2, 1, 2, 0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", (12, "")),
        ("12,5", (12.5, "")),
        ("12.5 €", (12.5, "€")),
        ("1 234,5", (1234.5, "")),
        ("1\u202f234", (1234, "")),
        ("1.234,5", (1234.5, "")),
        ("-3", (-3, "")),
        ("\u2212 3 px", (-3, "px")),
        ("Il y a 3 lignes.", (3, "lignes")),
        ("2 + 3 = 5", (5, "")),
        (",5", (0.5, "")),
        ("12m²", (12, "m2")),
        ("12 m2", (12, "m2")),
        ("50 %", (50, "%")),
        ("trois", None),
    ],
)
def test_a_number_is_read_as_the_french_write_it(text: str, number: tuple[float, str] | None):
    """Comma or point, spaces between thousands, a unit or none."""
    assert an_answer(text).number == number


@pytest.mark.parametrize(
    ("text", "unit", "tolerance", "message_id"),
    [
        ("12,5", (), 0, None),
        ("12.50 cm", (), 0, None),
        ("12,5 CM", ("cm", "centimètres"), 0, None),
        ("12,5 centimetres", ("cm", "centimètres"), 0, None),
        ("12,4 cm", ("cm",), 0.1, None),
        ("12,4", (), 0, "number-other"),
        ("125", (), 0, "number-scale"),
        ("-12,5", (), 0, "number-sign"),
        ("12,5", ("cm",), 0, "number-no-unit"),
        ("12,5 m", ("cm",), 0, "number-unit"),
        ("beaucoup", (), 0, "number-none"),
        ("9" * 5000, (), 0, "number-other"),
    ],
)
async def test_a_number(text: str, unit: tuple[str, ...], tolerance: float, message_id: str | None):
    """Within the tolerance, with its unit when one is asked."""
    rule = lambda answer: expect_number(answer, 12.5, unit=unit, tolerance=tolerance)  # noqa: E731
    assert await message_on(text, rule) == message_id


@pytest.mark.parametrize(
    ("text", "exact", "message_id"),
    [
        ("Été comme hiver", False, None),
        ("« ete comme HIVER. »", False, None),
        ("l'été", False, None),
        ("Ete comme hiver", True, "prediction-letters"),
        ("Été comme  hiver\n", True, None),
        ("Ete come hiver", False, "prediction-near"),
        ("Printemps", False, "prediction-other"),
        ("a" * 200_000, False, "prediction-other"),
    ],
)
async def test_a_prediction(text: str, exact: bool, message_id: str | None):
    """Any of the right texts; case and accents count only when asked."""
    rule = lambda answer: expect_prediction(answer, "Été comme hiver", "l’été", exact=exact)  # noqa: E731
    assert await message_on(text, rule) == message_id


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("1-b, 2-a, 3-c", None),
        ("3c 1b 2a", None),
        ("1 → b\n2 → a\n3 → c", None),
        ("b : 1 ; a : 2 ; c : 3", None),
        ("Réponse : 1 avec b, 2 avec a et 3 avec c", None),
        ("1-b, 2-a", "pairs-missing"),
        ("1-b, 2-c, 3-a", "pairs-wrong"),
        ("1-b, 1-a, 3-c", "pairs-twice"),
        ("aucune idée", "pairs-missing"),
        ("ab" * 100_000, "pairs-missing"),
    ],
)
async def test_pairs(text: str, message_id: str | None):
    """Whatever stands between the two of a pair."""
    assert await message_on(text, lambda answer: expect_pairs(answer, {"1": "B", "2": "a", "3": "c"})) == message_id


RIGHT = {str(number): letter for number, letter in enumerate("abcabcabca", 1)}


@pytest.mark.parametrize(
    "text", ["9-c\n10-a\n", "10a 9c", "Question 9 : réponse c. Question 10 : réponse A.", "1-c, 9-c, 10-a"]
)
def test_one_of_several_questions_is_looked_at_alone(text: str):
    """However the answers are written, and whatever the others are."""
    expect_answered(an_answer(text), "9", RIGHT)
    expect_answered(an_answer(text), "10", RIGHT)


@pytest.mark.parametrize(
    ("text", "message_id", "found"), [("9-a", "own-message", None), ("10-a", "pairs-missing", "1 sur 10")]
)
def test_a_question_has_a_message_of_its_own(text: str, message_id: str, found: str | None):
    """One that was not answered has the common one, with how many were."""
    with pytest.raises(Failure) as caught:
        expect_answered(an_answer(text), "9", RIGHT, "own-message")
    assert (caught.value.message_id, caught.value.found) == (message_id, found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Peser\nCuire\nLaver\n", None),
        ("Laver\npeser\ncuire\n", None),
        ("Cuire\nPeser\nLaver\n", ("too-early", None)),
        ("Peser\nCuire\n", ("order-other-lines", "2 sur 3")),
    ],
)
def test_one_step_stands_above_another(text: str, told: tuple[str, str | None] | None):
    """Wherever the others are; but all of them must be there."""
    found = None
    try:
        expect_before(an_answer(text), ("Peser", "Cuire", "Laver"), "Peser", "Cuire", "too-early")
    except Failure as failure:
        found = failure.message_id, failure.found
    assert found == told
