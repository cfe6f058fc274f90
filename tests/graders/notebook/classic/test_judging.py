"""Honest notebooks: judged as a Jupyter kernel would have run them, whatever a test does with the learner's work."""

import os

import pytest

from graders import sandbox
from graders.notebook.classic.child import Ending
from graders.notebook.classic.judging import Rules, judge
from graders.notebook.classic.reference import Place, Reference, learned
from graders.notebook.classic.session import Files, Session, run_together
from graders.notebook.classic.warm import NotebookLimits, SandboxGoneError, WarmSandbox
from tests.graders.notebook.classic.makers import TIMEOUT_S, a_notebook, a_test, answer, judged, scores, setup, text_of

pytestmark = pytest.mark.sandbox

VECTOR = """
class Vector:
    count = 0
    def __init__(self, x):
        self.x = x
        Vector.count += 1
    def __add__(self, other):
        return Vector(self.x + other.x)
    def __eq__(self, other):
        return self.x == other.x
    def __len__(self):
        return self.x
class Error(ValueError):
    pass
class Long(Vector):
    def check(self):
        raise Error("too long")
"""

# What the learner writes, and a test of it that must be judged apart.
APART = {
    "values": ("x, y = 3, {'a': [1, (2,)]}", "assert x == 3 and y == {'a': [1, (2,)]}"),
    "calls": ("def f(a, *, b=2):\n    'Adds.'\n    return a + b", "assert f(1) == 3 and f(1, b=5) == 6"),
    "arrays": ("import numpy as np\ndef f(a):\n    return a * 2", "assert (f(np.eye(2)) == 2 * np.eye(2)).all()"),
    "in-place": ("def f(a):\n    a.append(1)", "a = []\nf(a)\nf(a)\nassert a == [1, 1]"),
    "errors": (
        "def f(x):\n    raise ValueError('no')",
        "try:\n    f(1)\nexcept ValueError as error:\n    assert str(error) == 'no'\nelse:\n    assert False",
    ),
    "classes": (
        VECTOR,
        "assert Vector(1) + Vector(2) == Vector(3)\nv = Vector(2)\nv.x = 5\nassert v.x == 5 and len(v) == 5\n"
        "assert isinstance(Long(1), Vector) and issubclass(Long, Vector) and not isinstance(v, Long)\n"
        "assert Vector.count >= 4 and hasattr(v, 'x') and not hasattr(v, 'y')\n"
        "try:\n    Long(1).check()\n    assert False\nexcept Error as error:\n    assert str(error) == 'too long'",
    ),
    "generators": (
        "def f(n):\n    for i in range(n):\n        yield i",
        "assert list(f(3)) == [0, 1, 2]\nassert sum(f(4)) == 6",
    ),
    "callbacks": (
        "def f(g, xs):\n    return [g(x) for x in xs]",
        "assert f(lambda x: x + 1, [1, 2]) == [2, 3]\nassert f(abs, [-1]) == [1]",
    ),
    "closures": ("def f(n):\n    return lambda x: x + n", "assert f(2)(3) == 5"),
    "printing": (
        "def f():\n    print('bonjour')",
        "import io\nfrom contextlib import redirect_stdout\nsaid = io.StringIO()\n"
        "with redirect_stdout(said):\n    f()\n"
        "assert said.getvalue() == 'bonjour\\n'",
    ),
    "seeds": (
        "import random\ndef f():\n    return random.random()",
        "random.seed(3)\nseen = f()\nrandom.seed(3)\nassert f() == seen and seen < 1",
    ),
    "signatures": (
        "def f(a, b=2):\n    'Adds.'\n    return a + b",
        "import inspect\nassert list(inspect.signature(f).parameters) == ['a', 'b']\n"
        "assert f.__doc__ == 'Adds.' and f.__name__ == 'f'",
    ),
    "credit": ("def f(x):\n    return x", "earned = sum(f(x) == x for x in range(2)) / 2\nearned"),
}  # fmt: skip

BESIDE = {
    "patched input": (
        "def f():\n    return int(input('?')) + 1",
        "from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n    assert f() == 42",
    ),
    "deleted names": (
        "def f():\n    return 1\ndef g():\n    return f()",
        "kept = f\ndel f\ntry:\n    g()\nexcept NameError:\n    pass\nelse:\n    assert False\nfinally:\n    f = kept",
    ),
    "the notebook's history": ("x = 3", "assert len(In[1]) == 5"),
}


@pytest.mark.parametrize("case", APART)
def test_work_is_judged_apart(warm: WarmSandbox, case: str):
    """The test passes in a process that the learner's code never enters, and fails there for an empty answer."""
    source, tested = APART[case]
    cells = a_notebook(answer(source), a_test(tested))
    reference = learned(warm, cells, {}, TIMEOUT_S)
    assert reference.rules["c1"].place is Place.APART
    assert scores(judged(warm, cells, cells)) == [1.0]
    assert scores(judged(warm, a_notebook(answer("pass"), a_test(tested)), cells)) == [0.0]


@pytest.mark.parametrize("case", BESIDE)
def test_a_test_that_needs_live_objects_runs_beside(warm: WarmSandbox, case: str):
    """It passes, and fails for an empty answer; no other cell's output is taken from that run."""
    source, tested = BESIDE[case]
    cells = a_notebook(answer(source), a_test(tested))
    assert learned(warm, cells, {}, TIMEOUT_S).rules["c1"].place is Place.BESIDE
    assert scores(judged(warm, cells, cells)) == [1.0]
    assert scores(judged(warm, a_notebook(answer("pass"), a_test(tested)), cells)) == [0.0]


def test_beside_too_a_test_that_names_points_must_name_them(warm: WarmSandbox):
    """A wrong answer for which the test has no number has none, where nbgrader gives all points."""
    test = a_test("from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n"
                  "    earned = {42: 1.0}.get(ask())\nearned")  # fmt: skip
    right, wrong = (a_notebook(answer(f"def ask():\n    return {value}"), test) for value in ("int(input()) + 1", "0"))
    assert [scores(judged(warm, cells, right)) for cells in (right, wrong)] == [[1.0], [0.0]]


def test_without_a_solution_both_ways_are_tried(warm: WarmSandbox):
    """What the test says in either place counts, beside only for plain code."""
    source, tested = BESIDE["patched input"]
    assert scores(judged(warm, a_notebook(answer("def f():\n    return 1"), a_test("assert f() == 1")))) == [1.0]
    judgement = judged(warm, a_notebook(answer(source), a_test(tested)))
    assert scores(judgement) == [None]
    assert judgement.cells[1].held == (
        "the test passes, but runs beside code that could change it (cell 1, line 2: input()); a person decides"
    )


def test_a_trainers_helper_cannot_be_replaced(warm: WarmSandbox):
    """What a locked cell defines is the trainer's, though the learner calls something else by its name later."""
    locked = setup("def check(x):\n    assert x == 3\nlimit = 5")
    tested = a_test("check(f())\nassert f() < limit")
    solution = a_notebook(locked, answer("def f():\n    return 3"), tested)
    cheating = a_notebook(locked, answer("def f():\n    return 9\ndef check(x):\n    pass\nlimit = 99"), tested)
    assert (scores(judged(warm, solution, solution)), scores(judged(warm, cheating, solution))) == ([1.0], [0.0])


def test_outputs_are_those_of_a_kernel(warm: WarmSandbox):
    """Judged apart, cells show what they show when all run together."""
    cells = a_notebook(
        answer("import sys\nprint('a')\nprint('b', file=sys.stderr)\ndisplay({'x': 1})\n3"),
        answer("def f(x):\n    return 1 / x"),
        a_test("print(f(2))\nassert f(1) == 2"),
        a_test("f(0)"),
        answer("f(0)"),
    )
    together = run_together(warm, Files(), cells, TIMEOUT_S)
    apart = judged(warm, cells, a_notebook(answer("1"), answer("2"), a_test("1"), a_test("1"), answer("3")))
    shown = [text_of(one.outputs) for one in apart.cells]
    for one, ran in zip(shown, together, strict=True):
        for message in ran.messages:
            parts = message.get("traceback") or [
                message.get("text") or str(message.get("data", {}).get("text/plain", ""))
            ]
            assert all(part.strip() in one for part in parts), (parts, one)


def test_a_loop_costs_its_own_points(warm: WarmSandbox):
    """It is interrupted, and the rest is judged."""
    cells = a_notebook(
        answer("def f(): return 1"),
        answer("while True: pass"),
        a_test("assert f() == 1"),
        answer("def f():\n  while 1: pass"),
        a_test("f()"),
        answer("x = 2"),
        a_test("assert x == 2"),
    )
    judgement = judged(warm, cells, timeout_s=1.0)
    assert scores(judgement) == [1.0, 0.0, 1.0]
    assert "CellTimeoutError" in text_of(judgement.cells[1].outputs)


@pytest.mark.parametrize("end", ["import os\nos._exit(0)", "import ctypes\nctypes.string_at(0)"])
def test_a_death_costs_its_own_points(warm: WarmSandbox, end: str):
    """The process is made again with what came before, and the rest is judged."""
    cells = a_notebook(answer("x = 1"), answer(end), answer("x += 1"), a_test("assert x == 2"))
    judgement = judged(warm, cells)
    assert scores(judgement) == [1.0]
    assert "DeadKernelError" in text_of(judgement.cells[1].outputs)


def test_deaths_have_an_end(warm: WarmSandbox):
    """A notebook of nothing but deaths is given up."""
    cells = a_notebook(*[answer("import os; os._exit(1)") for _ in range(8)], a_test("1"))
    assert scores(judged(warm, cells)) == [0.0]


def test_files_are_its_own(warm: WarmSandbox):
    """The learner's code finds the files it came with and leaves what it wrote; the next one finds none of it."""
    left = {}

    def leavings(folder: int) -> dict[str, bytes]:
        with os.fdopen(os.open("out.txt", os.O_RDONLY, dir_fd=folder), "rb") as file:
            left["out.txt"] = file.read()
        return left

    cells = a_notebook(answer("open('out.txt', 'w').write(open('data/in.txt').read() * 2)"))
    assert judge(warm, Files({"data/in.txt": b"ab"}), cells, Rules(Reference()), leavings).files == {"out.txt": b"abab"}
    after = judged(warm, a_notebook(answer("import os\nprint(os.listdir('.'))")))
    assert text_of(after.cells[0].outputs) == "[]\n"


def killed(warm: WarmSandbox) -> None:
    """The end of the whole sandbox, from outside."""
    assert warm._process is not None
    sandbox.kill(warm._process.pid)


def test_a_killed_sandbox_is_made_again():
    """The warm process was killed between two submissions: nobody notices."""
    with WarmSandbox(NotebookLimits()) as warm:
        cells = a_notebook(answer("x = 1"), a_test("assert x == 1"))
        assert scores(judged(warm, cells)) == [1.0]
        killed(warm)
        assert scores(judged(warm, cells)) == [1.0]


@pytest.mark.parametrize("is_made_again", [False, True])
def test_what_a_killed_sandbox_was_doing_says_nothing(is_made_again: bool):
    """A cell that ends because the whole sandbox does is no cell that fails, even if another is there by now."""
    with WarmSandbox(NotebookLimits()) as warm, Session(warm, Files(), apart=True, timeout_s=30) as session:
        setup, check = a_notebook(answer("x = 1"), a_test("assert x == 1"))
        assert session.run(setup).ending is Ending.DONE
        killed(warm)
        if is_made_again:
            warm.close()
            assert scores(judged(warm, [setup, check])) == [1.0]
        with pytest.raises(SandboxGoneError, match="the sandbox for notebooks was killed"):
            session.run(check)
