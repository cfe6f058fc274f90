"""Pieces as an inspector measured them, and an inspector that says what it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graders.checker import Checker
from graders.checks import Check
from graders.exercise import Engine
from graders.mesh.inspector import Finding, Measures
from graders.mesh.piece import Piece
from graders.mesh.settings import read_settings
from graders.results import Report
from tests.graders.exercises import an_exercise

PIECE, SETTINGS = "piece.3mf", "reglages.txt"


def measures(
    size_mm: tuple[float, float, float] = (40, 20, 3), *found: Finding, bodies: int = 1, wall_mm: float | None = None
) -> Measures:
    """Of a plate of which nothing bad is known."""
    return Measures(size_mm, bodies, wall_mm, found)


def a_finding(finding_id: str, *, stops: bool = False) -> Finding:
    """What the studio would say of it."""
    return Finding(finding_id, stops, "Une paroi est trop fine.", "Épaississez-la.")


def a_piece(*found: str, **values: Any) -> Piece:
    """A plate of which these things are known."""
    return Piece(PIECE, measures(values.pop("size_mm", (40, 20, 3)), *map(a_finding, found), **values))


def settings(text: str) -> Piece:
    """Settings that make no mesh."""
    return Piece(SETTINGS, settings=read_settings(text, SETTINGS))


class ToldInspector:
    """Answers with `answer`, or raises it; `asked` are the questions."""

    def __init__(self, answer: Measures | Exception) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def file(self, data: bytes) -> Measures:
        return self._told(data)

    def design(self, source: bytes, values: Mapping[str, float]) -> Measures:
        return self._told((source, dict(values)))

    def _told(self, question: Any) -> Measures:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def report_on(
    inspector: ToldInspector | None,
    rule: Callable[[Piece], object],
    files: Mapping[str, bytes],
    start: Mapping[str, bytes] | None = None,
) -> Report:
    """The real checker's report on one rule, with this inspector."""
    exercise = an_exercise(
        Check("rule", "La pièce convient.", 2.0, rule),  # type: ignore[arg-type]
        engine=Engine.MESH,
        learner_files=(PIECE if PIECE in files else SETTINGS,),
        start=start or {},
    )
    return await Checker(inspector=inspector).check(exercise, files)
