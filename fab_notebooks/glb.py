"""GLB (binary glTF 2.0): triangles with their place; metres and y up in the file, millimetres and z up here.

The file is a head (magic, version, length), a JSON chunk and a binary chunk. Colours, textures and animations are left
alone. Nothing outside of the file is ever read.

ref: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray

from fab_notebooks.mesh_errors import MOST_FACES, MeshFileError, refuse
from fab_notebooks.topology import compact

MOST_JSON_BYTES = 8 * 1024 * 1024
DEEPEST = 32
MOST_NODES = 10_000
METRE_MM = 1000.0
Z_UP = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
"""Takes (x, y, z) of the file to (x, -z, y)."""
INDICES = {5121: "<u1", 5123: "<u2", 5125: "<u4"}
JSON, BINARY = 0x4E4F534A, 0x004E4942
TRIANGLES = 4


def read_glb(data: bytes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All triangles of the file's scene; MeshFileError, in French, if they can't be had."""
    try:
        document, binary = _chunks(data)
        if any("uri" in one for one in document.get("buffers", [])):
            raise refuse("file-external")
        return _Scene(document, binary).triangles()
    except MeshFileError:
        raise
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise refuse("file-unreadable", kind="GLB") from error


def _chunks(data: bytes) -> tuple[dict[str, Any], bytes]:
    _, version, length = struct.unpack_from("<4sII", data)
    size, kind = struct.unpack_from("<II", data, 12)
    if version != 2 or length > len(data) or kind != JSON or size > min(MOST_JSON_BYTES, len(data) - 20):
        raise refuse("file-unreadable", kind="GLB")
    document = json.loads(data[20 : 20 + size])
    start = 20 + size
    if start + 8 > len(data):
        return document, b""
    size, kind = struct.unpack_from("<II", data, start)
    if kind != BINARY or size > len(data) - start - 8:
        raise refuse("file-unreadable", kind="GLB")
    return document, data[start + 8 : start + 8 + size]


class _Scene:
    def __init__(self, document: dict[str, Any], binary: bytes) -> None:
        self.document, self.binary = document, binary
        self.vertices: list[NDArray[np.float64]] = []
        self.faces: list[NDArray[np.int64]] = []
        self.vertex_count = self.face_count = self.nodes = 0

    def triangles(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        scene = self.document["scenes"][self.document.get("scene", 0)]
        for node in scene.get("nodes", []):
            self.walk(node, np.eye(4), DEEPEST)
        if not self.faces:
            raise refuse("file-empty")
        return np.concatenate(self.vertices) @ Z_UP.T * METRE_MM, np.concatenate(self.faces)

    def walk(self, index: int, above: NDArray[np.float64], deepest: int) -> None:
        self.nodes += 1
        if deepest == 0 or self.nodes > MOST_NODES:
            raise refuse("file-unreadable", kind="GLB")
        node = self.document["nodes"][index]
        matrix = above @ _matrix(node)
        if "mesh" in node:
            for primitive in self.document["meshes"][node["mesh"]]["primitives"]:
                self.add(primitive, matrix)
        for child in node.get("children", []):
            self.walk(child, matrix, deepest - 1)

    def add(self, primitive: dict[str, Any], matrix: NDArray[np.float64]) -> None:
        if any("draco" in name or "meshopt" in name for name in primitive.get("extensions") or ()):
            raise refuse("file-compressed")
        if primitive.get("mode", TRIANGLES) != TRIANGLES:
            return
        points = self.accessor(primitive["attributes"]["POSITION"], {5126: "<f4"}, "VEC3").astype(np.float64)
        if "indices" in primitive:
            rows = self.accessor(primitive["indices"], INDICES, "SCALAR").astype(np.int64)
        else:
            rows = np.arange(len(points))
        faces = rows[: len(rows) // 3 * 3].reshape(-1, 3)
        self.face_count += len(faces)
        if self.face_count > MOST_FACES:
            raise refuse("file-too-many-faces", expected=MOST_FACES)
        if len(faces) and (faces.min() < 0 or faces.max() >= len(points)):
            raise refuse("file-corner-missing")
        # Many primitives may share one list of points, of which each uses a few.
        points, faces = compact(points, faces)
        self.vertices.append(points @ matrix[:3, :3].T + matrix[:3, 3])
        # A mirrored mesh would look inwards.
        self.faces.append((faces[:, ::-1] if np.linalg.det(matrix[:3, :3]) < 0 else faces) + self.vertex_count)
        self.vertex_count += len(points)

    def accessor(self, index: int, types: dict[int, str], shape: str) -> NDArray[Any]:
        """Numbers of the binary chunk, every bound compared with its real size."""
        accessor = self.document["accessors"][index]
        if "sparse" in accessor or "bufferView" not in accessor:
            raise refuse("file-compressed")
        view = self.document["bufferViews"][accessor["bufferView"]]
        if view.get("extensions"):
            raise refuse("file-compressed")
        kind = np.dtype(types[accessor["componentType"]])
        width = {"SCALAR": 1, "VEC3": 3}[shape]
        count, start = accessor["count"], view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        stride = view.get("byteStride", 0) or kind.itemsize * width
        honest = all(isinstance(size, int) and size >= 0 for size in (count, start, stride))
        if accessor["type"] != shape or not honest or view["buffer"]:
            raise refuse("file-unreadable", kind="GLB")
        end = start + stride * (count - 1) + kind.itemsize * width
        if count and (stride < kind.itemsize or end > len(self.binary)):
            raise refuse("file-unreadable", kind="GLB")
        numbers: NDArray[Any] = np.ndarray(
            (count, width), kind, self.binary, start, (stride, kind.itemsize) if count else None
        )
        return numbers.reshape(-1) if width == 1 else numbers


def _matrix(node: dict[str, Any]) -> NDArray[np.float64]:
    if "matrix" in node:
        return np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    matrix = np.eye(4)
    x, y, z, w = (float(one) for one in node.get("rotation", (0, 0, 0, 1)))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix[:3, :3] = turn * np.array(node.get("scale", (1, 1, 1)), dtype=np.float64)
    matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), dtype=np.float64)
    return matrix


def glb_bytes(mesh: trimesh.Trimesh) -> bytes:
    """The mesh as a GLB, in metres and y up as the format wants."""
    points = np.ascontiguousarray(np.asarray(mesh.vertices) @ Z_UP / METRE_MM, dtype="<f4")
    rows = np.ascontiguousarray(mesh.faces, dtype="<u4")
    document = {
        "asset": {"version": "2.0", "generator": "Atelier"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3"}
            | {"min": points.min(axis=0).tolist(), "max": points.max(axis=0).tolist()},
            {"bufferView": 1, "componentType": 5125, "count": rows.size, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": points.nbytes, "target": 34962},
            {"buffer": 0, "byteOffset": points.nbytes, "byteLength": rows.nbytes, "target": 34963},
        ],
        "buffers": [{"byteLength": points.nbytes + rows.nbytes}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary = points.tobytes() + rows.tobytes()
    head = struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(binary))
    return head + struct.pack("<II", len(text), JSON) + text + struct.pack("<II", len(binary), BINARY) + binary
