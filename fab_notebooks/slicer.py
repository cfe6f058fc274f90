"""From a mesh to G-code, by PrusaSlicer as a program of its own.

    an STL of our own writing ──► sliced with one of our profiles ──► checked ──► G-code and estimate

Nobody's settings but ours reach the slicer: one of them (`post_process`) starts programs, and a 3MF can carry all of
them. So no file of a stranger gets here, only its shape (`fab_notebooks.printing.uploaded_model`). How it ended is
judged by exit code, output file and the slicer's own words in it, all three: it ends with 0 for some jobs that have no
layer.

How a program is run is an argument (`Run`): here under limits of memory, time and file size; the service gives its
sandbox.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from fab_notebooks.gcode import Estimate, EstimateError, estimate, gcode_faults
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import FACET, STL_HEAD, stl_size_mm
from fab_notebooks.slicing_profile import SlicingProfile

MIB = 1024 * 1024
SLICER = "prusa-slicer"
GCODE_BYTES = 200 * MIB
MEMORY_BYTES = 1000 * MIB
"""A ball of 424,000 faces needs 193 MB."""
SLICE_WITHIN_S = 180.0
COPIES_MAX = 10


class SlicingFault(Enum):
    """Why there is no G-code; pages say it in French."""

    UNREADABLE = "unreadable"
    TOO_BIG = "too-big"
    """It does not fit on the bed."""
    NO_LAYERS = "no-layers"
    """Nothing of it can be printed: too thin, or open."""
    TOO_SLOW = "too-slow"
    """More memory or time than a job may take."""
    KILLED = "killed"
    """Something ended the slicer; another try may go well."""
    FORBIDDEN = "forbidden"
    """The G-code would leave the machine's limits."""
    BROKEN = "broken"
    """The slicer itself failed, and it is not the model's fault as far as we know."""


class SlicingError(Exception):
    """No G-code; `fault` says why, the message what the slicer said."""

    def __init__(self, fault: SlicingFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class StoppedError(Exception):
    """Somebody ended the slicer, and not for anything the model did: it is to be sliced again."""


@dataclass(frozen=True)
class Finished:
    """How a program ended: a negative code is the signal that ended it; None, that its time was over."""

    code: int | None
    said: str


Run = Callable[[Sequence[str], Path], Finished]
"""Runs a command that may write into this one folder, and waits for it."""


@dataclass(frozen=True)
class Sliced:
    """A job for the machine, checked."""

    gcode: bytes
    estimate: Estimate
    euros: float


def run_with_limits(command: Sequence[str], folder: Path) -> Finished:
    """In the folder, with nothing of our environment, and limits that the kernel keeps."""
    limits = ["prlimit", f"--as={MEMORY_BYTES * 2}", f"--fsize={GCODE_BYTES}", "--core=0", "--"]
    process = subprocess.Popen(
        [*limits, *command],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=SLICE_WITHIN_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Finished(None, "")
    return Finished(process.returncode, said.decode("utf-8", "replace"))


def slice_mesh(
    stl: bytes, profile: SlicingProfile, folder: Path, *, copies: int = 1, run: Run = run_with_limits
) -> Sliced:
    """The G-code of so many copies, and what they take; `folder` is empty and ours."""
    (left, front), (right, back) = profile.bed_mm
    _refuse_too_big(stl, (right - left, back - front, profile.height_mm))
    (folder / "model.stl").write_bytes(_plainly_binary(stl))
    (folder / "profile.ini").write_text(profile.ini, encoding="utf-8")
    result = folder / "job.gcode"
    centre = f"{(left + right) / 2:g},{(front + back) / 2:g}"
    command = [SLICER, "--loglevel", "0", "--load", "profile.ini", "--export-gcode", "--center", centre]
    if copies > 1:
        command += ["--duplicate", str(copies)]
    finished = run([*command, "--output", result.name, "model.stl"], folder)
    judge(finished, result.is_file() and result.stat().st_size > 0)
    gcode = result.read_bytes()
    if faults := gcode_faults(gcode, profile):
        raise SlicingError(SlicingFault.FORBIDDEN, "; ".join(map(str, faults[:3])))
    try:
        found = estimate(gcode)
    except EstimateError as error:
        raise SlicingError(SlicingFault.BROKEN, str(error)) from error
    if found.filament_mm <= 0:
        raise SlicingError(SlicingFault.NO_LAYERS, "the job uses no filament")
    return Sliced(gcode, found, round(found.grams / 1000 * profile.euros_per_kg, 2))


def _refuse_too_big(stl: bytes, room_mm: tuple[float, float, float]) -> None:
    """The slicer itself would slice on, beside the bed and into the air above the machine."""
    try:
        wanted_mm = stl_size_mm(stl)
    except MeshFileError as error:
        raise SlicingError(SlicingFault.UNREADABLE, str(error)) from error
    if any(wanted > room for wanted, room in zip(wanted_mm, room_mm, strict=True)):
        words = ["×".join(f"{value:g}" for value in values) for values in (wanted_mm, room_mm)]
        raise SlicingError(SlicingFault.TOO_BIG, f"{words[0]} mm; expected {words[1]} at most")


def _plainly_binary(stl: bytes) -> bytes:
    """The same, so that PrusaSlicer takes it for a binary STL.

    It looks for a byte above 127 in the 128 after the header, and reads a file without one as text: a box of 50 × 50 mm
    may have none. The two bytes of the first facet that mean nothing get some.
    """
    end = STL_HEAD + FACET.itemsize
    return stl[: end - 2] + b"\xff\xff" + stl[end:]


WORDS = (
    ("could not fit on the bed", SlicingFault.TOO_BIG),
    ("outside of the print volume", SlicingFault.TOO_BIG),
    ("exceeds the maximum build volume height", SlicingFault.TOO_BIG),
    ("No layers were detected", SlicingFault.NO_LAYERS),
    ("no extrusions in the first layer", SlicingFault.NO_LAYERS),
    ("There is an object with no", SlicingFault.NO_LAYERS),
    ("Loading of a model file failed", SlicingFault.UNREADABLE),
    ("couldn't be read because it's empty", SlicingFault.UNREADABLE),
    ("bad_alloc", SlicingFault.TOO_SLOW),
    ("MemoryError", SlicingFault.TOO_SLOW),
)
"""What PrusaSlicer 2.5 says (the last: Python), and what it means.

ref: its sources, src/PrusaSlicer.cpp and libslic3r/Print.cpp
"""


def judge(finished: Finished, has_result: bool) -> None:
    """SlicingError unless the program ended well and left what it was to make."""
    fault = next((fault for words, fault in WORDS if words in finished.said), None)
    said = " ".join(finished.said.split())[-300:]
    if finished.code is None:
        raise SlicingError(SlicingFault.TOO_SLOW, f"not done within {SLICE_WITHIN_S:g} s")
    if finished.code in (-signal.SIGXFSZ, 128 + signal.SIGXFSZ):
        raise SlicingError(SlicingFault.TOO_SLOW, f"ended by a limit: {said}")
    if finished.code in (-signal.SIGKILL, 128 + signal.SIGKILL):
        raise SlicingError(SlicingFault.KILLED, f"killed: {said}")
    if finished.code or fault:
        raise SlicingError(fault or SlicingFault.BROKEN, f"ended with {finished.code}: {said}")
    if not has_result:
        raise SlicingError(SlicingFault.NO_LAYERS, f"wrote nothing: {said}")
