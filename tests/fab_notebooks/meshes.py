"""Small meshes as files, for tests."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

FACES = (
    (0, 2, 1),
    (0, 3, 2),
    (4, 5, 6),
    (4, 6, 7),
    (0, 1, 5),
    (0, 5, 4),
    (1, 2, 6),
    (1, 6, 5),
    (2, 3, 7),
    (2, 7, 6),
    (3, 0, 4),
    (3, 4, 7),
)


def box_corners(x: float, y: float, z: float) -> list[tuple[float, float, float]]:
    """The corners of a box that stands on the origin, millimetres."""
    base = [(0.0, 0.0), (x, 0.0), (x, y), (0.0, y)]
    return [(*corner, 0.0) for corner in base] + [(*corner, z) for corner in base]


def box_stl(x: float = 6, y: float = 6, z: float = 1) -> bytes:
    """A box as binary STL."""
    corners = box_corners(x, y, z)
    facets = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(value for row in face for value in corners[row]), 0) for face in FACES
    )
    return bytes(80) + struct.pack("<I", len(FACES)) + facets


MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
<resources><object id="1" type="model"><mesh><vertices>{vertices}</vertices><triangles>{triangles}</triangles></mesh>
</object></resources><build><item objectid="1"/></build></model>"""
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/3D/3dmodel.model" Id="rel-1" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>"""


def box_model(x: float, y: float, z: float) -> str:
    """The XML of a box."""
    vertices = "".join(f'<vertex x="{a}" y="{b}" z="{c}"/>' for a, b, c in box_corners(x, y, z))
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in FACES)
    return MODEL.format(vertices=vertices, triangles=triangles)


def box_3mf(x: float = 6, y: float = 6, z: float = 1, *, more: Mapping[str, str] | None = None) -> bytes:
    """A box as 3MF; `more` are further parts, or others in the place of these."""
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "3D/3dmodel.model": box_model(x, y, z)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return buffer.getvalue()
