"""Code that is believed beside a test, and code that is not."""

import pytest

from graders.notebook.classic.bindings import bindings_in
from graders.notebook.classic.plain_python import suspicion
from tests.graders.notebook.classic.makers import attacks

OF_TESTS = bindings_in(["from math import isclose\nimport numpy as np\ndef same(a, b):\n    return a == b"])
WRITER = "import numpy as np\nclass A:\n    def patch(self, f):\n        self.isclose = f\n"

BELIEVED = [
    "import numpy as np\n\ndef f(x):\n    return np.sqrt(x).sum()",
    "from math import sqrt, pow\nprint(f'{sqrt(2):.3f}')",
    "class Stack:\n    def __init__(self):\n        self._items = []\n    def top(self):\n        return self._items",
    "import random\nrandom.seed(3)\nvalues = [random.random() for _ in range(3)]",
    "def f(n):\n    yield from range(n)",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error)",
    "with_underscore_ = 1\n_ = 2",
    "def f(x) return x",
    "import numpy as np\nfrom math import isclose\nprint(type(np.unique(np.array([1]))))",
    "class A:\n    def __init__(self, name):\n        self.name = name\n\na = A('b')\nprint(type(a), isinstance(a, A))",
    "class A(list):\n    def __init__(self):\n        super().__init__()\n        self.n = 1\n    def add(self):\n"
    "        self.n += 1\n\nclass B(A):\n    def __init__(self):\n        A.__init__(self)\n\nB().add()",
    "class A:\n    @property\n    def v(self):\n        return self._v\n    @v.setter\n    def v(self, value):\n"
    "        self._v = value\n    @classmethod\n    def made(cls):\n        return cls()",
    "from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass A:\n    x: int\n\n"
    "def f(a: A | None) -> list[A]:\n    return [A(a.x)]",
    "class E(Exception):\n    pass\n\ntry:\n    raise E\nexcept E as error:\n    print(error)",
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
    "def f():\n    global same\n    same = max": "same is the test's",
    "from itertools import chain as same": "same is the test's",
    "import pandas as np": "np is the test's",
    "from numpy import all": "all is Python's own",
    "import numpy as np\nself = np\nself.isclose = max": "self =",
    "import numpy as np\nclass A:\n    def f(self, other):\n        other.isclose = max\n": ".isclose =",
    "import numpy as np\ndef f(self):\n    self.isclose = max\nf(np)": ".isclose =",
    WRITER + "A.patch(np, max)": ".patch of a class",
    WRITER + "B = A\nB.patch(np, max)": "A as a value",
    WRITER + "kind = type(A())": "type()",
    WRITER + "    both = [patch]": "patch as a value",
    WRITER + "    @classmethod\n    def own(cls):\n        return cls": "cls as a value",
    WRITER + "    @classmethod\n    def own(self):\n        return self": "a decorator",
    "kept = []\nclass A:\n    @kept.append\n    def f(self, value):\n        self.isclose = value": "a decorator",
    "import numpy as np\nclass A:\n    def f(self):\n        A.__init__(self)\nA.f(np)": ".f of a class",
    "from dataclasses import dataclass\nfrom fractions import Fraction\ndataclass(Fraction)": "dataclass()",
}


@pytest.mark.parametrize("source", BELIEVED)
def test_plain_code_is_believed(source: str):
    """What learners write in a first year."""
    assert suspicion(source, (), OF_TESTS) is None


@pytest.mark.parametrize(("source", "what"), DOUBTED.items())
def test_other_code_is_named(source: str, what: str):
    """The first thing that is not plain, for the trainer who has to look."""
    found = suspicion(source, (), OF_TESTS)
    assert found is not None
    assert found.what == what


def test_a_class_of_another_cell_is_known():
    """What one cell defines another may misuse."""
    assert str(suspicion("A.patch(np, max)", (), OF_TESTS, [WRITER])) == "line 1: .patch of a class"


@pytest.mark.parametrize("attack", attacks("beside"), ids=lambda path: path.stem)
def test_every_attack_is_doubted(attack):
    """Each of the corpus needs something that plain Python has not."""
    assert suspicion(attack.read_text(), ()) is not None


def test_what_the_solution_uses_is_allowed():
    """A notebook about files opens files."""
    assert suspicion("open('a.txt')", ["with open('b.txt') as file:\n    pass"]) is None
    assert str(suspicion("open('a.txt')", ["1"])) == "line 1: open()"
