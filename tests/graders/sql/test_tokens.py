"""SQL cut into tokens and statements."""

import pytest

from graders.sql.tokens import Kind, statements, tokens


def test_comments_and_texts_are_no_words():
    """Only what SQLite would read as a word is one."""
    text = "SELECT -- JOIN\n 'it''s JOIN', \"a JOIN\", `b`, [c d] /* JOIN \n */ FROM t"
    assert [(token.kind, token.value, token.line) for token in tokens(text) if token.text != ","] == [
        (Kind.WORD, "SELECT", 1),
        (Kind.TEXT, "it's JOIN", 2),
        (Kind.NAME, "a JOIN", 2),
        (Kind.NAME, "b", 2),
        (Kind.NAME, "c d", 2),
        (Kind.WORD, "FROM", 3),
        (Kind.WORD, "t", 3),
    ]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("'a'", False),
        ("'a", True),
        ("''", False),
        ("'", True),
        ("'a''", True),
        ("'a'''", False),
        ('"a', True),
        ("[a", True),
    ],
)
def test_a_quote_that_is_not_closed(text: str, is_open: bool):
    """Doubled quotes close nothing."""
    assert [token.is_open for token in tokens(text)] == [is_open]


def test_statements_end_at_semicolons():
    """Empty ones are none; a trigger keeps its own semicolons."""
    text = ";SELECT 1;;\nCREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 2; END;\n-- fin\nSELECT ';'"
    assert [(one.text, one.line, one.ended) for one in statements(text)] == [
        ("SELECT 1", 1, True),
        ("CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 2; END", 2, True),
        ("SELECT ';'", 4, False),
    ]


@pytest.mark.parametrize(
    ("sql", "phrase", "says"),
    [
        ("SELECT a FROM b left  outer JOIN c", "LEFT JOIN", True),
        ("SELECT a FROM b JOIN c", "INNER JOIN", False),
        ("SELECT count (a) FROM b", "COUNT(", True),
        ("SELECT 'GROUP BY' FROM b -- GROUP BY", "GROUP BY", False),
        ('SELECT "JOIN" FROM b', "JOIN", False),
    ],
)
def test_a_statement_says_a_phrase(sql: str, phrase: str, says: bool):
    """Blanks, case and OUTER do not count; quotes and comments do."""
    assert statements(sql)[0].says(phrase) is says


def test_a_long_open_quote_is_read_at_once():
    """Many quotes that nothing closes do not make the reader try again and again."""
    assert len(tokens("'" + "''" * 100_000)) == 1
    assert tokens("/* " * 100_000) == ()
