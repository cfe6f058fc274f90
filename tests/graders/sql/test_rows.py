"""Queries on the real checker: right ways, other right ways, and what is told about the others."""

from functools import partial

import pytest

from graders.sql.database import Database
from graders.sql.expectations.rows import (
    expect_changes,
    expect_columns,
    expect_one_statement,
    expect_rows,
    expect_semicolons,
    expect_uses,
    no_use,
)
from tests.graders.sql.makers import DATA, SHOP, message_on, report_on

pytestmark = pytest.mark.sandbox

CHEAP = "SELECT titre, prix FROM livre WHERE prix <= 5"
WITH_AUTHOR = "SELECT titre, nom FROM livre JOIN auteur ON auteur_id = auteur.id"


def rows(like: str, **options: object):
    """A rule that wants these rows."""

    def rule(database: Database) -> None:
        expect_rows(database, like=like, data=DATA, **options)

    return rule


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT titre, prix FROM livre WHERE prix <= 5;",
        "select prix, titre\nfrom livre\nwhere not prix > 5",
        'SELECT l.titre AS "Le titre", l.prix * 1.0 FROM livre AS l WHERE prix < 5 OR prix = 5 ORDER BY 2;',
        "/* bas */ WITH bas AS (SELECT * FROM livre WHERE prix BETWEEN 0 AND 5) SELECT titre, prix FROM bas;",
        "CREATE VIEW bas AS SELECT titre, prix FROM livre WHERE prix <= 5; SELECT * FROM bas;",
        "SELECT titre, prix FROM livre EXCEPT SELECT titre, prix FROM livre WHERE prix > 5 OR prix IS NULL",
    ],
)
async def test_every_right_way_has_full_marks(sql: str):
    """Other words, case, names, order of columns, layout: the rows decide."""
    assert await message_on(sql, rows(CHEAP)) is None


@pytest.mark.parametrize(
    ("sql", "message_id"),
    [
        # How it is written
        ("SELCT titre FROM livre", "sql-keyword"),
        ("SELECT titre FORM livre", "sql-keyword"),
        ("SELECT titre, prix FROM livre WEHRE prix <= 5", "sql-keyword"),
        ("SELECT titre, prix FROM livre ORDERBY prix", "sql-keyword"),
        ("SELECT titre, prix, FROM livre", "sql-extra-comma"),
        ("SELECT titre\nFROM livre\nSELECT prix\nFROM livre", "sql-no-semicolon"),
        ("SELECT COUNT(titre FROM livre", "sql-syntax"),
        ("SELECT COUNT(titre", "sql-unfinished"),
        ("SELECT titre FROM livre WHERE genre = 'roman", "sql-open-quote"),
        ("SELECT titre FROM livre WHERE genre = ’roman’", "sql-curly-quote"),
        ("SELECT titre\u00a0FROM livre", "sql-hard-space"),
        ("SELECT titre,\u00a0 prix FROM livre", "sql-hard-space"),
        ("SHOW TABLES", "sql-not-here"),
        ("PRAGMA database_list", "sql-not-here"),
        ("SELECT SUM(prix) FROM livre WHERE COUNT(titre) > 1", "sql-aggregate-place"),
        ("SELECT titre FROM livre UNION SELECT id, nom FROM auteur", "sql-union-columns"),
        ("SELECT ROUND(prix, 2, 3) FROM livre", "sql-arguments"),
        ("BEGIN; SELECT titre, prix FROM livre WHERE prix <= 5;", "sql-open-transaction"),
        ("COMMIT;", "sql-transaction"),
        # Names
        ("SELECT titre FROM livres", "sql-no-table"),
        ("SELECT titres FROM livre", "sql-no-column"),
        ("SELECT titre FROM livre WHERE genre = roman", "sql-text-without-quotes"),
        ("SELECT MOYENNE(prix) FROM livre", "sql-no-function"),
        ("SELECT id FROM livre JOIN auteur ON auteur_id = auteur.id", "sql-ambiguous"),
        # What it gives
        ("DELETE FROM livre", "sql-no-result"),
        ("SELECT titre FROM livre WHERE prix <= 5", "sql-columns"),
        ("SELECT titre, prix FROM livre", "sql-no-where"),
        ("SELECT titre, prix FROM livre WHERE prix <= 5 OR genre = 'roman'", "sql-more-rows"),
        ("SELECT titre, prix FROM livre WHERE prix < 5", "sql-fewer-rows"),
        ("SELECT titre, prix FROM livre WHERE prix < 0", "sql-no-rows"),
        ("SELECT titre, prix FROM livre WHERE prix = NULL", "sql-equals-null"),
        ("SELECT titre, prix FROM livre WHERE '5' = id + 0", "sql-no-rows"),
        ("SELECT titre, prix FROM livre WHERE id + 0 = '5'", "sql-quoted-number"),
        ("SELECT titre, prix * 2 FROM livre WHERE prix <= 5", "sql-wrong-values"),
        ("SELECT titre, prix FROM livre, auteur", "sql-cross-product"),
        ("SELECT titre, prix FROM livre WHERE prix <= 5 UNION ALL SELECT 'Noces', 5", "sql-duplicates"),
        # Only on the data it was written for
        ("SELECT titre, prix FROM livre WHERE id IN (1, 3, 4)", "sql-other-data"),
        ("VALUES ('Indiana', 4.5), ('La Chute', 3), ('Noces', 5)", "sql-other-data"),
        # No SQL at all
        ("-- rien\n;", "empty-file"),
    ],
)
async def test_a_mistake_gets_its_message(sql: str, message_id: str):
    """One root cause, the one a teacher would name."""
    assert await message_on(sql, rows(CHEAP)) == message_id


@pytest.mark.parametrize(
    ("sql", "message", "line"),
    [
        (
            "SELECT titre\nFORM livre",
            "La base ne connaît pas « FORM ». Vouliez-vous écrire FROM ? Regardez la ligne 2.",
            2,
        ),
        (
            "SELECT titre\nFROM\nlivers",
            "Il n’y a pas de table « livers ». Vouliez-vous écrire « livre » ? Regardez la ligne 3.",
            3,
        ),
        (
            "SELECT Moyenne(prix) FROM livre",
            "La base ne connaît pas la fonction « Moyenne ». Vouliez-vous écrire AVG ? Regardez la ligne 1.",
            1,
        ),
        ("SELECT 1;\nSELECT xyz\nFROM livre", "Il n’y a pas de colonne « xyz ». Regardez la ligne 2.", 2),
        (
            "SELECT titre, prix FROM livre\nWHERE prix = NULL",
            "« = NULL » ne trouve jamais rien. Pour une case vide, écrivez IS NULL. Regardez la ligne 2.",
            2,
        ),
        (
            "SELECT (titre) FROM livre\nWHERE (prix > 1))\nORDER BY (prix)",
            "La base s’arrête près de « ) ». Regardez la ligne 2, et le mot qui précède.",
            2,
        ),
    ],
)
async def test_the_message_names_what_was_written(sql: str, message: str, line: int):
    """The word, what may have been meant, and the learner's own line, also where the word comes several times."""
    result = (await report_on(sql, rows(CHEAP))).results[0]
    assert (result.message, result.line, result.file) == (message, line, "requete.sql")


async def test_hidden_rows_are_never_shown():
    """What other data hold is told by number alone."""
    report = await report_on("SELECT titre, prix FROM livre WHERE id IN (1, 3, 4) AND prix > 0", rows(CHEAP))
    result = report.results[0]
    assert result.message == "La requête convient aux données montrées, mais pas à d’autres."
    report = await report_on("SELECT titre, prix FROM livre WHERE prix IN (3, 4.5, 5)", rows(CHEAP))
    result = report.results[0]
    assert (result.expected, result.found) == ("3 lignes", "1 ligne")
    assert "Ondine" not in str(report.to_json())


@pytest.mark.parametrize(
    ("sql", "options", "message_id"),
    [
        ("SELECT titre, prix FROM livre ORDER BY prix, titre", {"ordered": True}, None),
        ("SELECT titre, prix FROM livre ORDER BY prix DESC", {"ordered": True}, "sql-order"),
        ("SELECT titre, prix FROM livre", {"ordered": True}, "sql-no-order"),
        ("SELECT titre, prix FROM livre ORDER BY prix, titre DESC", {"ordered": ["prix"]}, None),
        ("SELECT prix, titre FROM livre ORDER BY prix", {"column_order": True}, "sql-column-order"),
        ("SELECT titre AS nom, prix FROM livre", {"names": True}, "sql-column-names"),
        ("SELECT PRIX, Titre FROM livre", {"names": True}, None),
    ],
)
async def test_order_and_names_count_when_asked(sql: str, options: dict[str, object], message_id: str | None):
    """Nothing but the rows counts by itself."""
    assert await message_on(sql, rows("SELECT titre, prix FROM livre ORDER BY prix, titre", **options)) == message_id


async def test_a_join_keeps_those_without_a_partner_when_asked():
    """JOIN where LEFT JOIN is asked is told as too few rows."""
    rule = rows(WITH_AUTHOR.replace("JOIN", "LEFT JOIN"))
    assert await message_on(WITH_AUTHOR, rule) == "sql-fewer-rows"


@pytest.mark.parametrize(
    ("sql", "message_id"),
    [
        ("UPDATE livre SET prix = prix + 1 WHERE genre = 'roman'", None),
        ("UPDATE livre SET prix = 1 + prix WHERE titre IN (SELECT titre FROM livre WHERE genre = 'roman');", None),
        ("BEGIN; UPDATE livre SET prix = prix + 1 WHERE genre LIKE 'roman'; COMMIT;", None),
        ("UPDATE livre SET prix = prix + 1", "sql-changed-too-much"),
        ("UPDATE livre SET prix = prix + 2 WHERE genre = 'roman'", "sql-wrong-change"),
        ("UPDATE livre SET prix = prix + 1 WHERE genre = 'Roman'", "sql-no-change"),
        ("UPDATE livre SET prix = prix + 1 WHERE id <= 3", "sql-other-changes"),
        ("DELETE FROM livre WHERE genre = 'roman'", "sql-too-few-kept"),
        ("INSERT INTO livre (titre) VALUES ('a')", "sql-too-many-added"),
        ("DROP TABLE livre", "sql-missing-table"),
        ("INSERT INTO livre (titre) VALUES ('a', 'b')", "sql-values-count"),
        ("INSERT INTO livre (titre) VALUES (NULL)", "sql-constraint"),
        ("CREATE TABLE livre (id INTEGER)", "sql-exists"),
        ("BEGIN; UPDATE livre SET prix = prix + 1 WHERE genre = 'roman';", "sql-open-transaction"),
    ],
)
async def test_changes_are_compared_by_what_the_tables_hold(sql: str, message_id: str | None):
    """Which rows changed, left or came says what went wrong."""
    reference = "UPDATE livre SET prix = prix + 1 WHERE genre = 'roman'"
    assert await message_on(sql, partial(expect_changes, like=reference, data=DATA)) == message_id


@pytest.mark.parametrize(
    ("sql", "message_id"),
    [
        ("DELETE FROM livre WHERE prix IS NULL", None),
        ("DELETE FROM livre WHERE prix = NULL", "sql-no-change"),
        ("DELETE FROM livre", "sql-too-few-kept"),
        ("DELETE FROM livre WHERE prix IS NULL AND genre = 'essai'", "sql-no-change"),
    ],
)
async def test_a_deletion(sql: str, message_id: str | None):
    """Too much and too little are told apart."""
    rule = partial(expect_changes, like="DELETE FROM livre WHERE prix IS NULL", data=DATA)
    assert await message_on(sql, rule) == message_id


async def test_numbers_the_database_gives_do_not_count():
    """An insertion may leave the key to the database."""
    like = "INSERT INTO livre (titre, prix) VALUES ('Ubu', 3), ('Nana', 4)"
    sql = "INSERT INTO livre (id, prix, titre) VALUES (70, 4, 'Nana'), (90, 3, 'Ubu')"
    rule = partial(expect_changes, like=like, data=DATA)
    assert await message_on(sql, partial(rule, ignoring=["id"])) is None
    assert await message_on(sql, rule) == "sql-wrong-change"
    assert await message_on("INSERT INTO livre (titre, prix) VALUES ('Ubu', 3)", rule) == "sql-too-few-added"


@pytest.mark.parametrize(
    ("sql", "rule", "message_id"),
    [
        ("SELECT titre FROM livre JOIN auteur USING (id)", partial(expect_uses, phrase="JOIN"), None),
        ("SELECT 'JOIN' FROM livre -- JOIN", partial(expect_uses, phrase="JOIN"), "sql-must-use"),
        ("SELECT * FROM livre", partial(no_use, phrase="SELECT *"), "sql-must-not-use"),
        ("SELECT titre FROM livre -- SELECT *", partial(no_use, phrase="SELECT *"), None),
        ("SELECT 1; SELECT 2", expect_one_statement, "sql-one-statement"),
        ("SELECT ';';\n;", expect_one_statement, None),
        ("SELECT 1", expect_semicolons, "sql-last-semicolon"),
        ("SELECT 1 ; -- fin", expect_semicolons, None),
        ("SELECT titre FROM livre", lambda database: expect_columns(database, "Titre", data=SHOP), None),
        (
            "SELECT titre, prix FROM livre",
            lambda database: expect_columns(database, "prix", "titre", data=SHOP, ordered=True),
            "sql-column-order",
        ),
    ],
)
async def test_what_the_sql_says(sql: str, rule, message_id: str | None):
    """Words are looked for outside comments and texts."""
    assert await message_on(sql, rule) == message_id


async def test_a_reference_that_does_not_run_is_our_fault():
    """A trainer's own mistake costs the learner nothing."""
    report = await report_on("SELECT 1", rows("SELECT nothing FROM nowhere"))
    assert (report.outcome.value, report.notice) == ("errored", "our-fault")
