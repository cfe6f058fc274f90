"""When a question comes back, and which five are asked today: pure, from what one person answered on which day.

A question stands in one of five boxes, and comes back 1, 3, 7, 21 and 60 days after its answer. A right answer puts it
one box up; a missed one comes back tomorrow and starts again with the first box. Days without an answer count for
nothing: what was due in an absence waits, and no day ever asks more than five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BOXES = (1, 3, 7, 21, 60)
"""Days until a question of each box comes back."""
A_DAY = 5
SOLID_AFTER = timedelta(days=3)
"""An answer that was still right after so long shows that something stayed."""


@dataclass(frozen=True)
class Answered:
    """One answer to one question."""

    item_id: str
    day: date
    right: bool


@dataclass(frozen=True)
class Card:
    """Where a question stands: `box` counts from 1, and is 0 if it was missed; `solid` never ends."""

    box: int
    due: date
    solid: bool

    @property
    def was_missed(self) -> bool:
        """Whether the last answer was not right."""
        return self.box == 0


def cards(answers: Iterable[Answered]) -> dict[str, Card]:
    """The card of every question that was answered, from all answers in the order they were given."""
    found: dict[str, Card] = {}
    asked: dict[str, date] = {}
    for answer in answers:
        before = found.get(answer.item_id)
        waited = before is not None and not before.was_missed and answer.day - asked[answer.item_id] >= SOLID_AFTER
        box = min((before.box if before else 0) + 1, len(BOXES)) if answer.right else 0
        solid = (before is not None and before.solid) or (answer.right and waited)
        found[answer.item_id] = Card(box, answer.day + timedelta(days=BOXES[max(box - 1, 0)]), solid)
        asked[answer.item_id] = answer.day
    return found


def choose(pool: Sequence[str], known: Mapping[str, Card], today: date, places: int = A_DAY) -> tuple[str, ...]:
    """The questions for today's free places, of a pool in the order of the year.

    First what was missed; then what is due, oldest first, of which one place is left to a question that was never
    asked, if there is one, for else an absence would keep the new week out; then other new ones.
    """
    order = {item: place for place, item in enumerate(pool)}
    due = [item for item in pool if item in known and known[item].due <= today]
    due.sort(key=lambda item: (not known[item].was_missed, known[item].due, order[item]))
    missed = [item for item in due if known[item].was_missed]
    remembered = [item for item in due if not known[item].was_missed]
    new = [item for item in pool if item not in known]
    chosen = missed[:places]
    chosen += remembered[: max(places - len(chosen) - bool(new), 0)]
    chosen += new[: places - len(chosen)]
    return tuple(chosen)
