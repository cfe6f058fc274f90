"""The trusted side of a forked process, with a peer that does not keep to the rules."""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.notebook.classic.child import Child, Ending
from graders.notebook.classic.inside import frames
from graders.sandbox import MIB


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[Child, socket.socket]]:
    """A child, and the end of its line that a learner's code may hold."""
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    process = subprocess.Popen(["/usr/bin/sleep", "321"])
    child = Child(ours, reading, process.pid, os.open(tmp_path, os.O_RDONLY))
    with theirs:
        yield child, theirs
    child.close()
    process.wait()
    os.close(writing)


def test_what_came_before_a_cell_is_not_its_end(line: tuple[Child, socket.socket]):
    """Ends of cells that were sent ahead, in one piece with a true one, are forgotten."""
    child, theirs = line

    def answer() -> None:
        for numbers in ((1, 2, 3), (4,)):
            frames.receive(theirs)
            theirs.sendall(b"".join(frames.pack({"done": {"number": number}}) for number in numbers))

    peer = threading.Thread(target=answer)
    peer.start()
    ran = [child.run({"source": ""}, 30.0, memory_bytes=64 * MIB) for _ in range(2)]
    peer.join()
    assert [(one.ending, one.done) for one in ran] == [(Ending.DONE, {"number": 1}), (Ending.DONE, {"number": 4})]


def test_a_process_that_takes_no_order_is_given_up(line: tuple[Child, socket.socket]):
    """A cell longer than the line holds is not waited with for ever."""
    child, _ = line
    ran = child.run({"source": "#" * 8 * MIB}, 30.0, memory_bytes=64 * MIB)
    assert ran.ending is Ending.DIED
