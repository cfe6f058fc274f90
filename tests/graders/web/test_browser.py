"""A browser on a busy machine."""

import pytest

from graders.checks import MachineBusy
from graders.web import tab as tabs
from graders.web.browser import Browser
from graders.web.pool import TabPool
from graders.web.tab import NAME_SIGNS, PageStuck
from tests.graders.exercises import a_page


@pytest.mark.browser
async def test_a_page_late_on_a_busy_machine_is_not_blamed(pool: TabPool, monkeypatch: pytest.MonkeyPatch):
    """The same endless page is its own doing on a free machine, and nobody's where it had no processor."""
    page = {"index.html": a_page("<h1>a</h1><script>while (true) {}</script>")}
    for starved, why in ((False, PageStuck), (True, MachineBusy)):
        async with pool.tab() as tab:
            monkeypatch.setattr(Browser, "is_starved", starved)
            monkeypatch.setattr(tabs, "LOAD_S", 0.5)  # it takes a processor for as long
            with pytest.raises(why):
                await tab.load("index.html", page)


@pytest.mark.browser
async def test_of_a_long_address_little_is_kept(pool: TabPool):
    """A script that asks for addresses of a million signs fills no memory of ours."""
    page = a_page("<h1>a</h1><script>fetch('/' + 'a'.repeat(1000000)).finally(() => document.title = 'b')</script>")
    async with pool.tab() as tab:
        await tab.load("index.html", {"index.html": page})
        while (await tab.read("facts"))["title"] != "b":
            pass
        assert [len(one.name) for one in tab.served if one.kind != "Document"] == [NAME_SIGNS]
