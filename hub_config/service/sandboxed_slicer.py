"""The slicer, and the reader of uploads, behind walls: they see programs and one folder, no network, nobody's files."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import fab_notebooks
from fab_notebooks import slicer
from fab_notebooks.slicer import Finished, StoppedError
from graders.sandbox import SYSTEM, Limits, Mount, Sandbox, kill, start

FOLDER = "/job"
READER = (Path(sys.prefix), *map(Path, fab_notebooks.__path__))
"""What reads an upload, at its own paths: the virtual environment knows them."""


def reading_sandbox(folder: Path) -> Sandbox:
    """Walls around a program that meets a stranger's mesh; it may write into the folder, which it sees as its own."""
    return Sandbox(
        mounts=(*SYSTEM, *(Mount(path, str(path)) for path in READER), Mount(folder, FOLDER, writable=True)),
        environment={
            "PATH": "/usr/bin:/bin",
            "HOME": FOLDER,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            # Threads count as processes.
            "OPENBLAS_NUM_THREADS": "1",
        },
        limits=Limits(processes=64, file_bytes=slicer.GCODE_BYTES, data_bytes=slicer.MEMORY_BYTES),
        folder=FOLDER,
    )


class SandboxedSlicer:
    """Runs one command after the other in a sandbox of its own; `stop` ends the one that runs, and all to come."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        # Protects the moment between "shall it run?" and the process being there to be ended.
        self._starting = threading.Lock()

    def __call__(self, command: Sequence[str], folder: Path) -> Finished:
        """How it ended; StoppedError if by `stop`."""
        sandbox = reading_sandbox(folder)
        with self._starting:
            if self._is_stopped:
                raise StoppedError
            process = start(
                sandbox, command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            self._running = process
        try:
            said, _ = process.communicate(timeout=slicer.SLICE_WITHIN_S)
        except subprocess.TimeoutExpired:
            kill(process.pid)
            process.communicate()
            return Finished(None, "")
        if self._is_stopped:
            raise StoppedError
        return Finished(process.returncode, said.decode("utf-8", "replace"))

    def stop(self) -> None:
        """What it slices is sliced again by the next service."""
        with self._starting:
            self._is_stopped = True
            if self._running is not None and self._running.poll() is None:
                kill(self._running.pid)
