"""Small verbs about the tables that SQL builds: columns, keys, and what the database then takes and refuses."""

from __future__ import annotations

from collections.abc import Sequence

from graders.checks import Failure
from graders.sql.database import Database, Fault
from graders.sql.expectations.rows import expect_runs
from graders.sql.schema import Column, Table, fold_name, near_name, same_name

KINDS = {
    # What a trainer asks for: affinities that do, and how it is said.
    "text": ({"text"}, "TEXT"),
    "integer": ({"integer"}, "INTEGER"),
    "number": ({"integer", "real", "numeric"}, "REAL"),
    "date": ({"text", "numeric"}, "DATE"),
}


def expect_table(database: Database, name: str, *, data: str = "", message_id: str | None = None) -> Table:
    """After the SQL there is a table of this name; case and accents do not count."""
    run = expect_runs(database, data)
    found = next((table for table in run.tables if same_name(table.name, name)), None)
    if found is None:
        near = near_name(name, [table.name for table in run.tables])
        raise Failure(
            message_id or "sql-missing-table",
            expected=name,
            file=database.name,
            values={"near": near} if near else {},
        )
    return found


def expect_column(
    database: Database, table: str, name: str, *, kind: str | None = None, data: str = "", message_id: str | None = None
) -> Column:
    """The table has the column; `kind` (text, integer, number, date) asks for a type that holds it."""
    found = expect_table(database, table, data=data, message_id=message_id)
    column = next((one for one in found.columns if same_name(one.name, name)), None)
    if column is None:
        near = near_name(name, found.column_names)
        values = {"table": found.name} | ({"near": near} if near else {})
        raise Failure(message_id or "sql-missing-column", expected=name, file=database.name, values=values)
    if kind is not None:
        affinities, said = KINDS[kind]
        if column.affinity not in affinities:
            raise Failure(
                message_id or "sql-column-kind",
                expected=said,
                found=column.kind or None,
                file=database.name,
                values={"column": column.name},
            )
    return column


def expect_primary_key(
    database: Database, table: str, *columns: str, data: str = "", message_id: str | None = None
) -> None:
    """These columns, in any order, are the table's primary key."""
    found = expect_table(database, table, data=data, message_id=message_id)
    if not found.primary_key:
        raise Failure(
            message_id or "sql-no-primary-key",
            expected=", ".join(columns),
            file=database.name,
            values={"table": found.name},
        )
    if _folded(found.primary_key) != _folded(columns):
        raise Failure(
            message_id or "sql-wrong-primary-key",
            expected=", ".join(columns),
            found=", ".join(found.primary_key),
            file=database.name,
            values={"table": found.name},
        )


def expect_foreign_key(
    database: Database, table: str, column: str, *, to: str, data: str = "", message_id: str | None = None
) -> None:
    """The column points to the table `to`, or to one column of it: "auteur" or "auteur.id"."""
    found = expect_table(database, table, data=data, message_id=message_id)
    expect_column(database, table, column, data=data, message_id=message_id)
    parent_name, _, parent_column = to.partition(".")
    parent = expect_table(database, parent_name, data=data, message_id=message_id)
    keys = [key for key in found.foreign_keys if any(same_name(one, column) for one in key.columns)]
    values = {"table": found.name, "column": column}
    if not keys:
        raise Failure(message_id or "sql-no-foreign-key", expected=to, file=database.name, values=values)
    for key in keys:
        targets = key.parent_columns or parent.primary_key
        place = next(at for at, one in enumerate(key.columns) if same_name(one, column))
        target = targets[place] if place < len(targets) else ""
        if same_name(key.parent, parent_name) and (not parent_column or same_name(target, parent_column)):
            return
    key = keys[0]
    target = f"{key.parent}.{key.parent_columns[0]}" if key.parent_columns else key.parent
    raise Failure(message_id or "sql-wrong-foreign-key", expected=to, found=target, file=database.name, values=values)


def expect_unique(database: Database, table: str, *columns: str, data: str = "", message_id: str | None = None) -> None:
    """No two rows may have the same values in these columns."""
    found = expect_table(database, table, data=data, message_id=message_id)
    keys = [found.primary_key, *found.unique]
    if not any(key and _folded(key) == _folded(columns) for key in keys):
        raise Failure(
            message_id or "sql-not-unique",
            expected="UNIQUE",
            file=database.name,
            values={"table": found.name, "column": ", ".join(columns)},
        )


def expect_not_null(
    database: Database, table: str, column: str, *, data: str = "", message_id: str | None = None
) -> None:
    """The column must be filled in; a whole-number primary key is by itself."""
    found = expect_column(database, table, column, data=data, message_id=message_id)
    is_row_number = found.key_place and found.affinity == "integer"
    if not found.not_null and not is_row_number:
        raise Failure(
            message_id or "sql-may-be-null",
            expected="NOT NULL",
            file=database.name,
            values={"table": table, "column": found.name},
        )


def expect_refuses(
    database: Database, sql: str, *, after: Sequence[str] = (), data: str = "", message_id: str | None = None
) -> None:
    """A constraint of the tables refuses the trainer's `sql`, once `after` has been taken.

    A table that refuses everything would pass: pair it with `expect_accepts`.
    """
    fault = _tried(database, sql, after, data)
    if fault is None:
        raise Failure(message_id or "sql-must-refuse", found=sql, file=database.name)


def expect_accepts(
    database: Database, sql: str, *, after: Sequence[str] = (), data: str = "", message_id: str | None = None
) -> None:
    """The tables take the trainer's `sql`, once `after` has been taken."""
    fault = _tried(database, sql, after, data)
    if fault is not None:
        raise Failure(message_id or "sql-must-accept", found=sql, file=database.name)


def _tried(database: Database, sql: str, after: Sequence[str], data: str) -> Fault | None:
    """The constraint that refuses `sql`, None if it is taken; a Failure if a table or column for it is missing."""
    expect_runs(database, data)
    *first, last = database.run(data, probes=(*after, sql)).probes
    for fault, probe in zip((*first, last), (*after, sql), strict=True):
        if fault is None:
            continue
        if fault.kind == "constraint" and fault is last:
            return fault
        missing = fault.text.rpartition(": ")[2] if ": " in fault.text else fault.text.rpartition(" ")[2]
        if fault.text.startswith("no such table"):
            raise Failure("sql-missing-table", expected=missing, file=database.name)
        if "column" in fault.text:
            raise Failure("sql-missing-column", expected=missing, file=database.name)
        raise Failure("sql-must-accept", found=probe, file=database.name)
    return None


def _folded(columns: Sequence[str]) -> list[str]:
    return sorted(map(fold_name, columns))
