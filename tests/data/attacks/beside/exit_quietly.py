"""End the cell early by the exceptions that end programs."""


def ask():
    raise SystemExit(0)
