"""Partial credit that is no score: float("inf")."""


def square(x):
    return float("inf")
