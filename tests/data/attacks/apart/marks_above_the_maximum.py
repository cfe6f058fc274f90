"""Partial credit that is no score: 1e9."""


def square(x):
    return 1e9
