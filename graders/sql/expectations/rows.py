"""Small verbs about what SQL gives and changes, compared with a trainer's own SQL on several data sets."""

from __future__ import annotations

from collections.abc import Sequence

from graders.checks import Failure
from graders.sql.database import Database, Result, Run
from graders.sql.differences import Difference, find_difference, same_rows
from graders.sql.faults import equals_null, failure_of, quoted_number
from graders.sql.schema import Row, Table, fold_name, near_name
from graders.sql.tokens import Statement, tokens

MESSAGES = {
    Difference.COLUMNS: "sql-columns",
    Difference.COLUMN_NAMES: "sql-column-names",
    Difference.COLUMN_ORDER: "sql-column-order",
    Difference.NO_ROWS: "sql-no-rows",
    Difference.DUPLICATES: "sql-duplicates",
    Difference.MORE_ROWS: "sql-more-rows",
    Difference.FEWER_ROWS: "sql-fewer-rows",
    Difference.VALUES: "sql-wrong-values",
    Difference.ORDER: "sql-order",
}
LINKS = {"WHERE", "ON", "USING", "NATURAL"}  # what says how tables go together
CONDITIONS = LINKS | {"HAVING", "LIMIT"}  # what leaves rows out


def expect_runs(database: Database, data: str = "", *, message_id: str | None = None) -> Run:
    """The SQL runs to its end, and what it began it ends."""
    run = database.run(data)
    if run.fault is not None:
        failure = failure_of(database, run)
        failure.message_id = message_id or failure.message_id
        raise failure
    if run.is_open:
        raise Failure(message_id or "sql-open-transaction", expected="COMMIT;", file=database.name)
    return run


def expect_rows(
    database: Database,
    *,
    like: str,
    data: Sequence[str],
    ordered: bool | Sequence[str] = False,
    names: bool = False,
    column_order: bool = False,
    message_id: str | None = None,
) -> None:
    """The query gives what the trainer's query `like` gives, on every data set.

    The first data set is the one the learner knows. `ordered` compares the order of rows too: True all of it, or the
    names of those of the columns of `like` by which it is sorted. Columns may have any names and order unless asked.
    """
    for number, one in enumerate(data):
        run = expect_runs(database, one, message_id=message_id)
        result = run.result
        if result is None:
            raise Failure(message_id or "sql-no-result", found=database.statements()[-1].verb, file=database.name)
        wanted = database.reference(like, one).result
        if wanted is None:
            raise ValueError(f"the reference gives no rows: {like}")
        found = find_difference(result, wanted, ordered=ordered, names=names, column_order=column_order)
        if found is None:
            continue
        failure = _row_failure(database, result, wanted, found.difference, found.column)
        if number and found.difference not in {Difference.ORDER, Difference.DUPLICATES}:
            # Right on the data it was written for: the rule behind it is what differs.
            told, asked = _rows(result), _rows(wanted)
            same = told == asked  # then the number explains nothing
            failure = Failure("sql-other-data", expected=None if same else asked, found=None if same else told)
        failure.message_id = message_id or failure.message_id
        failure.file = database.name
        raise failure


def expect_columns(
    database: Database, *names: str, data: str = "", ordered: bool = False, message_id: str | None = None
) -> None:
    """The result has columns of these names, in this order if `ordered`."""
    result = expect_runs(database, data, message_id=message_id).result
    if result is None:
        raise Failure(message_id or "sql-no-result", found=database.statements()[-1].verb, file=database.name)
    have, want = list(map(fold_name, result.columns)), list(map(fold_name, names))
    if have == want or (not ordered and sorted(have) == sorted(want)):
        return
    if len(have) != len(want):
        difference = Difference.COLUMNS
    else:
        difference = Difference.COLUMN_ORDER if sorted(have) == sorted(want) else Difference.COLUMN_NAMES
    raise Failure(
        message_id or MESSAGES[difference],
        expected=", ".join(names),
        found=", ".join(result.columns),
        file=database.name,
    )


def expect_changes(
    database: Database,
    *,
    like: str,
    data: Sequence[str],
    ignoring: Sequence[str] = (),
    message_id: str | None = None,
) -> None:
    """After the SQL the tables hold what they hold after the trainer's SQL `like`, on every data set.

    Columns named in `ignoring` are not compared: numbers the database gives by itself.
    """
    for number, one in enumerate(data):
        run = expect_runs(database, one, message_id=message_id)
        reference = database.reference(like, one)
        before = {table.name: table for table in database.reference("SELECT 1", one).tables}
        for wanted in reference.tables:
            found = next((table for table in run.tables if fold_name(table.name) == fold_name(wanted.name)), None)
            if found is None:
                near = near_name(wanted.name, [table.name for table in run.tables])
                raise Failure(
                    message_id or "sql-missing-table",
                    expected=wanted.name,
                    file=database.name,
                    values={"near": near} if near else {},
                )
            rows, goal = _compared(found, ignoring), _compared(wanted, ignoring)
            if same_rows(rows, goal) and not found.cut:
                continue
            was = _compared(before[wanted.name], ignoring) if wanted.name in before else []
            raise Failure(
                message_id or ("sql-other-changes" if number else _change_message(rows, goal, was)),
                expected=_count(len(goal)),
                found=_count(len(rows)),
                file=database.name,
                values={"table": wanted.name},
            )


def expect_uses(database: Database, phrase: str, message_id: str | None = None) -> None:
    """The SQL says `phrase` outside comments and texts: "JOIN", "GROUP BY", "COUNT("; LEFT OUTER JOIN is LEFT JOIN."""
    if not any(statement.says(phrase) for statement in database.statements()):
        raise Failure(message_id or "sql-must-use", expected=phrase, file=database.name)


def no_use(database: Database, phrase: str, message_id: str | None = None) -> None:
    """The SQL does not say `phrase` outside comments and texts."""
    first = tokens(phrase)[0].word
    for statement in database.statements():
        if statement.says(phrase):
            line = next((token.line for token in statement.tokens if token.word == first), statement.line)
            raise Failure(message_id or "sql-must-not-use", found=phrase, file=database.name, line=line)


def expect_one_statement(database: Database, message_id: str | None = None) -> Statement:
    """The file has one statement."""
    written = database.statements()
    if len(written) > 1:
        raise Failure(
            message_id or "sql-one-statement", found=str(len(written)), file=database.name, line=written[1].line
        )
    return written[0]


def expect_semicolons(database: Database, message_id: str | None = None) -> None:
    """Each statement ends with its semicolon."""
    last = database.statements()[-1]
    if not last.ended:
        raise Failure(message_id or "sql-last-semicolon", expected=";", file=database.name, line=last.tokens[-1].line)


def _row_failure(database: Database, result: Result, wanted: Result, found: Difference, column: str | None) -> Failure:
    """The failure with the likeliest cause, read from the SQL itself."""
    written = database.statements()
    if found in {Difference.COLUMNS, Difference.COLUMN_NAMES, Difference.COLUMN_ORDER}:
        return Failure(MESSAGES[found], expected=", ".join(wanted.columns), found=", ".join(result.columns))
    message_id, line = MESSAGES[found], None
    if found is Difference.ORDER:
        return Failure("sql-order" if any(one.says("ORDER BY") for one in written) else "sql-no-order")
    if sign := equals_null(written):
        return Failure("sql-equals-null", expected="IS NULL", found=f"{sign.text} NULL", line=sign.line)
    if (number := quoted_number(written)) and found in {Difference.NO_ROWS, Difference.FEWER_ROWS}:
        return Failure("sql-quoted-number", expected=number.value, found=number.text, line=number.line)
    if found is Difference.VALUES:
        return Failure(message_id, values={"column": column} if column else {})
    if found in {Difference.MORE_ROWS, Difference.DUPLICATES}:
        line = _cross_product(written[-1])
        if line is not None:
            message_id = "sql-cross-product"
        elif found is Difference.MORE_ROWS and not CONDITIONS & set(written[-1].words):
            message_id = "sql-no-where"
    return Failure(message_id, expected=_rows(wanted), found=_rows(result), line=line)


def _cross_product(statement: Statement) -> int | None:
    """The line where a second table joins in without any condition; None if there is none such."""
    if LINKS & set(statement.words):
        return None
    for at, word in enumerate(statement.words):
        if word != "FROM":
            continue
        depth = 0
        for token in statement.tokens[at:]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth < 0 or token.word in {"GROUP", "ORDER", "LIMIT", "UNION"}:
                break
            if depth == 0 and token.word in {",", "JOIN"}:
                return token.line
    return None


def _change_message(rows: list[Row], goal: list[Row], was: list[Row]) -> str:
    if same_rows(rows, was):
        return "sql-no-change"
    if len(rows) < len(goal):
        return "sql-too-few-kept" if len(goal) <= len(was) else "sql-too-few-added"
    if len(rows) > len(goal):
        return "sql-too-many-kept" if len(goal) < len(was) else "sql-too-many-added"
    untouched = sum(1 for row in was if row in goal)
    kept = sum(1 for row in was if row in rows)
    return "sql-changed-too-much" if kept < untouched else "sql-wrong-change"


def _compared(table: Table, ignoring: Sequence[str]) -> list[Row]:
    """The rows without the columns that do not count, in the order of the columns' names."""
    left_out = set(map(fold_name, ignoring))
    places = sorted(
        (fold_name(name), at) for at, name in enumerate(table.column_names) if fold_name(name) not in left_out
    )
    return [tuple(row[at] for _, at in places) for row in table.rows]


def _rows(result: Result) -> str:
    return f"plus de {len(result.rows)} lignes" if result.cut else _count(len(result.rows))


def _count(rows: int) -> str:
    return f"{rows} ligne" if rows == 1 else f"{rows} lignes"
