"""Reach built-in functions by their modules."""
import numpy as np

reach = np.core.numeric.sys


def ask():
    return 42
