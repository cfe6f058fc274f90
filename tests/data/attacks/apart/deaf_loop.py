"""A loop without end that no Ctrl+C ends."""
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)


def square(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
