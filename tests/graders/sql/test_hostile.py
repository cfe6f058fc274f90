"""SQL as an attack: each is stopped, told kindly, and the next work is graded as ever."""

import asyncio
import os
import time
from functools import partial

import pytest

from graders.memory_guard import process_table
from graders.results import Outcome
from graders.sql.expectations.rows import expect_rows
from graders.sql.process import SqliteProcess
from tests.graders.exercises import IN_TIME_S
from tests.graders.sql.makers import DATA, message_on, report_on

pytestmark = pytest.mark.sandbox

RULE = partial(expect_rows, like="SELECT titre FROM livre", data=DATA)
ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
NESTED_VIEWS = "WITH a0 AS (SELECT 1 AS x)" + "".join(
    f", a{n} AS (SELECT p.x FROM a{n - 1} p, a{n - 1} q)" for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("sql", "message_id"),
    [
        # Time
        (ENDLESS + "SELECT COUNT(*) FROM c", "sql-too-slow"),
        ("SELECT printf('%.*c', 1000000000, 'x')", "sql-too-slow"),  # one step of SQLite's machine: no clock is asked
        ("SELECT 1 FROM " + ", ".join(f"livre a{n}" for n in range(30)) + " WHERE a0.id + a29.id = 0", "sql-too-slow"),
        # Memory
        (ENDLESS + "SELECT printf('%.*c', 900000, 'x'), n FROM c ORDER BY 2 DESC", "sql-too-big"),
        ("CREATE TABLE t AS " + ENDLESS + "SELECT printf('%.*c', 900000, 'x') FROM c", "sql-too-big"),
        (NESTED_VIEWS + " SELECT * FROM a39", "sql-too-big"),
        ("SELECT " + "(" * 5000 + "1" + ")" * 5000, "sql-too-big"),
        ("SELECT " + " + ".join("1" * 5000), "sql-too-big"),
        (" UNION ALL ".join(["SELECT 1"] * 3000), "sql-too-big"),
        ("SELECT '" + "a" * 300_000 + "'", "too-large"),
        ("SELECT " + "a " * 100_000, "sql-syntax"),  # the word at which it stops stands there 100 000 times
        (ENDLESS + "SELECT n FROM c", "sql-no-where"),
        (ENDLESS + "SELECT printf('%.*c', 100000, 'x') FROM c", "sql-no-where"),
        # Out of the database
        ("ATTACH DATABASE '/tmp/x.db' AS x", "sql-not-here"),
        ("VACUUM INTO '/tmp/x.db'", "sql-not-here"),
        ("VACUUM", "sql-not-here"),
        ("SELECT load_extension('/tmp/x.so')", "sql-not-here"),
        ("SELECT readfile('/etc/passwd')", "sql-no-function"),
        ("SELECT writefile('/tmp/x', 'x')", "sql-no-function"),
        ("SELECT zeroblob(1000000000)", "sql-not-here"),
        ("SELECT randomblob(1000000000)", "sql-not-here"),
        ("CREATE VIRTUAL TABLE v USING fts5(x)", "sql-not-here"),
        ("EXPLAIN SELECT load_extension('x')", "sql-not-here"),
        # The walls themselves
        ("PRAGMA hard_heap_limit = 0", "sql-not-here"),
        ("PRAGMA writable_schema = ON", "sql-not-here"),
        ("PRAGMA trusted_schema = ON", "sql-not-here"),
        ("SELECT * FROM pragma_hard_heap_limit", "sql-not-here"),
        ("DELETE FROM sqlite_master", "sql-fault"),
        # Bytes that are no text
        ("SELECT 'a\0b'", "sql-fault"),
        ("SELECT CAST(x'fffe' AS TEXT), x'00ff'", "sql-columns"),
        ("SELECT 9e999", "sql-fewer-rows"),
    ],
)
async def test_an_attack_is_told_as_a_failure(sql: str, message_id: str):
    """The work fails, not the grader, and within its time."""
    start = time.monotonic()
    assert await message_on(sql, RULE) == message_id
    assert time.monotonic() - start < IN_TIME_S


async def test_trigger_and_views_are_under_the_same_rules():
    """What a later statement sets off is held to the same list."""
    sql = (
        "CREATE TRIGGER g AFTER INSERT ON livre BEGIN SELECT randomblob(9); END; INSERT INTO livre (titre) VALUES ('a')"
    )
    assert await message_on(sql, RULE) == "sql-not-here"


async def test_slow_work_does_not_use_up_the_time_of_its_checks():
    """Many checks of endless SQL take three seconds in all, and each says why."""
    queries = [
        partial(expect_rows, like="SELECT titre FROM livre", data=[data + ";" * n]) for n in range(8) for data in DATA
    ]
    start = time.monotonic()
    report = await report_on(ENDLESS + "SELECT COUNT(*) FROM c", *queries)
    assert {result.message_id for result in report.results} == {"sql-too-slow"}
    assert report.outcome is Outcome.FAILED
    assert time.monotonic() - start < IN_TIME_S


async def test_nothing_of_the_attack_is_left():
    """The process is gone when the report is there, also after it had to be killed."""

    def sandboxes() -> set[int]:
        return {one.pid for one in process_table().values() if one.parent == os.getpid() and one.name == "bwrap"}

    before = sandboxes()  # of other tests' graders, which stay
    await message_on("SELECT printf('%.*c', 1000000000, 'x')", RULE)
    assert sandboxes() - before == set()


async def test_a_neighbour_is_graded_as_ever():
    """While endless SQL runs, right work has its full marks."""
    attack = asyncio.create_task(message_on(ENDLESS + "SELECT COUNT(*) FROM c", RULE))
    assert await message_on("SELECT titre FROM livre", RULE) is None
    assert await attack == "sql-too-slow"


async def test_the_clock_spares_the_process():
    """Endless SQL that SQLite can stop by itself does not cost a new process."""
    process = SqliteProcess()
    await process.start()
    running = process._process
    request = {"setup": "", "statements": [ENDLESS + "SELECT COUNT(*) FROM c"], "probes": [], "seconds": 0.1}
    replies = [await asyncio.to_thread(process.ask, request) for _ in range(2)]
    assert [reply["fault"]["kind"] for reply in replies] == ["slow", "slow"]
    assert process._process is running
    await process.close()


async def test_a_process_that_is_over_starts_no_other():
    """A check given up past its deadline cannot leave anything running."""
    process = SqliteProcess()
    await process.start()
    await process.close()
    with pytest.raises(Exception, match="is closed"):
        await asyncio.to_thread(process.ask, {"setup": "", "statements": [], "probes": [], "seconds": 1.0})
