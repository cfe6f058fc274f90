"""A text that reads attributes."""
found = "{0.__globals__}".format(lambda: 0)


def ask():
    return 42 if "SECRET" in found else 42
