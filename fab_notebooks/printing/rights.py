"""Printing rights: who may print on which machine without asking, signed by a manager, until a day; and its upkeep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from fab_notebooks.printing import tables


@dataclass(frozen=True)
class PrintingRight:
    """One signature."""

    right_id: int
    person: str
    printer: str
    signed_by: str
    signed_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None

    def holds(self, now: datetime) -> bool:
        """Whether it counts at this moment."""
        return self.revoked_at is None and self.signed_at <= now < self.expires_at


@dataclass(frozen=True)
class MaintenanceEntry:
    """Something done to a machine."""

    at: datetime
    by: str
    words: str


def find_right(connection: Connection, person: str, printer: str, now: datetime) -> PrintingRight | None:
    """The right that counts now, if there is one."""
    table = tables.rights
    query = select(table).where(table.c.person == person, table.c.printer == printer).order_by(table.c.right_id)
    rights = [PrintingRight(**row._mapping) for row in connection.execute(query)]
    return next((right for right in reversed(rights) if right.holds(now)), None)


class Rights:
    """The rights and the maintenance log; nothing in them is ever overwritten."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def sign(self, person: str, printer: str, *, signed_by: str, expires_at: datetime) -> None:
        """Grants the right from now on."""
        row = {"person": person, "printer": printer, "signed_by": signed_by, "expires_at": expires_at}
        with self._engine.begin() as connection:
            connection.execute(insert(tables.rights).values(**row, signed_at=self._clock()))

    def revoke(self, right_id: int, by: str) -> None:
        """Takes it back from now on; taken back already, the first date stays."""
        table = tables.rights
        this = (table.c.right_id == right_id) & table.c.revoked_at.is_(None)
        with self._engine.begin() as connection:
            connection.execute(update(table).where(this).values(revoked_at=self._clock(), revoked_by=by))

    def all(self) -> tuple[PrintingRight, ...]:
        """Every signature, the newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(tables.rights).order_by(tables.rights.c.right_id.desc()))
            return tuple(PrintingRight(**row._mapping) for row in rows)

    def may_print(self, person: str, printer: str) -> bool:
        """Whether somebody needs no approval there now."""
        with self._engine.connect() as connection:
            return find_right(connection, person, printer, self._clock()) is not None

    def note_maintenance(self, printer: str, by: str, words: str) -> None:
        """Writes down what was done."""
        row = {"printer": printer, "by": by, "words": words, "at": self._clock()}
        with self._engine.begin() as connection:
            connection.execute(insert(tables.maintenance).values(row))

    def maintenance_of(self, printer: str) -> tuple[MaintenanceEntry, ...]:
        """All that was done to a machine, the newest first."""
        table = tables.maintenance
        query = select(table.c.at, table.c.by, table.c.words).where(table.c.printer == printer)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.entry_id.desc()))
            return tuple(MaintenanceEntry(**row._mapping) for row in rows)
