"""An SVG drawing as an outline: its filled shapes and nothing else; no style sheet, link or script is ever followed.

A drawing is somebody's file. What is refused, each with one French sentence (`DrawingError`): a document type (entities
grow without end, or read files), more than `MOST_ELEMENTS` elements, deeper than `DEEPEST`, more points than a nozzle
can draw, numbers that are none, a drawing without any surface.

ref: https://www.w3.org/TR/SVG2/ (paths, shapes, transform)
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np
from fontTools.svgLib.path import parse_path
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from fab_notebooks.outlines import FlatPen, Point, TooManyPointsError, filled
from fab_notebooks.parameters import ParameterError
from fab_notebooks.sentences import say

MOST_ELEMENTS = 2_000
DEEPEST = 32
LONGEST_PATH = 300_000
LARGEST = 1e7
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
STEP = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
UNSEEN = {"defs", "clipPath", "mask", "marker", "pattern", "symbol", "metadata", "style", "script", "title", "desc"}


class DrawingError(ParameterError):
    """A drawing that can't be raised; the message is a French sentence."""


def drawing(svg: str) -> CrossSection:
    """The filled surface of an SVG, y upwards, its size as it comes; DrawingError says why it can't be had."""
    contours: Contours = []
    _collect(_parsed(svg), _Paint(np.eye(3)), contours)
    numbers = [abs(value) for group, _ in contours for contour in group for point in contour for value in point]
    if not all(math.isfinite(value) and value < LARGEST for value in numbers):
        raise DrawingError(say("drawing-numbers"))
    outline = CrossSection()
    for group, rule in contours:
        outline += filled(group, rule)
    if outline.is_empty() or outline.area() <= 0:
        raise DrawingError(say("drawing-empty"))
    return outline.mirror((0, 1))


def _parsed(svg: str) -> ElementTree.Element:
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    count = depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise DrawingError(say("drawing-too-many", expected=MOST_ELEMENTS))
        builder.start(tag.rpartition("}")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition("}")[2])

    def doctype(*_: object) -> None:
        raise DrawingError(say("drawing-doctype"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    # Entities are declared in a document type only; without one there are none to grow.
    parser.EntityDeclHandler = doctype
    parser.StartDoctypeDeclHandler = _plain_doctype
    try:
        parser.Parse(svg.encode("utf-8"), True)
        root = builder.close()
    except (expat.ExpatError, AssertionError, UnicodeEncodeError) as error:
        raise DrawingError(say("drawing-unreadable")) from error
    if root.tag != "svg":
        raise DrawingError(say("drawing-unreadable"))
    return root


def _plain_doctype(name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
    # Many drawing programs write the standard document type; it is never fetched. One with its own part is refused.
    if has_internal_subset or name != "svg":
        raise DrawingError(say("drawing-doctype"))


@dataclass(frozen=True)
class _Paint:
    """What an element passes on to those inside it."""

    matrix: NDArray[np.float64]
    filled: bool = True
    even_odd: bool = False

    def inside(self, element: ElementTree.Element) -> _Paint:
        style = _style(element)
        return _Paint(
            self.matrix @ _transform(element.get("transform", "")),
            style["fill"] != "none" if "fill" in style else self.filled,
            style["fill-rule"] == "evenodd" if "fill-rule" in style else self.even_odd,
        )


def _style(element: ElementTree.Element) -> dict[str, str]:
    written = (part.partition(":") for part in element.get("style", "").split(";"))
    own = {name.strip(): value.strip() for name, _, value in written if value}
    return {name: value for name in ("fill", "fill-rule", "display") if (value := element.get(name))} | own


Contours = list[tuple[list[list[Point]], FillRule]]


def _collect(element: ElementTree.Element, above: _Paint, contours: Contours) -> None:
    if element.tag in UNSEEN or _style(element).get("display") == "none":
        return
    paint = above.inside(element)
    if paint.filled and (group := _shape(element)):
        moved = [_moved(contour, paint.matrix) for contour in group if contour]
        contours.append((moved, FillRule.EvenOdd if paint.even_odd else FillRule.NonZero))
    for child in element:
        _collect(child, paint, contours)


def _moved(contour: list[Point], matrix: NDArray[np.float64]) -> list[Point]:
    points = np.asarray(contour) @ matrix[:2, :2].T + matrix[:2, 2]
    return [(float(x), float(y)) for x, y in points]


def _shape(element: ElementTree.Element) -> list[list[Point]]:
    def value(name: str) -> float:
        found = NUMBER.match(element.get(name, "0").strip())
        return float(found.group()) if found else 0.0

    match element.tag:
        case "path":
            return _path(element.get("d", ""))
        case "rect":
            x, y, width, height = (value(name) for name in ("x", "y", "width", "height"))
            rx = min(value("rx") or value("ry"), width / 2)
            ry = min(value("ry") or value("rx"), height / 2)
            near_x, far_x, near_y, far_y = x + rx, x + width - rx, y + ry, y + height - ry
            corners = [(far_x, far_y, 0), (near_x, far_y, 90), (near_x, near_y, 180), (far_x, near_y, 270)]
            return [[point for cx, cy, turn in corners for point in _ellipse(cx, cy, rx, ry, turn, turn + 90)]]
        case "circle":
            return [_ellipse(value("cx"), value("cy"), value("r"), value("r"), 0, 360)]
        case "ellipse":
            return [_ellipse(value("cx"), value("cy"), value("rx"), value("ry"), 0, 360)]
        case "polygon" | "polyline":
            numbers = [float(one) for one in NUMBER.findall(element.get("points", "")[:LONGEST_PATH])]
            return [list(zip(numbers[::2], numbers[1::2], strict=False))]
        case _:
            return []


def _ellipse(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    angles = np.radians(np.linspace(start, end, max(2, round(abs(end - start) / 7.5) + 1)))
    return [(cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles]


def _path(data: str) -> list[list[Point]]:
    if len(data) > LONGEST_PATH:
        raise DrawingError(say("drawing-too-many-points"))
    numbers = [abs(float(one)) for one in NUMBER.findall(data)]
    if any(number > LARGEST for number in numbers):
        raise DrawingError(say("drawing-numbers"))
    pen = FlatPen(step=max(numbers, default=1) / 100)
    try:
        parse_path(data, pen)
    except TooManyPointsError as error:
        raise DrawingError(say("drawing-too-many-points")) from error
    # Whatever a malformed path makes of the parser: it has no error of its own.
    except (ValueError, IndexError, TypeError, KeyError, ArithmeticError, AssertionError, AttributeError) as error:
        raise DrawingError(say("drawing-unreadable")) from error
    return pen.contours


def _transform(text: str) -> NDArray[np.float64]:
    matrix = np.eye(3)
    for name, arguments in STEP.findall(text[:10_000]):
        values = [float(one) for one in NUMBER.findall(arguments)]
        matrix = matrix @ _one_step(name, values)
    return matrix


def _one_step(name: str, values: list[float]) -> NDArray[np.float64]:
    match name, values:
        case "matrix", [a, b, c, d, e, f]:
            rows = [[a, c, e], [b, d, f]]
        case "translate", [x, *rest]:
            rows = [[1, 0, x], [0, 1, rest[0] if rest else 0]]
        case "scale", [x, *rest]:
            rows = [[x, 0, 0], [0, rest[0] if rest else x, 0]]
        case "rotate", [angle, *centre]:
            x, y = centre if len(centre) == 2 else (0.0, 0.0)
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            rows = [[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]]
        case "skewX", [angle]:
            rows = [[1, math.tan(math.radians(angle)), 0], [0, 1, 0]]
        case "skewY", [angle]:
            rows = [[1, 0, 0], [math.tan(math.radians(angle)), 1, 0]]
        case _:
            raise DrawingError(say("drawing-unreadable"))
    return np.array([*rows, [0, 0, 1]], dtype=np.float64)
