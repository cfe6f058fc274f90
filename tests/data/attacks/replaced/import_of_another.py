"""Something else by the test's name."""
from itertools import chain as isclose


def ask():
    return []
