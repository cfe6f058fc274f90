"""Code that is believed beside a test, and code that is not."""

import pytest

from graders.notebook.classic.plain_python import suspicion
from tests.graders.notebook.classic.makers import attacks

BELIEVED = [
    "import numpy as np\n\ndef f(x):\n    return np.sqrt(x).sum()",
    "from math import sqrt, pow\nprint(f'{sqrt(2):.3f}')",
    "class Stack:\n    def __init__(self):\n        self._items = []\n    def top(self):\n        return self._items",
    "import random\nrandom.seed(3)\nvalues = [random.random() for _ in range(3)]",
    "def f(n):\n    yield from range(n)",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error)",
    "with_underscore_ = 1\n_ = 2",
    "def f(x) return x",
]

DOUBTED = {
    "import os": "import os",
    "from numpy import testing": "import testing",
    "import numpy as np\nnp.testing.assert_allclose = print": ".assert_allclose =",
    "import numpy as np\nnp.isclose = lambda *a: True": ".isclose =",
    "def f(x):\n    return ().__class__": ".__class__",
    "class A:\n    def __eq__(self, other):\n        return True": "def __eq__",
    "class A(metaclass=type):\n    pass": "a metaclass",
    "class A:\n    __eq__ = print": "__eq__",
    "getattr(1, 'real')": "getattr()",
    "print = lambda *a: None": "print is Python's own",
    "def isclose(*a):\n    return True": "isclose is the test's",
    "%time 1": "get_ipython()",
    "!ls": "get_ipython()",
    "1\0": "no plain Python",
    "'{0.__globals__}'.format(print)": "a text with two underscores",
    "async def f():\n    pass": "async def",
    "def f():\n    global print\n    print = 3": "print is Python's own",
    "from functools import update_wrapper": "import update_wrapper",
}


@pytest.mark.parametrize("source", BELIEVED)
def test_plain_code_is_believed(source: str):
    """What learners write in a first year."""
    assert suspicion(source, (), frozenset({"isclose"})) is None


@pytest.mark.parametrize(("source", "what"), DOUBTED.items())
def test_other_code_is_named(source: str, what: str):
    """The first thing that is not plain, for the trainer who has to look."""
    found = suspicion(source, (), frozenset({"isclose"}))
    assert found is not None
    assert found.what == what


@pytest.mark.parametrize("attack", attacks("beside"), ids=lambda path: path.stem)
def test_every_attack_is_doubted(attack):
    """Each of the corpus needs something that plain Python has not."""
    assert suspicion(attack.read_text(), ()) is not None


def test_what_the_solution_uses_is_allowed():
    """A notebook about files opens files."""
    assert suspicion("open('a.txt')", ["with open('b.txt') as file:\n    pass"]) is None
    assert str(suspicion("open('a.txt')", ["1"])) == "line 1: open()"
