"""Keeps one program running: starts it, starts it again when it ends by itself, ends it on purpose only.

However this process ends, kill -9 included, the program ends too: the kernel sees to it (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
"""A program that cannot start is tried that often: soon after someone repaired what was wrong, it runs."""
LONG_ENOUGH_S = 60.0
"""After such a run the next end is a new accident, not the same one again."""
END_WITHIN_S = 45.0
"""A hub first ends people's servers; what is still there then is killed."""
LOG_BYTES = 10 * 1024 * 1024
"""Then a log is put aside at the next start; the one put aside before goes."""


@dataclass(frozen=True)
class Program:
    """What to run, and where what it says goes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    """All of it: nothing is inherited."""
    folder: Path
    log: Path


class KeepRunning(threading.Thread):
    """One program, kept running from `start` until `stop`, by a thread of its own.

    A thread, because the kernel ends the program when the *thread* that started it ends; this one lives as long as the
    whole process does.
    """

    def __init__(
        self, program: Program, *, say: Callable[[str], None], started_again: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(name=program.name, daemon=True)
        self._program = program
        self._say = say
        self._started_again = started_again
        self._stopping = threading.Event()
        # Protects the moment between "shall it run?" and the process being there to be ended.
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Runs the program, again and again, with pauses that grow while it ends soon after each start."""
        pause_s = FIRST_PAUSE_S
        while True:
            began_s = time.monotonic()
            end = self._run_once()
            if end is None or self._stopping.is_set():
                return
            if time.monotonic() - began_s > LONG_ENOUGH_S:
                pause_s = FIRST_PAUSE_S
            self._say(f"{self.name} {end}; starting it again in {pause_s:g} s, see {self._program.log}")
            if self._stopping.wait(pause_s):
                return
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def stop(self) -> None:
        """Ends the program in its own way, and waits for it; in the end it is gone in any case."""
        self._stopping.set()
        with self._starting:
            process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._say(f"{self.name} did not end within {END_WITHIN_S:g} s; killed")
            process.kill()
            process.wait()

    def _run_once(self) -> str | None:
        """How it ended; None once it shall not run."""
        try:
            process = self._start_once()
        except OSError as error:  # no memory for another process, or a full disk: perhaps only for a moment
            return f"cannot be started ({error})"
        return None if process is None else _end(process.wait())

    def _start_once(self) -> subprocess.Popen[bytes] | None:
        """The program, running; None once it shall not."""
        with self._starting:
            if self._stopping.is_set():
                return None
            again = self._process is not None
            with _open_log(self._program.log) as log:
                self._process = subprocess.Popen(
                    dies_with_us(self._program.command),
                    env=dict(self._program.environment),
                    cwd=self._program.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # Ctrl+C in a terminal reaches us alone; we end it in our order.
                    start_new_session=True,
                )
            if again:
                threading.Thread(target=self._started_again, daemon=True).start()
            return self._process


def dies_with_us(command: Sequence[str]) -> list[str]:
    """The command, ended by the kernel when what starts it ends. ref: setpriv(1), prctl(2) PR_SET_PDEATHSIG"""
    return ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", *command]


def _open_log(file: Path) -> IO[bytes]:
    if file.exists() and file.stat().st_size > LOG_BYTES:
        file.replace(file.with_suffix(".old.log"))
    return open(file, "ab")


def _end(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
