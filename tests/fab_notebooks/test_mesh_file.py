"""Mesh files: round trips, what other programs write, and what hostile people send."""

import contextlib
import io
import json
import random
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import trimesh

from fab_notebooks.glb import glb_bytes
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import read_mesh_file, stl_bytes
from fab_notebooks.ply import read_ply
from fab_notebooks.threemf import MODEL, MODEL_RELATION, read_3mf, write_3mf
from tests.fab_notebooks.broken_mesh import bumpy_ring

RING = bumpy_ring(20, 30)
PNG = b"\x89PNG\r\n\x1a\n"


def text_stl(mesh: trimesh.Trimesh) -> bytes:
    """As other programs write it."""
    return mesh.export(file_type="stl_ascii").encode()


def obj(mesh: trimesh.Trimesh) -> bytes:
    """As other programs write it."""
    return mesh.export(file_type="obj").encode()


def ply(mesh: trimesh.Trimesh) -> bytes:
    """As other programs write it."""
    return mesh.export(file_type="ply")


def text_ply(mesh: trimesh.Trimesh) -> bytes:
    """As other programs write it."""
    return mesh.export(file_type="ply", encoding="ascii")


@pytest.mark.parametrize(
    ("kind", "write", "off_mm"),
    [
        ("STL", stl_bytes, 1e-5),
        ("STL", text_stl, 1e-5),
        ("OBJ", obj, 1e-5),
        ("PLY", ply, 1e-5),
        ("PLY", text_ply, 1e-5),
        ("3MF", write_3mf, 6e-6),
        ("GLB", glb_bytes, 1e-5),
    ],
)
def test_a_mesh_comes_back_from_its_file(kind: str, write, off_mm: float):
    """Closed, with merged vertices, at its place."""
    found = read_mesh_file(write(RING))
    assert (found.kind, found.unit_known) == (kind, kind in ("3MF", "GLB"))
    assert found.mesh.is_volume
    assert len(found.mesh.vertices) == len(RING.vertices)
    assert found.mesh.bounds == pytest.approx(RING.bounds, abs=off_mm)
    assert found.mesh.volume == pytest.approx(RING.volume, rel=1e-6)


@pytest.mark.parametrize("unit", ["micron", "millimeter", "centimeter", "inch", "foot", "meter"])
def test_a_3mf_keeps_unit_title_and_picture(unit: str):
    """And its faces in their order; the vertices to a hundredth of a micron."""
    found = read_3mf(write_3mf(RING, "Éloïse & <moi>", PNG, unit))
    assert (found.unit, found.title, found.picture) == (unit, "Éloïse & <moi>", PNG)
    assert found.mesh.faces.tolist() == RING.faces.tolist()
    assert np.abs(found.mesh.vertices - RING.vertices).max() < 1e-5


HEAD = '<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" '
HEAD += 'xmlns:p="http://schemas.microsoft.com/3dmanufacturing/production/2015/06">'
POINTS = '<vertex x="0" y="0" z="0"/><vertex x="9" y="0" z="0"/><vertex x="0" y="9" z="0"/><vertex x="0" y="0" z="9"/>'
SIDES = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in ((0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)))
CORNER = f'<object id="1"><mesh><vertices>{POINTS}</vertices><triangles>{SIDES}</triangles></mesh></object>'
BUILD = '<build><item objectid="1"/></build>'


def package(model: str | bytes, **others: str | bytes) -> bytes:
    """A 3MF file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MODEL, model)
        for name, content in others.items():
            archive.writestr(name, content)
    return out.getvalue()


def model(resources: str, build: str = BUILD) -> str:
    """A model part."""
    return f"{HEAD}<resources>{resources}</resources>{build}</model>"


def volume(data: bytes) -> float:
    """Of what a file holds."""
    return float(read_mesh_file(data).mesh.volume)


WAYS = {
    "plain": CORNER,
    "spaced": CORNER.replace("/>", " />\n\t").replace("<vertex ", "<vertex  "),
    "other order": CORNER.replace('v1="0" v2="2" v3="1"', 'v3="1" v2="2" v1="0"'),
    "extra attributes": CORNER.replace("<triangle ", '<triangle pid="1" p1="0" '),
    "a comment": CORNER.replace("<vertices>", "<!-- <vertices> --><vertices>"),
    "exponents": CORNER.replace('x="9"', 'x="9.0e0"').replace('y="9"', 'y="+90E-1"'),
    "signs": CORNER.replace('x="9"', 'x="+9.0"'),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_written_the_mesh_is_the_same(way: str):
    """The quick way and the slow way give one result."""
    assert volume(package(model(WAYS[way]))) == pytest.approx(9**3 / 6)


def test_a_model_in_utf_16_is_read():
    """The standard allows it."""
    assert volume(package(('<?xml version="1.0" encoding="UTF-8"?>' + model(CORNER)).encode("utf-16"))) > 0


def test_parts_are_put_where_the_file_wants_them():
    """Twice the size, then moved; and a second item beside it."""
    double = (
        '<object id="2"><components><component objectid="1" transform="2 0 0 0 2 0 0 0 2 0 0 0"/></components></object>'
    )
    build = '<build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 30 0 5"/><item objectid="1"/></build>'
    found = read_mesh_file(package(model(CORNER + double, build)))
    assert found.mesh.volume == pytest.approx(9**3 / 6 * 9)
    assert found.mesh.bounds.tolist() == [[0, 0, 0], [48, 18, 23]]


def test_a_polygon_with_inner_corners_is_cut_within_it():
    """Two letters T as Blender writes them: each face one polygon, which begins where its other corners hide."""
    outline = ((0, 20), (0, 30), (30, 30), (30, 20), (20, 20), (20, 0), (10, 0), (10, 20))
    lines = [f"v {x + at} {y} {z}" for at in (0, 50) for z in (0, 5) for x, y in outline]
    for first in (1, 17):
        low, high = range(first, first + 8), range(first + 8, first + 16)
        sides = [(low[at - 1], low[at], high[at], high[at - 1]) for at in range(8)]
        lines += [
            "f " + " ".join(map(str, face)) for face in (low, high[::-1], *((d, c, b, a) for a, b, c, d in sides))
        ]
    found = read_mesh_file("\n".join(lines).encode()).mesh
    assert found.is_volume
    assert (found.volume, found.area) == pytest.approx((2 * 500 * 5, 2 * (2 * 500 + 120 * 5)))


def test_a_text_stl_in_capitals_is_read_though_it_is_long():
    """More than is read at once."""
    facet = b"FACET NORMAL 0 0 0 OUTER LOOP VERTEX 0 0 0 VERTEX 1 0 0 VERTEX 0 1 0 ENDLOOP ENDFACET" + b" " * 4096
    assert len(read_mesh_file(b"SOLID A\n" + facet * 2500).mesh.faces) == 2500


def test_a_mirrored_part_looks_outwards_all_the_same():
    """A 3MF mirrors by its transform, a GLB by a negative scale."""
    build = '<build><item objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/></build>'
    assert volume(package(model(CORNER, build))) == pytest.approx(9**3 / 6)
    plain = glb_bytes(RING)
    binary = 20 + int.from_bytes(plain[12:16], "little")
    changed = json.loads(plain[20:binary]) | {"nodes": [{"mesh": 0, "scale": [-1, 1, 1]}]}
    assert volume(glb(changed, plain[binary + 8 :])) == pytest.approx(RING.volume, rel=1e-6)


def test_what_stays_unprinted_on_the_plate_is_left_out():
    """As PrusaSlicer marks it."""
    build = '<build><item objectid="1"/><item objectid="1" printable="0" transform="1 0 0 0 1 0 0 0 1 30 0 0"/></build>'
    assert read_mesh_file(package(model(CORNER, build))).mesh.extents.tolist() == [9, 9, 9]


def test_points_that_no_face_uses_take_no_room():
    """Placed a hundred times, an object of four faces has four hundred corners, whatever else its file lists."""
    many = CORNER.replace("</vertices>", '<vertex x="1" y="1" z="1"/>' * 50_000 + "</vertices>")
    found = read_3mf(package(model(many, "<build>" + '<item objectid="1"/>' * 100 + "</build>")))
    assert len(found.mesh.vertices) == 400


def test_parts_in_other_models_of_the_file_are_found():
    """As Bambu Studio and Orca write them."""
    outer = component(7, 1).replace("/></comp", ' p:path="/3D/Objects/one.model"/></comp')
    data = package(model(outer, '<build><item objectid="7"/></build>'), **{"3D/Objects/one.model": model(CORNER, "")})
    assert volume(data) == pytest.approx(9**3 / 6)


def lying_zip() -> bytes:
    """A part that says it is small and unpacks to 300 MB."""
    data = bytearray(package(b"0" * (300 * 1024 * 1024)))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(signature)
        data[start + at : start + at + 4] = struct.pack("<I", 2000)
    return bytes(data)


def component(object_id: int, *of: int) -> str:
    """An object made of others."""
    parts = "".join(f'<component objectid="{one}"/>' for one in of)
    return f'<object id="{object_id}"><components>{parts}</components></object>'


LAUGHS = "".join(component(level, *[level - 1] * 10) for level in range(2, 12))
MANY = "<vertices>" + POINTS + "</vertices><triangles>" + SIDES * 500_100 + "</triangles>"
JSON_HEAD = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}]}


def glb(changes: dict, binary: bytes = b"") -> bytes:
    """A GLB with this JSON."""
    text = json.dumps(JSON_HEAD | changes).encode()
    text += b" " * (-len(text) % 4)
    length = 28 + len(text) + len(binary)
    head = struct.pack("<4sIIII", b"glTF", 2, length, len(text), 0x4E4F534A)
    return head + text + struct.pack("<II", len(binary), 0x004E4942) + binary


def lying_glb(**accessor: object) -> bytes:
    """One triangle, its accessor changed."""
    plain = {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}
    primitive = {"attributes": {"POSITION": 0}}
    changes = {"meshes": [{"primitives": [primitive]}], "accessors": [plain | accessor]}
    return glb(changes | {"bufferViews": [{"buffer": 0, "byteLength": 36}], "buffers": [{"byteLength": 36}]}, bytes(36))


PLY_HEAD = """ply
format {format} 1.0
comment a scan
element vertex 4
property float x
property float y
property float z
property uchar red
element face {faces}
property list uchar int vertex_indices
property list uchar float texcoord
end_header
"""
PLY_POINTS = "0 0 0 7 9 0 0 7 0 9 0 7 0 0 9 7 "


def a_ply(faces: int, rows: str) -> bytes:
    """A text PLY with four points."""
    return (PLY_HEAD.format(format="ascii", faces=faces) + PLY_POINTS + rows).encode()


def big_endian_ply(*rows: bytes) -> bytes:
    """A binary PLY with the same points, the high byte first."""
    numbers = [float(one) for one in PLY_POINTS.split()]
    points = b"".join(struct.pack(">fffB", *numbers[at : at + 3], 7) for at in range(0, 16, 4))
    head = PLY_HEAD.format(format="binary_big_endian", faces=len(rows)).replace("\n", "\r\n")
    return head.encode() + points + b"".join(rows)


def test_polygons_and_lists_of_any_length_come_out_of_a_ply():
    """Triangles, one of them with places in a picture, and a square cut into two; in text as in binary."""
    triangle = struct.pack(">BiiiB", 3, 0, 2, 1, 0)
    pictured = struct.pack(">BiiiBff", 3, 0, 1, 3, 2, 0.5, 0.5)
    square = struct.pack(">BiiiiB", 4, 0, 1, 2, 3, 0)
    expected = [[0, 2, 1], [0, 1, 3], [0, 1, 2], [0, 2, 3]]
    points = [[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]]
    for data in (a_ply(3, "3 0 2 1 0\n3 0 1 3 2 0.5 0.5\n4 0 1 2 3 0\n"), big_endian_ply(triangle, pictured, square)):
        found = read_ply(data)
        assert (found[0].tolist(), found[1].tolist()) == (points, expected)


HOSTILE = {
    "empty": (b"", "n’est pas un STL"),
    "a picture": (PNG + bytes(60), "n’est pas un STL"),
    "a page": (b"<html>solid</html>", "n’est pas un STL"),
    "STL that announces 4 billion": (
        bytes(80) + b"\xff\xff\xff\xff" + bytes(50),
        "annonce 4.294.967.295",
    ),
    "STL cut off": (stl_bytes(RING)[:-7], "annonce 1\u202f200 triangles"),
    "STL with more than announced": (stl_bytes(RING) + bytes(50), "annonce 1\u202f200 triangles"),
    "STL without triangles": (bytes(84), "aucun triangle"),
    "STL with NaN": (stl_bytes(RING)[:96] + b"\xff\xff\xff\x7f" + stl_bytes(RING)[100:], "pas des nombres"),
    "STL with infinity": (stl_bytes(RING)[:96] + b"\x00\x00\x80\x7f" + stl_bytes(RING)[100:], "pas des nombres"),
    "STL with 1e30": (stl_bytes(RING)[:96] + struct.pack("<f", 1e30) + stl_bytes(RING)[100:], "pas des nombres"),
    "text STL with words": (text_stl(RING).replace(b"vertex ", b"vertex zero ", 1), "pas des nombres|abîmé"),
    "text STL with nan": (b"solid\nfacet\n" + b"vertex nan 0 0\n" * 3, "pas des nombres"),
    "text STL cut off": (b"solid\nfacet\n" + b"vertex 1 0 0\n" * 4, "abîmé"),
    "OBJ with a missing corner": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "n’existe pas"),
    "OBJ counting back too far": (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -9\n", "n’existe pas"),
    "OBJ with words": (b"v 0 0 0\nv 1 x 0\nf 1 1 1\n", "abîmé"),
    "OBJ with a face of a million": (b"v 0 0 0\nf" + b" 1" * 1_000_000, "abîmé"),
    "OBJ without faces": (b"v 0 0 0\n", "aucun triangle"),
    "PLY cut off": (ply(RING)[:-7], "abîmé"),
    "PLY without an end of its head": (b"ply\nformat ascii 1.0\n" + b"comment\n" * 20_000, "abîmé"),
    "PLY of no known kind": (a_ply(1, "3 0 1 2 0").replace(b"ascii", b"utf-8"), "abîmé"),
    "PLY of a billion": (a_ply(10**9, "3 0 1 2 0"), "plus de 2.000.000"),
    "PLY with a number of 5000 digits": (a_ply(1, "").replace(b"face 1", b"face " + b"9" * 5000), "abîmé"),
    "PLY counting below nothing": (a_ply(-1, "3 0 1 2 0"), "abîmé"),
    "PLY with a missing corner": (a_ply(1, "3 0 1 4 0"), "n’existe pas"),
    "PLY with a corner before the first": (a_ply(1, "3 0 1 -1 0"), "n’existe pas"),
    "PLY with NaN for a corner": (a_ply(1, "3 0 1 nan 0"), "n’existe pas"),
    "PLY with NaN for a place": (a_ply(1, "3 0 1 2 0").replace(b" 9 7 ", b" nan 7 "), "pas des nombres"),
    "PLY with a list of NaN": (a_ply(1, "nan 0 1 2 0"), "abîmé"),
    "PLY with a face of ten thousand": (a_ply(1, "10000 " + "1 " * 10_000 + "0"), "abîmé"),
    "PLY with words": (a_ply(1, "3 0 one 2 0"), "abîmé"),
    "PLY of points alone": (a_ply(0, ""), "aucun triangle"),
    "PLY with nothing in a row": (b"ply\nformat ascii 1.0\nelement vertex 9\nend_header\n", "abîmé"),
    "zip that is none": (b"PK\x03\x04" + bytes(500), "abîmé"),
    "zip without a model": (package("").replace(b"3dmodel.model", b"3dmodel.other"), "pas dedans"),
    "zip bomb": (package(b"0" * (300 * 1024 * 1024)), "énorme"),
    "zip bomb that lies": (lying_zip(), "abîmé"),
    "laughing entities": (package('<!DOCTYPE m [<!ENTITY a "ha">]>' + model(CORNER)), "DOCTYPE"),
    "entity that reads a file": (
        package('<!DOCTYPE m SYSTEM "file:///etc/passwd">' + model("&a;")),
        "DOCTYPE",
    ),
    "laughing entities in another encoding": (
        package(('<!DOCTYPE m [<!ENTITY a "ha">]>' + model(CORNER)).encode("utf-16-le")),
        "DOCTYPE",
    ),
    "components without end": (
        package(model(CORNER + LAUGHS, '<build><item objectid="11"/></build>')),
        "plus de 2.000.000",
    ),
    "components in a knot": (package(model(component(1, 2) + component(2, 1))), "les unes les autres"),
    "part outside": (package(model(component(1, 99))), "pas dedans"),
    "path outside": (
        package(
            model(
                '<object id="1"><components><component objectid="1" p:path="/../../etc/passwd"/></components></object>'
            )
        ),
        "pas dedans",
    ),
    "model path outside": (
        package(
            "",
            **{"_rels/.rels": f'<Relationship Target="../../etc/passwd" Type="{MODEL_RELATION}"/>'},
        ),
        "pas dedans",
    ),
    "two million and more": (
        package(model(f'<object id="1"><mesh>{MANY}</mesh></object>')),
        "plus de 2.000.000",
    ),
    "3MF with NaN": (package(model(CORNER.replace('x="9"', 'x="nan"'))), "pas des nombres"),
    "3MF with infinity": (package(model(CORNER.replace('x="9"', 'x="1e999"'))), "pas des nombres"),
    "3MF with a missing corner": (package(model(CORNER.replace('v3="1"', 'v3="4"'))), "n’existe pas"),
    "3MF counting from below": (package(model(CORNER.replace('v3="1"', 'v3="-1"'))), "n’existe pas"),
    "3MF with a huge corner": (package(model(CORNER.replace('v3="1"', f'v3="{10**30}"'))), "abîmé|n’existe pas"),
    "3MF in parsecs": (package(model(CORNER).replace("millimeter", "parsec")), "abîmé"),
    "3MF with a bad transform": (
        package(model(CORNER, '<build><item objectid="1" transform="1 nan"/></build>')),
        "pas des nombres",
    ),
    "3MF with nothing to print": (package(model(CORNER, "<build/>")), "aucun triangle"),
    "3MF that is no XML": (package("mesh"), "abîmé"),
    "3MF in no encoding": (package('<?xml version="1.0" encoding="U4F-8"?>' + model(CORNER)), "abîmé"),
    "3MF that ends early": (package(model(CORNER)[:-30]), "abîmé"),
    "GLB cut off": (glb_bytes(RING)[:200], "abîmé"),
    "GLB of 4 billion": (lying_glb(count=2**32), "abîmé"),
    "GLB with a negative offset": (lying_glb(byteOffset=-8), "abîmé"),
    "GLB with words for numbers": (lying_glb(count="three"), "abîmé"),
    "GLB with other files": (glb({"buffers": [{"uri": "file:///etc/passwd", "byteLength": 9}]}), "autres fichiers"),
    "GLB in a knot": (glb({"nodes": [{"children": [0]}]}), "abîmé"),
    "GLB with nothing": (glb({"nodes": [{}]}), "aucun triangle"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_french_sentence(name: str):
    """Never another error, whatever the file says."""
    data, reason = HOSTILE[name]
    with pytest.raises(MeshFileError, match=reason):
        read_mesh_file(data)


SMALL = bumpy_ring(4, 5)
XML = zipfile.ZipFile(io.BytesIO(write_3mf(SMALL))).read(MODEL)
SEEDS = {"stl": stl_bytes(SMALL), "text": text_stl(SMALL), "obj": obj(SMALL), "3mf": write_3mf(SMALL), "xml": XML}
SEEDS |= {"glb": glb_bytes(SMALL), "ply": ply(SMALL), "text ply": text_ply(SMALL)}


@pytest.mark.parametrize("kind", SEEDS)
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(kind: str):
    """Two hundred small changes, always the same: a wrong byte, a lost piece, a number too large."""
    chance = random.Random(kind)
    for _ in range(200):
        data = bytearray(SEEDS[kind])
        for _ in range(chance.choice((1, 2, 5, 20))):
            at = chance.randrange(len(data))
            change = chance.choice((bytes([chance.randrange(256)]), b"", b"999999999", b"-1", b"nan", b"<", bytes(4)))
            data[at : at + chance.choice((0, 1, 4, 50))] = change
        with contextlib.suppress(MeshFileError):
            read_mesh_file(package(bytes(data)) if kind == "xml" else bytes(data))


def test_hostile_files_need_less_than_a_gigabyte(tmp_path):
    """All of them again, in a process that can't have more."""
    for number, (data, _) in enumerate(HOSTILE.values()):
        (tmp_path / f"{number}.bin").write_bytes(data)
    child = subprocess.run(
        [sys.executable, "-c", IN_A_GIGABYTE, str(tmp_path)], capture_output=True, text=True, timeout=240
    )
    assert child.stderr == ""
    assert child.stdout.split() == [str(len(HOSTILE)), "refused"]


IN_A_GIGABYTE = """
import pathlib, resource, sys
from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import read_mesh_file
resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))
refused = 0
for path in pathlib.Path(sys.argv[1]).iterdir():
    try:
        read_mesh_file(path.read_bytes())
    except MeshFileError:
        refused += 1
print(refused, "refused")
"""
