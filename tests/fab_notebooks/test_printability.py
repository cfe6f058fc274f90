"""Printability: each finding on a mesh made for it, and nothing on a good one."""

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold

from fab_notebooks.crossings import find_crossings
from fab_notebooks.design import design_names, find_design
from fab_notebooks.findings import ORDER, Machine, Weight
from fab_notebooks.printability import check, check_quickly
from fab_notebooks.sentences import catalogue
from fab_notebooks.shapes import disc, rectangle, resting, soft
from tests.fab_notebooks.broken_mesh import Damage, broken, bumpy_ring

RING = bumpy_ring(40, 60)


def box(*sizes: float, at: tuple[float, float, float] = (0, 0, 0)) -> Manifold:
    """A block whose lower middle is at a place."""
    return rectangle(*sizes[:2]).extrude(sizes[2]).translate(at)


def mesh(solid: Manifold) -> trimesh.Trimesh:
    """Resting on the plate."""
    return resting(solid)


def joined(*parts: Manifold | trimesh.Trimesh) -> trimesh.Trimesh:
    """Several meshes as one, without uniting them."""
    meshes = [trimesh.Trimesh(*arrays(part), process=False) if isinstance(part, Manifold) else part for part in parts]
    return trimesh.util.concatenate(meshes)


def inverted(solid: Manifold) -> trimesh.Trimesh:
    """Inside out, where it is."""
    vertices, faces = arrays(solid)
    return trimesh.Trimesh(vertices, faces[:, ::-1], process=False)


def arrays(solid: Manifold) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and faces where they are."""
    found = solid.to_mesh64()
    return np.array(found.vert_properties)[:, :3], np.array(found.tri_verts).astype(int)


def half() -> trimesh.Trimesh:
    """A block without its upper side."""
    whole = mesh(box(40, 40, 20))
    return trimesh.Trimesh(whole.vertices, whole.faces[~(whole.face_normals[:, 2] > 0.9)], process=False)


TABLE = mesh(box(60, 60, 4, at=(0, 0, 30)) + box(8, 8, 30))
BRIDGE = mesh(box(40, 20, 10) - box(12, 30, 5, at=(0, 0, 2)))
CASES = {
    "metres": (mesh(box(0.04, 0.03, 0.02)), "size-metres", {"found": "0,04 × 0,03 × 0,02"}),
    "thin in metres": (joined(box(0.04, 0.03, 0.002)), "size-metres", {"found": "0,04 × 0,03 × 0,002"}),
    "inches": (mesh(box(3, 2, 1)), "size-inches", {"found": "3 × 2 × 1"}),
    "microns": (mesh(box(4e4, 3e4, 2e4)), "size-microns", {"found": "40\u202f000 × 30\u202f000 × 20\u202f000"}),
    "large": (
        mesh(box(500, 50, 50)),
        "too-large",
        {"found": "500 × 50 × 50", "expected": "250 × 210 × 210", "scale": 50},
    ),
    "lying": (mesh(box(20, 240, 10)), "too-large-turn", {"found": "20 × 240 × 10", "expected": "250 × 210 × 210"}),
    "holes": (half(), "open-edges", {"found": 4}),
    "flipped": (broken(RING, Damage(flipped=1)), "flipped", {"found": 3}),
    "inside out": (trimesh.Trimesh(RING.vertices, RING.faces[:, ::-1], process=False), "inside-out", {}),
    "a part inside out": (joined(box(40, 40, 20), inverted(box(9, 9, 9, at=(40, 0, 0)))), "inside-out-part", {}),
    "sheet": (joined(box(40, 40, 1e-9)), "no-volume", {"expected": 0.8}),
    "floating": (joined(box(20, 20, 5), box(20, 20, 5, at=(40, 0, 7))), "floating", {"found": 7.0}),
    "two floating": (
        joined(box(20, 20, 5), box(9, 9, 5, at=(40, 0, 7)), box(9, 9, 5, at=(-40, 0, 9))),
        "floating-several",
        {"found": 9.0, "count": 2},
    ),
    "two parts": (joined(box(20, 20, 5), box(20, 20, 5, at=(40, 0, 0))), "several-bodies", {"found": 2}),
    "speck": (joined(box(20, 20, 5), box(0.2, 0.2, 0.2, at=(40, 0, 0))), "tiny-body", {"expected": 0.4}),
    "thin": (mesh(box(40, 0.6, 20) + box(40, 20, 3)), "thin-wall", {"found": 0.6, "expected": 0.8, "nozzle": 0.4}),
    "thinner": (
        mesh(box(40, 0.3, 20) + box(40, 20, 3)),
        "missing-wall",
        {"found": 0.3, "expected": 0.8, "nozzle": 0.4},
    ),
    "sheet lying flat": (
        mesh(box(40, 40, 0.3)),
        "thin-wall",
        {"found": 0.3, "expected": 0.8, "nozzle": 0.4},
    ),
    "sheet below a layer": (
        mesh(box(40, 40, 0.1)),
        "missing-wall",
        {"found": 0.1, "expected": 0.8, "nozzle": 0.4},
    ),
    "shell of a hollow": (
        mesh(box(30, 30, 30) - box(29, 29, 29, at=(0, 0, 0.5))),
        "thin-wall",
        {"found": 0.5, "expected": 0.8, "nozzle": 0.4},
    ),
    "slot": (mesh(box(40, 40, 20) - box(0.2, 50, 20, at=(0, 0, 5))), "narrow-gap", {"found": 0.2, "expected": 0.4}),
    "close parts": (
        joined(box(20, 20, 9), box(20, 20, 9, at=(20.1, 0, 0))),
        "small-clearance",
        {"found": 0.1, "expected": 0.2},
    ),
    "table": (TABLE, "overhang", {"found": 3536, "expected": 50}),
    "pin": (mesh(box(4, 4, 30)), "small-contact", {"found": 16}),
    "ball": (trimesh.creation.icosphere(3, 20), "not-on-plate", {}),
    "leaning": (mesh(box(10, 30, 4) + box(10, 4, 40, at=(0, 13, 0)) + box(10, 80, 4, at=(0, 51, 36))), "topples", {}),
    "crossed": (joined(box(20, 20, 9), box(9, 9, 30, at=(8, 8, 0))), "crossings", {"found": 9}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_with_its_numbers(name: str):
    """And its sentence can be said, with a next step."""
    shape, finding_id, values = CASES[name]
    found = {finding.id: finding for finding in check(shape).findings}
    assert finding_id in found
    assert dict(found[finding_id].values) == values
    assert found[finding_id].sentence.say.endswith(".")
    assert found[finding_id].sentence.next


def test_two_solids_that_share_an_edge_are_told():
    """More than two faces meet there."""
    shape = joined(box(10, 10, 10), box(10, 10, 10, at=(10, 10, 0)))
    shape.merge_vertices()
    assert "crossed-edges" in [finding.id for finding in check_quickly(shape).findings]


@pytest.mark.parametrize("name", design_names())
def test_every_preset_of_the_house_prints_as_it_is(name: str):
    """No warning: whoever begins with a preset is not corrected."""
    design = find_design(name)
    for label, preset in design.presets.items():
        report = check(design.build(preset))
        serious = [finding.id for finding in report.findings if finding.weight is not Weight.TELLS]
        assert (label, serious) == (label, [])
        assert report.next_step == "Vous pouvez l’envoyer."


def test_the_heaviest_finding_gives_the_next_step():
    """A wall is not worth thickening while there are holes."""
    report = check(half())
    assert not report.prints
    assert report.next_step == "Cliquez sur « Réparer », puis regardez les endroits bouchés."


def test_a_door_wedge_prints():
    """It ends in a sharp edge, which is no wall that would be missing."""
    corners = [(x, y, 0) for x in (0, 100) for y in (0, 40)] + [(100, y, 15) for y in (0, 40)]
    report = check(mesh(Manifold.hull_points(np.array(corners, dtype=float))))
    assert report.prints


def test_a_letter_sunk_into_its_plate_makes_no_thin_wall():
    """Between the letter's foot and the plate's top there is plastic on both sides."""
    sunk = joined(box(40, 40, 3), box(10, 10, 2.3, at=(0, 0, 2.7)))
    assert {finding.id for finding in check(sunk).findings}.isdisjoint({"thin-wall", "missing-wall"})


def test_findings_point_at_the_faces_concerned():
    """The thin wall's two sides, and nothing of its foot."""
    shape = CASES["thin"][0]
    (thin,) = [finding for finding in check(shape).findings if finding.id == "thin-wall"]
    middles = shape.triangles_center[thin.faces]
    assert len(middles)
    assert (middles[:, 2] > 3).all()


def test_a_bridge_and_a_ledge_need_no_support_and_a_cantilever_does():
    """The ceiling of a tunnel holds on both sides; half a bridge does not."""
    cantilever = mesh(box(40, 20, 10) - box(24, 30, 5, at=(10, 0, 2)))
    ledge = mesh(box(40, 20, 10) + box(40.6, 20.6, 4, at=(0, 0, 6)))
    found = {
        name: [f.id for f in check_quickly(shape).findings] for name, shape in (("bridge", BRIDGE), ("ledge", ledge))
    }
    assert found == {"bridge": [], "ledge": []}
    assert "overhang" in [finding.id for finding in check_quickly(cantilever).findings]


@pytest.mark.parametrize(
    ("room", "hangs"),
    [
        (box(16, 50, 20, at=(0, 0, 5)), False),
        (box(60, 50, 20, at=(0, 0, 5)), True),
        (box(60, 40, 20, at=(0, 0, 5)), True),
        (box(60, 40, 20, at=(0, 0, 5)) - box(8, 8, 20, at=(0, 0, 5)), True),
        (box(30, 8, 20, at=(0, 0, 5)) + box(8, 30, 20, at=(0, 0, 5)), False),
    ],
    ids=["narrow tunnel", "wide tunnel", "room", "room with a pillar", "crossing of narrow tunnels"],
)
def test_a_ceiling_is_a_bridge_only_where_its_walls_are_near(room: Manifold, hangs: bool):
    """Though every corner of it lies on a wall."""
    findings = check_quickly(mesh(box(80, 50, 30) - room)).findings
    assert ("overhang" in [finding.id for finding in findings]) is hangs


@pytest.mark.parametrize(
    "shape",
    [mesh(disc(15).extrude(3).translate((0, 0, 20)) + disc(7).extrude(20)), mesh(Manifold.sphere(15, 96))],
    ids=["mushroom", "ball"],
)
def test_what_holds_in_the_middle_alone_is_no_bridge(shape: trimesh.Trimesh):
    """The rim of the cap hangs, though no part of it is further from the stem than a bridge may reach."""
    assert "overhang" in [finding.id for finding in check_quickly(shape).findings]


PLATE = box(60, 60, 5)
FRAME = PLATE - box(50, 50, 5)


@pytest.mark.parametrize(
    ("lower", "upper", "hangs"),
    [
        (PLATE, box(20, 20, 20, at=(0, 0, 5)), False),
        (PLATE, box(60, 60, 20, at=(0, 0, 5)), False),
        (PLATE, box(20, 20, 20, at=(0, 0, 3)), False),
        (PLATE, box(20, 20, 20, at=(30, 0, 3)), True),
        (PLATE, box(90, 90, 20, at=(0, 0, 5)), True),
        (FRAME, box(58, 58, 20, at=(0, 0, 5)), True),
        (PLATE, box(20, 20, 20, at=(0, 0, 6)), True),
        (box(60, 60, 30) - box(40, 40, 20, at=(0, 0, 5)), box(20, 20, 10, at=(0, 0, 10)), True),
    ],
    ids=["stands", "covers", "is sunk", "half of it", "wider", "on a frame", "above", "afloat in a hollow"],
)
def test_what_stands_on_another_body_or_in_it_does_not_hang(lower: Manifold, upper: Manifold, hangs: bool):
    """Its underside is one surface with it once it is sliced; all of it must be, and not merely its corners."""
    assert ("overhang" in [finding.id for finding in check_quickly(joined(lower, upper)).findings]) is hangs


def test_a_leaning_wall_hangs_only_beyond_the_limit_of_the_machine():
    """Measured from the vertical."""
    cone = mesh(Manifold.cylinder(20, 10, 30, 64))
    assert "overhang" not in [finding.id for finding in check_quickly(cone, Machine(overhang_deg=50)).findings]
    assert "overhang" in [finding.id for finding in check_quickly(cone, Machine(overhang_deg=40)).findings]


def test_the_measures_are_those_of_the_solid():
    """A cylinder: its size, volume and surface, what lies on the plate."""
    measures = check_quickly(mesh(disc(15).extrude(10))).measures
    area = disc(15).area()
    assert measures.size_mm == (30, 30, 10)
    assert measures.volume_cm3 == pytest.approx(area / 100)
    assert measures.contact_mm2 == pytest.approx(area)
    assert (measures.bodies, measures.overhang_mm2) == (1, 0)


def test_the_wall_of_a_hollow_is_no_body():
    """A closed bubble inside does not make two parts of one."""
    assert check_quickly(mesh(box(30, 30, 30) - box(10, 10, 10, at=(0, 0, 10)))).measures.bodies == 1


def test_crossings_are_those_a_boolean_finds():
    """Two balls that overlap: the faces found lie along the circle in which they meet."""
    one, other = trimesh.creation.icosphere(3, 20), trimesh.creation.icosphere(3, 20)
    other.apply_translation((20, 0, 0))
    both = trimesh.util.concatenate([one, other])
    found = find_crossings(np.asarray(both.vertices), np.asarray(both.faces))
    middles = both.triangles_center[found.faces]
    assert found.is_complete
    assert len(found.faces) > 60
    assert np.abs(middles[:, 0] - 10).max() < 3


TURNED = box(28, 28, 10).rotate((0, 0, 45))


@pytest.mark.parametrize(
    ("one", "other", "crosses"),
    [
        (box(60, 60, 5), box(20, 20, 20, at=(0, 0, 5)), False),
        (box(20, 20, 5), box(60, 60, 20, at=(0, 0, 5)), False),
        (box(60, 60, 5), box(20, 20, 20, at=(30, 0, 5)), False),
        (box(20, 20, 5), box(20, 20, 20, at=(20, 0, 0)), False),
        (box(20, 20, 5), box(20, 20, 20, at=(20, 5, 0)), False),
        (box(60, 60, 5), TURNED.translate((0, 0, 5)), False),
        (box(40, 10, 10), box(10, 40, 10), True),
        (box(40, 10, 10), box(10, 40, 20, at=(0, 0, -5)), True),
        (box(28, 28, 10), TURNED, True),
        (box(60, 60, 5), box(20, 20, 20, at=(0, 0, 4)), True),
        (box(20, 20, 20), box(20, 20, 20, at=(10, 10, 10)), True),
    ],
    ids=["stands", "wider", "half", "beside", "shifted", "turned", "cross", "taller", "star", "sunk", "corner"],
)
def test_what_merely_touches_does_not_cross(one: Manifold, other: Manifold, crosses: bool):
    """Neither on it nor beside it; what is in it does, though it is as high, or its edges meet edges."""
    both = joined(one, other)
    found = find_crossings(np.asarray(both.vertices), np.asarray(both.faces))
    assert bool(len(found.faces)) is crosses


def test_faces_of_very_different_size_are_compared():
    """A fine ball through the large face of a block."""
    ball = trimesh.creation.icosphere(4, 3)
    ball.apply_translation((0, 0, 20))
    both = trimesh.util.concatenate([mesh(box(200, 200, 20)), ball])
    found = find_crossings(np.asarray(both.vertices), np.asarray(both.faces))
    assert (found.faces < 12).sum() == 2
    assert len(found.faces) > 30


def test_nothing_at_all_is_told_and_not_crashed_on():
    """A mesh without faces has no volume."""
    report = check(trimesh.Trimesh(np.zeros((0, 3)), np.zeros((0, 3), int), process=False))
    assert [finding.id for finding in report.findings] == ["no-volume"]


def test_every_finding_has_its_place_in_the_order():
    """A new sentence that nobody ordered would fail only when it is needed."""
    said = {name for name in catalogue() if name in ORDER}
    assert said == set(ORDER)


def test_an_object_inside_out_is_told_once():
    """What would be a wall of it is a gap: its thickness means nothing."""
    slotted = mesh(box(40, 40, 20) - box(0.3, 50, 20, at=(0, 0, 5)))
    turned = trimesh.Trimesh(slotted.vertices, slotted.faces[:, ::-1], process=False)
    assert "missing-wall" not in [finding.id for finding in check(turned).findings]


def test_a_rounded_block_is_good():
    """The plain case, with nothing to say."""
    assert check(mesh(soft(rectangle(40, 30, 5), 12, top=2, bottom=0.6))).findings == ()
