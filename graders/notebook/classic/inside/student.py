"""The process a learner's cells run in: it runs what the outside sends, and answers what tests ask of its names."""

from __future__ import annotations

import select
import signal
import socket
from typing import Any

from graders.notebook.classic.inside import frames
from graders.notebook.classic.inside.answers import Answers
from graders.notebook.classic.inside.shell import MessageShell, run_cell, settle


def live(shell: MessageShell, control: socket.socket, line: socket.socket) -> None:
    """Until the outside closes its line."""
    settle(shell, lambda message: frames.send(control, message))
    answers = Answers(shell, line)
    frames.send(control, {"settled": True})
    while True:
        try:
            readable, _, _ = select.select([control, line], [], [])
            if line in readable:
                answers.answer()
            elif control in readable:
                frames.send(control, {"done": _obey(shell, frames.receive(control))})
        except KeyboardInterrupt:
            continue  # an interrupt that came after the cell it was meant for
        except (frames.LineClosed, OSError):
            return


def _obey(shell: MessageShell, order: dict[str, Any]) -> dict[str, Any]:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return run_cell(shell, order["source"], order["count"])
    except KeyboardInterrupt:
        return {"ok": False, "failure": {"out": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}}
