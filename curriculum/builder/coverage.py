"""What the programme covers: competences by unit and exercise, and hours and exercises against the plan.

CP3   Réaliser des interfaces …     S03: 03, 04, 05     S04: 01 … 06
CT1   Communiquer …                 S09: (an outcome, no exercise)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from curriculum.builder.programme import Programme
from curriculum.builder.referentials import Referential
from curriculum.builder.units import Minutes, Unit


@dataclass(frozen=True)
class UnitHours:
    """A unit in its weeks: what the plan gives it and what it takes.

    `planned_exercises` is None if the plan says nothing.
    """

    unit: Unit
    planned: Minutes
    planned_exercises: int | None

    @property
    def exercise_minutes(self) -> int:
        """What its exercises take together; the unit's minutes leave room for second tries and help."""
        return sum(taught.minutes for taught in self.unit.exercises)


@dataclass(frozen=True)
class Row:
    """One competence: by unit id, the numbers of the exercises that train it; none if only an outcome names it.

    A unit that does not serve it is not there. `is_aim`: the year wants to teach it.
    """

    entry_id: str
    label: str
    is_aim: bool
    served: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Frame:
    """One referential: a row for each competence that a unit serves or the year wants."""

    referential: Referential
    rows: tuple[Row, ...]

    @property
    def taught(self) -> int:
        """How many competences some unit serves; headings of others do not count."""
        criteria = set(self.referential.criteria)
        return sum(1 for row in self.rows if row.served and row.entry_id in criteria)

    @property
    def missing(self) -> tuple[Row, ...]:
        """What the year wants and no unit serves yet."""
        return tuple(row for row in self.rows if row.is_aim and not row.served)


@dataclass(frozen=True)
class Coverage:
    """The whole programme, unit by unit and frame by frame; a frame nobody serves or wants is left out."""

    hours: tuple[UnitHours, ...]
    frames: tuple[Frame, ...]


def coverage(programme: Programme) -> Coverage:
    """What the programme's units say of themselves, gathered."""
    frames = (_frame(referential, programme.units) for referential in programme.referentials.values())
    return Coverage(
        tuple(_hours(unit, programme) for unit in programme.units), tuple(frame for frame in frames if frame.rows)
    )


def _hours(unit: Unit, programme: Programme) -> UnitHours:
    """A week's minutes go to the unit taught in it; where two share a week, each could have all of it."""
    week, weeks = programme.minutes, len(unit.weeks)
    planned = [week.exercises for week in programme.weeks if unit.unit_id in week.unit_ids and week.exercises]
    return UnitHours(
        unit,
        Minutes(week.lesson * weeks, week.exercises * weeks, week.project * weeks),
        sum(planned) if planned else None,
    )


def _frame(referential: Referential, units: tuple[Unit, ...]) -> Frame:
    rows = (
        Row(entry_id, label, entry_id in referential.aims, _served(referential.referential_id, entry_id, units))
        for entry_id, label in referential.entries.items()
    )
    return Frame(referential, tuple(row for row in rows if row.served or row.is_aim))


def _served(referential_id: str, entry_id: str, units: tuple[Unit, ...]) -> dict[str, tuple[str, ...]]:
    found = {}
    for unit in units:
        numbers = tuple(
            taught.number for taught in unit.exercises if entry_id in taught.competences.get(referential_id, ())
        )
        if numbers or any(entry_id in outcome.competences.get(referential_id, ()) for outcome in unit.outcomes):
            found[unit.unit_id] = numbers
    return found
