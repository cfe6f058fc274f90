"""Submissions made to gain points, or a look at what is not theirs: each gains nothing.

A case is a file of `tests/data/attacks/`: the learner's answer in a notebook that asks for a square, or, in `beside/`,
in one whose test must run in the learner's process; in `replaced/`, with names that the trainer's cells have brought
there. What the attack has reached it prints as GAINED.
"""

from pathlib import Path

import pytest

from graders.notebook.classic.cells import Cell, Kind
from graders.notebook.classic.judging import Rules, judge
from graders.notebook.classic.reference import Place, Reference, learned
from graders.notebook.classic.session import Files, run_together
from graders.notebook.classic.warm import WarmSandbox
from tests.graders.notebook.classic.makers import (
    TIMEOUT_S,
    a_notebook,
    a_test,
    answer,
    attacks,
    judged,
    scores,
    setup,
    text_of,
)

pytestmark = pytest.mark.sandbox

APART, BESIDE, REPLACED = attacks("apart"), attacks("beside"), attacks("replaced")
SLOW_S = 1.0
"""Time for a cell that has no end."""

SQUARE = "def square(x):\n    return x * x"
ASK = "def ask():\n    return int(input('?')) + 1"


def squares(source: str) -> list[Cell]:
    """The notebook that asks for a square; its tests compare, are close, give partial credit and name a score."""
    return a_notebook(
        setup("import numpy as np\nfrom math import isclose\nfrom numpy.testing import assert_allclose"),
        answer(source),
        a_test(
            "assert square(3) == 9\n### BEGIN HIDDEN TESTS\nassert square(7) == 49  # SECRET-HIDDEN\n"
            "### END HIDDEN TESTS"
        ),
        a_test("assert isclose(square(0.5), 0.25)\nassert abs(square(2) - 4) < 1e-9"),
        a_test("assert np.allclose(square(np.array([1.0, 2.0])), [1.0, 4.0])"),
        a_test("assert_allclose(square(np.array([3.0])), [9.0])"),
        a_test("earned = 0\nfor x in (2, 4):\n    if square(x) == x * x:\n        earned += 1\nearned", 2.0),
        a_test("square(1) * 1", 1.0),
        a_test("square(-1)", 1.0),
    )


def asked(source: str) -> list[Cell]:
    """The notebook whose test answers a question of the learner's code, in the learner's process."""
    return a_notebook(
        answer(source),
        a_test(
            "from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n"
            "    assert ask() == 42  # SECRET-HIDDEN"
        ),
    )


def asked_closely(source: str) -> list[Cell]:
    """The same, whose test compares by a function and a library that the notebook's first cell imports."""
    return a_notebook(
        setup("import numpy as np\nfrom math import isclose"),
        answer(source),
        a_test(
            "from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n"
            "    assert isclose(ask(), 42) or np.isclose(ask(), 42)"
        ),
    )


@pytest.fixture(scope="module")
def squares_reference(warm: WarmSandbox) -> Reference:
    """What the solution shows: all tests are judged apart."""
    reference = learned(warm, squares(SQUARE), {}, TIMEOUT_S)
    assert {rule.place for rule in reference.rules.values()} == {Place.APART}
    return reference


@pytest.fixture(scope="module")
def asked_reference(warm: WarmSandbox) -> Reference:
    """What the solution shows: the test runs beside."""
    reference = learned(warm, asked(ASK), {}, TIMEOUT_S)
    assert [rule.place for rule in reference.rules.values()] == [Place.BESIDE]
    return reference


def test_there_are_attacks():
    """The corpus is found."""
    assert len(APART) >= 30
    assert len(BESIDE) >= 10
    assert len(REPLACED) >= 5


def test_the_right_answer_has_all_points(warm: WarmSandbox, squares_reference: Reference, asked_reference: Reference):
    """What the attacks do not earn, work does."""
    square = judge(warm, Files(), squares(SQUARE), Rules(squares_reference))
    assert scores(square) == [1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0]
    assert scores(judge(warm, Files(), asked(ASK), Rules(asked_reference))) == [1.0]


def is_endless(attack: Path) -> bool:
    """Whether a cell of it has no end, by its name."""
    return any(word in attack.stem for word in ("endless", "loop", "bomb", "hog"))


@pytest.mark.parametrize("attack", APART, ids=lambda path: path.stem)
def test_nothing_is_gained(warm: WarmSandbox, squares_reference: Reference, attack: Path):
    """No point, no look at a hidden test, nothing reached; and the next submission is graded as ever."""
    timeout_s = SLOW_S if is_endless(attack) else TIMEOUT_S
    cells = squares(attack.read_text())[: 3 if is_endless(attack) else None]
    done = judge(warm, Files(), cells, Rules(squares_reference, timeout_s))
    assert not any(scores(done))
    of_learner = "\n".join(text_of(one.outputs) for one in done.cells if one.cell.kind is Kind.LEARNER)
    assert "SECRET" not in of_learner
    assert "GAINED" not in "\n".join(text_of(one.outputs) for one in done.cells)
    after = judge(warm, Files(), squares(SQUARE)[:3], Rules(squares_reference))
    assert scores(after) == [1.0]


@pytest.mark.parametrize("attack", [one for one in APART if not is_endless(one)], ids=lambda path: path.stem)
def test_nothing_is_gained_without_a_solution(warm: WarmSandbox, attack: Path):
    """As before where the trainer's solution is not known: at most a person is asked to look.

    What has no end is ended in the same way.
    """
    done = judged(warm, squares(attack.read_text())[:4], timeout_s=TIMEOUT_S)
    assert not any(scores(done))
    assert "GAINED" not in "\n".join(text_of(one.outputs) for one in done.cells)


@pytest.mark.parametrize("attack", BESIDE, ids=lambda path: path.stem)
def test_nothing_is_gained_beside(warm: WarmSandbox, asked_reference: Reference, attack: Path):
    """No point where the test runs beside the learner's code: 0, or a person decides; the test is not shown."""
    (learner, tested) = judge(warm, Files(), asked(attack.read_text()), Rules(asked_reference)).cells
    assert not tested.score
    assert "SECRET" not in text_of(learner.outputs) + text_of(tested.outputs)


@pytest.mark.parametrize("attack", REPLACED, ids=lambda path: path.stem)
def test_what_a_test_compares_with_is_not_replaced(warm: WarmSandbox, attack: Path):
    """A test passes by it, and a person decides."""
    reference = learned(warm, asked_closely(ASK), {}, TIMEOUT_S)
    assert scores(judge(warm, Files(), asked_closely(ASK), Rules(reference))) == [1.0]
    *_, tested = judge(warm, Files(), asked_closely(attack.read_text()), Rules(reference)).cells
    assert tested.score is None
    assert "a person decides" in (tested.held or "")


@pytest.mark.parametrize("name", ["input_transformers_post", "run_cell", "patched_isclose", "equal_to_everything"])
def test_the_attacks_are_real(warm: WarmSandbox, name: str):
    """Run as in a Jupyter kernel, these pass a test that they should not."""
    (path,) = [path for path in APART if path.stem == name]
    ran = run_together(warm, Files(), squares(path.read_text()), TIMEOUT_S)
    passed = [one.done.get("ok") for one in ran[2:6]]
    assert any(passed)
