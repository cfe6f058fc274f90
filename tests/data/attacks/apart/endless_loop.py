"""A loop without end."""


def square(x):
    while True:
        pass
