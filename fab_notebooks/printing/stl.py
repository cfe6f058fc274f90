"""The binary STL that our slicer step writes, and a picture of it for the one who approves.

A facet is 50 bytes, little-endian: its normal, three corners, and two bytes that mean nothing. Corners are (n, 3, 3)
float, millimetres, z up.

ref: https://www.loc.gov/preservation/digital/formats/fdd/fdd000505.shtml
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

HEADER_BYTES = 80
FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])

GROUND = (246, 244, 238)
OBJECT = np.array([74, 122, 190])
FACES_DRAWN = 60_000
"""A picture of 480 pixels shows no more; a facet takes some microseconds."""


class StlError(Exception):
    """Not a whole binary STL."""


def read_stl(content: bytes) -> NDArray[np.float64]:
    """The corners, (n, 3, 3); StlError if the number of facets and the length disagree, or a corner is nowhere."""
    if len(content) < HEADER_BYTES + 4:
        raise StlError(f"{len(content)} bytes; a binary STL has at least {HEADER_BYTES + 4}")
    count = int.from_bytes(content[HEADER_BYTES : HEADER_BYTES + 4], "little")
    expected = HEADER_BYTES + 4 + count * FACET.itemsize
    if len(content) != expected or not count:
        raise StlError(f"{len(content)} bytes; {count} facets take {expected}")
    corners = np.frombuffer(content, FACET, offset=HEADER_BYTES + 4)["corners"].astype(np.float64)
    if not np.isfinite(corners).all():
        raise StlError("a corner is not a number")
    return corners


def plainly_binary(content: bytes) -> bytes:
    """The same binary STL, so that PrusaSlicer takes it for one; anything else as it is.

    It looks for a byte above 127 in the 128 after the header, and reads a file without one as text: a box of 50 × 50 mm
    has none. The two bytes of the first facet that mean nothing get some.
    """
    count = int.from_bytes(content[HEADER_BYTES : HEADER_BYTES + 4], "little")
    if not count or len(content) != HEADER_BYTES + 4 + count * FACET.itemsize:
        return content
    end = HEADER_BYTES + 4 + FACET.itemsize
    return content[: end - 2] + b"\xff\xff" + content[end:]


def size_mm(corners: NDArray[np.float64]) -> tuple[float, float, float]:
    """Width, depth and height."""
    points = corners.reshape(-1, 3)
    width, depth, height = np.ptp(points, axis=0)
    return float(width), float(depth), float(height)


def picture(corners: NDArray[np.float64], pixels: int = 480) -> bytes:
    """A PNG of it, seen from above and in front, lighter where it faces up: what is far is drawn first."""
    if len(corners) > FACES_DRAWN:
        corners = corners[:: -(-len(corners) // FACES_DRAWN)]
    seen = corners @ _view().T
    low, high = seen.reshape(-1, 3).min(axis=0), seen.reshape(-1, 3).max(axis=0)
    scale = pixels * 0.86 / max(high[0] - low[0], high[1] - low[1], 1e-9)
    flat = (seen[:, :, :2] - (low[:2] + high[:2]) / 2) * (scale, -scale) + pixels / 2
    colours = _shades(seen)
    image = Image.new("RGB", (pixels, pixels), GROUND)
    _draw(image, flat, colours, np.argsort(seen[:, :, 2].mean(axis=1)))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _view() -> NDArray[np.float64]:
    """From object to eye: turned by 35° about z, then looked down on by 30°; the eye's z comes towards it."""
    turn, tilt = np.radians(-35), np.radians(-60)
    about_z = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    result: NDArray[np.float64] = about_x @ about_z
    return result


def _shades(seen: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A colour for each facet, by how far it is turned to the light above the eye's left shoulder."""
    normals = np.cross(seen[:, 1] - seen[:, 0], seen[:, 2] - seen[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    facing = normals @ np.array([-0.35, 0.55, 0.76]) / np.where(lengths > 0, lengths, 1)
    light = 0.45 + 0.75 * np.abs(facing)
    shades: NDArray[np.uint8] = np.clip(OBJECT * light[:, None], 0, 255).astype(np.uint8)
    return shades


def _draw(image: Image.Image, flat: NDArray[np.float64], colours: NDArray[np.uint8], order: NDArray[np.intp]) -> None:
    draw = ImageDraw.Draw(image)
    for facet, colour in zip(flat[order].reshape(-1, 6).tolist(), colours[order].tolist(), strict=True):
        draw.polygon(facet, fill=tuple(colour))
