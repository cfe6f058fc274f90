"""The database a learner's SQL is tried on, as its tables are shown beside the exercise."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from graders.tried import Rows, cell_of

SHOWN_ROWS = 5  # enough to see what a column holds


class SampleError(Exception):
    """The file makes no database; the message is SQLite's."""


def sample_tables(sql: str) -> tuple[Rows, ...]:
    """Each table that the SQL makes, in its order, with its first rows; SampleError if it does not run."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.executescript(sql)
            names = database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            ).fetchall()
            return tuple(_table(database, name) for (name,) in names)
    except sqlite3.Error as error:
        raise SampleError(str(error)) from error


def _table(database: sqlite3.Connection, name: str) -> Rows:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = database.execute(f"PRAGMA table_info({quoted})").fetchall()
    rows = database.execute(f"SELECT * FROM {quoted} LIMIT {SHOWN_ROWS}").fetchall()
    (count,) = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()
    return Rows(
        name=name,
        columns=tuple(column[1] for column in columns),
        rows=tuple(tuple(map(cell_of, row)) for row in rows),
        count=count,
        kinds=tuple(column[2] for column in columns),
    )
