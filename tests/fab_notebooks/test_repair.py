"""Repair: what it mends, what it leaves, what it says."""

import numpy as np
import pytest
import trimesh

from fab_notebooks.repair import repair
from fab_notebooks.repair_report import Changes
from fab_notebooks.shapes import rectangle, resting
from tests.fab_notebooks.broken_mesh import Damage, broken, bumpy_ring

RING = bumpy_ring(40, 60)


def without(mesh: trimesh.Trimesh, faces: np.ndarray) -> trimesh.Trimesh:
    """The mesh less some of its faces, given as a mask."""
    return trimesh.Trimesh(mesh.vertices, mesh.faces[~faces], process=False)


def cut_level(mesh: trimesh.Trimesh, z: float) -> trimesh.Trimesh:
    """The mesh less the faces that lie at this height."""
    return without(mesh, (np.abs(mesh.triangles[:, :, 2] - z) < 1e-9).all(axis=1))


def test_a_good_mesh_is_given_back_itself():
    """Not a copy, not a changed order: the same object, and it is said."""
    done = repair(RING)
    assert done.mesh is RING
    assert done.changes == Changes()
    assert done.sentences() == ["Je n’ai rien changé : cet objet est déjà un volume fermé."]


def test_all_faults_at_once_are_mended_and_counted():
    """A ring of 4 800 faces with every kind of damage is a solid again, with its volume."""
    done = repair(broken(RING, Damage(holes=6, flipped=40, duplicate=20, degenerate=15, unmerged=True)))
    assert done.mesh.is_volume
    assert done.mesh.volume == pytest.approx(RING.volume, rel=0.01)
    assert (done.changes.degenerate_faces, done.changes.duplicate_faces, done.changes.filled_holes) == (15, 20, 6)
    assert done.changes.flipped_faces == 40
    assert (done.before.is_solid, done.after.is_solid) == (False, True)
    assert done.sentences()[-1] == "L’objet est maintenant un volume fermé."


@pytest.mark.parametrize(
    ("damage", "change"),
    [
        (Damage(unmerged=True), "merged_vertices"),
        (Damage(flipped=7), "flipped_faces"),
        (Damage(duplicate=7), "duplicate_faces"),
        (Damage(degenerate=7), "degenerate_faces"),
        (Damage(holes=3), "filled_holes"),
    ],
)
def test_one_fault_is_one_change(damage: Damage, change: str):
    """Nothing else is reported, and the mesh is a solid again."""
    done = repair(broken(RING, damage))
    assert done.mesh.is_volume
    changed = {name for name, count in vars(done.changes).items() if count}
    assert changed - {"added_faces"} == {change}


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5])
def test_a_sieve_becomes_a_solid(share: float):
    """Faces taken out at random, rims that touch in their corners, up to half of the surface."""
    rng = np.random.default_rng(3)
    done = repair(without(RING, rng.random(len(RING.faces)) < share))
    assert done.after.open_edges == 0
    assert done.mesh.is_watertight


def tube() -> trimesh.Trimesh:
    """An angular pipe."""
    return resting((rectangle(40, 30) - rectangle(20, 10)).extrude(25))


def bracket() -> trimesh.Trimesh:
    """An L: its middle lies outside of its lower face."""
    return resting((rectangle(60, 60) - rectangle(50, 50).translate((5, 5))).extrude(10))


@pytest.mark.parametrize("solid", [tube(), bracket()], ids=["tube", "bracket"])
def test_a_missing_flat_side_is_filled_as_a_polygon(solid: trimesh.Trimesh):
    """With islands and inner corners: the exact volume again, no new corner."""
    done = repair(cut_level(solid, 0))
    assert done.mesh.is_volume
    assert done.mesh.volume == pytest.approx(solid.volume, rel=1e-9)
    assert len(done.mesh.vertices) == len(solid.vertices)


def test_a_mesh_inside_out_is_turned():
    """All of it."""
    done = repair(trimesh.Trimesh(RING.vertices, RING.faces[:, ::-1], process=False))
    assert done.mesh.volume == pytest.approx(RING.volume)
    assert done.changes == Changes(flipped_faces=len(RING.faces))


def test_one_part_inside_out_is_turned_and_the_others_stay():
    """The volume of all together is above zero, and one part would be missing from the print all the same."""
    other = trimesh.creation.box((10, 10, 10))
    other.apply_translation((90, 0, 5))
    other.invert()
    done = repair(trimesh.util.concatenate([RING, other]))
    assert (done.before.is_solid, done.after.is_solid) == (False, True)
    assert done.changes == Changes(flipped_faces=12)
    assert done.mesh.volume == pytest.approx(RING.volume + 1000)


def test_the_wall_of_a_hollow_stays_turned_inwards():
    """A ball with a bubble keeps its bubble, even if a face of the outside is missing."""
    outer, inner = trimesh.creation.icosphere(3, 20), trimesh.creation.icosphere(2, 10)
    inner.invert()
    both = trimesh.util.concatenate([outer, inner])
    one_less = np.zeros(len(both.faces), dtype=bool)
    one_less[5] = True
    done = repair(without(both, one_less))
    assert done.mesh.is_volume
    assert done.mesh.volume == pytest.approx(both.volume, rel=1e-9)


def test_a_hair_gap_is_stitched_and_not_bridged():
    """Two halves 0.01 mm apart are one body afterwards."""
    halves = trimesh.creation.icosphere(3, 20)
    upper = halves.triangles_center[:, 2] > 0
    moved = halves.triangles + np.where(upper[:, None, None], [0, 0, 0.01], 0)
    apart = trimesh.Trimesh(moved.reshape(-1, 3), np.arange(len(moved) * 3).reshape(-1, 3), process=False)
    done = repair(apart)
    assert done.mesh.is_volume
    assert (done.mesh.body_count, done.changes.filled_holes) == (1, 0)


def test_a_file_in_metres_is_not_sewn_up():
    """All of a small hole's rim lies within a hundredth of a unit there."""
    metres = trimesh.Trimesh(RING.vertices / 1000, RING.faces, process=False)
    done = repair(broken(metres, Damage(holes=6)))
    assert done.mesh.is_volume
    assert (done.changes.filled_holes, done.changes.merged_vertices) == (6, 0)
    assert done.mesh.volume == pytest.approx(metres.volume, rel=0.01)


def test_loose_crumbs_go():
    """Two single triangles beside a ball; the ball stays as it is."""
    crumbs = trimesh.Trimesh(np.random.default_rng(1).random((6, 3)) * 9 + 90, [[0, 1, 2], [3, 4, 5]], process=False)
    done = repair(trimesh.util.concatenate([RING, crumbs]))
    assert done.changes == Changes(crumbs=2)
    assert done.mesh.volume == pytest.approx(RING.volume)


def test_a_fin_on_an_edge_is_cut_away():
    """Three faces on one edge, the third one leading nowhere."""
    a, b = RING.vertices[RING.faces[100][:2]]
    fin = trimesh.Trimesh([a, b, (a + b) / 2 + [0, 0, 0.3]], [[0, 1, 2]], process=False)
    done = repair(trimesh.util.concatenate([RING, fin]))
    assert done.mesh.is_volume
    assert done.mesh.volume == pytest.approx(RING.volume, rel=0.01)


def test_two_boxes_that_share_an_edge_lose_nothing():
    """They are how the object is: half of the surface is not cut away to have a closed mesh."""
    done = repair(two_boxes())
    assert done.mesh.volume == pytest.approx(2000)
    assert done.after.crossed_edges == 1
    assert done.sentences() == ["Je n’ai rien pu changer. Ouvrez cet objet dans le logiciel qui l’a créé."]


def test_corners_that_are_no_numbers_go_with_their_faces():
    """The hole they leave is filled."""
    vertices = np.array(RING.vertices)
    vertices[17] = np.nan
    vertices[300] = np.inf
    done = repair(trimesh.Trimesh(vertices, RING.faces, process=False))
    assert done.mesh.is_volume
    assert (done.changes.invalid_faces, done.changes.filled_holes) == (12, 2)


def test_what_is_no_surface_is_not_called_one():
    """A Möbius strip, a single triangle, nothing at all: an answer, no crash, and no claim of a solid."""
    turn = np.linspace(0, np.pi * 2, 41)[:-1]
    across = np.stack([np.cos(turn / 2) * np.cos(turn), np.cos(turn / 2) * np.sin(turn), np.sin(turn / 2)], axis=1)
    ring = np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=1) * 30
    vertices = np.concatenate([ring + 4 * across, ring - 4 * across])
    here = np.arange(39)
    faces = np.concatenate([np.stack([here, here + 1, here + 40], 1), np.stack([here + 1, here + 41, here + 40], 1)])
    closing = [[39, 40, 79], [40, 0, 79]]
    strip = trimesh.Trimesh(vertices, np.concatenate([faces, closing]), process=False)
    single = trimesh.Trimesh([[0, 0, 0], [9, 0, 0], [0, 9, 0]], [[0, 1, 2]], process=False)
    nothing = trimesh.Trimesh(np.zeros((0, 3)), np.zeros((0, 3), int), process=False)
    for mesh in (strip, single, nothing):
        done = repair(mesh)
        assert done.after.is_solid is bool(done.mesh.is_watertight and done.after.volume_mm3 > 0)


@pytest.mark.timeout(60)
def test_a_rim_that_never_comes_back_to_its_start_is_no_endless_walk():
    """Triangles on a table, three and more of them along one edge."""
    corners = [[15, 0, 0], [0, 10, 0], [10, 0, 0], [5, 15, 0], [0, 5, 0]]
    faces = [[2, 1, 3], [1, 3, 4], [3, 4, 1], [0, 2, 3], [3, 0, 1], [4, 1, 2], [2, 3, 1]]
    assert not repair(trimesh.Trimesh(corners, faces, process=False)).after.is_solid


def two_boxes() -> trimesh.Trimesh:
    """They share an edge, which our own steps leave."""
    one, other = trimesh.creation.box((10, 10, 10)), trimesh.creation.box((10, 10, 10))
    other.apply_translation((10, 10, 0))
    both = trimesh.util.concatenate([one, other])
    both.merge_vertices()
    return both


def test_another_program_is_asked_only_where_ours_leaves_no_solid():
    """And its answer is taken if it is a solid of nearly the same volume."""
    asked = []

    def other(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(len(faces))
        whole = trimesh.creation.box((20, 10, 10))
        return np.array(whole.vertices), np.array(whole.faces)

    assert repair(broken(RING, Damage(holes=2)), other).changes.remade == 0
    assert asked == []
    done = repair(two_boxes(), other)
    assert done.mesh.is_volume
    assert "MeshFix" in done.sentences()[0]


@pytest.mark.parametrize("sizes", [(10, 10, 10), (30, 30, 30)])
def test_an_answer_that_loses_a_part_is_not_taken(sizes: tuple[float, float, float]):
    """MeshFix keeps the largest body alone: half an object is no repair."""

    def other(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        part = trimesh.creation.box(sizes)
        return np.array(part.vertices), np.array(part.faces)

    assert repair(two_boxes(), other).mesh.volume == pytest.approx(2000)


def test_without_the_other_program_nothing_changes():
    """It is optional."""
    assert repair(two_boxes(), lambda vertices, faces: None).changes == Changes()
