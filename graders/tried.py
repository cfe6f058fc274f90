"""What a learner's work gives when it is run to be looked at: rows of a query, a server's reply; nothing is judged.

{"results": [{"name": "", "columns": ["titre"], "kinds": [], "rows": [["Oran"], [null]], "count": 2, "more": false}],
 "changed": [], "gone": [], "reply": null, "said": "", "trouble": null}
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ROWS = 200  # more than anybody reads of a result
CELL_LETTERS = 300  # of one value; a table stays one
Cell = str | int | float | None


def cell_of(value: Any) -> Cell:
    """A value of SQLite as it can be sent and shown; bytes as SQL writes them."""
    if isinstance(value, bytes):
        value = f"x'{value.hex()}'"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str) and len(value) > CELL_LETTERS:
        return f"{value[:CELL_LETTERS]}…"
    return value  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Rows:
    """A table to show: a query's result, or (with its `name`) a table of the database.

    `count` rows were found, of which `rows` are the first; `more` says that not even all were counted. `kinds` are the
    declared types of a table's columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int
    more: bool = False
    kinds: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rows:
        """The rows `asdict` made an object of; KeyError or TypeError if they are none."""
        return cls(
            name=data["name"],
            columns=tuple(data["columns"]),
            rows=tuple(map(tuple, data["rows"])),
            count=data["count"],
            more=bool(data["more"]),
            kinds=tuple(data["kinds"]),
        )


@dataclass(frozen=True)
class Reply:
    """A server's reply to `request` ("GET /objets"); `body` is None if it is no text, `size` its bytes."""

    request: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str | None
    size: int

    @property
    def is_cut(self) -> bool:
        """True if the body is longer than what is shown of it."""
        return self.body is not None and len(self.body.encode()) < self.size


@dataclass(frozen=True)
class Trouble:
    """Why there is not what was hoped for: a French sentence, and the learner's file and line where they are known."""

    sentence: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Tried:
    """What came of it. `changed` are tables as they are afterwards, `gone` names of those there were before.

    `said` is the end of what a program printed.
    """

    results: tuple[Rows, ...] = ()
    changed: tuple[Rows, ...] = ()
    gone: tuple[str, ...] = ()
    reply: Reply | None = None
    said: str = ""
    trouble: Trouble | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON objects; the module's docstring shows one."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Tried:
        """What `to_json` wrote; KeyError, TypeError or ValueError if it is something else."""
        reply, trouble = data["reply"], data["trouble"]
        return cls(
            results=tuple(map(Rows.from_json, data["results"])),
            changed=tuple(map(Rows.from_json, data["changed"])),
            gone=tuple(data["gone"]),
            reply=Reply(**{**reply, "headers": tuple(map(tuple, reply["headers"]))}) if reply else None,
            said=str(data["said"]),
            trouble=Trouble(**trouble) if trouble else None,
        )
