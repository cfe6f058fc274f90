"""The studio in an exercise: what is kept there is also the exercise's piece."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fab_notebooks.design import find_design
from fab_notebooks.exercise_studio import ExerciseShelf, studio
from fab_notebooks.mesh_file import read_mesh_file
from fab_notebooks.studio import Studio
from tests.fab_notebooks.meshes import box_stl
from tests.fab_notebooks.studio_makers import NOON, a_studio, move

PIECE = "06-etiquette/piece.3mf"


def an_exercise_studio(folder: Path) -> Studio:
    """A name tag on the bench, in a home and an assignment of one folder."""
    plain = a_studio(folder, "name-tag")
    shelf = ExerciseShelf(folder / "objets", lambda: NOON, folder / PIECE)
    return Studio(plain.design, replace(plain.place, shelf=shelf))


def test_what_is_kept_is_the_exercises_piece(tmp_path: Path):
    """As a 3MF under its name, whole; kept again under another name, it is the new one."""
    bench = an_exercise_studio(tmp_path)
    move(bench, "text", "Ana")
    bench.hear({"kind": "keep", "name": "Ana"})
    first = read_mesh_file((tmp_path / PIECE).read_bytes())
    assert (first.kind, first.title) == ("3MF", "Ana")
    move(bench, "text", "Anatole")
    bench.hear({"kind": "keep", "name": "Anatole"})
    second = read_mesh_file((tmp_path / PIECE).read_bytes())
    assert second.title == "Anatole"
    assert second.mesh.extents[0] > first.mesh.extents[0]
    assert [path.name for path in (tmp_path / "06-etiquette").iterdir()] == ["piece.3mf"]
    assert bench.view.state["kept"] == ["Ana", "Anatole"]


def test_a_file_from_elsewhere_is_handed_over_as_it_was_opened(tmp_path: Path):
    """As a 3MF too, whatever it was."""
    bench = an_exercise_studio(tmp_path)
    bench.hear({"kind": "upload", "name": "cale.stl", "piece": 0, "pieces": 1}, [box_stl(30, 20, 5)])
    bench.hear({"kind": "keep", "name": "cale"})
    kept = read_mesh_file((tmp_path / PIECE).read_bytes())
    assert (kept.kind, [float(size) for size in kept.mesh.extents]) == ("3MF", [30.0, 20.0, 5.0])


def test_a_disk_that_refuses_is_told(tmp_path: Path):
    """The exercise's folder cannot be made: a file lies there."""
    (tmp_path / "06-etiquette").write_text("")
    bench = an_exercise_studio(tmp_path)
    bench.hear({"kind": "keep", "name": "Ana"})
    assert bench.view.state["notice"]["kind"] == "bad"


def test_a_notebook_names_the_design_and_the_piece(tmp_path: Path, monkeypatch):
    """`studio("name-tag", "06-etiquette/piece.3mf")`, run in the assignment's folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    bench = studio("name-tag", PIECE)
    bench.hear({"kind": "keep", "name": "Ana"})
    assert bench.design is find_design("name-tag")
    assert (tmp_path / PIECE).is_file()
    assert (tmp_path / "Mes objets 3D" / "Ana.json").is_file()
