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
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

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


class WarmSandbox:
    """Starts at the first fork; a context manager, so that nothing is left behind."""

    def __init__(self, limits: NotebookLimits | None = None) -> None:
        self.limits = limits or NotebookLimits()
        self._control: socket.socket | None = None
        self._pid: int | None = None

    def __enter__(self) -> WarmSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends it and every fork."""
        control, pid, self._control, self._pid = self._control, self._pid, None, None
        if control is not None:
            control.close()
        if pid is not None:
            kill(pid)
            self._process.wait()

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

    def _fork(
        self, role: str, files: Mapping[str, bytes], line: socket.socket, environment: Mapping[str, str]
    ) -> Child:
        control = self._started()
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe2(os.O_CLOEXEC)
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
            os.close(reading)
            if writing >= 0:
                os.close(writing)
            raise

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as said:
            self._process = start(
                walls(), [f"{SOFTWARE}/bin/{Path(sys.executable).name}", "-I", "-c", PROGRAM], stdin=theirs, stderr=said
            )
            theirs.close()
            self._pid = self._process.pid
            ready, _, _ = select.select([ours], [], [], START_S)
            if not ready or not ours.recv(65536):
                ours.close()
                kill(self._process.pid)
                self._process.wait()
                self._pid = None
                said.seek(0)
                probe()
                reason = said.read()[-400:].decode(errors="replace").strip()
                raise SandboxError(f"the sandbox for notebooks did not start: {reason or 'no reason given'}")
        self._control = ours
        return ours


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
    key = (os.getpid(), threading.get_ident())
    if key not in _shared:
        _shared[key] = WarmSandbox()
        atexit.register(_shared[key].close)
    return _shared[key]
