"""Outlines of letters and drawings as polygons: a fontTools pen that flattens curves while they are drawn.

ref: https://fonttools.readthedocs.io/en/latest/pens/basePen.html
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from fontTools.pens.basePen import BasePen
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

Point = tuple[float, float]
MOST_POINTS = 60_000
"""Of one drawing. Above it a preview is no longer live, and a nozzle cannot draw it."""


class TooManyPointsError(ValueError):
    """An outline with more points than `MOST_POINTS`."""


class FlatPen(BasePen):  # type: ignore[misc]
    """Collects closed contours; a curve becomes a line per `step`, at least 3 and at most 48."""

    def __init__(self, glyphs: Any = None, step: float = 1.0) -> None:
        super().__init__(glyphs)
        self.step = step
        self.contours: list[list[Point]] = []
        self.count = 0

    def _moveTo(self, pt: Point) -> None:
        self.contours.append([])
        self._add(pt)

    def _lineTo(self, pt: Point) -> None:
        self._add(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        start = self._getCurrentPoint()
        for at in self._turns(start, pt1, pt2, pt3):
            rest = 1 - at
            weights = (rest**3, 3 * rest**2 * at, 3 * rest * at**2, at**3)
            self._add(_mix(weights, (start, pt1, pt2, pt3)))

    def _qCurveToOne(self, pt1: Point, pt2: Point) -> None:
        start = self._getCurrentPoint()
        for at in self._turns(start, pt1, pt2):
            rest = 1 - at
            self._add(_mix((rest**2, 2 * rest * at, at**2), (start, pt1, pt2)))

    def _closePath(self) -> None:
        pass

    def _endPath(self) -> None:
        pass

    def _turns(self, *points: Point) -> NDArray[np.float64]:
        length = sum(math.dist(one, two) for one, two in itertools.pairwise(points))
        lines = min(max(3, math.ceil(length / self.step)), 48) if math.isfinite(length) else 3
        return np.linspace(0, 1, lines + 1)[1:]

    def _add(self, point: Point) -> None:
        self.count += 1
        if self.count > MOST_POINTS:
            raise TooManyPointsError(f"more than {MOST_POINTS} points")
        self.contours[-1].append((float(point[0]), float(point[1])))


def filled(contours: list[list[Point]], rule: FillRule = FillRule.NonZero) -> CrossSection:
    """The inside of contours, overlaps and self-crossings resolved; empty if none has three points."""
    polygons = [np.asarray(contour) for contour in contours if len(contour) >= 3]
    return CrossSection(polygons, rule) if polygons else CrossSection()


def _mix(weights: tuple[float, ...], points: tuple[Point, ...]) -> Point:
    return (
        sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
    )
