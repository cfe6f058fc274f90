"""A stand-in for a Prusa MK3S at the end of its cable, so that a real PrusaLink has something to speak with.

It says who it is, moves in no time, dwells (`G4 P500`) as long as it is told, and holds, goes on and stops a print. A
line comes with or without a number and a checksum (`N12 G28*33`); each is answered with what was asked, and `ok`.

ref: https://reprap.org/wiki/G-code and https://github.com/prusa3d/Prusa-Link/tree/master/prusa/link/serial
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
import tty
from pathlib import Path

ANSWERS = {
    "PRUSA Fir": ("3.14.1-8237",),
    "PRUSA SN": ("CZPX0123X004XK12345",),
    "M862.1 Q": ("0.40",),
    "M862.2 Q": ("302",),
    "M220": ("100%",),
    "M221": ("100%",),
    "M27 P": ("Not SD printing",),
    "M420": ("Mesh bed leveling not active.",),
    "M73": tuple(
        f"{mode} MODE: Percent done: -1; print time remaining in mins: -1; Change in mins: -1"
        for mode in ("NORMAL", "SILENT")
    ),
    "M601": ("// action:paused",),
    "M602": ("// action:resumed",),
    "M603": ("// action:cancel",),
}
"""To whole lines; to the others see `answers`."""


def answers(line: str) -> tuple[str, ...]:
    """What it says to a line before `ok`."""
    if line.startswith("D3 "):
        return _memory(int(line.split()[1].removeprefix("Ax"), 16), int((line.partition(" C")[2] or "1").split()[0]))
    if line.startswith("M20"):
        return "Begin file list", "End file list"
    if line.startswith("M21"):
        return ("echo:SD init fail",)
    return ANSWERS.get(line, ())


def _memory(start: int, count: int) -> tuple[str, ...]:
    """So many bytes of its memory, all zero, sixteen a line."""
    rows = range(start, start + count, 16)
    return tuple(f"{row:04x}  " + "00 " * min(16, start + count - row) for row in rows)


class StandInMK3:
    """Answers at `port`, a link to a serial line of this machine, from `start` to `stop`."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._ours, self._theirs = os.openpty()
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def start(self) -> None:
        """Answers from now on."""
        for end in (self._ours, self._theirs):
            tty.setraw(end)
        self.port.symlink_to(os.ttyname(self._theirs))
        self._thread.start()

    def stop(self) -> None:
        """Unplugged."""
        self.port.unlink()
        os.close(self._theirs)
        os.close(self._ours)
        self._thread.join(10)

    def _answer(self) -> None:
        heard = b""
        with contextlib.suppress(OSError):
            while said := os.read(self._ours, 4096):
                *lines, heard = (heard + said).split(b"\n")
                for line in lines:
                    self._obey(re.sub(r"^N\d+ ?|\*\d+$", "", line.decode("latin-1").strip()))

    def _obey(self, line: str) -> None:
        if not line:
            return
        if dwell := re.match(r"G4 P(\d+)", line):
            time.sleep(int(dwell[1]) / 1000)
        for answer in (*answers(line), "ok"):
            os.write(self._ours, f"{answer}\n".encode())
