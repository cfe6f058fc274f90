"""PLY, what most scanners write: a head in text declares elements and their properties; then rows, in text or binary.

A text file is read as a binary one whose every number has eight bytes, so that there is one way through the rows.
Colours, normals and whatever else a scanner adds are left alone.

ref: http://paulbourke.net/dataformats/ply/
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fab_notebooks.mesh_errors import MOST_CORNERS, MOST_FACES, MeshFileError, refuse
from fab_notebooks.polygons import unfolded

MOST_HEAD_BYTES = 64 * 1024
KINDS = {"char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2", "int": "i4", "uint": "u4"}
KINDS |= {"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4"}
KINDS |= {"float": "f4", "double": "f8", "float32": "f4", "float64": "f8"}
ORDERS = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}
CORNERS = ("vertex_indices", "vertex_index")
"""The two names that programs give to the corners of a face."""
END = re.compile(rb"^end_header\r?\n", re.MULTILINE)


@dataclass(frozen=True)
class _Property:
    name: str
    kind: str
    """A numpy type; of the list's members if it is a list."""
    counted_as: str = ""
    """The type of a list's length; empty for a plain number."""


@dataclass(frozen=True)
class _Element:
    name: str
    count: int
    properties: tuple[_Property, ...]


def read_ply(data: bytes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All triangles of the file, polygons cut into them; MeshFileError, in French, if they can't be had."""
    try:
        return _Rows(*_declared(data)).triangles()
    except MeshFileError:
        raise
    except (ValueError, KeyError, IndexError, OverflowError) as error:
        raise refuse("file-unreadable", kind="PLY") from error


def _declared(data: bytes) -> tuple[list[_Element], bytes]:
    """What the head declares, and the rows after it."""
    end = END.search(data, 0, MOST_HEAD_BYTES)
    if end is None:
        raise refuse("file-unreadable", kind="PLY")
    lines = [words for line in data[: end.start()].decode("latin-1").splitlines() if (words := line.split())]
    order = ORDERS[{words[0]: words[1:] for words in lines}["format"][0]]
    elements: list[_Element] = []
    for words in lines:
        if words[0] == "element":
            elements.append(_Element(words[1], int(words[2]), ()))
        elif words[0] == "property":
            last = elements[-1]
            elements[-1] = _Element(last.name, last.count, (*last.properties, _property(words[1:], order)))
    rows = data[end.end() :]
    return elements, rows if order else _eight_bytes_each(rows)


def _property(words: Sequence[str], order: str) -> _Property:
    def kind(name: str) -> str:
        return order + KINDS[name] if order else KINDS[name] and "<f8"

    if words[0] == "list":
        return _Property(words[3], kind(words[2]), kind(words[1]))
    return _Property(words[1], kind(words[0]))


def _eight_bytes_each(text: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)  # numpy's, where the numbers end before the text does
        try:
            return np.fromstring(text, "<f8", sep=" ").tobytes()
        except DeprecationWarning as error:
            raise refuse("file-unreadable", kind="PLY") from error


class _Rows:
    def __init__(self, elements: list[_Element], data: bytes) -> None:
        self.elements, self.data, self.at = elements, data, 0

    def triangles(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        points: list[NDArray[np.float64]] = [np.empty((0, 3))]
        faces: list[NDArray[np.int64]] = [np.empty((0, 3), np.int64)]
        sizes: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        count = 0
        for element in self.elements:
            if element.count > (MOST_FACES if element.name == "face" else 3 * MOST_FACES):
                raise refuse("file-too-many-faces", expected=MOST_FACES)
            names = [one.name for one in element.properties]
            for rows in self.of(element):
                if element.name == "vertex":
                    places = [rows[str(names.index(axis))] for axis in "xyz"]
                    points.append(np.stack(places, axis=1).astype(np.float64))
                elif element.name == "face":
                    [corners] = [number for number, name in enumerate(names) if name in CORNERS]
                    faces.append(_fans(rows[str(corners)]))
                    sizes.append(np.full(len(rows), len(faces[-1]) // len(rows), np.intp))
                    count += len(faces[-1])
                    if count > MOST_FACES:
                        raise refuse("file-too-many-faces", expected=MOST_FACES)
        vertices, triangles = np.concatenate(points), np.concatenate(faces)
        if len(triangles) and (triangles.min() < 0 or triangles.max() >= len(vertices)):
            raise refuse("file-corner-missing")
        return vertices, unfolded(vertices, triangles, np.concatenate(sizes))

    def of(self, element: _Element) -> Iterator[NDArray[Any]]:
        """The rows of an element, as many at a time as have lists of the same lengths."""
        left, together = element.count, element.count
        while left:
            kind, lengths = self.row_type(element)
            # Where lists differ in length, few rows are tried at a time, and more again while they agree.
            fit = min(left, together, (len(self.data) - self.at) // max(1, kind.itemsize))
            rows = np.frombuffer(self.data, kind, fit, self.at)
            same = np.ones(fit, bool)
            for name, length in lengths.items():
                same &= rows[name] == length
            alike = fit if same.all() else int(same.argmin())
            if alike == 0:
                raise refuse("file-unreadable", kind="PLY")
            yield rows[:alike]
            together = 2 * together if alike == fit else max(16, alike)
            left, self.at = left - alike, self.at + alike * kind.itemsize

    def row_type(self, element: _Element) -> tuple[np.dtype[Any], dict[str, int]]:
        """The type of rows like the next one, and the lengths of its lists by the name of the field that holds them."""
        fields: list[tuple[Any, ...]] = []
        lengths: dict[str, int] = {}
        for number, one in enumerate(element.properties):
            if one.counted_as:
                start = self.at + np.dtype(fields).itemsize
                length = int(np.frombuffer(self.data, one.counted_as, 1, start)[0])
                if not 0 <= length <= MOST_CORNERS:
                    raise refuse("file-unreadable", kind="PLY")
                fields += [(f"{number} counted", one.counted_as), (str(number), one.kind, (length,))]
                lengths[f"{number} counted"] = length
            else:
                fields.append((str(number), one.kind))
        return np.dtype(fields), lengths


def _fans(polygons: NDArray[Any]) -> NDArray[np.int64]:
    """Triangles (n, 3) of polygons (m, corners), one polygon after the other, each cut from its first corner."""
    if not np.isfinite(polygons).all() or np.abs(polygons).max(initial=0) > 3 * MOST_FACES:
        raise refuse("file-corner-missing")
    corners = polygons.astype(np.int64)
    one, two = corners[:, 1:-1], corners[:, 2:]
    return np.stack([np.broadcast_to(corners[:, :1], one.shape), one, two], axis=-1).reshape(-1, 3)
