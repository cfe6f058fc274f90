"""What SQLite says in English, as a Failure with its place: the word near which it stopped, the name that was meant."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from difflib import get_close_matches

from graders.checks import Failure
from graders.sql.database import Database, Fault, Run
from graders.sql.schema import near_name
from graders.sql.tokens import Kind, Statement, Token, tokens
from graders.text import quote

VERBS = {
    "SELECT", "WITH", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER",
    "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "EXPLAIN",
}  # fmt: skip
KEYWORDS = {
    "SELECT", "DISTINCT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "JOIN", "INNER", "LEFT",
    "OUTER", "CROSS", "USING", "UNION", "INTERSECT", "EXCEPT", "INSERT", "INTO", "VALUES", "UPDATE", "DELETE", "CREATE",
    "TABLE", "PRIMARY", "FOREIGN", "REFERENCES", "UNIQUE", "CHECK", "DEFAULT", "CONSTRAINT", "BETWEEN", "EXISTS",
    "CASE", "WHEN", "THEN", "ELSE", "ASC", "DESC", "ALTER", "DROP", "BEGIN", "COMMIT", "ROLLBACK",
}  # fmt: skip
GLUED = {"GROUPBY": "GROUP BY", "ORDERBY": "ORDER BY", "LEFTJOIN": "LEFT JOIN", "ISNOT": "IS NOT", "NOTIN": "NOT IN"}
HARD_SPACE = re.compile("[\u00a0\u2007\u202f\ufeff\u200b]")  # typed by accident with AltGr, or copied from a page
CURLY = re.compile("[‘’“”«»]")
COMPARISONS = {"=", "==", "<>", "!=", "<", ">", "<=", ">=", "LIKE", "IN", "(", ","}
FUNCTION_NAMES = (
    "abs", "avg", "coalesce", "count", "date", "datetime", "group_concat", "ifnull", "instr", "length", "lower",
    "ltrim", "max", "min", "replace", "round", "rtrim", "strftime", "substr", "sum", "time", "total", "trim", "upper",
)  # fmt: skip

# What other databases, or a spreadsheet in French, call it.
OTHER_NAMES = {
    "moyenne": "AVG", "somme": "SUM", "nombre": "COUNT", "nb": "COUNT", "arrondi": "ROUND", "len": "LENGTH",
    "concat": "||", "now": "DATE", "curdate": "DATE", "nvl": "IFNULL", "isnull": "IFNULL", "ucase": "UPPER",
    "lcase": "LOWER", "mid": "SUBSTR", "year": "STRFTIME", "month": "STRFTIME",
}  # fmt: skip


def failure_of(database: Database, run: Run, name: str | None = None) -> Failure:
    """The failure of a run that has a fault."""
    fault = run.fault
    if fault is None:
        raise ValueError("the run has no fault")
    written = database.statements(name)
    statement = written[min(fault.statement, len(written) - 1)]
    told = _told(database, run, fault, statement)
    told.file = name or database.name
    told.line = told.line or statement.line
    return told


def _told(database: Database, run: Run, fault: Fault, statement: Statement) -> Failure:
    text = fault.text
    if fault.kind in {"slow", "big"}:
        return Failure(f"sql-too-{fault.kind}")
    if fault.kind == "refused":
        return Failure("sql-not-here", found=fault.text or statement.verb)
    if fault.kind == "constraint":
        return Failure("sql-constraint", found=quote(text.partition(": ")[2]) or None)
    words = [token for token in statement.tokens if token.kind is Kind.WORD]
    if curly := next((word for word in words if CURLY.search(word.text)), None):
        return Failure("sql-curly-quote", found=quote(curly.text), line=curly.line)
    if is_open := next((token for token in statement.tokens if token.is_open), None):
        return Failure("sql-open-quote", found=quote(is_open.text, 30), line=is_open.line)
    if hard := _after_hard_space(statement):
        return Failure("sql-hard-space", found=quote(hard[0]), line=hard[1])
    if statement.verb not in VERBS:
        return _not_a_statement(statement)
    for pattern, tell in NAMES:
        if match := re.match(pattern, text):
            return tell(run, statement, match["name"])
    if match := re.match(r'near "(?P<word>.*)": syntax error', text, re.DOTALL):
        return _syntax(database, run, fault, statement, match["word"])
    if "incomplete input" in text:
        return Failure("sql-unfinished", found=quote(statement.tokens[-1].text), line=statement.tokens[-1].line)
    for pattern, message_id in OTHERS.items():
        if re.search(pattern, text):
            return Failure(message_id)
    return Failure("sql-fault", found=quote(text))


def _after_hard_space(statement: Statement) -> tuple[str, int] | None:
    """What stands behind the first space that does not break, which SQLite takes for a letter, and its line."""
    start = statement.tokens[0].start
    for before, token in itertools.pairwise((statement.tokens[0], *statement.tokens)):
        if token.kind is Kind.WORD and HARD_SPACE.search(token.text):
            return HARD_SPACE.split(token.text)[-1] or token.text, token.line
        if HARD_SPACE.search(statement.text[before.end - start : token.start - start]):
            return token.text, token.line
    return None


def _not_a_statement(statement: Statement) -> Failure:
    word = statement.tokens[0].text
    near = get_close_matches(word.upper(), VERBS, n=1, cutoff=0.7)
    if near and len(word) > 2:
        return Failure("sql-keyword", found=quote(word), values={"near": near[0]})
    return Failure("sql-not-here", found=quote(word))


def _no_table(run: Run, statement: Statement, name: str) -> Failure:
    plain = name.rpartition(".")[2]
    near = near_name(plain, [*(table.name for table in run.tables), *run.views])
    return Failure("sql-no-table", found=quote(plain), line=_line(statement, plain), values=_near(near))


def _no_column(run: Run, statement: Statement, name: str) -> Failure:
    table_name, _, plain = name.rpartition(".")
    line = _line(statement, plain)
    tables = [table for table in run.tables if table.name.casefold() in {t.value.casefold() for t in statement.tokens}]
    known = [column for table in tables or run.tables for column in table.column_names]
    near = near_name(plain, known)
    if near is None and not table_name and _is_compared(statement, plain):
        return Failure("sql-text-without-quotes", expected=f"'{plain}'", found=quote(plain), line=line)
    return Failure("sql-no-column", found=quote(plain), line=line, values=_near(near))


def _no_function(run: Run, statement: Statement, name: str) -> Failure:
    near = get_close_matches(name.lower(), FUNCTION_NAMES, n=1, cutoff=0.6)
    values = _near(OTHER_NAMES.get(name.lower()) or (near[0].upper() if near else None))
    return Failure("sql-no-function", found=quote(name), line=_line(statement, name), values=values)


def _no_column_in(run: Run, statement: Statement, name: str) -> Failure:
    return _no_column(run, statement, name)


def _ambiguous(run: Run, statement: Statement, name: str) -> Failure:
    return Failure("sql-ambiguous", found=quote(name), line=_line(statement, name))


def _exists(run: Run, statement: Statement, name: str) -> Failure:
    return Failure("sql-exists", found=quote(name), line=_line(statement, name))


NAMES = (
    (r"no such table: (?P<name>.+)", _no_table),
    (r"no such column: (?P<name>.+)", _no_column),
    (r"table \S+ has no column named (?P<name>.+)", _no_column_in),
    (r'unknown column "(?P<name>.+)" in foreign key', _no_column_in),
    (r"no such function: (?P<name>.+)", _no_function),
    (r"ambiguous column name: (?P<name>.+)", _ambiguous),
    (r"(?:table|view|index) (?P<name>.+) already exists", _exists),
    (r"duplicate column name: (?P<name>.+)", _exists),
)
OTHERS = {
    r"misuse of (aggregate|window)": "sql-aggregate-place",
    r"values for \d+ columns|has \d+ columns but \d+ values|all VALUES must have": "sql-values-count",
    r"do not have the same number of result columns": "sql-union-columns",
    r"foreign key mismatch": "sql-foreign-key-target",
    r"no transaction is active|within a transaction": "sql-transaction",
    r"stack overflow|too large|too many (terms|columns|tables|FROM)|at most \d+ tables": "sql-too-big",
    r"wrong number of arguments": "sql-arguments",
}


def _syntax(database: Database, run: Run, fault: Fault, statement: Statement, word: str) -> Failure:
    """The nearest cause of a syntax fault that shows at `word`: often it stands just before."""
    at = database.place_of_fault(statement, fault, word)
    if at is None:
        return Failure("sql-syntax", found=quote(word))
    token, before = statement.tokens[at], statement.tokens[max(at - 3, 0) : at]
    known = {name.casefold() for table in run.tables for name in (table.name, *table.column_names)}
    for one in (*reversed(before), token):
        if one.kind is Kind.WORD and one.word not in KEYWORDS | VERBS and one.text.casefold() not in known:
            near = GLUED.get(one.word) or next(iter(get_close_matches(one.word, KEYWORDS, n=1, cutoff=0.74)), None)
            if near:
                return Failure("sql-keyword", found=quote(one.text), line=one.line, values={"near": near})
    if before and before[-1].text == "," and (token.word in KEYWORDS or token.text == ")"):
        return Failure("sql-extra-comma", found=token.text, line=before[-1].line)
    if token.word in VERBS and before and before[-1].line < token.line and before[-1].text != "(":
        return Failure("sql-no-semicolon", found=quote(token.text), line=before[-1].line)
    return Failure("sql-syntax", found=quote(word), line=token.line)


def _is_compared(statement: Statement, word: str) -> bool:
    """True if the word stands where a text would."""
    pairs = zip(statement.tokens, statement.tokens[1:], strict=False)
    return any(one.word in COMPARISONS and _is(other, word) for one, other in pairs)


def _is(token: Token, word: str) -> bool:
    return token.value.casefold() == word.casefold()


def _line(statement: Statement, name: str) -> int | None:
    """The line of the first token that reads `name`, which may be `table.column`."""
    last = tokens(name)[-1].value if tokens(name) else name
    return next((token.line for token in statement.tokens if _is(token, last)), None)


def _near(name: str | None) -> dict[str, str]:
    return {"near": name} if name else {}


def equals_null(written: Sequence[Statement]) -> Token | None:
    """The sign of a comparison with NULL, which no row ever meets; setting to NULL is none."""
    for statement in written:
        words = statement.words
        start = words.index("WHERE") if "WHERE" in words else len(words) if statement.verb == "UPDATE" else 0
        for one, other in list(zip(statement.tokens, statement.tokens[1:], strict=False))[start:]:
            if one.word in {"=", "==", "<>", "!="} and other.word == "NULL":
                return one
    return None


def quoted_number(written: Sequence[Statement]) -> Token | None:
    """A number in quotes that something is compared with."""
    for statement in written:
        for one, other in zip(statement.tokens, statement.tokens[1:], strict=False):
            compared = one.word in COMPARISONS - {"(", ",", "LIKE", "IN"}
            if compared and other.kind is Kind.TEXT and re.fullmatch(r"-?\d+([.,]\d+)?", other.value):
                return other
    return None
