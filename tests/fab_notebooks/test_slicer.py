"""The real slicer: what it makes of good models, and of files that are none or that are meant to harm."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from fab_notebooks import slicer
from fab_notebooks.gcode import gcode_faults
from fab_notebooks.printing.stl import read_stl, size_mm
from fab_notebooks.slicer import Finished, SlicingError, SlicingFault, run_with_limits, slice_mesh, to_stl
from fab_notebooks.slicing_profile import profile_names, slicing_profile
from tests.fab_notebooks.meshes import TYPES, box_3mf, box_stl

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
    stl = to_stl(box, make(tmp_path / "a"))
    assert size_mm(read_stl(stl)) == (50, 50, 12)
    assert slice_mesh(stl, PLA, make(tmp_path / "b")).estimate.grams > 5


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


def test_a_3mf_is_the_same_as_its_stl(tmp_path):
    """The geometry comes out of it, in millimetres."""
    for number, content in enumerate((box_3mf(10, 20, 2), box_stl(10, 20, 2))):
        corners = read_stl(to_stl(content, make(tmp_path / str(number))))
        assert (len(corners), size_mm(corners)) == (12, (10, 20, 2))


def test_a_3mfs_own_settings_never_reach_the_slicer(tmp_path):
    """The program that a 3MF of somebody names is not started, nor do its settings change the job."""
    mark = tmp_path / "owned"
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    settings = f"; post_process = {program}\n; temperature = 300\n"
    more = {"Metadata/Slic3r_PE.config": settings, "Metadata/Slic3r_PE_model.config": "<config/>"}
    stl = to_stl(box_3mf(more=more), make(tmp_path / "a"))
    assert b"S300" not in slice_mesh(stl, PLA, make(tmp_path / "b")).gcode
    assert not mark.exists()
    with zipfile.ZipFile(tmp_path / "a" / "upload.3mf") as kept:
        assert kept.namelist() == ["[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"]


BOMB = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><model>&b;</model>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", SlicingFault.UNREADABLE),
        (b"not a model", SlicingFault.UNREADABLE),
        (b"PK\x03\x04 not a zip", SlicingFault.UNREADABLE),
        (bytes(80) + (10**7).to_bytes(4, "little") + bytes(50), SlicingFault.UNREADABLE),
        (box_3mf(more={"3D/3dmodel.model": BOMB}), SlicingFault.UNREADABLE),
        (box_3mf(more={"3D/3dmodel.model": "<model/>"}), SlicingFault.UNREADABLE),
        (b"PK" + bytes(slicer.MODEL_BYTES), SlicingFault.TOO_MUCH),
    ],
    ids=["empty", "words", "no zip", "lying header", "entities", "no mesh", "too big"],
)
def test_what_is_no_model_is_refused(tmp_path, content, fault):
    """Each by its own reason, and nothing crashes."""
    with pytest.raises(SlicingError, match=r"\w") as error:
        to_stl(content, tmp_path)
    assert error.value.fault is fault


def test_a_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    """The sum of what it says is too much; and one that says less than it has is stopped there."""
    monkeypatch.setattr(slicer, "MODEL_UNZIPPED_BYTES", 10_000)
    with pytest.raises(SlicingError, match="unpacks to more than 10000 bytes"):
        to_stl(box_3mf(more={"3D/3dmodel.model": " " * 20_000}), tmp_path)
    liar = bytearray(box_3mf(more={"3D/3dmodel.model": "<model>" + " " * 5000}))
    at = liar.rindex(b"3D/3dmodel.model") - 46 + 24  # the length in the central directory
    liar[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(SlicingError) as error:
        to_stl(bytes(liar), tmp_path)
    assert error.value.fault in {SlicingFault.TOO_MUCH, SlicingFault.UNREADABLE}


def test_parts_with_wicked_names_stay_in_the_archive(tmp_path):
    """Nothing is written outside the folder, whatever a part is called."""
    to_stl(box_3mf(more={"3D/../../../evil.model": TYPES, "/etc/evil": "x"}), make(tmp_path / "a"))
    assert {file.name for file in tmp_path.rglob("*")} == {"a", "upload.3mf", "model.stl"}


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        ((300, 10, 10), SlicingFault.TOO_BIG),
        ((10, 10, 250), SlicingFault.TOO_BIG),
        ((10, 10, 0.01), SlicingFault.NO_LAYERS),
    ],
    ids=["wide", "high", "thin"],
)
def test_what_cannot_be_printed_says_why(tmp_path, size, fault):
    """Wider than the bed, higher than the machine, thinner than a layer."""
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
