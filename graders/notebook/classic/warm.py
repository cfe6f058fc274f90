"""The warm sandbox: one process that has imported what notebooks import, asked for a fresh fork per submission.

    with WarmSandbox() as warm:
        student = warm.fork("student", files, line=theirs)

The sandbox has the software (read-only), no network, no environment, and nothing of the course. Each fork has
namespaces, a folder and limits of its own (`inside/walls.py`), and shares nothing with another but the pages of memory
that neither has written to.
"""

from __future__ import annotations

import array
import atexit
import base64
import json
import os
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from graders.notebook.classic.child import Child
from graders.notebook.classic.inside import frames
from graders.sandbox import MIB, SYSTEM, Limits, Mount, Sandbox, SandboxError, kill, probe, start

SOFTWARE = "/opt/python"
INSIDE = "/opt/atelier/graders/notebook/classic/inside"
START_S = 60.0
FORK_S = 20.0
FILES_BYTES_MAX = 32 * MIB

PROGRAM = (
    "import sys, socket; sys.path.insert(0, '/opt/atelier');"
    "from graders.notebook.classic.inside.fork_server import serve; sys.path.remove('/opt/atelier');"
    "serve(socket.socket(fileno=0))"
)


@dataclass(frozen=True)
class NotebookLimits:
    """What one submission may use up."""

    processes: int = 64
    """Processes and threads together: holds a fork bomb."""
    data_bytes: int = 1024 * MIB
    """Private memory of any one process; above it, MemoryError. What all take together is watched, with this limit."""
    folder_bytes: int = 64 * MIB
    """Its folder, which lies in memory; and any one file."""
    open_files: int = 256


class FilesTooLargeError(Exception):
    """The files beside a notebook are more than a sandbox takes."""


class SandboxGoneError(SandboxError):
    """The warm process was killed, and all its forks with it; what they were doing can be done again."""


class WarmSandbox:
    """Starts at the first fork; a context manager, so that nothing is left behind.

    It may be used in forks of the process that started it. They all ask the same warm process; if it is gone, each
    starts one of its own.
    """

    def __init__(self, limits: NotebookLimits | None = None) -> None:
        self.limits = limits or NotebookLimits()
        self.generation = 0
        """Counts the warm processes: forks of different ones are not to be mixed."""
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._is_warm = False
        self._starter = 0

    def __enter__(self) -> WarmSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self) -> None:
        """Starts the process, if there is none, without waiting until it is warm."""
        if self._control is not None:
            return
        self.generation += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - read when it did not start, closed with the rest
        with theirs:
            command = [f"{SOFTWARE}/bin/{Path(sys.executable).name}", "-I", "-c", PROGRAM]
            self._process = start(walls(), command, stdin=theirs, stderr=self._said)
        self._control, self._is_warm, self._starter = ours, False, os.getpid()

    def close(self) -> None:
        """Ends it and every fork; in a fork of who started it, lets go of it."""
        control, process, said = self._control, self._process, self._said
        self._control = self._process = self._said = None
        for one in (control, said):
            if one is not None:
                one.close()
        if process is not None and self._starter == os.getpid():
            kill(process.pid)
            process.wait()

    def fork(
        self, role: str, files: Mapping[str, bytes], line: socket.socket, environment: Mapping[str, str] | None = None
    ) -> Child:
        """A fresh "student" or "examiner" with these files in its folder; SandboxError if none can be had.

        A warm process that was killed is started again, once.
        """
        if sum(map(len, files.values())) > FILES_BYTES_MAX:
            raise FilesTooLargeError(f"the files beside the notebook have more than {FILES_BYTES_MAX} bytes")
        try:
            return self._fork(role, files, line, environment or {})
        except (OSError, frames.LineClosed):
            self.close()
        try:
            return self._fork(role, files, line, environment or {})
        except (OSError, frames.LineClosed) as error:
            self.close()
            raise SandboxError(f"no sandbox for a notebook: {error}") from error

    def check(self, generation: int) -> None:
        """SandboxGoneError if the warm process of this `generation` is no more: its forks did not end by themselves."""
        ours, theirs = socket.socketpair()
        ours.settimeout(FORK_S)
        with ours, theirs:
            try:
                if self._control is None or generation != self.generation:
                    raise OSError("another has taken its place")
                socket.send_fds(self._control, [json.dumps({"role": "none"}).encode()], [theirs.fileno()])
                theirs.close()
                if not ours.recv(1):
                    raise OSError("no answer")
            except OSError as error:
                self.close()
                raise SandboxGoneError(f"the sandbox for notebooks was killed: {error}") from error

    def _fork(
        self, role: str, files: Mapping[str, bytes], line: socket.socket, environment: Mapping[str, str]
    ) -> Child:
        control = self._started()
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe2(os.O_CLOEXEC)
        folder = -1
        try:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            request = {"role": role, "limits": asdict(self.limits), "environment": dict(environment)}
            descriptors = [theirs.fileno(), line.fileno(), writing]
            socket.send_fds(control, [json.dumps(request).encode()], descriptors)
            theirs.close()
            os.close(writing)
            writing = -1
            pid, folder = _greeting(ours, reading)
            listed = [[name, base64.b64encode(content).decode("ascii")] for name, content in files.items()]
            frames.send(ours, {"files": listed})
            if not select.select([ours], [], [], FORK_S)[0]:
                raise OSError("the fork did not settle")
            frames.receive(ours)
            return Child(ours, reading, pid, folder)
        except BaseException:
            ours.close()
            theirs.close()
            for descriptor in (reading, writing, folder):
                if descriptor >= 0:
                    os.close(descriptor)
            raise

    def _started(self) -> socket.socket:
        self.begin()
        if self._control is None or self._said is None:
            raise RuntimeError("a sandbox that has begun has its line")
        if not self._is_warm:
            ready, _, _ = select.select([self._control], [], [], START_S)
            if not ready or not self._control.recv(65536):
                self._said.seek(0)
                reason = self._said.read()[-400:].decode(errors="replace").strip()
                self.close()
                probe()
                raise SandboxError(f"the sandbox for notebooks did not start: {reason or 'no reason given'}")
            self._is_warm = True
        return self._control


def walls() -> Sandbox:
    """The sandbox of the warm process; each fork builds its own inside, so namespaces are allowed here."""
    mounts = [*SYSTEM, Mount(Path(sys.prefix), SOFTWARE), Mount(Path(__file__).with_name("inside"), INSIDE)]
    base = Path(sys.base_prefix)
    if not base.is_relative_to("/usr"):
        mounts.append(Mount(base, str(base)))
    return Sandbox(
        mounts=tuple(mounts),
        environment={
            "PATH": f"{SOFTWARE}/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/tmp",
            "LANG": "C.UTF-8",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONDONTWRITEBYTECODE": "1",
            # Threads would not survive the fork, and count as processes.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        },
        # All forks together; each has far smaller ones.
        limits=Limits(processes=8192, open_files=1024),
        own_namespaces=True,
    )


def _greeting(control: socket.socket, output: int) -> tuple[int, int]:
    """The child's process number, as this machine counts, and its open folder."""
    ready, _, _ = select.select([control], [], [], FORK_S)
    room = socket.CMSG_SPACE(4) + socket.CMSG_SPACE(12)
    body, ancillary, _, _ = control.recvmsg(1, room) if ready else (b"", [], 0, 0)
    pid, folder = 0, -1
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            folder = array.array("i", data[:4])[0]
        elif (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            pid = struct.unpack("3i", data)[0]
    if not body or folder < 0 or not pid:
        if folder >= 0:
            os.close(folder)
        os.set_blocking(output, False)
        try:
            said = os.read(output, 4000)
        except BlockingIOError:
            said = b""
        raise OSError(f"the fork did not come up: {said[-300:].decode(errors='replace').strip() or 'it said nothing'}")
    return pid, folder


_shared: dict[tuple[int, int], WarmSandbox] = {}


def shared_sandbox() -> WarmSandbox:
    """One for this process and thread; the sandbox dies with the thread that started it (PR_SET_PDEATHSIG)."""
    if _here() not in _shared:
        _shared[_here()] = WarmSandbox()
        atexit.register(_shared[_here()].close)
    return _shared[_here()]


def use_sandbox(sandbox: WarmSandbox) -> None:
    """In a fork, go on with the sandbox of the process it is a fork of."""
    _shared[_here()] = sandbox


def _here() -> tuple[int, int]:
    return os.getpid(), threading.get_ident()
