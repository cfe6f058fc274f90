"""Calls, events and ends of a browser's protocol, spoken by hand over a pipe."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graders.web.cdp import CallFailed, CallTimedOut, Connection, ConnectionLost


class Browser:
    """The other end of the pipe: keeps what was asked, says what it is told to."""

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader()
        self.asked: list[dict[str, Any]] = []
        self.connection = Connection(self.reader, self)

    def write(self, data: bytes) -> None:
        """What the client sends."""
        self.asked += [json.loads(message) for message in data.split(b"\0") if message]

    def say(self, *messages: dict[str, Any]) -> None:
        """Messages to the client, in one piece."""
        self.reader.feed_data(b"".join(json.dumps(message).encode() + b"\0" for message in messages))

    async def ask(self, **options: Any) -> asyncio.Task[dict[str, Any]]:
        """A call under way."""
        options = {"timeout_s": 5, **options}
        task = asyncio.create_task(self.connection.call("Page.navigate", url="https://exercice.test/", **options))
        await asyncio.sleep(0)
        return task


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser whose connection is being read."""
    browser = Browser()
    running = asyncio.create_task(browser.connection.run())
    yield browser
    browser.reader.feed_eof()
    await running


async def test_a_call_and_its_answer(browser: Browser):
    """What is asked is one JSON object with an id; the answer of that id is returned."""
    call = await browser.ask(session_id="5AC2")
    browser.say({"id": 1, "result": {"frameId": "F"}})
    assert await call == {"frameId": "F"}
    assert browser.asked == [
        {"id": 1, "sessionId": "5AC2", "method": "Page.navigate", "params": {"url": "https://exercice.test/"}}
    ]


async def test_answers_in_any_order_and_in_pieces(browser: Browser):
    """Each call gets its own answer, however the pipe cuts the bytes."""
    first, second = await browser.ask(), await browser.ask()
    data = b'{"id": 2, "result": {"n": "deux"}}\0{"id": 1, "result": {"n": "un"}}\0'
    for start in range(0, len(data), 7):
        browser.reader.feed_data(data[start : start + 7])
        await asyncio.sleep(0)
    assert [await first, await second] == [{"n": "un"}, {"n": "deux"}]


async def test_a_refusal(browser: Browser):
    """The browser's own words are in the error."""
    call = await browser.ask()
    browser.say({"id": 1, "error": {"code": -32000, "message": "No target"}})
    with pytest.raises(CallFailed, match=r"Page\.navigate: No target"):
        await call


async def test_no_answer_in_time(browser: Browser):
    """Every call has its own deadline; a late answer is nobody's."""
    with pytest.raises(CallTimedOut, match=r"Page\.navigate: no answer in 0\.0 s"):
        await (await browser.ask(timeout_s=0.01))
    browser.say({"id": 1, "result": {}})


async def test_a_browser_that_goes(browser: Browser):
    """Open calls end at once, and later ones do not wait."""
    call = await browser.ask()
    browser.reader.feed_eof()
    with pytest.raises(ConnectionLost, match="the browser is gone"):
        await call
    with pytest.raises(ConnectionLost, match=r"Page\.navigate: the browser is gone"):
        await browser.connection.call("Page.navigate", timeout_s=5)
    browser.connection.post("Page.close")


async def test_a_page_that_crashed_fails_its_own_calls_only(browser: Browser):
    """Other pages' calls wait on."""
    crashed, other = await browser.ask(session_id="A"), await browser.ask(session_id="B")
    browser.connection.drop("A", CallFailed("crashed"))
    browser.say({"id": 2, "result": {}})
    with pytest.raises(CallFailed, match="crashed"):
        await crashed
    assert await other == {}


async def test_events_go_to_their_session(browser: Browser):
    """A handler gets the events of its session, in order, until it is forgotten."""
    seen: list[tuple[str, dict[str, Any]]] = []
    browser.connection.listen("A", lambda event, params: seen.append((event, params)))
    browser.say(
        {"method": "Page.loadEventFired", "sessionId": "B", "params": {}},
        {"method": "Page.frameNavigated", "sessionId": "A", "params": {"a": 1}},
        {"method": "Page.loadEventFired", "sessionId": "A"},
    )
    call = await browser.ask()
    browser.say({"id": 1, "result": {}})
    await call
    browser.connection.forget("A")
    browser.say({"method": "Page.loadEventFired", "sessionId": "A", "params": {}})
    assert seen == [("Page.frameNavigated", {"a": 1}), ("Page.loadEventFired", {})]


async def test_an_answer_too_big_to_be_held_fails_its_call_alone(browser: Browser):
    """A page that swells what it is asked for cannot fill our memory, nor keep the next answers from being read."""
    first, second = await browser.ask(), await browser.ask()
    browser.reader.feed_data(b'{"id":1,"result":{"text":"')
    for _ in range(33):
        browser.reader.feed_data(b"x" * 2**20)
    browser.reader.feed_data(b'"}}\0')
    browser.say({"id": 2, "result": {"n": "deux"}})
    with pytest.raises(CallFailed, match="too big"):
        await first
    assert await second == {"n": "deux"}


async def test_what_an_event_makes_of_its_handler_is_no_end_of_the_others(browser: Browser):
    """One page's event that cannot be handled leaves every other page its answers."""

    def stumble(event: str, params: dict[str, Any]) -> None:
        raise RecursionError

    browser.connection.listen("5AC2", stumble)
    call = await browser.ask()
    browser.say({"sessionId": "5AC2", "method": "Fetch.requestPaused", "params": {}}, {"id": 1, "result": {}})
    assert await call == {}
    browser.reader.feed_data(b"[" * 100_000 + b"\0")
    call = await browser.ask()
    browser.say({"id": 2, "result": {}})
    assert await call == {}
