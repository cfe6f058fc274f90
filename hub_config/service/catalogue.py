"""Finds units and exercises by the names that requests use."""

from __future__ import annotations

from collections.abc import Sequence

from curriculum.builder.units import Unit
from graders.exercise import Exercise


class Catalogue:
    """The programme, looked up by assignment (a unit's id) and exercise number."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._units = {unit.unit_id: unit for unit in units}
        self._exercises = {
            (unit.unit_id, each.exercise.number): each.exercise for unit in units for each in unit.exercises
        }

    def unit(self, assignment_id: str) -> Unit | None:
        """The unit behind an assignment; None for one that is not in the programme."""
        return self._units.get(assignment_id)

    def exercise(self, assignment_id: str, number: str) -> Exercise | None:
        """`exercise("03")` of an assignment, as the checker needs it; None if there is none."""
        return self._exercises.get((assignment_id, number))
