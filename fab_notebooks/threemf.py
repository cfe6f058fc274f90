"""3MF files: written and read quickly, with their unit and a picture; hostile ones refused.

A 3MF is a zip file; its model is XML, one element per vertex and per triangle:

    <vertex x="12.5" y="0" z="3.25"/>
    <triangle v1="0" v2="1" v3="2"/>

An XML reader needs a second per 500 000 of them. So runs of plain elements are cut out first and read as columns of
numbers; the rest, a few hundred bytes, goes through an XML reader. A run counts as plain only if what remains without
its digits is exactly the same element over and over; anything else (other attributes, comments) takes the slow way,
with the same result.

ref: https://github.com/3MFConsortium/spec_core (3MF Core Specification), spec_production (parts in other files)
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.mesh_errors import MOST_FACES, MeshFileError, refuse
from fab_notebooks.threemf_model import UNITS_MM, Model, Objects, Part, read_model

MOST_XML_BYTES = 200 * 1024 * 1024
"""All models of a file together, unpacked; `MOST_FACES` need about 140 MB."""
MOST_PARTS = 500
MOST_PICTURE_BYTES = 4 * 1024 * 1024
DEEPEST = 16
ROWS = 50_000
"""Rows that are written at once, so that packing them runs beside writing the next."""
MODEL = "3D/3dmodel.model"
PICTURE = "Metadata/thumbnail.png"
MODEL_RELATION = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
PICTURE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

TYPES = b"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
<Default Extension="png" ContentType="image/png"/></Types>"""


@dataclass(frozen=True)
class ThreeMF:
    """What a file holds."""

    mesh: trimesh.Trimesh
    """All that the file wants printed, in place, in millimetres."""
    unit: str
    """As the file counts: millimeter, inch …"""
    title: str = ""
    picture: bytes = b""
    """PNG; empty if there is none."""


def write_3mf(mesh: trimesh.Trimesh, title: str = "", picture: bytes = b"", unit: str = "millimeter") -> bytes:
    """The mesh as a 3MF file; its vertices, in millimetres, are written in `unit` to a hundredth of a micron."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        relations = [(MODEL, MODEL_RELATION)] + ([(PICTURE, PICTURE_RELATION)] if picture else [])
        archive.writestr("_rels/.rels", _relations(relations))
        if picture:
            archive.writestr(zipfile.ZipInfo(PICTURE), picture)
        with archive.open(MODEL, "w") as model, ThreadPoolExecutor(1) as packer:
            # One worker keeps the order; zlib lets the next rows be written meanwhile.
            packing = [packer.submit(model.write, piece) for piece in _pieces(mesh, title, unit)]
            for done in packing:
                done.result()
    return out.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Target="/{path}" Id="r{n}" Type="{kind}"/>' for n, (path, kind) in enumerate(targets)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    )


def _pieces(mesh: trimesh.Trimesh, title: str, unit: str) -> Iterator[bytes]:
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model unit={quoteattr(unit)} xml:lang="fr" '
        'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">\n'
        + (f'<metadata name="Title">{escape(title)}</metadata>\n' if title else "")
        + '<resources><object id="1" type="model"><mesh><vertices>\n'
    ).encode()
    vertices = np.asarray(mesh.vertices, np.float64) / UNITS_MM[unit]
    # A hundredth of a micron in any unit; never an exponent, which some slicers don't read.
    number = f"%.{max(0, math.ceil(5 + math.log10(UNITS_MM[unit])))}f"
    yield from _rows(f'<vertex x="{number}" y="{number}" z="{number}"/>\n', vertices)
    yield b"</vertices><triangles>\n"
    yield from _rows('<triangle v1="%d" v2="%d" v3="%d"/>\n', np.asarray(mesh.faces))
    yield b'</triangles></mesh></object></resources><build><item objectid="1"/></build></model>\n'


def _rows(row: str, numbers: NDArray[np.float64] | NDArray[np.int64]) -> Iterator[bytes]:
    for start in range(0, len(numbers), ROWS):
        block = numbers[start : start + ROWS]
        yield (row * len(block) % tuple(block.ravel().tolist())).encode()


def read_3mf(data: bytes) -> ThreeMF:
    """What a 3MF file holds; MeshFileError, in French, for what can't or must not be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except MeshFileError:
        raise
    # What `zipfile` makes of nonsense: it has no one error of its own.
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refuse("file-unreadable", kind="3MF") from error


def _read(archive: zipfile.ZipFile) -> ThreeMF:
    infos = {_plain(info.filename): info for info in archive.infolist()}
    # What the zip says of itself; what it really holds is counted again while it is unpacked.
    models = [info for name, info in infos.items() if name.endswith(".model")]
    if len(infos) > MOST_PARTS or sum(info.file_size for info in models) > MOST_XML_BYTES:
        raise refuse("file-bomb")
    room = MOST_XML_BYTES
    read: dict[str, Model] = {}
    root = _target(archive, infos)
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        if name not in infos:
            raise refuse("file-outside")
        xml = _unpacked(archive, infos[name], room)
        room -= len(xml)
        read[name] = read_model(xml)
        waiting += [_plain(path) for path in read[name].paths()]
    scale = UNITS_MM[read[root].unit]
    objects = Objects({name: model.objects for name, model in read.items()}, root)
    vertices, faces = _built(objects, read[root].items)
    picture = b""
    if PICTURE in infos and infos[PICTURE].file_size <= MOST_PICTURE_BYTES:
        picture = _unpacked(archive, infos[PICTURE], MOST_PICTURE_BYTES)
    mesh = trimesh.Trimesh(vertices * scale, faces, process=False)
    return ThreeMF(mesh, read[root].unit, read[root].title, picture if picture.startswith(b"\x89PNG") else b"")


def _plain(name: str) -> str:
    """A part's name as others refer to it; never used as a path of this machine."""
    return posixpath.normpath(name.replace("\\", "/").lstrip("/"))


def _target(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> str:
    if "_rels/.rels" in infos:
        text = _unpacked(archive, infos["_rels/.rels"], 1024 * 1024)
        for relation in re.findall(rb"<Relationship\b[^>]*>", text):
            target = re.search(rb'Target\s*=\s*"([^"]+)"', relation)
            if MODEL_RELATION.encode() in relation and target:
                return _plain(target[1].decode("utf-8", "replace"))
    return MODEL


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & 0x1:
        raise refuse("file-protected")
    if info.compress_type not in PACKED:
        raise refuse("file-unreadable", kind="3MF")
    if info.file_size > most:
        raise refuse("file-bomb")
    with archive.open(info) as part:
        # One byte more than was announced is a lie.
        data = part.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise refuse("file-unreadable", kind="3MF")
    return data


def _built(objects: Objects, items: tuple[Part, ...]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Everything on the plate, each object where its transforms put it."""
    if sum(objects.face_count(objects.root, item, DEEPEST) for item in items) > MOST_FACES:
        raise refuse("file-too-many-faces", expected=MOST_FACES)
    vertices: list[NDArray[np.float64]] = []
    faces: list[NDArray[np.int64]] = []
    count = 0
    for item in items:
        for some_vertices, some_faces in objects.placed(objects.root, item, np.eye(4)):
            vertices.append(some_vertices)
            faces.append(some_faces + count)
            count += len(some_vertices)
    if not faces:
        raise refuse("file-empty")
    if len(faces) == 1:
        return vertices[0], faces[0]
    return np.concatenate(vertices), np.concatenate(faces)
