"""How nbgrader's gradebook is opened by processes that grade: one engine for all openings, one writer at a time.

    use_our_engine()      # once, in a process that grades
    …                     # nbgrader's converters
    flush(gradebook)      # what they wrote is on the disk

nbgrader opens its gradebook nine times in one grading, and commits some thirty times. A new engine knows none of the
queries yet, so SQLAlchemy wrote all their SQL nine times, and each table was looked for nine times: half of nbgrader's
own time. Where the last connection to a gradebook closes, SQLite writes its log back into it; so a connection stays
open between the openings. And each commit waited for the disk; now a commit is safe from any end of a process, and
`flush` makes it safe from one of the machine.

SQLite lets one process write. A transaction that begins by reading, and wants to write when another process has written
meanwhile, is refused at once (SQLITE_BUSY_SNAPSHOT), however long it would wait. So each begins as a writer, and waits
for its turn; who only reads with an engine of their own, as the formgrader does, never waits (write-ahead log).

ref: https://sqlite.org/lang_transaction.html ; https://sqlite.org/pragma.html#pragma_synchronous ;
https://docs.sqlalchemy.org/en/20/dialects/sqlite.html (transactions with the sqlite3 driver)
"""

from __future__ import annotations

import functools
import os
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbgrader.api
import sqlalchemy
from sqlalchemy import Connection, Engine, MetaData, event

TURN_S = 60.0
"""A transaction takes milliseconds; this is for a machine that is very busy."""

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def use_our_engine() -> None:
    """From now on nbgrader's gradebooks of this process share one engine for each address."""
    nbgrader.api.create_engine = _engine
    nbgrader.api.Base.metadata.create_all = _create_tables


def close_gradebooks() -> None:
    """Closes this process's connections; before a fork, which SQLite's locks do not survive."""
    for engine in _engines:
        Engine.dispose(engine)


def flush(gradebook: Path) -> None:
    """Waits until all that was committed to this file is on the disk."""
    log = gradebook.with_name(f"{gradebook.name}-wal")
    with suppress(FileNotFoundError):  # written back already, and that waits for the disk
        descriptor = os.open(log, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@functools.lru_cache(maxsize=16)
def _create_tables(bind: Engine) -> None:
    MetaData.create_all(nbgrader.api.Base.metadata, bind)


@functools.lru_cache(maxsize=16)
def _engine(url: str, **options: Any) -> Engine:
    engine = sqlalchemy.create_engine(url, **options, connect_args={"timeout": TURN_S})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin_as_writer)
    _engines.add(engine)
    engine.dispose = _stay_open  # type: ignore[assignment,method-assign] # what nbgrader calls when it closes a gradebook
    return engine


def _set_up(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_as_writer(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _stay_open() -> None:
    """Nothing."""
