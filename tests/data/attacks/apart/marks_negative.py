"""Partial credit that is no score: -1.0."""


def square(x):
    return -1.0
