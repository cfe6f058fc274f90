"""Grades pieces: a mesh file, a design built with the learner's settings, or settings alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from graders.checks import Failure, GraderBroken
from graders.mesh.inspector import Inspector, PieceRefusedError
from graders.mesh.piece import Piece
from graders.mesh.settings import read_settings
from graders.unreadable import Unreadable
from graders.work import Work, is_piece

DESIGN = "design.py"  # of the exercise, in start/: what is built with the learner's settings

T = TypeVar("T")


class MeshGrader:
    """Opens a learner's file as a `Piece`, measured by the inspector."""

    def __init__(self, inspector: Inspector | None) -> None:
        self._inspector = inspector

    async def grade(self, work: Work, run: Callable[[Any], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the piece; a file that holds none is told under every check.

        GraderBroken if the checker was made without an inspector, or it broke.
        """
        try:
            piece = await asyncio.to_thread(self._piece, work)
        except Failure as failure:
            return await run(Unreadable(failure)), failure
        return await run(piece), None

    def _piece(self, work: Work) -> Piece:
        name = work.exercise.learner_files[0]
        try:
            if is_piece(name):
                return Piece(name, self._measuring(work).file(work.data(name)))
            settings = read_settings(work.text(name), name)
            if DESIGN not in work.exercise.start:
                return Piece(name, settings=settings)
            values = {each: setting.value for each, setting in settings.items()}
            return Piece(name, self._measuring(work).design(work.exercise.start[DESIGN], values), settings)
        except PieceRefusedError as error:
            raise Failure("mesh-refused", file=name, values={"why": str(error)}) from error

    def _measuring(self, work: Work) -> Inspector:
        if self._inspector is None:
            raise GraderBroken(f"{work.exercise.exercise_id} needs an inspector of meshes, and this checker has none")
        return self._inspector
