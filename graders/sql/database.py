"""What checks of SQL look at: the learner's SQL, run on one data set after another, each time in a new database.

SHOP = "CREATE TABLE livre (titre TEXT, prix REAL); INSERT INTO livre VALUES ('Oran', 3);"

@check(points=2)
def cheap_books(database):
    '''Les livres à moins de 5 euros sont là.'''
    expect_rows(database, like="SELECT titre FROM livre WHERE prix < 5", data=[SHOP, MORE])
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.checks import Failure
from graders.sql.process import SqliteProcess, TooBigError, TooSlowError
from graders.sql.schema import Row, Table, row_of, table_of
from graders.sql.tokens import Statement, statements, tokens
from graders.work import Work

SQL_S = 1.0  # for all statements on one data set; a lesson's query takes a thousandth of it
WORK_S = 3.0  # for all of one piece of work's slow SQL together; after that it is known to be too slow


@dataclass(frozen=True)
class Result:
    """What one statement gave; `cut` if there were more rows than are read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cut: bool


@dataclass(frozen=True)
class Fault:
    """Why SQL stopped: `kind` is error, constraint, refused, slow or big, `text` what SQLite said."""

    kind: str
    text: str
    statement: int = 0


@dataclass(frozen=True)
class Run:
    """What SQL did to a database: a result for each statement, and what the database holds afterwards.

    `probes` has an entry for each thing that was tried afterwards: None if the database took it.
    """

    results: tuple[Result, ...]
    fault: Fault | None
    is_open: bool
    """True if a transaction was begun and never ended."""
    tables: tuple[Table, ...]
    views: tuple[str, ...]
    probes: tuple[Fault | None, ...] = ()

    @property
    def result(self) -> Result | None:
        """The last result with columns."""
        return next((one for one in reversed(self.results) if one.columns), None)


class Database:
    """The learner's SQL: the first file of the exercise unless another is named."""

    def __init__(self, work: Work, process: SqliteProcess) -> None:
        self._work = work
        self._process = process
        self._left_s = WORK_S
        self._replies: dict[tuple[Any, ...], Run] = {}

    @property
    def name(self) -> str:
        """The learner's first file."""
        return self._work.exercise.learner_files[0]

    def text(self, name: str | None = None) -> str:
        """The SQL of a learner's or a given file; a Failure if it cannot be read or has nothing but comments."""
        name = name or self.name
        text = self._work.text(name)
        if not [token for token in tokens(text) if token.text != ";"]:
            raise Failure("empty-file", file=name)
        return text

    def statements(self, name: str | None = None) -> tuple[Statement, ...]:
        """The statements of a file."""
        return statements(self.text(name))

    def run(self, data: str = "", name: str | None = None, probes: Sequence[str] = ()) -> Run:
        """What the learner's SQL does on a data set; the same question is asked once."""
        written = [statement.text for statement in self.statements(name)]
        return self._run(data, written, probes)

    def reference(self, sql: str, data: str = "") -> Run:
        """What a trainer's SQL does on a data set; ValueError if it does not run."""
        run = self._run(data, [statement.text for statement in statements(sql)], ())
        if run.fault:
            raise ValueError(f"the reference does not run: {run.fault.text}: {sql}")
        return run

    def place_of_fault(self, statement: Statement, fault: Fault, word: str) -> int | None:
        """The index of the token at which a syntax fault shows, of those that read `word`."""
        places = [at for at, token in enumerate(statement.tokens) if token.text == word]
        start = statement.tokens[0].start
        if len(places) < 2:
            return places[0] if places else None
        ends = [statement.tokens[at].end - start for at in places]
        question = {"statement": statement.text, "ends": ends, "text": fault.text, "seconds": SQL_S}
        try:
            reply = self._process.ask(question)
        except (TooSlowError, TooBigError):
            return places[0]
        return places[reply["place"] or 0]

    def _run(self, data: str, written: list[str], probes: Sequence[str]) -> Run:
        question = (data, tuple(written), tuple(probes))
        if question not in self._replies:
            self._replies[question] = self._asked(data, written, probes)
        return self._replies[question]

    def _asked(self, data: str, written: list[str], probes: Sequence[str]) -> Run:
        seconds = min(SQL_S, self._left_s)
        start = time.monotonic()
        request = {"setup": data, "statements": written, "probes": list(probes), "seconds": seconds}
        try:
            if seconds <= 0:
                raise TooSlowError
            reply = self._process.ask(request)
        except TooSlowError:
            return stopped("slow")
        except TooBigError:
            return stopped("big")
        finally:
            self._left_s -= time.monotonic() - start
        if "setup" in reply:
            raise ValueError(f"the data set does not load: {reply['setup']}")
        return run_of(reply)


def stopped(kind: str) -> Run:
    """The run of SQL that had to be killed."""
    return Run((), Fault(kind, ""), False, (), ())


def run_of(reply: dict[str, Any]) -> Run:
    """The run that a worker's reply tells."""
    return Run(
        results=tuple(
            Result(tuple(one["columns"]), tuple(map(row_of, one["rows"])), one["more"]) for one in reply["results"]
        ),
        fault=Fault(**reply["fault"]) if reply["fault"] else None,
        is_open=reply["open"],
        tables=tuple(map(table_of, reply["tables"])),
        views=tuple(reply["views"]),
        probes=tuple(Fault(**probe) if probe else None for probe in reply["probes"]),
    )


def read_data(checks: str, name: str) -> str:
    """A data set in a file beside `checks.py`, which passes its `__file__`; never handed out."""
    return (Path(checks).parent / name).read_text(encoding="utf-8")
