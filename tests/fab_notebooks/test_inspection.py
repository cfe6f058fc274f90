"""A piece in numbers, as a grader gets it."""

from __future__ import annotations

import pytest
import trimesh

from fab_notebooks.inspection import inspect, thinnest_mm
from fab_notebooks.sentences import sentence


def a_box(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> trimesh.Trimesh:
    """A box that stands on z = 0, moved by `at`."""
    box = trimesh.creation.box((x, y, z))
    box.apply_translation((at[0], at[1], at[2] + z / 2))
    return box


def found(mesh: trimesh.Trimesh) -> dict[str, bool]:
    """What is found of it, and whether that stops it."""
    return {each["id"]: each["stops"] for each in inspect(mesh)["findings"]}


def test_a_good_piece_in_numbers():
    """Its size, its one body, and no wall that is thin; it can be sent as JSON."""
    assert inspect(a_box(40, 20, 10)) == {"size_mm": [40.0, 20.0, 10.0], "bodies": 1, "wall_mm": None, "findings": []}


@pytest.mark.parametrize("wall_mm", [0.8, 1.2, 3.0])
def test_the_wall_is_the_thinnest_place(wall_mm: float):
    """Of a plate, its thickness; of two, that of the thinner."""
    plate = a_box(40, 20, wall_mm)
    assert thinnest_mm(plate) == pytest.approx(wall_mm, abs=0.005)
    both = trimesh.util.concatenate([a_box(40, 20, 5), a_box(10, 10, wall_mm, (60, 0, 0))])
    assert inspect(both)["wall_mm"] == pytest.approx(wall_mm, abs=0.005)


def test_a_hole_has_no_thickness_to_measure():
    """The hole is what is told, with the studio's sentence and its next step."""
    plate = a_box(40, 20, 1)
    measured = inspect(trimesh.Trimesh(plate.vertices, plate.faces[:-1], process=False))
    assert measured["wall_mm"] is None
    first = measured["findings"][0]
    assert (first["id"], first["stops"], first["next"]) == ("open-edges", True, sentence("open-edges", found=3).next)


def test_what_lies_badly_is_found():
    """Two bodies, one of them in the air; a box on its edge."""
    in_the_air = trimesh.util.concatenate([a_box(40, 20, 3), a_box(10, 10, 3, (40, 0, 5))])
    assert {"several-bodies", "floating"} <= found(in_the_air).keys()
    assert inspect(in_the_air)["bodies"] == 2
    leaning = a_box(30, 30, 30)
    leaning.apply_transform(trimesh.transformations.rotation_matrix(0.7, (1, 0, 0)))
    assert found(leaning)["not-on-plate"] is False
