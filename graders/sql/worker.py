"""Runs a learner's SQL inside the sandbox: a line of JSON in, a line of JSON out, a new database each time.

The sandbox shows it this file and the standard library and nothing else, so it imports nothing of ours.

    {"setup": "CREATE TABLE …", "statements": ["SELECT …"], "probes": ["INSERT …"], "seconds": 1.0}
    {"results": [{"columns": ["titre"], "rows": [["Oran"]], "more": false}], "fault": null, "open": false,
     "probes": [{"kind": "constraint", "text": "UNIQUE constraint failed: livre.titre"}], "tables": [{…}], "views": []}

What holds hostile SQL, from near to far: an allow-list of actions and functions, limits of the SQL compiler, a clock,
SQLite's own memory limit; then the walls of the sandbox, and whoever started it kills what is past its time. The
compiler of SQLite 3.40 looks at no clock, so the last one is needed.

ref: https://www.sqlite.org/security.html , https://www.sqlite.org/c3ref/c_alter_table.html (codes of actions)
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

HEAP_BYTES = 64 * 1024 * 1024
ROWS = 5_000  # of one result or table; lessons have some dozens
RESULT_BYTES = 2_000_000  # of a whole reply
STEPS = 1_000  # of SQLite's machine between two looks at the clock: some microseconds

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 300_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

ACTIONS = {
    getattr(sqlite3, f"SQLITE_{name}")
    for name in (
        "SELECT", "READ", "RECURSIVE", "INSERT", "UPDATE", "DELETE", "TRANSACTION", "SAVEPOINT", "ALTER_TABLE",
        "CREATE_TABLE", "CREATE_INDEX", "CREATE_VIEW", "CREATE_TRIGGER", "DROP_TABLE", "DROP_INDEX",
        "DROP_VIEW", "DROP_TRIGGER", "CREATE_TEMP_TABLE", "CREATE_TEMP_INDEX", "CREATE_TEMP_VIEW",
        "CREATE_TEMP_TRIGGER", "DROP_TEMP_TABLE", "DROP_TEMP_INDEX", "DROP_TEMP_VIEW", "DROP_TEMP_TRIGGER",
        "REINDEX",
    )
}  # fmt: skip
PRAGMAS = {"foreign_keys", "foreign_key_list", "index_list", "table_info"}
FUNCTIONS = {
    # https://www.sqlite.org/lang_corefunc.html
    "abs", "changes", "char", "coalesce", "format", "glob", "hex", "ifnull", "iif", "instr", "last_insert_rowid",
    "length", "like", "likelihood", "likely", "lower", "ltrim", "max", "min", "nullif", "printf", "quote", "random",
    "replace", "round", "rtrim", "sign", "substr", "substring", "total_changes", "trim", "typeof", "unicode",
    "unlikely", "upper",
    # https://www.sqlite.org/lang_aggfunc.html , windowfunctions.html
    "avg", "count", "group_concat", "string_agg", "sum", "total", "row_number", "rank", "dense_rank",
    "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value",
    # https://www.sqlite.org/lang_datefunc.html , lang_mathfunc.html
    "date", "time", "datetime", "julianday", "unixepoch", "strftime", "current_date", "current_time",
    "current_timestamp", "ceil", "ceiling", "floor", "ln", "log", "log10", "log2", "mod", "pi", "pow", "power",
    "sqrt", "trunc", "exp",
    # https://www.sqlite.org/json1.html
    "json", "json_array", "json_array_length", "json_each", "json_extract", "json_object", "json_type",
    "json_valid", "json_group_array", "json_group_object", "->", "->>",
    # Names of the compiler's own, for ALTER TABLE.
    "sqlite_rename_table", "sqlite_rename_column", "sqlite_rename_test", "sqlite_rename_quotefix",
    "sqlite_drop_column",
}  # fmt: skip


class Guarded:
    """A database in memory that stops what takes too long and refuses what is not on the lists."""

    def __init__(self, seconds: float) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.text_factory = lambda data: data.decode("utf-8", "replace")
        for category, limit in LIMITS.items():
            self.connection.setlimit(category, limit)
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.refused: str | None = None
        self._end = time.monotonic() + seconds
        self._bytes = RESULT_BYTES
        self.connection.set_progress_handler(self._is_late, STEPS)

    def _is_late(self) -> bool:
        return time.monotonic() > self._end

    def forbid(self) -> None:
        """From now on, only what is on the lists."""
        self.connection.set_authorizer(self._verdict)

    def allow(self) -> None:
        """From now on, anything: for our own looks at the schema."""
        self.connection.set_authorizer(None)

    def _verdict(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action in ACTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in FUNCTIONS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in PRAGMAS:
            return sqlite3.SQLITE_OK
        self.refused = {sqlite3.SQLITE_FUNCTION: second, sqlite3.SQLITE_PRAGMA: "PRAGMA"}.get(action) or ""
        return sqlite3.SQLITE_DENY

    def rows(self, sql: str) -> dict[str, Any]:
        """Columns and rows of one statement, cut where they get too many."""
        cursor = self.connection.execute(sql)
        columns = [column[0] for column in cursor.description or ()]
        kept: list[list[Any]] = []
        more = False
        for row in cursor:
            self._bytes -= sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in row)
            if len(kept) == ROWS or self._bytes < 0:
                more = True
                break
            kept.append([{"blob": cell.hex()} if isinstance(cell, bytes) else cell for cell in row])
        cursor.close()
        return {"columns": columns, "rows": kept, "more": more}

    def fault(self, run: Callable[[], object]) -> dict[str, str] | None:
        """What stops `run`, if anything."""
        self.refused = None
        try:
            run()
        except (MemoryError, sqlite3.DataError) as error:
            return {"kind": "big", "text": str(error)}
        except sqlite3.IntegrityError as error:
            return {"kind": "constraint", "text": str(error)}
        except Exception as error:
            text = str(error)
            if self.refused is not None:
                return {"kind": "refused", "text": self.refused}
            kinds = {"interrupted": "slow", "database or disk is full": "big", "out of memory": "big"}
            return {"kind": kinds.get(text, "error"), "text": text}
        return None


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    database = Guarded(request["seconds"])
    try:
        database.connection.executescript(request["setup"])
    except sqlite3.Error as error:
        return {"setup": str(error)}
    database.forbid()
    results: list[dict[str, Any]] = []
    fault: dict[str, Any] | None = None
    for number, sql in enumerate(request["statements"]):
        if found := database.fault(partial(_collect, database, sql, results)):
            fault = {**found, "statement": number}
            break
    is_open = database.connection.in_transaction
    if is_open:
        database.connection.rollback()
    probes = []
    if not fault:
        database.connection.execute("PRAGMA foreign_keys = ON")
        tables = list(_tables(database))
        database.forbid()
        probes = [database.fault(partial(database.rows, sql)) for sql in request["probes"]]
    else:
        tables = list(_tables(database))
    views = [row[0] for row in database.connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    database.connection.close()
    return {"results": results, "fault": fault, "open": is_open, "probes": probes, "tables": tables, "views": views}


def _collect(database: Guarded, sql: str, into: list[dict[str, Any]]) -> None:
    into.append(database.rows(sql))


def _tables(database: Guarded) -> Iterator[dict[str, Any]]:
    """Each table with its columns, keys and rows."""
    database.allow()
    ask = database.connection.execute
    names = ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    for (name,) in names.fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        unique = [
            [column for _, _, column in ask(f'PRAGMA index_info("{index[1].replace(chr(34), chr(34) * 2)}")')]
            for index in ask(f"PRAGMA index_list({quoted})").fetchall()
            if index[2] and not index[4]
        ]
        table = {
            "name": name,
            # name, declared type, NOT NULL, default, place in the primary key
            "columns": [list(row[1:6]) for row in ask(f"PRAGMA table_xinfo({quoted})")],
            "unique": unique,
            # number, place, parent, own column, parent's column, ON UPDATE, ON DELETE, MATCH
            "foreign_keys": [list(row) for row in ask(f"PRAGMA foreign_key_list({quoted})")],
        }
        read: list[dict[str, Any]] = []
        fault = database.fault(partial(_collect, database, f"SELECT * FROM {quoted}", read))
        yield {**table, "rows": read[0]["rows"] if read else [], "more": bool(fault) or read[0]["more"]}


def place_of_fault(request: dict[str, Any]) -> dict[str, Any]:
    """The first of the `ends` at which a `statement` already has its syntax fault; it has it at all that follow."""
    database = Guarded(request["seconds"])
    database.forbid()

    def has_fault(end: int) -> bool:
        fault = database.fault(partial(database.connection.execute, f"EXPLAIN {request['statement'][:end]}"))
        return fault is not None and fault["text"] == request["text"]

    place = bisect_left(request["ends"], True, key=has_fault)
    return {"place": place if place < len(request["ends"]) else None}


def main() -> None:
    """Answer until nobody asks any more."""
    sqlite3.connect(":memory:").execute(f"PRAGMA hard_heap_limit = {HEAP_BYTES}")
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        reply = place_of_fault(request) if "ends" in request else answer(request)
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
