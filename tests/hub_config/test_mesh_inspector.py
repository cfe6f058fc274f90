"""The real inspector, in its sandbox: good pieces in numbers, hostile ones in one French sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fab_notebooks import slicer
from graders.checks import MachineBusy
from graders.mesh.inspector import PieceRefusedError
from hub_config import mesh_inspector
from hub_config.mesh_inspector import MeshInspector
from tests.fab_notebooks.meshes import box_3mf, box_stl
from tests.hub_config.service.test_hostile_parts import HOSTILE, faces_in_full

pytestmark = pytest.mark.sandbox

POT = Path(__file__).parents[2] / "curriculum/fab3d/fab-01-premier-objet/exercises/04-paroi/start/design.py"


@pytest.mark.parametrize("content", [box_stl(30, 20, 8), box_3mf(30, 20, 8)])
def test_a_piece_of_any_kind_is_measured(content: bytes):
    """Known by what it holds."""
    found = MeshInspector().file(content)
    assert (found.size_mm, found.bodies, found.wall_mm, found.findings) == ((30.0, 20.0, 8.0), 1, None, ())


def test_a_design_is_built_and_measured():
    """With the values of its parameters; what they cannot be is said in French."""
    source = POT.read_bytes()
    found = MeshInspector().design(source, {"largeur": 40, "profondeur": 40, "hauteur": 30, "paroi": 1.2})
    assert (found.size_mm, found.bodies, found.wall_mm) == ((40.0, 40.0, 30.0), 1, pytest.approx(1.2, abs=0.01))
    with pytest.raises(PieceRefusedError, match="Paroi"):
        MeshInspector().design(source, {"paroi": 50})


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_each_hostile_file_is_one_french_sentence(name: str):
    """Whatever it does when it is opened, it does it in the sandbox."""
    content, sentence = HOSTILE[name]
    with pytest.raises(PieceRefusedError, match=sentence) as caught:
        MeshInspector().file(content())
    assert len(re.findall(r"[.!?](?:\s|$)", str(caught.value))) <= 2


def test_a_piece_that_needs_too_much_memory_is_told_so(monkeypatch: pytest.MonkeyPatch):
    """The kernel's limit ends the child, and nothing else."""
    monkeypatch.setattr(slicer, "MEMORY_BYTES", 250 * slicer.MIB)
    with pytest.raises(PieceRefusedError, match="trop compliquée"):
        MeshInspector().file(faces_in_full(400_000))


def test_a_piece_that_is_late_is_not_always_at_fault(monkeypatch: pytest.MonkeyPatch):
    """Its child had hardly a processor: the machine was busy. It had one all the time: the piece is too much."""
    monkeypatch.setattr(mesh_inspector, "cpu_s", lambda _: 0.0)
    with pytest.raises(MachineBusy):
        MeshInspector(within_s=0.01).file(box_stl())
    monkeypatch.setattr(mesh_inspector, "cpu_s", lambda _: 1.0)
    with pytest.raises(PieceRefusedError, match="trop compliquée"):
        MeshInspector(within_s=0.01).file(box_stl())
