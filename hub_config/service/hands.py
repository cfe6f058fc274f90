"""Raised hands: who calls for help at which exercise, since when, and whether a trainer has seen it.

A hand goes down when its owner lowers it, when a trainer says that they helped, and by itself at the end of the day:
who asks for help on Monday does not find a hand still up on Tuesday.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Engine, MetaData, String, Table, and_, delete, insert, select, update

from graders.utc_time import UtcTime
from hub_config.service.french_dates import days_until

metadata = MetaData()
hands = Table(
    "hands",
    metadata,
    Column("student_id", String, primary_key=True),
    Column("assignment_id", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("raised_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime),
)


@dataclass(frozen=True)
class Hand:
    """One person at one exercise; `seen_at` is when a trainer said that they are on their way."""

    student_id: str
    assignment_id: str
    number: str
    raised_at: datetime
    seen_at: datetime | None


class Hands:
    """The hands that are up today, in the database; those who watch learn of each change at once.

    Its methods may be called from one thread alone, that of the event loop.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._moved = asyncio.Event()

    def up(self, *, student_id: str | None = None) -> tuple[Hand, ...]:
        """Everybody's hands, or one person's; who has waited longest comes first."""
        query = select(hands).order_by(hands.c.raised_at, hands.c.student_id, hands.c.number)
        if student_id is not None:
            query = query.where(hands.c.student_id == student_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        now = self._clock()
        return tuple(Hand(**row._mapping) for row in rows if days_until(row.raised_at, now) == 0)

    def of(self, student_id: str, assignment_id: str, number: str) -> Hand | None:
        """One person's hand at one exercise; None if it is down."""
        own = self.up(student_id=student_id)
        return next((hand for hand in own if (hand.assignment_id, hand.number) == (assignment_id, number)), None)

    def put_up(self, student_id: str, assignment_id: str, number: str) -> Hand:
        """Raise it; one that is up already stays up since when it was."""
        if (hand := self.of(student_id, assignment_id, number)) is not None:
            return hand
        hand = Hand(student_id, assignment_id, number, self._clock(), None)
        with self._engine.begin() as connection:
            connection.execute(delete(hands).where(_is(student_id, assignment_id, number)))  # yesterday's
            connection.execute(insert(hands).values(vars(hand)))
        self._tell()
        return hand

    def put_down(self, student_id: str, assignment_id: str, number: str) -> None:
        """Lower it, if it is up."""
        with self._engine.begin() as connection:
            connection.execute(delete(hands).where(_is(student_id, assignment_id, number)))
        self._tell()

    def see(self, student_id: str, assignment_id: str, number: str) -> None:
        """A trainer is on the way; the first who says so counts."""
        unseen = and_(_is(student_id, assignment_id, number), hands.c.seen_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(update(hands).where(unseen).values(seen_at=self._clock()))
        self._tell()

    def version(self) -> str:
        """A word that is another one whenever `up` is another."""
        return hashlib.sha256(repr(self.up()).encode()).hexdigest()[:16]

    async def until_other_than(self, version: str, timeout_s: float) -> None:
        """Waits until the hands are no longer those of this version, but no longer than this."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while version == self.version():
            moved, left_s = self._moved, deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(moved.wait(), max(left_s, 0))
            except TimeoutError:
                return

    def _tell(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


def _is(student_id: str, assignment_id: str, number: str) -> ColumnElement[bool]:
    return and_(hands.c.student_id == student_id, hands.c.assignment_id == assignment_id, hands.c.number == number)
