"""A tab made ready to be played with: its clock, its console, its requests, its dialogs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from graders.web.api import Api, Exchange
from graders.web.clock import Clock
from graders.web.console import Console
from graders.web.tab import ORIGIN, Tab

ACTION_S = 0.1  # of the page's time, as a quick visitor takes for a click
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PATIENCE_S = 0.1  # of real time; a click is answered within 20 ms
# Mulberry32: a page that draws lots draws the same ones each time.
SEEDED = """{ let a = %d; Math.random = () => {
  a = (a + 0x6d2b79f5) | 0;
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}; }"""

T = TypeVar("T")
Answer = bool | str | None  # to a confirm or a prompt; None is "cancel"


@dataclass(frozen=True)
class Dialog:
    """A box the page opened and waited for: `kind` is "alert", "confirm" or "prompt"."""

    kind: str
    text: str


class Stage:
    """What surrounds one tab while it is played with."""

    def __init__(self, api: Api, answers: Sequence[Answer], start: datetime | None, seed: int | None) -> None:
        self.dialogs: list[Dialog] = []
        self.exchange = Exchange(api)
        self.console = Console()
        self._answers = list(answers)
        self._start = start
        self._seed = seed

    async def prepare(self, tab: Tab) -> None:
        """Set up `tab`, which has loaded nothing of the learner's yet."""
        self.tab = tab
        self.clock = Clock(tab, lambda: self.exchange.is_held, self._start)
        self.exchange.serve(tab, self.clock.look_again)
        tab.dialog_answer = self._answer_dialog
        await asyncio.gather(
            self.console.listen(tab),
            self.clock.set_up(),
            tab.call("Emulation.setFocusEmulationEnabled", enabled=True),
            tab.call("DOMStorage.enable"),
        )
        if self._seed is not None:
            await tab.call("Page.addScriptToEvaluateOnNewDocument", source=SEEDED % (self._seed % 2**32))

    async def begin(self) -> None:
        """Stop the clock of a page that has loaded, and let it settle."""
        await self.clock.stop()
        await self.pass_time(ACTION_S)

    async def reload(self) -> None:
        """Show the page anew, in another tab beside this one that keeps what was stored.

        Not in the same tab, because its clock stands (`graders/web/clock.py`).
        """
        session = await self.stored(local=False)
        now = None if self._start is None else self._start + timedelta(seconds=self.clock.passed_s)
        former = self.tab
        self.clock.leave()
        tab = await former.replaced()
        for key, value in session.items():
            storage = {"securityOrigin": ORIGIN, "isLocalStorage": False}
            await tab.call("DOMStorage.setDOMStorageItem", storageId=storage, key=key, value=value)
        self._start = now
        await self.prepare(tab)
        await tab.load(former.name, former.files)
        await tab.show_on(former.screen)
        await self.begin()

    async def leave(self) -> None:
        """End the tab that took the place of the first, if any."""
        await self.tab.close()

    async def stored(self, *, local: bool) -> Mapping[str, str]:
        """What the page keeps in its localStorage or sessionStorage, told by the browser."""
        storage = {"securityOrigin": ORIGIN, "isLocalStorage": local}
        return dict((await self.tab.call("DOMStorage.getDOMStorageItems", storageId=storage))["entries"])

    async def act(self, action: Callable[[Tab], Awaitable[T]]) -> T:
        """What an action of a visitor gives, once the page answered it and a tenth of a second passed."""
        done = await action(self.tab)
        await self.pass_time(ACTION_S)
        return done

    async def patiently(self, question: Awaitable[T]) -> T:
        """The answer to a question; if it is late, the page's clock catches up with ours (`graders/web/clock.py`)."""
        asked = asyncio.ensure_future(question)
        passing: asyncio.Future[None] | None = None
        try:
            while not asked.done():
                await asyncio.wait({asked}, timeout=PATIENCE_S)
                if not asked.done() and self.clock.is_stopped:
                    passing = asyncio.ensure_future(self.clock.pass_time(max(self.clock.behind_s, 0.02)))
                    await asyncio.wait({asked, passing}, return_when=asyncio.FIRST_COMPLETED)
            answer = asked.result()
            if passing is not None:
                await passing
            return answer
        finally:
            asked.cancel()
            if passing is not None:
                passing.cancel()

    async def pass_time(self, seconds: float) -> None:
        """Let the page's time pass, and give the scripted answers that fall due."""
        until = self.clock.passed_s + seconds
        while (now := self.clock.passed_s) < until - 1e-6:
            due = min(max(self.exchange.next_due_s(until), now + 0.001), until)
            await self.clock.pass_time(due - now)
            if self.exchange.is_held:
                # The clock waited for no answer, so some may still be on their way.
                await self.tab.run(TWO_FRAMES)
            if self.exchange.pass_to(self.clock.passed_s):
                await self.clock.pass_time(0.001)

    def _answer_dialog(self, params: dict[str, Any]) -> tuple[bool, str]:
        self.dialogs.append(Dialog(params["type"], params["message"]))
        if params["type"] in {"alert", "beforeunload"} or not self._answers:
            return True, params.get("defaultPrompt", "")
        answer = self._answers.pop(0)
        return answer is not None and answer is not False, answer if isinstance(answer, str) else ""
