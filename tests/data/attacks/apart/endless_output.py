"""Output without end."""


def square(x):
    while True:
        print("x" * 10_000)
