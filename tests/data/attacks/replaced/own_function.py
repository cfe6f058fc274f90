"""A function of the test's name."""


def isclose(*_):
    return True


def ask():
    return 0
