"""How well somebody can do each exercise of a unit: ahead, under way, acquired, solid once recalled days later. Pure.

It is shown to the person, and to who helps them; never taken away, and compared with nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from curriculum.builder.exercises import UnitExercise
from curriculum.builder.units import Unit
from hub_config.service.progress import Progress
from hub_config.service.recall_schedule import Card


class Mastery(Enum):
    """ACQUIRED: right once, alone. SOLID: and each of its notions was remembered three days later or more."""

    AHEAD = "ahead"
    UNDER_WAY = "under-way"
    ACQUIRED = "acquired"
    SOLID = "solid"


@dataclass(frozen=True)
class Standing:
    """One exercise and how well somebody can do it."""

    taught: UnitExercise
    mastery: Mastery


def solid_notions(units: Iterable[Unit], cards: Mapping[str, Card]) -> Mapping[str, bool]:
    """The notions that recall asks, and whether one of their questions, in whichever unit, is solid."""
    found: dict[str, bool] = {}
    for unit in units:
        for item in unit.recall:
            card = cards.get(item.item_id)
            found[item.notion] = found.get(item.notion, False) or (card is not None and card.solid)
    return found


def standings(progress: Progress, notions: Mapping[str, bool]) -> tuple[Standing, ...]:
    """How well one person can do the exercises of a unit, in their order; `notions` as `solid_notions` tells."""
    tried = {attempt.number for attempt in progress.attempts}
    found = []
    for taught in progress.unit.exercises:
        asked = [notions[notion] for notion in taught.notions if notion in notions]
        if taught.number in progress.done:
            mastery = Mastery.SOLID if asked and all(asked) else Mastery.ACQUIRED
        else:
            mastery = Mastery.UNDER_WAY if taught.number in tried else Mastery.AHEAD
        found.append(Standing(taught, mastery))
    return tuple(found)
