"""From a mesh to G-code, by PrusaSlicer as a program of its own.

    3MF or STL ──► only its geometry, as STL ──► sliced with one of our profiles ──► checked ──► G-code and estimate

Nobody's settings but ours reach the slicer: one of them (`post_process`) starts programs, and a 3MF can carry all of
them. So of a 3MF only the model parts are kept. How it ended is judged by exit code, output file and the slicer's own
words in it, all three: it ends with 0 for some jobs that have no layer.

How a program is run is an argument (`Run`): here under limits of memory, time and file size; the service gives its
sandbox.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from fab_notebooks.gcode import Estimate, EstimateError, estimate, gcode_faults
from fab_notebooks.printing.stl import StlError, plainly_binary, read_stl, size_mm
from fab_notebooks.slicing_profile import SlicingProfile

MIB = 1024 * 1024
SLICER = "prusa-slicer"
MODEL_BYTES = 60 * MIB
"""A million faces in STL are 50 MB."""
MODEL_UNZIPPED_BYTES = 400 * MIB
MODEL_PARTS = 200
GCODE_BYTES = 200 * MIB
MEMORY_BYTES = 1000 * MIB
"""A ball of 424,000 faces needs 193 MB."""
SLICE_WITHIN_S = 180.0
COPIES_MAX = 10


class SlicingFault(Enum):
    """Why there is no G-code; pages say it in French."""

    TOO_MUCH = "too-much"
    """The file is bigger than we take, or unpacks to more."""
    UNREADABLE = "unreadable"
    NOT_A_MODEL = "not-a-model"
    """Neither STL nor 3MF."""
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


def to_stl(content: bytes, folder: Path, run: Run = run_with_limits) -> bytes:
    """The geometry of an uploaded STL or 3MF as one STL in millimetres; SlicingError if there is none."""
    if len(content) > MODEL_BYTES:
        raise SlicingError(SlicingFault.TOO_MUCH, f"{len(content)} bytes; expected {MODEL_BYTES} at most")
    is_zip = content.startswith(b"PK")
    source, result = folder / ("upload.3mf" if is_zip else "upload.stl"), folder / "model.stl"
    source.write_bytes(geometry_of_3mf(content) if is_zip else plainly_binary(content))
    finished = run([SLICER, "--loglevel", "0", "--export-stl", "--output", result.name, source.name], folder)
    _judge(finished, result)
    return result.read_bytes()


def slice_mesh(
    stl: bytes, profile: SlicingProfile, folder: Path, *, copies: int = 1, run: Run = run_with_limits
) -> Sliced:
    """The G-code of so many copies, and what they take; `folder` is empty and ours."""
    (left, front), (right, back) = profile.bed_mm
    _refuse_too_big(stl, (right - left, back - front, profile.height_mm))
    (folder / "model.stl").write_bytes(plainly_binary(stl))
    (folder / "profile.ini").write_text(profile.ini, encoding="utf-8")
    result = folder / "job.gcode"
    centre = f"{(left + right) / 2:g},{(front + back) / 2:g}"
    command = [SLICER, "--loglevel", "0", "--load", "profile.ini", "--export-gcode", "--center", centre]
    if copies > 1:
        command += ["--duplicate", str(copies)]
    _judge(run([*command, "--output", result.name, "model.stl"], folder), result)
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


def geometry_of_3mf(content: bytes) -> bytes:
    """The same 3MF with its model parts and nothing else: no settings of a slicer, no pictures, no other files."""
    kept = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
            parts = [info for info in source.infolist() if is_geometry(info.filename)]
            if sum(info.file_size for info in parts) > MODEL_UNZIPPED_BYTES or len(parts) > MODEL_PARTS:
                raise SlicingError(SlicingFault.TOO_MUCH, f"the 3MF unpacks to more than {MODEL_UNZIPPED_BYTES} bytes")
            if not any(info.filename.endswith(".model") for info in parts):
                raise SlicingError(SlicingFault.NOT_A_MODEL, "the archive has no 3D model in it")
            for info in parts:
                target.writestr(info.filename, _unpacked(source, info))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise SlicingError(SlicingFault.UNREADABLE, f"not a whole 3MF: {error}") from error
    return kept.getvalue()


def is_geometry(name: str) -> bool:
    """Whether a part of a 3MF is needed for its shape."""
    return name in ("[Content_Types].xml", "_rels/.rels") or (
        name.startswith("3D/") and name.endswith((".model", ".model.rels")) and ".." not in name
    )


def _unpacked(source: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, if it is not longer than it says."""
    with source.open(info) as part:
        content = part.read(info.file_size + 1)
    if len(content) > info.file_size:
        raise SlicingError(SlicingFault.TOO_MUCH, f"{info.filename} is longer than it says")
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        # Neither is in any 3MF; entities that name each other grow without end.
        raise SlicingError(SlicingFault.UNREADABLE, f"{info.filename} has a document type")
    return content


def _refuse_too_big(stl: bytes, room_mm: tuple[float, float, float]) -> None:
    """The slicer itself would slice on, beside the bed and into the air above the machine."""
    try:
        wanted_mm = size_mm(read_stl(stl))
    except StlError as error:
        raise SlicingError(SlicingFault.UNREADABLE, str(error)) from error
    if any(wanted > room for wanted, room in zip(wanted_mm, room_mm, strict=True)):
        words = ["×".join(f"{value:g}" for value in values) for values in (wanted_mm, room_mm)]
        raise SlicingError(SlicingFault.TOO_BIG, f"{words[0]} mm; expected {words[1]} at most")


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
)
"""What PrusaSlicer 2.5 says, and what it means. ref: its sources, src/PrusaSlicer.cpp and libslic3r/Print.cpp"""


def _judge(finished: Finished, result: Path) -> None:
    """Raises unless the program ended well and its file is there."""
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
    if not result.is_file() or not result.stat().st_size:
        raise SlicingError(SlicingFault.NO_LAYERS, f"wrote nothing: {said}")
