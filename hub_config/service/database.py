"""The service's one database: SQLite unless the settings name another, every table of ours in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateColumn

from hub_config.settings import SettingsError


def open_database(url: str, tables: tuple[MetaData, ...]) -> Engine:
    """An engine on `url` whose tables and columns all exist; what is there already is left as it is.

    SettingsError if nothing here speaks to such a database.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _harden_sqlite)
        engine = SqliteEngine(engine.pool, engine.dialect, engine.url)
        event.listen(engine, "begin", _begin_sqlite)
    for metadata in tables:
        metadata.create_all(engine)
        _add_columns(engine, metadata)
    return engine


class SqliteEngine(Engine):
    """`begin` is for who writes, and waits for other writers; `connect` is for who reads, and waits for nobody."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that holds the lock on writing from its first moment."""
        with self.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection


def _engine(url: str) -> Engine:
    try:
        return create_engine(url)
    except ModuleNotFoundError as error:
        todo = f"run `hub_config/enter.sh uv pip install {error.name}`, after each upgrade too"
        raise SettingsError(f"atelier.toml: database_url needs the Python package {error.name}; {todo}") from error
    except ArgumentError as error:  # its words have no password in them, the address has
        expected = "expected one such as postgresql+psycopg://name:password@host/atelier"
        raise SettingsError(f"atelier.toml: database_url is no address of a database ({error}); {expected}") from error


def _add_columns(engine: Engine, metadata: MetaData) -> None:
    """Gives tables of an earlier version the columns that came since, each with its `server_default`."""
    with engine.begin() as connection:
        here = inspect(connection)
        for table in metadata.sorted_tables:
            known = {column["name"] for column in here.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    words = CreateColumn(column).compile(dialect=engine.dialect)
                    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {words}")


def _harden_sqlite(connection: Any, _record: Any) -> None:
    """SQLite as a witness: what is committed is on the disk, and two writers wait for each other.

    The driver's own BEGIN is switched off (`isolation_level`): ours is in `_begin_sqlite`.
    ref: https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock before it reads; a reader sees the last commit beside it, and cannot write.

    A transaction that reads first and then wants to write is refused when another wrote meanwhile, however long the
    timeout. `query_only` refuses it always, so that it is seen the first time and not on a busy day.
    ref: https://www.sqlite.org/lang_transaction.html, https://www.sqlite.org/pragma.html#pragma_query_only
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
