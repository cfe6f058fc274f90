"""Two results side by side: the same rows, or the first root cause why not. Pure data."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graders.sql.database import Result
from graders.sql.schema import Row, fold_name

TRIED_COLUMNS = 6  # 720 orders of columns; above that, columns are matched by name alone


class Difference(Enum):
    """How a result is not the one asked for."""

    COLUMNS = "columns"
    COLUMN_NAMES = "column-names"
    COLUMN_ORDER = "column-order"
    NO_ROWS = "no-rows"
    DUPLICATES = "duplicates"
    MORE_ROWS = "more-rows"
    FEWER_ROWS = "fewer-rows"
    VALUES = "values"
    ORDER = "order"


@dataclass(frozen=True)
class Found:
    """A difference; `column` is the one column whose values differ, if it is one."""

    difference: Difference
    column: str | None = None


def find_difference(
    found: Result,
    wanted: Result,
    *,
    ordered: bool | Sequence[str] = False,
    names: bool = False,
    column_order: bool = False,
) -> Found | None:
    """The first way in which `found` is not `wanted`; None if it is.

    Parameters
    ----------
    ordered : True compares the order of rows; names of `wanted`'s columns compare their order alone, for ties
    names : the columns are called the same
    column_order : the columns stand in the same order
    """
    if len(found.columns) != len(wanted.columns):
        return Found(Difference.COLUMNS)
    rows, goal = [_plain(row) for row in found.rows], [_plain(row) for row in wanted.rows]
    if names and sorted(map(fold_name, found.columns)) != sorted(map(fold_name, wanted.columns)):
        return Found(Difference.COLUMN_NAMES)
    order = _column_order(found, wanted, rows, goal)
    if column_order and order != tuple(range(len(order))):
        return Found(Difference.COLUMN_ORDER)
    rows = [tuple(row[at] for at in order) for row in rows]
    columns = [found.columns[at] for at in order]
    return _rows_difference(rows, goal, columns, found.cut) or _order_difference(rows, goal, wanted.columns, ordered)


def same_rows(found: Sequence[Row], wanted: Sequence[Row]) -> bool:
    """True if both hold the same rows as often, in any order."""
    return Counter(map(_plain, found)) == Counter(map(_plain, wanted))


def _rows_difference(rows: list[Row], goal: list[Row], columns: Sequence[str], cut: bool) -> Found | None:
    have, want = Counter(rows), Counter(goal)
    if have == want and not cut:
        return None
    if not rows:
        return Found(Difference.NO_ROWS)
    if have.keys() == want.keys() and have >= want:
        return Found(Difference.DUPLICATES)
    if cut or len(rows) > len(goal):
        return Found(Difference.MORE_ROWS)
    if len(rows) < len(goal):
        return Found(Difference.FEWER_ROWS)
    different = [
        name for at, name in enumerate(columns) if Counter(row[at] for row in rows) != Counter(row[at] for row in goal)
    ]
    return Found(Difference.VALUES, different[0] if len(different) == 1 and len(columns) > 1 else None)


def _order_difference(
    rows: list[Row], goal: list[Row], columns: tuple[str, ...], ordered: bool | Sequence[str]
) -> Found | None:
    if not ordered:
        return None
    looked_at = range(len(columns)) if ordered is True else [columns.index(name) for name in ordered]
    mine, theirs = ([tuple(row[at] for at in looked_at) for row in one] for one in (rows, goal))
    return Found(Difference.ORDER) if mine != theirs else None


def _column_order(found: Result, wanted: Result, rows: list[Row], goal: list[Row]) -> tuple[int, ...]:
    """Where each wanted column stands in the found rows: by place, by name, or where the values say it."""
    count = len(wanted.columns)
    as_written = tuple(range(count))
    want = Counter(goal)
    if Counter(rows) == want:
        return as_written
    have, asked = list(map(fold_name, found.columns)), list(map(fold_name, wanted.columns))
    if sorted(have) == sorted(asked) and len(set(have)) == count:
        return tuple(have.index(name) for name in asked)
    if count > TRIED_COLUMNS:
        return as_written
    # Only an order in which every column holds the wanted values can make the rows the same.
    by_column = [Counter(row[at] for row in rows) for at in range(count)]
    choices = [
        [at for at in range(count) if by_column[at] == Counter(row[place] for row in goal)] for place in range(count)
    ]
    for order in itertools.product(*choices):
        if len(set(order)) == count and Counter(tuple(row[at] for at in order) for row in rows) == want:
            return order
    return as_written


def _plain(row: Row) -> tuple[Any, ...]:
    """The row with numbers made comparable: 1 is 1.0, and 0.1 + 0.2 is 0.3; NULL, '' and 0 stay apart."""
    return tuple(float(f"{cell:.9g}") if isinstance(cell, int | float) else cell for cell in row)
