"""The browser in service: warm pages, recycling, replacement; nothing is left behind."""

import asyncio
import os
import signal

import pytest

from graders.checker import Checker
from graders.checks import Check
from graders.memory_guard import process_table
from graders.processor import descendants
from graders.results import Outcome
from graders.web.browser import Browser, BrowserError
from graders.web.pool import TabPool
from graders.web.tab import Tab
from tests.graders.exercises import PAGE, an_exercise

FILES = {"index.html": PAGE.encode()}


@pytest.mark.browser
async def test_every_tab_is_new(pool: TabPool):
    """Two gradings never share a page."""
    tabs: list[Tab] = []
    for _ in range(3):
        async with pool.tab() as tab:
            tabs.append(tab)
    assert len({tab.target_id for tab in tabs}) == 3


@pytest.mark.browser
async def test_a_browser_is_recycled_and_its_work_ends_in_peace(pool: TabPool):
    """After its share of gradings another browser serves; the old one goes when its last tab closes."""
    own = TabPool(warm=0, gradings=2)
    try:
        async with own.tab() as first:
            async with own.tab():
                pass
            async with own.tab() as third:
                assert third.browser is not first.browser
                facts = await first.load("index.html", FILES)
                assert (facts["lang"], first.browser.is_alive) == ("fr", True)
        assert (first.browser.is_alive, third.browser.is_alive) == (False, True)
    finally:
        await own.close()
    assert descendants(third.browser.process.pid) == []


@pytest.mark.browser
async def test_an_idle_browser_that_was_killed_is_replaced(pool: TabPool):
    """kill -9 between two checks is not noticed by anybody."""
    own = TabPool(warm=1)
    await own.start()
    async with Checker(pool=own) as checker:
        browser = await own.browser()
        os.kill(browser.process.pid, signal.SIGKILL)
        await browser.connection.closed.wait()
        exercise = an_exercise(Check("look", "Regarder.", 1.0, lambda page: page.one("h1")))
        reports = await asyncio.gather(*(checker.check(exercise, FILES) for _ in range(3)))
        assert [report.outcome for report in reports] == [Outcome.PASSED] * 3


async def test_without_a_browser_nobody_loses_points():
    """A machine without a browser still starts, answers and blames itself; the next check tries again."""
    tries: list[int] = []

    async def launch() -> Browser:
        tries.append(1)
        raise BrowserError("chromium-headless-shell is not installed")

    async with Checker(pool=TabPool(launch=launch)) as checker:
        report = await checker.check(an_exercise(Check("look", "Regarder.", 1.0, lambda page: page.one("h1"))), FILES)
    assert (report.outcome, report.notice) == (Outcome.ERRORED, "our-fault")
    assert len(tries) >= 3


@pytest.mark.browser
async def test_a_start_that_nobody_waits_for_leaves_nothing():
    """A grading that is over while its browser starts takes the browser along."""

    def starting() -> set[int]:
        table = process_table()
        return {pid for pid in descendants(os.getpid()) if pid in table and table[pid].name == "sleep"}

    launching = asyncio.create_task(Browser.launch(["/usr/bin/sleep", "321"]))
    while not starting():
        await asyncio.wait([launching], timeout=0.01)
    launching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await launching
    assert starting() == set()


@pytest.mark.browser
async def test_a_warm_page_that_broke_is_closed():
    """A page that crashed while it waited is handed to nobody, and does not stay in the browser."""
    own = TabPool(warm=1)
    await own.start()
    try:
        browser = await own.browser()

        async def contexts() -> int:
            told = await browser.connection.call("Target.getBrowserContexts", timeout_s=5.0)
            return len(told["browserContextIds"])

        before = await contexts()
        own._ready[0].give_up("too-heavy")
        async with own.tab() as tab:
            assert not tab.is_stuck
        while not own.is_ready or own._tasks:
            await asyncio.sleep(0.01)
        assert await contexts() == before
    finally:
        await own.close()


@pytest.mark.browser
async def test_a_browser_that_does_not_start_says_why(pool: TabPool):
    """The operator reads what the program printed before it died."""
    with pytest.raises(BrowserError, match=r"the browser does not start: .*it says: no display"):
        await Browser.launch(["/bin/sh", "-c", "echo no display >&2; exit 1"])
