"""Every design of the house, at its presets and at the ends of its ranges."""

import dataclasses
import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
import trimesh
from manifold3d import Manifold, Mesh64

from fab_notebooks.design import Design, design_names, find_design
from fab_notebooks.designs import box_with_lid, cable_clamp, furniture_foot, name_tag, raised_logo, repair_knob
from fab_notebooks.mesh_file import read_mesh_file, stl_bytes
from fab_notebooks.parameters import ParameterError
from fab_notebooks.shapes import rectangle, segments

BED_MM = (250, 210, 210)


def solid_of(mesh: trimesh.Trimesh) -> Manifold:
    """What Manifold cuts and compares."""
    # Plain arrays: the binding takes neither trimesh's own kind nor a read-only one.
    vertices = np.array(mesh.vertices, dtype=np.float64, order="C")
    return Manifold(Mesh64(vert_properties=vertices, tri_verts=np.array(mesh.faces, dtype=np.uint64, order="C")))


def corners(design: Design) -> list:
    """Parameters at the ends of the ranges: all combinations of each two fields' ends, the rest low, then high."""
    ends = {field.name: field.kind.ends() for field in design.fields}
    low = {name: values[0] for name, values in ends.items()}
    high = {name: values[-1] for name, values in ends.items()}
    chosen = [low, high]
    for one, two in itertools.combinations(ends, 2):
        chosen += [low | {one: ends[one][-1], two: ends[two][-1]}, high | {one: ends[one][0], two: ends[two][0]}]
    chosen += [base | {name: value} for base in (low, high) for name, values in ends.items() for value in values]
    return list({repr(values): design.parameters(**values) for values in chosen}.values())


def faults(design: Design, parameters: object) -> list[str]:
    """What is wrong with the mesh of these parameters."""
    mesh = design.build(parameters)
    low, high = mesh.bounds
    # Single precision and no numbers for corners: what lies closer than that falls together.
    from_stl = read_mesh_file(stl_bytes(mesh)).mesh
    checks = {
        "is no closed volume": mesh.is_volume,
        "is no closed volume as an STL": from_stl.is_volume and from_stl.body_count == mesh.body_count,
        f"has {mesh.body_count} bodies": mesh.body_count == design.bodies(parameters),
        f"rests at {low[2]}": abs(low[2]) < 1e-9,
        f"measures {high - low}": bool((high - low <= BED_MM).all()),
        "is not in the middle": bool(np.allclose((low + high)[:2], 0, atol=1e-6)),
    }
    return [f"{parameters}: {what}" for what, holds in checks.items() if not holds]


@pytest.mark.parametrize("name", design_names())
def test_a_design_is_sound_at_its_presets_and_at_the_ends_of_its_ranges(name: str):
    """Watertight, the declared number of bodies, resting on the plate, and never larger than it."""
    design = find_design(name)
    trials = [design.parameters(), *design.presets.values(), *corners(design)]
    assert [fault for parameters in trials for fault in faults(design, parameters)] == []


def test_there_are_eight_designs():
    """The gallery finds the files of the folder."""
    assert len(design_names()) == 8


@pytest.mark.parametrize("name", design_names())
def test_the_presets_are_taken_by_the_fields(name: str):
    """What a preset says can also be said by the sliders."""
    design = find_design(name)
    for preset in design.presets.values():
        design.make(dataclasses.asdict(preset))


def test_a_mesh_that_is_kept_does_not_make_the_binding_complain_at_the_end():
    """A widget keeps its mesh until the interpreter ends, which is after the binding counts what it has lent."""
    keep = (
        "import ctypes; from fab_notebooks.shapes import disc, resting; mesh = resting(disc(3).extrude(2));"
        "ctypes.pythonapi.Py_IncRef(ctypes.py_object(mesh))"
    )
    done = subprocess.run([sys.executable, "-c", keep], check=True, capture_output=True, text=True)
    assert done.stderr == ""


def polygon_area(radius: float) -> float:
    """The area of the polygon that stands for a circle."""
    sides = segments(radius)
    return sides / 2 * radius**2 * math.sin(math.tau / sides)


def test_the_box_has_the_volume_of_its_formula():
    """With square corners: outside less inside less the cut at the foot, lip and nail dips counted."""
    wanted = box_with_lid.Parameters(width=50, depth=70, height=30, wall=2, corner=0, clearance=0.3)
    boxes = box_with_lid.build(wanted).split()
    box = max(boxes, key=lambda mesh: mesh.extents[2])
    wide, deep, cut = 54.0, 74.0, 0.6
    # The prism between a rectangle and the same less 0.6 all round, 0.6 high.
    small, large = (wide - 2 * cut) * (deep - 2 * cut), wide * deep
    middle = (wide - cut) * (deep - cut)
    foot = cut / 6 * (small + 4 * middle + large)
    assert box.volume == pytest.approx(foot + large * (32 - cut) - 50 * 70 * 30, rel=1e-9)


def test_the_bore_of_the_knob_has_the_clearance_all_round():
    """A section at half the bore: the D of the shaft, the clearance added to its radius and to its flat."""
    wanted = repair_knob.Parameters(diameter=30, shaft=6, flat=0.75, clearance=0.2, bore_depth=10, pointer=False)
    with_bore = repair_knob.build(wanted)
    bore = min(solid_of(with_bore).slice(5).to_polygons(), key=lambda line: np.ptp(line[:, 0]))
    assert np.ptp(bore[:, 0]) == pytest.approx(6.4, abs=0.03)
    assert np.ptp(bore[:, 1]) == pytest.approx(0.75 * 6 + 0.4, abs=0.03)


def test_the_hollow_of_the_round_foot_has_the_volume_of_its_formula():
    """Without the hollow the foot is convex: what it lacks from its hull is a cylinder."""
    mesh = furniture_foot.build(furniture_foot.Parameters(leg=30, clearance=0.5, socket=10, lift=20))
    assert mesh.convex_hull.volume - mesh.volume == pytest.approx(polygon_area(15.5) * 10, rel=1e-6)


@pytest.mark.parametrize("clearance", [0, 0.6, 2])
def test_a_square_leg_with_sharp_corners_goes_into_its_foot(clearance: float):
    """As wide as it was measured on the furniture."""
    foot = furniture_foot.build(furniture_foot.Parameters(shape="square", leg=40, clearance=clearance, lift=20))
    leg = rectangle(40 - 1e-6, 40 - 1e-6).extrude(50).translate((0, 0, 20))
    assert (solid_of(foot) ^ leg).volume() < 1e-3


@pytest.mark.parametrize("wall", [2, 2.4, 5])
def test_a_clamp_has_its_ears_however_thin_it_is(wall: float):
    """Beside the arches there is room for two screw heads: without ears nothing would hold it."""
    parameters = cable_clamp.Parameters(diameter=8, count=1, wall=wall, screw=3.5)
    assert cable_clamp.build(parameters).extents[0] > 8 + 2 * wall + 2 * 7


def test_accents_and_cedillas_are_letters():
    """The marks of French stand on the tag: more plastic than the bare letters."""
    bare = name_tag.build(name_tag.Parameters(text="Eloise", style="raised")).area
    assert name_tag.build(name_tag.Parameters(text="Éloïse", style="raised")).area > bare


def test_a_sign_the_font_does_not_have_is_named():
    """The sentence is French and holds the sign."""
    with pytest.raises(ParameterError, match="n’a pas ce signe : 猫"):
        name_tag.build(name_tag.Parameters(text="猫"))


def test_a_long_text_is_drawn_smaller():
    """Twenty wide letters still fit on the plate."""
    mesh = name_tag.build(name_tag.Parameters(text="M" * 20, letter_height=24))
    assert mesh.extents[0] <= 240 + 1e-9


def test_the_drawing_has_the_size_asked_for():
    """Its longer side; the plate adds a border."""
    wanted = raised_logo.Parameters(size=60, plate="square", ring=False)
    assert raised_logo.build(wanted).extents[0] == pytest.approx(60 + 2 * (3 + 1.8), abs=0.02)
