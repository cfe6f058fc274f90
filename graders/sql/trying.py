"""What a learner's SQL gives on the sample data, to be looked at: the same sandbox and limits as for its checks."""

from __future__ import annotations

import asyncio

from graders.checks import Failure
from graders.sql.database import Database, Run
from graders.sql.faults import failure_of
from graders.sql.process import SqliteProcess
from graders.sql.schema import Row, Table
from graders.tried import ROWS, Cell, Rows, Tried, cell_of
from graders.work import Work

RESULTS = 10  # of a file of statements


async def try_sql(work: Work) -> tuple[Tried, Failure | None]:
    """What each query gives and which tables changed, and what stopped the SQL if anything did.

    It runs on the exercise's `sample`, never on the data sets of its checks. GraderBroken if no sandbox can be made.
    """
    sample = work.exercise.sample
    data = work.exercise.start[sample].decode("utf-8") if sample else ""
    process = SqliteProcess()
    try:
        await process.start()
        return await asyncio.to_thread(_tried, Database(work, process), data)
    finally:
        await process.close()


def _tried(database: Database, data: str) -> tuple[Tried, Failure | None]:
    try:
        run = database.run(data)
    except Failure as failure:  # nothing to run: no file, or only comments
        return Tried(), failure
    before = {table.name: table for table in database.reference("", data).tables}
    shown = [result for result in run.results if result.columns]
    tried = Tried(
        results=tuple(
            Rows("", result.columns, _first(result.rows, ROWS), len(result.rows), result.cut)
            for result in shown[:RESULTS]
        ),
        changed=tuple(rows_of(table, ROWS) for table in run.tables if table != before.get(table.name)),
        gone=() if _was_killed(run) else tuple(before.keys() - {table.name for table in run.tables}),
    )
    if run.fault:
        return tried, failure_of(database, run)
    if run.is_open:
        return tried, Failure("sql-open-transaction", expected="COMMIT;", file=database.name)
    return tried, None


def _was_killed(run: Run) -> bool:
    """True if nobody could look at the tables any more."""
    return run.fault is not None and run.fault.kind in {"slow", "big"} and not run.tables


def rows_of(table: Table, at_most: int) -> Rows:
    """A table with its first rows."""
    kinds = tuple(column.kind for column in table.columns)
    return Rows(table.name, table.column_names, _first(table.rows, at_most), len(table.rows), table.cut, kinds)


def _first(rows: tuple[Row, ...], at_most: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(map(cell_of, row)) for row in rows[:at_most])
