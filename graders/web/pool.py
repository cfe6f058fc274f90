"""A browser that is always there, with pages ready: recycled before it ages, replaced when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from graders.web.axe import rehearse_axe
from graders.web.browser import Browser
from graders.web.cdp import CdpError
from graders.web.tab import Tab
from graders.web.validator import Validator
from graders.web.validity import Finding

log = logging.getLogger(__name__)

GRADINGS = 1000  # long-lived browsers keep a little of each page
# ref: https://github.com/puppeteer/puppeteer/issues/4684


class TabPool:
    """Hands out one fresh tab per page; `warm` of them wait ready, which saves 80 ms each.

    With `warm=0` a page takes longest but costs least: for much work at once and nobody waiting.
    """

    def __init__(
        self, warm: int = 2, *, gradings: int = GRADINGS, launch: Callable[[], Awaitable[Browser]] = Browser.launch
    ) -> None:
        self._warm_wanted = warm
        self._gradings = gradings
        self._launch = launch
        self._browser: Browser | None = None
        self._launching = asyncio.Lock()  # one browser is started at a time, whoever asks
        self._ready: deque[Tab] = deque()
        self._validators: dict[Browser, asyncio.Task[Validator]] = {}
        self._retiring: set[Browser] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._axe_wanted = False  # the page before was looked at with axe: the next one will be
        self._refilling = asyncio.Lock()  # keeps two refills from opening the same missing tab

    @property
    def current(self) -> Browser | None:
        """The browser in service, if one was started."""
        return self._browser

    @property
    def is_ready(self) -> bool:
        """True while as many pages wait ready as should."""
        return len(self._ready) >= self._warm_wanted

    async def start(self) -> None:
        """Start a browser with its warm tabs; CdpError if none starts."""
        await self._validator(await self.browser())
        await self._refill()

    async def close(self) -> None:
        """Stop everything."""
        for task in (*self._tasks, *self._validators.values()):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._validators.values(), return_exceptions=True)
        for browser in {*self._retiring, *([self._browser] if self._browser else [])}:
            await browser.close()

    async def browser(self) -> Browser:
        """The browser in service; a new one where there is none, it died, or it has graded enough."""
        async with self._launching:
            current = self._browser
            if current is not None and current.is_alive and current.gradings < self._gradings:
                return current
            fresh = self._browser = await self._launch()
            self._ready.clear()
            if current is not None:
                await self._retire(current)
            return fresh

    async def renew(self, faulty: Browser | None) -> None:
        """Take a browser that misbehaves out of service; those it is grading for end in peace."""
        if faulty is not None and faulty is self._browser:
            self._browser = None
            self._ready.clear()
            await self._retire(faulty)

    @contextlib.asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A tab nobody used before, closed at the end."""
        browser = await self.browser()
        browser.take()
        tab: Tab | None = None
        try:
            tab = self._take_ready(browser) or await Tab.open(browser)
            yield tab
        finally:
            if tab is not None:
                self._axe_wanted = tab.met_axe
                self._later(tab.close())
            self._later(self._refill())  # now, not before: making a page ready takes the core the grading needs
            browser.release()
            if browser is not self._browser:
                await self._retire(browser)

    async def prove(self) -> None:
        """CdpError unless the browser shows a page of ours."""
        tab = await Tab.open(await self.browser(), rehearsed=True)
        await tab.close()

    async def findings(self, text: str) -> list[Finding]:
        """What html-validate finds in the text of a page."""
        # Shielded: one grading that gives up must not stop the validator that others wait for.
        validator = await asyncio.shield(self._validator(await self.browser()))
        return await validator.findings(text)

    def _validator(self, browser: Browser) -> asyncio.Task[Validator]:
        validator = self._validators.get(browser)
        # One that could not be made, as on a busy machine, is made again when it is next needed.
        if validator is None or (validator.done() and (validator.cancelled() or validator.exception())):
            validator = self._validators[browser] = asyncio.ensure_future(Validator.open(browser))
        return validator

    def _take_ready(self, browser: Browser) -> Tab | None:
        while self._ready:
            tab = self._ready.popleft()
            if tab.browser is browser and not tab.is_stuck:
                return tab
            self._later(tab.close())
        return None

    async def _refill(self) -> None:
        async with self._refilling:
            try:
                browser = await self.browser()
                while browser is self._browser and len(self._ready) < self._warm_wanted:
                    tab = await Tab.open(browser, rehearsed=True)
                    if self._axe_wanted:
                        await rehearse_axe(tab)
                    self._ready.append(tab)
            except CdpError as error:
                log.warning("no warm page ready: %s", error)

    async def _retire(self, browser: Browser) -> None:
        """Stop a browser out of service, now or when its last user leaves."""
        if validator := self._validators.pop(browser, None):
            validator.cancel()
        self._retiring.add(browser)
        if not browser.users or not browser.is_alive:
            await browser.close()
            self._retiring.discard(browser)

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
