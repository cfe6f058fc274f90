"""Tables a learner builds, on the real checker."""

from collections.abc import Callable
from functools import partial

import pytest

from graders.sql.database import Database
from graders.sql.expectations.tables import (
    expect_accepts,
    expect_column,
    expect_foreign_key,
    expect_not_null,
    expect_primary_key,
    expect_refuses,
    expect_table,
    expect_unique,
)
from tests.graders.sql.makers import message_on

pytestmark = pytest.mark.sandbox

RIGHT = """
CREATE TABLE auteur (id INTEGER PRIMARY KEY, nom TEXT NOT NULL UNIQUE);
CREATE TABLE livre (
  isbn TEXT PRIMARY KEY, titre VARCHAR(80) NOT NULL, prix DECIMAL(5, 2) CHECK (prix >= 0), paru DATE,
  auteur_id INTEGER NOT NULL REFERENCES auteur (id)
);
"""
OTHER = """
create table "Auteur" (ID INT, nom CHAR(40), primary key (id));
CREATE UNIQUE INDEX un_nom ON auteur (nom);
CREATE TABLE Livre (
  isbn TEXT, Titre TEXT, PRIX REAL, paru TEXT, auteur_id INT,
  CONSTRAINT cle PRIMARY KEY (isbn),
  FOREIGN KEY (auteur_id) REFERENCES AUTEUR
);
"""
AUTHOR = "INSERT INTO auteur (id, nom) VALUES (1, 'Sand')"
BOOK = "INSERT INTO livre (isbn, titre, prix, auteur_id) VALUES ('a', 'Indiana', {prix}, {author})"

Rule = Callable[[Database], object]


def rule(verb: Callable[..., object], *arguments: str, **options: object) -> Rule:
    """The verb with all but its database."""
    return lambda database: verb(database, *arguments, **options)


TABLE = rule(expect_table, "livre")
COLUMN = rule(expect_column, "livre", "titre", kind="text")
PRICE = rule(expect_column, "livre", "prix", kind="number")
DATE = rule(expect_column, "livre", "paru", kind="date")
KEY = rule(expect_primary_key, "livre", "isbn")
FOREIGN = rule(expect_foreign_key, "livre", "auteur_id", to="auteur.id")
UNIQUE = rule(expect_unique, "auteur", "nom")
FILLED = rule(expect_not_null, "livre", "titre")
NEGATIVE = rule(expect_refuses, BOOK.format(prix=-1, author=1), after=[AUTHOR])
TAKEN = rule(expect_accepts, BOOK.format(prix=0, author=1), after=[AUTHOR])
ORPHAN = rule(expect_refuses, BOOK.format(prix=1, author=9), after=[AUTHOR])
STRUCTURE = [TABLE, COLUMN, PRICE, DATE, KEY, FOREIGN, UNIQUE, TAKEN, ORPHAN]


@pytest.mark.parametrize("sql", [RIGHT, OTHER])
async def test_every_right_way_has_full_marks(sql: str):
    """Inline or at the end, an index or a constraint, any case, any type that holds the values."""
    assert [await message_on(sql, one) for one in STRUCTURE] == [None] * len(STRUCTURE)


async def test_a_row_number_is_never_empty():
    """INTEGER PRIMARY KEY fills itself in."""
    assert await message_on(RIGHT, rule(expect_not_null, "auteur", "id")) is None
    assert await message_on(RIGHT, FILLED) is None
    assert await message_on(RIGHT, NEGATIVE) is None


@pytest.mark.parametrize(
    ("old", "new", "looked_at", "message_id"),
    [
        ("CREATE TABLE livre", "CREATE TABLE livres", TABLE, "sql-missing-table"),
        ("CREATE TABLE livre", "CREATE TABLE livres", TAKEN, "sql-missing-table"),
        ("titre VARCHAR(80) NOT NULL,", "", COLUMN, "sql-missing-column"),
        ("titre VARCHAR(80) NOT NULL,", "", NEGATIVE, "sql-missing-column"),
        ("titre VARCHAR(80)", "titre INTEGER", COLUMN, "sql-column-kind"),
        ("titre VARCHAR(80)", "titre", COLUMN, "sql-column-kind"),
        ("prix DECIMAL(5, 2)", "prix TEXT", PRICE, "sql-column-kind"),
        ("isbn TEXT PRIMARY KEY", "isbn TEXT", KEY, "sql-no-primary-key"),
        ("isbn TEXT PRIMARY KEY, titre", "isbn TEXT, titre TEXT PRIMARY KEY, autre", KEY, "sql-wrong-primary-key"),
        (" REFERENCES auteur (id)", "", FOREIGN, "sql-no-foreign-key"),
        (" REFERENCES auteur (id)", "", ORPHAN, "sql-must-refuse"),
        ("REFERENCES auteur (id)", "REFERENCES auteur (nom)", FOREIGN, "sql-wrong-foreign-key"),
        (" UNIQUE", "", UNIQUE, "sql-not-unique"),
        ("titre VARCHAR(80) NOT NULL", "titre TEXT", FILLED, "sql-may-be-null"),
        (" CHECK (prix >= 0)", "", NEGATIVE, "sql-must-refuse"),
        ("prix >= 0", "prix > 0", TAKEN, "sql-must-accept"),
        ("prix >= 0", "prix > 0 AND", TAKEN, "sql-syntax"),
        ("auteur (id)", "auteur (numero)", TAKEN, "sql-must-accept"),
    ],
)
async def test_a_mistake_gets_its_message(old: str, new: str, looked_at: Rule, message_id: str):
    """What is missing is named; a table that is not there refuses nothing."""
    assert old in RIGHT
    assert await message_on(RIGHT.replace(old, new, 1), looked_at) == message_id


async def test_a_name_that_is_close_is_shown():
    """The table that may have been meant is in the sentence."""
    sql = "CREATE TABLE livres (titer TEXT)"
    failures = [partial(expect_table, name="livre"), partial(expect_column, table="livres", name="titre")]
    assert [await message_on(sql, one) for one in failures] == ["sql-missing-table", "sql-missing-column"]


async def test_a_constraint_switched_off_is_on_again():
    """PRAGMA foreign_keys = OFF in the learner's SQL does not decide what the tables refuse."""
    assert await message_on("PRAGMA foreign_keys = OFF;" + RIGHT, ORPHAN) is None
