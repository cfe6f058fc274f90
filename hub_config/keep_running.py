"""Keeps one program running: starts it, starts it again when it ends by itself, ends it on purpose only.

However this process ends, kill -9 included, the program ends too: the kernel sees to it (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
"""A program that cannot start is tried that often: soon after someone repaired what was wrong, it runs."""
LONG_ENOUGH_S = 60.0
"""After such a run the next end is a new accident, not the same one again."""


def dies_with_us(command: Sequence[str]) -> list[str]:
    """The command, ended by the kernel when the thread that starts it ends. ref: setpriv(1), prctl(2)"""
    return ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command]


class KeepRunning:
    """One program. `run` blocks until `stop` was called from another thread or a signal handler."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: IO[bytes],
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._command = dies_with_us(command)
        self._environment = dict(environment)
        self._folder = folder
        self._log = log
        self._say = say
        self._clock = clock
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Runs the program, again and again, with pauses that grow while it ends soon after each start."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began_s = self._clock()
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=subprocess.STDOUT,
                # Ctrl+C in a terminal reaches us alone; we end it in our way.
                start_new_session=True,
            )
            if self._stopping.is_set():
                self._process.terminate()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            if self._clock() - began_s > LONG_ENOUGH_S:
                pause_s = FIRST_PAUSE_S
            self._say(f"{Path(self._command[4]).name} {_end(code)}; starting it again in {pause_s:g} s")
            self._stopping.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def stop(self) -> None:
        """Ends the program in its own way and lets `run` return; may be called twice."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    @property
    def is_stopping(self) -> bool:
        """Whether the end was asked for."""
        return self._stopping.is_set()


def _end(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
