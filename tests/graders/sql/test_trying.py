"""What a learner's SQL gives on the sample data, in the sandbox of the checks; hidden data stay hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graders.checker import Checker
from graders.checks import Failure
from graders.tried import Rows, Tried, Trouble
from tests.graders.sql.makers import NAME, SHOP, an_sql_exercise

pytestmark = pytest.mark.sandbox


def never_asked(database: object) -> None:
    """A check that no try may come to."""
    raise Failure("unchanged")


SHOP_EXERCISE = replace(
    an_sql_exercise(never_asked),
    start={NAME: b"-- ici\n", "librairie.sql": SHOP.encode()},
    sample="librairie.sql",
)


async def tried(sql: str) -> Tried:
    """What the real checker gives, and that it can be sent."""
    found = await Checker().try_out(SHOP_EXERCISE, {NAME: sql.encode()})
    assert Tried.from_json(found.to_json()) == found
    return found


async def test_a_query_gives_its_rows():
    """Columns and rows as SQLite gives them, nothing for NULL; the database is as before."""
    found = await tried("SELECT titre, prix AS combien FROM livre WHERE prix IS NULL OR prix > 4.9 ORDER BY titre")
    rows = (("Anonyme", None), ("La Peste", 7.0), ("Noces", 5.0))
    assert found == Tried(results=(Rows("", ("titre", "combien"), rows, 3),))


async def test_a_query_without_rows_says_its_columns():
    """An empty result is a result."""
    assert await tried("SELECT titre FROM livre WHERE prix > 99") == Tried(results=(Rows("", ("titre",), (), 0),))


async def test_changed_tables_are_shown_as_they_are_afterwards():
    """What was added, made and dropped; a table nobody touched is not repeated."""
    found = await tried(
        "CREATE TABLE ville (nom TEXT); INSERT INTO ville VALUES (x'00ff'); DELETE FROM livre; DROP TABLE livre;"
    )
    assert found == Tried(changed=(Rows("ville", ("nom",), (("x'00ff'",),), 1, kinds=("TEXT",)),), gone=("livre",))


async def test_many_rows_are_counted_and_few_sent():
    """200 of them; above 5 000 nobody counts."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"
    (some,) = (await tried(numbers.format(300))).results
    (more,) = (await tried(numbers.format(9000))).results
    assert [(len(one.rows), one.count, one.more) for one in (some, more)] == [(200, 300, False), (200, 5000, True)]


@pytest.mark.parametrize(
    ("sql", "sentence", "line"),
    [
        ("SELECT titre\nFROM livres", "pas de table « livres »", 2),
        ("SELECT titre FORM livre", "FORM", 1),
        ("SELECT 1;\nBEGIN;\nDELETE FROM livre;", "COMMIT", None),
        ("ATTACH 'x' AS y", "ATTACH", 1),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n", "ne finit pas", 1),
        ("-- rien", "vide", None),
    ],
)
async def test_trouble_is_told_in_french_with_its_line(sql: str, sentence: str, line: int | None):
    """The sentences are those of the checks."""
    trouble = (await tried(sql)).trouble
    assert trouble is not None
    assert (trouble.file, trouble.line) == (NAME, line)
    assert sentence in trouble.sentence


async def test_results_before_the_trouble_are_kept():
    """The first query ran; the second did not."""
    found = await tried("SELECT 1 AS un; SELEC 2")
    assert found.results == (Rows("", ("un",), ((1,),), 1),)
    assert isinstance(found.trouble, Trouble)


async def test_other_engines_run_nothing():
    """A page is not run by the service."""
    with pytest.raises(ValueError, match="nothing is run with the engine web"):
        await Checker().try_out(replace(SHOP_EXERCISE, engine=type(SHOP_EXERCISE.engine).WEB), {})
