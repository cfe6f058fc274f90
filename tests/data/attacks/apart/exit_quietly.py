"""End the cell early by the exceptions that end programs."""


def square(x):
    raise SystemExit(0)
