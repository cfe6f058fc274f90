"""One grading of web pages: a tab per file, opened when a check first asks, closed when the checks are done."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, TypeVar

from graders.checks import Failure, MachineBusy
from graders.web.cdp import CdpError
from graders.web.css.depth import without_deep_css
from graders.web.css.validity import broken_stylesheet
from graders.web.page import Page
from graders.web.pool import TabPool
from graders.web.source import Source
from graders.web.tab import PageStuck, Tab
from graders.web.validity import Fault, content_faults, swallowing_fault, syntax_faults, text_to_validate
from graders.work import Work

SCRIPT = re.compile(r"<script|javascript:|\son[a-z]+\s*=|http-equiv", re.IGNORECASE)

T = TypeVar("T")


class WebGrader:
    """Grades pages in the pool's browser."""

    def __init__(self, pool: TabPool) -> None:
        self._pool = pool

    async def grade(self, work: Work, run: Callable[[Page], Awaitable[T]]) -> tuple[T, Failure | None]:
        """What `run` gives for the work's main page, and what to tell about the work as a whole.

        A page whose scripts never end (or swell) is graded again without scripts: what is written still counts.
        One that even then cannot be shown fails what must be seen of it.
        Raises CdpError where the browser, not the page, is at fault.
        """
        # In a thread: the worst text takes a second, in which other works' pages must go on.
        broken = await asyncio.to_thread(broken_syntax, work)
        try:
            return await self._grade_once(work, run, scripts=True), broken
        except PageStuck as stuck:
            notice = Failure(stuck.notice) if has_scripts(work) else None
        try:
            return await self._grade_once(work, run, scripts=False), broken or notice
        except PageStuck:
            await self._pool.prove()
        # The browser shows other pages, and not this one, though it runs nothing: what can be read of it is its text.
        return await self._grade_once(work, run, scripts=False, shown=False), broken

    async def _grade_once(
        self, work: Work, run: Callable[[Page], Awaitable[T]], *, scripts: bool, shown: bool = True
    ) -> T:
        loop = asyncio.get_running_loop()
        async with (BrowserVisit if shown else UnshownVisit)(self._pool, work, scripts=scripts) as visit:
            return await run(Page(visit, main_file(work), loop))


class BrowserVisit:
    """The files of one work, each shown in its own tab."""

    def __init__(self, pool: TabPool, work: Work, *, scripts: bool) -> None:
        self._pool = pool
        self._work = work
        self._files = without_deep_css(work.served())
        self._scripts = scripts
        self._stack = contextlib.AsyncExitStack()
        self._shown: dict[str, asyncio.Task[tuple[Tab, Mapping[str, Any]]]] = {}
        self._sources: dict[str, Source] = {}
        self._over = False

    async def __aenter__(self) -> BrowserVisit:
        for name in self._work.pages():
            self._show(name)  # ahead of the first question; several files load side by side
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        for showing in self._shown.values():
            showing.cancel()
        await asyncio.gather(*self._shown.values(), return_exceptions=True)
        await self._stack.aclose()

    @property
    def fingerprint(self) -> str:
        """A number of the work's files: another one for every other version of them."""
        digest = hashlib.sha256(self._work.exercise.exercise_id.encode())
        for name, data in sorted(self._work.served().items()):
            digest.update(f"\n{name} {len(data)}\n".encode() + data)
        return digest.hexdigest()

    @property
    def runs_scripts(self) -> bool:
        """False once scripts are left out, because one never ended."""
        return self._scripts

    def late(self, name: str) -> Exception:
        """Why a check is late: a machine that is busy (tried again), scripts (graded without), else the page itself."""
        browser = self._pool.current
        if browser is None or browser.is_starved:
            return MachineBusy("the page waited for a busy processor")
        if self._scripts and has_scripts(self._work):
            return PageStuck("endless-script")
        return Failure("page-too-heavy", file=name)

    def source(self, name: str) -> Source:
        """The text of a learner's file, parsed once; Failure if it cannot be read."""
        if name not in self._sources:
            self._sources[name] = Source(self._work.text(name))
        return self._sources[name]

    async def facts(self, name: str) -> Mapping[str, Any]:
        """Doctype, lang, title and charset of a file's document."""
        _, facts = await self._show(name)
        return facts

    def file_names(self) -> tuple[str, ...]:
        """The files a browser may load, by name."""
        return tuple(sorted(self._work.served()))

    async def tab(self, name: str) -> Tab:
        """The browser's page of a file, loaded."""
        tab, _ = await self._show(name)
        return tab

    @contextlib.asynccontextmanager
    async def fresh_tab(self, name: str, prepare: Callable[[Tab], Awaitable[None]]) -> AsyncIterator[Tab]:
        """Another page of the same file, for what changes it; `prepare` may set it up before it loads."""
        async with self._pool.tab() as tab:
            await prepare(tab)
            await tab.load(name, self._files, scripts=self._scripts)
            yield tab

    async def validity_faults(self, name: str) -> list[Fault]:
        """What a validator says of a file, root causes first."""
        source = self.source(name)
        if faults := await asyncio.to_thread(syntax_faults, source):
            return faults
        found = await self._pool.findings(await asyncio.to_thread(text_to_validate, source))
        return await asyncio.to_thread(content_faults, source, found)

    def _show(self, name: str) -> asyncio.Task[tuple[Tab, Mapping[str, Any]]]:
        if self._over:
            raise CdpError("this grading is over")
        if name not in self._shown:
            self._shown[name] = asyncio.ensure_future(self._load(name))
        return self._shown[name]

    async def _load(self, name: str) -> tuple[Tab, Mapping[str, Any]]:
        tab = await self._stack.enter_async_context(self._pool.tab())
        return tab, await tab.load(name, self._files, scripts=self._scripts)


class UnshownVisit(BrowserVisit):
    """The files of a work that no browser can show; every question to the browser fails with `page-too-heavy`."""

    async def _load(self, name: str) -> tuple[Tab, Mapping[str, Any]]:
        raise Failure("page-too-heavy", file=name)

    @contextlib.asynccontextmanager
    async def fresh_tab(self, name: str, prepare: Callable[[Tab], Awaitable[None]]) -> AsyncIterator[Tab]:
        """None: the Failure."""
        raise Failure("page-too-heavy", file=name)
        yield


def broken_syntax(work: Work) -> Failure | None:
    """What swallows the rest of a page or of its CSS, if anything; no check then says what is really wrong."""
    for name in work.pages():
        with contextlib.suppress(Failure):
            if fault := swallowing_fault(Source(work.text(name))):
                return Failure(fault.rule_id, file=name, line=fault.line, values=fault.values)
    return broken_stylesheet(work)


def has_scripts(work: Work) -> bool:
    """True if the work may run something; a page that runs nothing is late because we are."""
    written = {name: data.decode(errors="replace") for name, data in work.served().items()}
    return any(name.endswith((".js", ".mjs")) or SCRIPT.search(text) for name, text in written.items())


def main_file(work: Work) -> str:
    """The page a check starts from: index.html, or the first page of the exercise."""
    pages = work.pages()
    return "index.html" if "index.html" in pages or not pages else pages[0]
