"""How a person's own code is run inside the person's own sandbox: a `Start` (`fab_notebooks.own_design`).

One process waits with the libraries loaded; each run is a fork of it, which takes milliseconds instead of a second. The
fork puts up its walls (`fab_notebooks.walls`), takes its limits, runs one module in one folder, and is killed when it
has ended or its time is over. A request and its answer are a line of JSON each:

    {"command": ["-m", "fab_notebooks.own_design", "build"], "folder": "/tmp/design-x1", "timeout_s": 10.0, …}
    {"code": 0}            or {"code": null} when time was over

What holds: an endless loop, a memory hog, a huge file, any other process or program (there can be none, so nothing can
be left behind), any connection, any look into the home, at the token or into the notebook's own process; and the end of
the notebook, which ends the child too. What does not: a hole in the kernel; without Landlock (an old kernel) files are
those that a cell of the notebook could open, and on a processor other than x86-64 and ARM the calls too. Beyond that
stands the person's own sandbox (`hub_config/sandbox_spawner.py`), where nothing is but what is that person's.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import runpy
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import fab_notebooks
from fab_notebooks.walls import wall_in

MIB = 1024 * 1024
DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG
WARM = ("fab_notebooks.own_design", "fab_notebooks.lettering", "fab_notebooks.shapes", "fab_notebooks.svg")
"""What designs need, and take long to load."""
READABLE = (
    *map(Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom")),
    *map(Path, (sys.prefix, sys.base_prefix, *fab_notebooks.__path__)),
)
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    # Threads that compute a sum for a small mesh cost more than the sum; and a fork has none of them.
    "OPENBLAS_NUM_THREADS": "1",
}
"""All of it: no token of the person's server."""


@dataclass(frozen=True)
class Limits:
    """What one run may use up."""

    data_bytes: int = 400 * MIB
    """Private memory; with the notebook and its server it stays below what a person has altogether."""
    file_bytes: int = 64 * MIB
    open_files: int = 64


class LimitedChildren:
    """Starts children, one at a time; from any thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: subprocess.Popen[bytes] | None = None
        # The process answers one request after the other.
        self._asking = threading.Lock()

    def __call__(self, command: Sequence[str], folder: Path, timeout_s: float) -> int:
        """Runs `-m module …` in a folder it may write to; its exit code, negative for a signal.

        Raises subprocess.TimeoutExpired once the child is dead.
        """
        request = {"command": list(command), "folder": str(folder), "timeout_s": timeout_s, **asdict(self._limits)}
        with self._asking:
            code = self._ask(json.dumps(request).encode() + b"\n")
        if code is None:
            raise subprocess.TimeoutExpired(list(command), timeout_s)
        return code

    def close(self) -> None:
        """End the process that waits, and what it runs."""
        if self._waiting is not None:
            self._waiting.kill()
            for pipe in (self._waiting.stdin, self._waiting.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._waiting.wait()
            self._waiting = None

    def _ask(self, request: bytes) -> int | None:
        try:
            process = self._waiting = self._waiting or _start()
            if process.stdin is None or process.stdout is None:
                raise OSError("the process that waits has no pipes")
            process.stdin.write(request)
            process.stdin.flush()
            code: int | None = json.loads(process.stdout.readline(1000))["code"]
        except (OSError, ValueError):
            # It could not be begun, or somebody ended it, the kernel perhaps, for its memory: the next run tries anew.
            self.close()
            return -signal.SIGKILL
        except BaseException:  # the person stopped the cell: the child stops too
            self.close()
            raise
        return code


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # Isolated: nothing of the person's folder is imported in place of a library; no compiled files are left there.
        [sys.executable, "-I", "-B", "-m", "fab_notebooks.limited_child"],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A stopped cell is a signal to the notebook's whole group of processes; this one hears of it by its pipe.
        start_new_session=True,
    )


def _serve() -> None:
    """Answer requests until the notebook ends."""
    for module in WARM:
        importlib.import_module(module)
    for line in iter(sys.stdin.buffer.readline, b""):
        sys.stdout.write(json.dumps({"code": _run(json.loads(line))}) + "\n")
        sys.stdout.flush()


def _run(request: Mapping[str, Any]) -> int | None:
    """The exit code of a child; None if its time was over."""
    child = os.fork()
    if child == 0:
        _be_a_child(request)
    ended = os.pidfd_open(child)
    try:
        looks = select.poll()
        looks.register(ended, select.POLLIN)
        looks.register(sys.stdin.fileno(), 0)  # only to hear that the notebook is gone
        in_time = any(descriptor == ended for descriptor, _ in looks.poll(request["timeout_s"] * 1000))
    finally:
        os.close(ended)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) if in_time else None


def _be_a_child(request: Mapping[str, Any]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGKILL, 0, 0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nothing, descriptor)
        os.closerange(3, 1024)
        # When memory runs short it is this process that goes. ref: proc(5) oom_score_adj
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        os.chdir(request["folder"])
        for what, most in (
            (resource.RLIMIT_DATA, request["data_bytes"]),
            (resource.RLIMIT_FSIZE, request["file_bytes"]),
            (resource.RLIMIT_NOFILE, request["open_files"]),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        wall_in(READABLE, (Path(request["folder"]), Path(os.devnull)))
        module, *arguments = request["command"][1:]
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
