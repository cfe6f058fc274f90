"""The warm process: has imported what notebooks import, and forks a child for each one that asks.

A request is one message on the control socket. With the role "none" it asks whether this process lives. With another
it has three descriptors: the child's control line, the line between student and examiner, and the write end of a pipe
that becomes the child's standard output and error. The child sends one byte from inside its walls, with its open
folder; the kernel adds its process number (unix(7), SCM_CREDENTIALS).
"""

from __future__ import annotations

import array
import base64
import gc
import os
import select
import signal
import socket
import sys
import traceback
from typing import Any

from graders.notebook.classic.inside import examiner, frames, student, walls
from graders.notebook.classic.inside.shell import rehearse, warm_shell

DESCRIPTORS = 3
WARM = ("numpy", "pandas", "matplotlib", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "ipywidgets")
# Small and often used by tests; a first import in the child would be paid by every submission.
WARM_STANDARD = ("collections", "copy", "dataclasses", "datetime", "decimal", "fractions", "functools", "inspect", "io",
                 "itertools", "json", "math", "operator", "random", "re", "statistics", "string", "typing",
                 "unittest.mock", "numpy.testing")  # fmt: skip


def serve(control: socket.socket) -> None:
    """Forks until the other end closes."""
    shell = warm_shell()
    for name in (*WARM_STANDARD, *WARM):
        try:
            __import__(name)
        except ImportError:
            continue
    rehearse(shell)
    # What lives now lives on in every fork: a collection there would copy its pages for nothing.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    frames.send(control, {"warm": True})
    while True:
        try:
            body, descriptors = _request(control)
        except frames.LineClosed:
            return
        request = frames.unpack(body)
        if request["role"] == "none":
            os.write(descriptors[0], b"!")
        elif os.fork() == 0:
            control.close()
            _become_child(shell, request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _request(control: socket.socket) -> tuple[bytes, list[int]]:
    """One datagram: the message without its length, and what came with it."""
    body, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(4 * DESCRIPTORS))
    if not body:
        raise frames.LineClosed
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(data[: len(data) - len(data) % 4])
    return body, list(descriptors)


def _become_child(shell: Any, request: dict[str, Any], descriptors: list[int]) -> None:
    """Never returns. The process between the warm one and the child lives on: it holds the child's parent's place."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        walls.die_with_parent()
        walls.leave_namespaces()
        child = os.fork()
        if child:
            _wait(child, descriptors)
            os._exit(0)
        walls.die_with_parent()
        walls.build(request["limits"])
        control, line, output = descriptors
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        os.environ.update(request["environment"])
        _run(shell, request["role"], socket.socket(fileno=control), socket.socket(fileno=line))
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(70)


def _wait(child: int, descriptors: list[int]) -> None:
    """Until the child ends, or whoever asked for it does: a killed grader leaves no cell running."""
    control, *others = descriptors
    for descriptor in others:
        os.close(descriptor)
    either = select.poll()
    either.register(os.pidfd_open(child), select.POLLIN)
    either.register(control, 0)  # the other end is closed: POLLHUP, which needs no asking
    either.poll()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _run(shell: Any, role: str, control: socket.socket, line: socket.socket) -> None:
    os.environ["HOME"] = os.getcwd()
    if "" not in sys.path:
        sys.path.insert(0, "")
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    socket.send_fds(control, [b"r"], [folder])
    os.close(folder)
    for name, content in frames.receive(control)["files"]:
        if parent := os.path.dirname(name):
            os.makedirs(parent, exist_ok=True)
        with open(name, "wb") as file:
            file.write(base64.b64decode(content))
    (student if role == "student" else examiner).live(shell, control, line)
