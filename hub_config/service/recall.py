"""A person's five questions of the day, in the database: chosen once a day, answered once each.

The right answer is known here alone: nothing that leaves for a browser holds it before the person has answered.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from curriculum.builder.recall import RecallItem, RecallKind
from graders.answer import same_answer
from graders.utc_time import UtcTime
from hub_config.service.french_dates import day_in_paris
from hub_config.service.recall_schedule import A_DAY, Answered, Card, cards, choose

metadata = MetaData()
recall_answers = Table(
    "recall_answers",
    metadata,
    Column("student_id", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("given", Text),
    Column("is_right", Boolean),
    Column("answered_at", UtcTime),
)

LETTERS_MAX = 500


@dataclass(frozen=True)
class Question:
    """One of somebody's questions of a day, at its `place` from 1.

    `choices` stand in an order of this person and day. `is_right` is None until it is answered; then `given` is what
    was answered, None for "je ne sais pas", and `returns_in` the days until it comes back.
    """

    item: RecallItem
    place: int
    choices: tuple[str, ...]
    is_right: bool | None = None
    given: str | None = None
    returns_in: int | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the right answer may be shown."""
        return self.is_right is not None


class NotAskedError(Exception):
    """The question is not among those of today."""


class EmptyAnswerError(Exception):
    """There is nothing in the answer: it is asked again, and counts for nothing."""


class RecallBook:
    """Everybody's questions and answers; `clock` gives aware UTC, a day is one of Paris.

    Every method is given the `pool` of questions that may be asked, in the order of the year.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def today(self, student_id: str, pool: Sequence[RecallItem]) -> tuple[Question, ...]:
        """Today's questions in their order: at most five, the same all day; fewer only where the pool holds no more."""
        items, today = {item.item_id: item for item in pool}, day_in_paris(self._clock())
        with self._engine.begin() as connection:
            self._fill_up(connection, student_id, list(items), today)
            rows = connection.execute(
                select(recall_answers)
                .where(recall_answers.c.student_id == student_id, recall_answers.c.day == today)
                .order_by(recall_answers.c.place)
            ).all()
            known = cards(_history(connection, student_id))
        found: list[Question] = []
        for row in rows:
            if (item := items.get(row.item_id)) is None:
                continue
            returns_in = (known[item.item_id].due - today).days if row.is_right is not None else None
            choices = in_their_order(item, student_id, today)
            found.append(Question(item, len(found) + 1, choices, row.is_right, row.given, returns_in))
        return tuple(found)

    def answer(self, student_id: str, pool: Sequence[RecallItem], item_id: str, given: str | None) -> Question:
        """Take an answer, None for "je ne sais pas"; the first counts, whatever comes after it.

        NotAskedError for a question of another day, EmptyAnswerError for an answer without a sign in it.
        """
        asked = {question.item.item_id: question for question in self.today(student_id, pool)}
        if item_id not in asked:
            raise NotAskedError(f"{item_id!r} is not asked today")
        item = asked[item_id].item
        if given is not None and not (given := given.strip()[:LETTERS_MAX]):
            raise EmptyAnswerError("the answer is empty")
        now = self._clock()
        is_this = (
            (recall_answers.c.student_id == student_id)
            & (recall_answers.c.day == day_in_paris(now))
            & (recall_answers.c.item_id == item_id)
            & recall_answers.c.is_right.is_(None)
        )
        values = {"given": given, "is_right": is_right(item, given), "answered_at": now}
        with self._engine.begin() as connection:
            connection.execute(update(recall_answers).where(is_this).values(values))
        return next(each for each in self.today(student_id, pool) if each.item.item_id == item_id)

    def cards(self, student_id: str) -> dict[str, Card]:
        """Where each question stands that this person ever answered."""
        with self._engine.connect() as connection:
            return cards(_history(connection, student_id))

    def _fill_up(self, connection: Connection, student_id: str, pool: list[str], today: date) -> None:
        """Choose today's questions; where a unit was begun since, it fills the places that were left."""
        mine = (recall_answers.c.student_id == student_id) & (recall_answers.c.day == today)
        asked = connection.scalars(select(recall_answers.c.item_id).where(mine)).all()
        free = A_DAY - len([item for item in asked if item in pool])
        if free <= 0:
            return
        known = cards(answer for answer in _history(connection, student_id) if answer.day < today)
        chosen = choose([item for item in pool if item not in asked], known, today, free)
        for place, item_id in enumerate(chosen, start=len(asked) + 1):
            row = {"student_id": student_id, "day": today, "item_id": item_id, "place": place}
            connection.execute(insert(recall_answers).values(row))


def _history(connection: Connection, student_id: str) -> list[Answered]:
    """Every answer of one person, oldest first; what was asked and left alone is not among them."""
    query = (
        select(recall_answers.c.item_id, recall_answers.c.day, recall_answers.c.is_right)
        .where(recall_answers.c.student_id == student_id, recall_answers.c.is_right.is_not(None))
        .order_by(recall_answers.c.day, recall_answers.c.place)
    )
    return [Answered(*row) for row in connection.execute(query)]


def in_their_order(item: RecallItem, student_id: str, day: date) -> tuple[str, ...]:
    """The choices of a question, shuffled: another order each day, the same all day."""
    choices = list(item.choices)
    random.Random(f"{student_id} {day} {item.item_id}").shuffle(choices)
    return tuple(choices)


def is_right(item: RecallItem, given: str | None) -> bool:
    """Whether this is the answer; a typed one as a kind reader compares it."""
    if given is None:
        return False
    if item.kind is RecallKind.CHOICE:
        return given == item.answer
    return same_answer(given, item.answer, *item.accept)
