"""The model part of a 3MF file: objects, their meshes, what they are composed of, and what is to be printed."""

from __future__ import annotations

import re
import warnings
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.mesh_errors import MOST_FACES, MeshFileError, refuse
from fab_notebooks.topology import compact

UNITS_MM = {"micron": 0.001, "millimeter": 1.0, "centimeter": 10.0, "inch": 25.4, "foot": 304.8, "meter": 1000.0}
CHUNK = 8 * 1024 * 1024
"""Bytes of XML that are turned into numbers at once: it bounds what is needed beside the file itself."""
DIGITS = b"0123456789.-+ \t\r\n\x04"
EXPONENT = re.compile(rb"(?<=[0-9.])[eE](?=[-+]?[0-9])")
"""In a small number; written as \\x04 while elements are compared, whose names have an e too."""
BLANKS = bytes(byte if byte in b"0123456789.-+" else ord("e") if byte == 4 else 32 for byte in range(256))
VERTEX = b'<vertexx=""y=""z=""/>'
TRIANGLE = b'<triangle\x01=""\x02=""\x03=""/>'
CORNERS = ((b"v1=", b"\x01="), (b"v2=", b"\x02="), (b"v3=", b"\x03="))
"""Attributes with digits in their names get names without, which no XML can have."""
RUN = re.compile(rb"<(vertices|triangles)\s*>")
MARK = "atelier-run"
"""An attribute that stands for a run that was cut out; a file that has it itself is not read."""
MOST_OBJECTS = 5_000


@dataclass(frozen=True)
class Part:
    """Something put somewhere: an item to print, or a component of an object."""

    object_id: str
    path: str
    """Another model of the package; empty: the same."""
    transform: NDArray[np.float64]
    """(4, 4), for columns."""


@dataclass(frozen=True)
class Object:
    """A mesh, or parts, or neither."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Model:
    """One model part."""

    unit: str
    title: str
    objects: Mapping[str, Object]
    items: tuple[Part, ...]

    def paths(self) -> set[str]:
        """The other models it needs."""
        parts = [*self.items, *(part for one in self.objects.values() for part in one.parts)]
        return {part.path for part in parts if part.path}


@dataclass(frozen=True)
class Objects:
    """All objects of a package, by model and id."""

    models: Mapping[str, Mapping[str, Object]]
    root: str
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def find(self, model: str, part: Part) -> tuple[str, Object]:
        """The model an object stands in, and the object."""
        where = part.path or model
        found = self.models.get(where, {}).get(part.object_id)
        if found is None:
            raise refuse("file-outside")
        return where, found

    def face_count(self, model: str, part: Part, deepest: int) -> int:
        """How many faces a part has with all it is composed of; counted before anything is copied."""
        if deepest == 0:
            raise refuse("file-knot")
        where, found = self.find(model, part)
        key = where, part.object_id
        if key not in self._counts:
            below = sum(self.face_count(where, one, deepest - 1) for one in found.parts)
            self._counts[key] = len(found.faces) + below
        return self._counts[key]

    def placed(
        self, model: str, part: Part, above: NDArray[np.float64]
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
        """The meshes of a part and of all it is composed of, each in place."""
        where, found = self.find(model, part)
        matrix = above @ part.transform
        if len(found.faces):
            in_place = bool((matrix == np.eye(4)).all())
            vertices = found.vertices if in_place else found.vertices @ matrix[:3, :3].T + matrix[:3, 3]
            # A mirrored mesh would look inwards.
            yield vertices, found.faces[:, ::-1] if np.linalg.det(matrix[:3, :3]) < 0 else found.faces
        for one in found.parts:
            # An object without faces, however often it is named, would be walked for nothing.
            if self.face_count(where, one, 64):
                yield from self.placed(where, one, matrix)


def read_model(xml: bytes) -> Model:
    """A model from its XML; MeshFileError for what is none."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        xml = xml.decode("utf-16").encode()
    runs: list[NDArray[np.float64] | NDArray[np.int64]] = []
    if b"<!" not in xml and MARK.encode() not in xml:
        xml = _cut(xml, runs)
    reader = _Reader(runs)
    try:
        reader.parser.Parse(xml, True)
    except MeshFileError:
        raise
    # A wrong or missing number, an attribute that is not there, an encoding nobody knows.
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise refuse("file-unreadable", kind="3MF") from error
    return reader.model()


def _cut(xml: bytes, runs: list[NDArray[np.float64] | NDArray[np.int64]]) -> bytes:
    """The XML with plain runs of vertices and triangles replaced by their number in `runs`."""
    kept: list[bytes] = []
    here = 0
    for start in RUN.finditer(xml):
        if start.start() < here:
            continue
        tag = start[1]
        end = xml.find(b"</" + tag + b">", start.end())
        numbers = None if end < 0 else _plain_run(xml, start.end(), end, tag == b"vertices")
        if numbers is not None:
            kept += [xml[here : start.start()], b"<" + tag + f' {MARK}="{len(runs)}">'.encode()]
            runs.append(numbers)
            here = end
    return b"".join([*kept, xml[here:]])


def _plain_run(xml: bytes, start: int, end: int, vertices: bool) -> NDArray[np.float64] | NDArray[np.int64] | None:
    """(n, 3) numbers; None if it is anything else than the same plain element again and again."""
    element = VERTEX if vertices else TRIANGLE
    kind = np.float64 if vertices else np.int64
    found = []
    while start < end:
        stop = end if end - start <= CHUNK else xml.rfind(b">", start, start + CHUNK) + 1
        piece = xml[start:stop]
        if b'""' in piece or b'" "' in piece:
            return None
        if not vertices:
            for name, plain in CORNERS:
                piece = piece.replace(name, plain)
        bare = piece.translate(None, DIGITS)
        if vertices and len(bare) % len(element):
            piece = EXPONENT.sub(b"\x04", piece)
            bare = piece.translate(None, DIGITS)
        count, rest = divmod(len(bare), len(element))
        if rest or bare != element * count:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                numbers: NDArray[Any] = np.fromstring(piece.translate(BLANKS), sep=" ", dtype=kind)
            except (DeprecationWarning, ValueError):
                return None
        if len(numbers) != 3 * count:
            return None
        found.append(numbers)
        start = stop
    if not found:
        return None
    joined: NDArray[np.float64] | NDArray[np.int64] = np.concatenate(found).reshape(-1, 3)
    return joined


class _Reader:
    """Listens to an XML reader; elements are known by their local name, whatever prefix they carry."""

    def __init__(self, runs: list[NDArray[np.float64] | NDArray[np.int64]]) -> None:
        self.runs = runs
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        # Entities are declared in a document type only; the parser finds it in any encoding.
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.unit, self.title, self.in_title = "millimeter", "", False
        self.objects: dict[str, Object] = {}
        self.items: list[Part] = []
        self.id = ""
        self.fresh()

    def fresh(self) -> None:
        self.vertices, self.faces, self.parts = array("d"), array("q"), list[Part]()
        self.vertex_run: NDArray[np.float64] | None = None
        self.face_run: NDArray[np.int64] | None = None

    def doctype(self, *_: object) -> None:
        raise refuse("file-doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition("}")[2]:
            case "vertex":
                self.vertices.extend((float(attributes["x"]), float(attributes["y"]), float(attributes["z"])))
                self.bounded()
            case "triangle":
                self.faces.extend((int(attributes["v1"]), int(attributes["v2"]), int(attributes["v3"])))
                self.bounded()
            case "vertices" if MARK in attributes:
                self.vertex_run = self.runs[int(attributes[MARK])]  # type: ignore[assignment]
            case "triangles" if MARK in attributes:
                self.face_run = self.runs[int(attributes[MARK])]  # type: ignore[assignment]
            case "model":
                self.unit = attributes.get("unit", "millimeter")
                if self.unit not in UNITS_MM:
                    raise refuse("file-unreadable", kind="3MF")
            case "metadata":
                self.in_title = attributes.get("name") == "Title"
            case "object":
                self.id = attributes["id"]
                self.fresh()
            case "component":
                self.parts.append(_part(attributes))
            # As slicers mark what stays on the plate unprinted.
            case "item" if attributes.get("printable") != "0":
                self.items.append(_part(attributes))
        if len(self.parts) + len(self.items) + len(self.objects) > MOST_OBJECTS:
            raise refuse("file-bomb")

    def bounded(self) -> None:
        if len(self.faces) > 3 * MOST_FACES or len(self.vertices) > 9 * MOST_FACES:
            raise refuse("file-too-many-faces", expected=MOST_FACES)

    def end(self, name: str) -> None:
        match name.rpartition("}")[2]:
            case "object":
                self.objects[self.id] = self.finished()
                self.fresh()
            case "metadata":
                self.in_title = False

    def text(self, text: str) -> None:
        if self.in_title:
            self.title = (self.title + text)[:200]

    def finished(self) -> Object:
        slow_vertices = np.array(self.vertices, dtype=np.float64).reshape(-1, 3)
        slow_faces = np.array(self.faces, dtype=np.int64).reshape(-1, 3)
        vertices = slow_vertices if self.vertex_run is None else self.vertex_run
        faces = slow_faces if self.face_run is None else self.face_run
        if len(faces) > MOST_FACES:
            raise refuse("file-too-many-faces", expected=MOST_FACES)
        if len(faces) and (faces.min() < 0 or faces.max() >= len(vertices)):
            raise refuse("file-corner-missing")
        # However often an object is put on the plate, what no face uses takes no room.
        return Object(*compact(vertices, faces), tuple(self.parts))

    def model(self) -> Model:
        return Model(self.unit, self.title.strip(), self.objects, tuple(self.items))


def _part(attributes: dict[str, str]) -> Part:
    path = next((value for name, value in attributes.items() if name.rpartition("}")[2] == "path"), "")
    matrix = np.eye(4)
    if "transform" in attributes:
        numbers = [float(one) for one in attributes["transform"].split()]
        if len(numbers) != 12 or not np.isfinite(numbers).all():
            raise refuse("file-no-numbers")
        # The file multiplies rows from the left.
        matrix[:3] = np.array(numbers).reshape(4, 3).T
    return Part(attributes["objectid"], path.lstrip("/"), matrix)
