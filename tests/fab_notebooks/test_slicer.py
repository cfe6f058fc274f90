"""The real slicer: what it makes of good models, and how it ends where it makes nothing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from fab_notebooks import slicer
from fab_notebooks.gcode import gcode_faults
from fab_notebooks.slicer import Finished, SlicingError, SlicingFault, run_with_limits, slice_mesh
from fab_notebooks.slicing_profile import profile_names, slicing_profile
from tests.fab_notebooks.meshes import box_stl

pytestmark = [
    pytest.mark.printer,
    pytest.mark.skipif(shutil.which("prusa-slicer") is None, reason="Debian's prusa-slicer is not installed"),
]
PLA = slicing_profile("simulee-pla")


@pytest.mark.parametrize("name", profile_names())
def test_each_profile_makes_a_job_that_may_be_sent(tmp_path, name):
    """Sliced, checked, and with an estimate of time, grams and euros."""
    profile = slicing_profile(name)
    sliced = slice_mesh(box_stl(20, 20, 2), profile, tmp_path)
    assert gcode_faults(sliced.gcode, profile) == ()
    assert 60 < sliced.estimate.seconds < 1200
    assert 0.4 < sliced.estimate.grams < 1.2
    assert sliced.euros == round(sliced.estimate.grams / 40, 2)


def test_a_binary_stl_that_looks_like_text_is_read(tmp_path):
    """The numbers of this box have no byte above 127, by which the slicer tells binary from text."""
    box = box_stl(50, 50, 12)
    assert max(box) < 128
    assert slice_mesh(box, PLA, tmp_path).estimate.grams > 5


def test_copies_take_more(tmp_path):
    """Three times the filament, or nearly: there is one skirt."""
    one, three = (
        slice_mesh(box_stl(20, 20, 2), PLA, make(tmp_path / str(copies)), copies=copies).estimate.grams
        for copies in (1, 3)
    )
    assert 2.5 < three / one <= 3.1


def make(folder: Path) -> Path:
    """The folder, empty."""
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        ((300, 10, 10), SlicingFault.TOO_BIG),
        ((10, 10, 250), SlicingFault.TOO_BIG),
        ((10, 10, 0.01), SlicingFault.NO_LAYERS),
        ((float("nan"), 10, 10), SlicingFault.UNREADABLE),
    ],
    ids=["wide", "high", "thin", "nowhere"],
)
def test_what_cannot_be_printed_says_why(tmp_path, size, fault):
    """Wider than the bed, higher than the machine, thinner than a layer, without a place."""
    with pytest.raises(SlicingError, match=r"\w") as error:
        slice_mesh(box_stl(*size), PLA, tmp_path)
    assert error.value.fault is fault


def test_a_program_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    """With all it started."""
    monkeypatch.setattr(slicer, "SLICE_WITHIN_S", 0.2)
    assert run_with_limits(["sleep", "60"], tmp_path) == Finished(None, "")


def test_a_program_that_writes_too_much_is_ended(tmp_path, monkeypatch):
    """The kernel ends it at the limit of a file; memory beyond the limit is not given."""
    monkeypatch.setattr(slicer, "GCODE_BYTES", 1000)
    assert run_with_limits(["dd", "if=/dev/zero", "of=big", "bs=10000", "count=1"], tmp_path).code == -25
    monkeypatch.setattr(slicer, "MEMORY_BYTES", 100 * slicer.MIB)
    hungry = run_with_limits([sys.executable, "-c", "bytearray(10**9)"], tmp_path)
    assert "MemoryError" in hungry.said


@pytest.mark.parametrize(
    ("finished", "fault"),
    [
        (Finished(None, ""), SlicingFault.TOO_SLOW),
        (Finished(-9, ""), SlicingFault.KILLED),
        (Finished(137, ""), SlicingFault.KILLED),
        (Finished(-25, ""), SlicingFault.TOO_SLOW),
        (Finished(-6, "Objects could not fit on the bed"), SlicingFault.TOO_BIG),
        (Finished(1, "what?"), SlicingFault.BROKEN),
        (Finished(0, "No layers were detected"), SlicingFault.NO_LAYERS),
        (Finished(0, ""), SlicingFault.NO_LAYERS),
    ],
)
def test_code_words_and_file_decide_together(tmp_path, finished, fault):
    """Exit code 0 without a file is no success."""
    with pytest.raises(SlicingError) as error:
        slice_mesh(box_stl(), PLA, tmp_path, run=lambda command, folder: finished)
    assert error.value.fault is fault
