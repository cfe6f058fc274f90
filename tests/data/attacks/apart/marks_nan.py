"""Partial credit that is no score: float("nan")."""


def square(x):
    return float("nan")
