"""What a learner's SQL built: tables, columns, keys; names are compared as a kind reader does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from graders.text import fold_text

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """One column; `kind` as declared, "" if none was."""

    name: str
    kind: str
    not_null: bool
    default: str | None
    key_place: int
    """1 for the first column of the primary key, 0 outside it."""

    @property
    def affinity(self) -> str:
        """What SQLite makes of the declared type: integer, text, blob, real or numeric.

        ref: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
        """
        declared = self.kind.upper()
        for affinity, parts in (("integer", ("INT",)), ("text", ("CHAR", "CLOB", "TEXT")), ("blob", ("BLOB",))):
            if any(part in declared for part in parts):
                return affinity
        if not declared:
            return "blob"
        return "real" if any(part in declared for part in ("REAL", "FLOA", "DOUB")) else "numeric"


@dataclass(frozen=True)
class ForeignKey:
    """Columns that point to another table's; no `parent_columns` means its primary key."""

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table with its rows; `cut` if there were too many to read them all."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    rows: tuple[Row, ...]
    cut: bool

    @property
    def column_names(self) -> tuple[str, ...]:
        """Its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of its primary key, in the key's order."""
        return tuple(column.name for column in sorted(self.columns, key=lambda one: one.key_place) if column.key_place)


def table_of(data: dict[str, Any]) -> Table:
    """The table of a worker's reply."""
    pairs: dict[int, list[list[Any]]] = {}
    for key in data["foreign_keys"]:
        pairs.setdefault(key[0], []).append(key)
    return Table(
        name=data["name"],
        columns=tuple(
            Column(name, kind or "", bool(not_null), default, place)
            for name, kind, not_null, default, place in data["columns"]
        ),
        unique=tuple(tuple(str(column) for column in columns) for columns in data["unique"]),
        foreign_keys=tuple(
            ForeignKey(
                columns=tuple(key[3] for key in keys),
                parent=keys[0][2],
                parent_columns=tuple(key[4] for key in keys if key[4] is not None),
            )
            for keys in pairs.values()
        ),
        rows=tuple(map(row_of, data["rows"])),
        cut=data["more"],
    )


def row_of(cells: Iterable[Any]) -> Row:
    """A row of a worker's reply; bytes come as {"blob": "…"}."""
    return tuple(bytes.fromhex(cell["blob"]) if isinstance(cell, dict) else cell for cell in cells)


def same_name(one: str, other: str) -> bool:
    """True if two names differ in case, accents or spaces at most."""
    return fold_name(one) == fold_name(other)


def fold_name(name: str) -> str:
    """What is left of a name to compare."""
    return fold_text(name).replace(" ", "_")


def near_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that may have been meant."""
    by_fold = {fold_name(one): one for one in known}
    close = get_close_matches(fold_name(name), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None
