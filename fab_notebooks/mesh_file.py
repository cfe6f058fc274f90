"""A mesh from somebody's file: STL, OBJ, PLY, 3MF or GLB. Sizes are compared before anything is believed or allocated.

What comes out has merged vertices, all finite, in millimetres; `fab_notebooks.printability` says whether it is a good
mesh.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.glb import read_glb
from fab_notebooks.mesh_errors import LARGEST_MM, MOST_CORNERS, MOST_FACES, MOST_FILE_BYTES, refuse
from fab_notebooks.ply import read_ply
from fab_notebooks.polygons import unfolded
from fab_notebooks.threemf import read_3mf
from fab_notebooks.topology import edges_of, merged

Arrays = tuple[NDArray[np.float64], NDArray[np.int64]]

FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("colour", "<u2")])
"""A record of a binary STL, 50 bytes; they follow 80 bytes of any text and their number as a uint32."""
STL_HEAD = 84
CHUNK = 8 * 1024 * 1024
STL_VERTEX = re.compile(rb"vertex\s+(\S{1,32})\s+(\S{1,32})\s+(\S{1,32})", re.IGNORECASE)


@dataclass(frozen=True)
class MeshFile:
    """What was read."""

    mesh: trimesh.Trimesh
    kind: str
    """STL, OBJ, PLY, 3MF or GLB."""
    unit_known: bool
    """An STL, OBJ or PLY holds bare numbers: they are taken for millimetres."""
    title: str = ""


def read_mesh_file(data: bytes) -> MeshFile:
    """The mesh of a file, known by what it holds and not by its name; MeshFileError, in French, if it can't be had."""
    if len(data) > MOST_FILE_BYTES:
        megabyte = 1024 * 1024
        raise refuse("file-too-large", found=len(data) // megabyte, expected=MOST_FILE_BYTES // megabyte)
    if data[:4] == b"PK\x03\x04":
        found = read_3mf(data)
        return MeshFile(_sound(found.mesh.vertices, found.mesh.faces), "3MF", True, found.title)
    if data[:4] == b"glTF":
        return MeshFile(_sound(*read_glb(data)), "GLB", True)
    for kind, fits, read in BARE:
        if fits(data):
            return MeshFile(_sound(*read(data)), kind, False)
    raise refuse("file-unknown")


def _sound(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> trimesh.Trimesh:
    if not len(faces):
        raise refuse("file-empty")
    if not np.isfinite(vertices).all() or np.abs(vertices).max() > LARGEST_MM:
        raise refuse("file-no-numbers")
    vertices, faces = np.asarray(vertices, np.float64), np.asarray(faces, np.int64)
    # A file with numbered vertices says itself what hangs together; corners as close as rounding are still two.
    if not edges_of(faces, len(vertices)).is_closed:
        vertices, faces = merged(vertices, faces)
    return trimesh.Trimesh(vertices, faces, process=False)


def _is_ply(data: bytes) -> bool:
    return data[:4] in (b"ply\n", b"ply\r")


def _is_binary_stl(data: bytes) -> bool:
    # A text STL begins with "solid"; so do many binary ones. The size decides.
    return len(data) >= STL_HEAD and (not _looks_like_text(data) or len(data) == STL_HEAD + 50 * _announced(data))


def _looks_like_text(data: bytes) -> bool:
    return b"\0" not in data[:512]


def _announced(data: bytes) -> int:
    return int.from_bytes(data[80:84], "little")


def _binary_stl(data: bytes) -> Arrays:
    announced = _announced(data)
    if announced * 50 != len(data) - STL_HEAD:
        if not data[:80].strip(b"\0 ") and announced == 0:
            raise refuse("file-empty")
        raise refuse("file-truncated", expected=announced)
    if announced > MOST_FACES:
        raise refuse("file-too-many-faces", expected=MOST_FACES)
    corners = np.frombuffer(data, FACET, announced, STL_HEAD)["corners"]
    return corners.reshape(-1, 3).astype(np.float64), np.arange(3 * announced).reshape(-1, 3)


def _is_text_stl(data: bytes) -> bool:
    return data[:512].lstrip().lower().startswith(b"solid") and b"facet" in data[:4096].lower()


def _text_stl(data: bytes) -> Arrays:
    found: list[NDArray[np.float64]] = []
    start = count = 0
    while start < len(data):
        # Whole facets at a time, so that no vertex is cut in two.
        stop = len(data)
        if stop - start > CHUNK:
            stop = max(data.rfind(word, start, start + CHUNK) for word in (b"end", b"END"))
        if stop <= start:
            raise refuse("file-unreadable", kind="STL")
        words = STL_VERTEX.findall(data[start:stop])
        count += len(words)
        if count > 3 * MOST_FACES:
            raise refuse("file-too-many-faces", expected=MOST_FACES)
        try:
            found.append(np.array(words, dtype="S32").astype(np.float64).reshape(-1, 3))
        except ValueError as error:
            raise refuse("file-no-numbers") from error
        start = stop + 3
    vertices = np.concatenate(found)
    if len(vertices) % 3:
        raise refuse("file-unreadable", kind="STL")
    return vertices, np.arange(len(vertices)).reshape(-1, 3)


def _is_obj(data: bytes) -> bool:
    return _looks_like_text(data) and re.search(rb"^v[ \t]+[-+.\d]", data[:65536], re.MULTILINE) is not None


def _obj(data: bytes) -> Arrays:
    vertices: list[tuple[float, float, float]] = []
    faces: list[tuple[int, int, int]] = []
    sizes: list[int] = []
    for line in data.splitlines():
        words = line.split()
        try:
            if not words or words[0] not in (b"v", b"f"):
                continue
            if words[0] == b"v":
                vertices.append((float(words[1]), float(words[2]), float(words[3])))
            elif len(words) <= 1 + MOST_CORNERS:
                corners = [int(word.split(b"/", 1)[0]) for word in words[1:]]
                # Counted from 1; a negative number counts back from the last vertex so far.
                rows = [corner - 1 if corner > 0 else len(vertices) + corner for corner in corners]
                faces += [(rows[0], one, two) for one, two in itertools.pairwise(rows[1:])]
                sizes.append(max(len(rows) - 2, 0))
            else:
                raise refuse("file-unreadable", kind="OBJ")
        except (IndexError, ValueError) as error:
            raise refuse("file-unreadable", kind="OBJ") from error
        if len(faces) > MOST_FACES or len(vertices) > 3 * MOST_FACES:
            raise refuse("file-too-many-faces", expected=MOST_FACES)
    points, triangles = np.array(vertices, np.float64).reshape(-1, 3), np.array(faces, np.int64).reshape(-1, 3)
    if len(triangles) and (triangles.min() < 0 or triangles.max() >= len(points)):
        raise refuse("file-corner-missing")
    return points, unfolded(points, triangles, np.array(sizes, np.intp))


BARE: tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], Arrays]], ...] = (
    ("PLY", _is_ply, read_ply),
    ("STL", _is_binary_stl, _binary_stl),
    ("STL", _is_text_stl, _text_stl),
    ("OBJ", _is_obj, _obj),
)


def stl_bytes(mesh: trimesh.Trimesh) -> bytes:
    """The mesh as a binary STL."""
    facets = np.zeros(len(mesh.faces), FACET)
    facets["corners"] = mesh.vertices.astype(np.float32)[mesh.faces]
    facets["normal"] = mesh.face_normals
    return b"Atelier".ljust(80) + len(facets).to_bytes(4, "little") + facets.tobytes()


def stl_size_mm(data: bytes) -> tuple[float, float, float]:
    """Width, depth and height of a binary STL; MeshFileError if it is none, or a corner is nowhere."""
    if not _is_binary_stl(data):
        raise refuse("file-unreadable", kind="STL")
    corners, _ = _binary_stl(data)
    if not len(corners):
        raise refuse("file-empty")
    width, depth, height = np.ptp(corners, axis=0)
    if not np.isfinite((width, depth, height)).all():
        raise refuse("file-no-numbers")
    return float(width), float(depth), float(height)
