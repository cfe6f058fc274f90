"""A learner's page as a check reads it: what the browser made of it, and what is written.

    @check(points=1)
    def one_paragraph(page: Page) -> None:
        '''La page a un paragraphe.'''
        expect_count(page, "p", exactly=1)

Checks are plain functions in a worker thread; every read is a question to the browser with its own deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from graders.checks import Failure
from graders.text import quote, same_text, tidy_text
from graders.web.accessibility import Announced, announced, announced_as, role_of, told
from graders.web.screen import Screen
from graders.web.source import Opening, Source
from graders.web.tab import Tab
from graders.web.validity import Fault

if TYPE_CHECKING:
    from graders.web.play import Play

ELEMENTS = 2000  # more of one selector is no page by hand, and would take seconds to describe

T = TypeVar("T")


class Visit(Protocol):
    """What a Page needs of the one who grades: the files, and the browser's answers."""

    def source(self, name: str) -> Source:
        """The text of a learner's file; Failure if it is missing, empty or too large."""

    def file_names(self) -> tuple[str, ...]:
        """The files a browser may load, learner's and given ones, by name."""

    def facts(self, name: str) -> Coroutine[Any, Any, Mapping[str, Any]]:
        """Doctype, lang, title and charset of a file's document."""

    async def tab(self, name: str) -> Tab:
        """The browser's page of a file, loaded."""

    def fresh_tab(self, name: str, prepare: Callable[[Tab], Awaitable[None]]) -> AbstractAsyncContextManager[Tab]:
        """Another page of the same file, for what changes it; `prepare` may set it up before it loads."""

    def validity_faults(self, name: str) -> Coroutine[Any, Any, list[Fault]]:
        """What a validator says of a file."""

    @property
    def fingerprint(self) -> str:
        """A number of the work's files: another one for every other version of them."""

    @property
    def runs_scripts(self) -> bool:
        """False once scripts are left out, because one never ended."""

    def late(self, name: str) -> Exception:
        """Why a check of a file is late."""


@dataclass(frozen=True)
class Element:
    """One element of a page, as it was when it was read."""

    tag: str
    text: str
    attributes: Mapping[str, str]
    ancestors: tuple[str, ...]
    shown: bool
    file: str
    opening: Opening | None
    page: Page = field(repr=False, compare=False)
    key: int = field(repr=False, compare=False)

    @property
    def line(self) -> int | None:
        """The line of its opening tag; None if no tag of the file made it."""
        return self.opening.line if self.opening else None

    @property
    def closed(self) -> bool:
        """True if its end tag is written."""
        return self.opening is not None and self.opening.closed

    @property
    def has_text(self) -> bool:
        """True if it holds more than spaces."""
        return bool(self.text)

    @property
    def level(self) -> int:
        """1 for an h1 … 6 for an h6; ValueError for what is no heading."""
        if self.tag not in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            raise ValueError(f"<{self.tag}> is no heading; only h1 to h6 have a level")
        return int(self.tag[1])

    @property
    def role(self) -> str | None:
        """What a screen reader announces it as ("link", "heading", "navigation"); None if it is hidden."""
        return one.role if (one := self._announced()) else None

    @property
    def name(self) -> str | None:
        """Its accessible name, "" without one; None if it is hidden."""
        return one.name if (one := self._announced()) else None

    def inside(self, tag: str) -> bool:
        """True if an element of this tag is around it, however far."""
        return tag in self.ancestors

    def all(self, selector: str) -> list[Element]:
        """The elements of a CSS selector within this one, in page order."""
        return self.page._elements(selector, self.key)

    def _announced(self) -> Announced | None:
        return self.page.ask(lambda tab: announced_as(tab, self.key))


class Page:
    """One HTML file of the work. Any read of a missing or empty file is a Failure by itself."""

    def __init__(self, visit: Visit, name: str, loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self._visit = visit
        self._loop = loop

    def open(self, name: str) -> Page:
        """Another file of the same exercise."""
        return Page(self._visit, name, self._loop)

    @cached_property
    def written(self) -> Source:
        """The file as text: openings, lines, what is never closed."""
        source = self._visit.source(self.name)
        if not source.is_readable:
            raise Failure("too-many-tags", file=self.name)
        return source

    @property
    def source(self) -> str:
        """The text of the file."""
        return self.written.text

    @property
    def file_names(self) -> tuple[str, ...]:
        """Every file beside this one, and this one: what a browser may load."""
        return self._visit.file_names()

    def text_of(self, name: str) -> str:
        """The text of any file of the work, such as a stylesheet; Failure if it is missing, empty or too large."""
        return self._visit.source(name).text

    @property
    def doctype(self) -> str | None:
        """The document's type, "html" for <!doctype html>; None without one."""
        return self._fact("doctype")

    @property
    def lang(self) -> str | None:
        """The lang attribute of <html>; None without one."""
        return self._fact("lang")

    @property
    def title(self) -> str | None:
        """The text of <title>, spaces tidied; None without the element, "" if it is empty."""
        title = self._fact("title")
        return None if title is None else tidy_text(title)

    @property
    def charset(self) -> str | None:
        """What <meta charset> says, lower case; None without one."""
        charset = self._fact("charset")
        return None if charset is None else charset.strip().lower()

    def late(self) -> Exception:
        """Why a check of this page is late: its scripts, its weight, or a busy machine."""
        return self._visit.late(self.name)

    def all(self, selector: str) -> list[Element]:
        """The elements of a CSS selector, in page order."""
        return self._elements(selector, None)

    def first(self, selector: str) -> Element | None:
        """The first element of a selector, if any."""
        return next(iter(self.all(selector)), None)

    def one(self, selector: str) -> Element:
        """The only element of a selector; Failure `missing-element` or `too-many-elements` otherwise."""
        found = self.all(selector)
        if not found:
            raise Failure("missing-element", expected=selector, file=self.name)
        if len(found) > 1:
            raise Failure(
                "too-many-elements",
                expected=f"1 {selector}",
                found=f"{len(found)} {selector}",
                file=self.name,
                line=found[1].line,
            )
        return found[0]

    def announced(self, *roles: str, within: Element | None = None) -> list[tuple[Announced, Element]]:
        """What a screen reader is told, and the element of each; of these roles, or all; nothing that is hidden."""
        self.written  # noqa: B018
        if self.read("size") > ELEMENTS:
            raise Failure("too-heavy", file=self.name)
        wanted = {role_of(role) for role in roles} or None
        key = within.key if within else None

        async def ask(tab: Tab) -> list[tuple[Announced, Mapping[str, Any]]]:
            return await told(tab, await announced(tab, wanted), key)

        return [(one, self.element(row)) for one, row in self.ask(ask)]

    def by_role(
        self,
        role: str,
        name: str | None = None,
        *,
        level: int | None = None,
        exact: bool = False,
        within: Element | None = None,
    ) -> list[Element]:
        """The elements a screen reader announces with this role, in page order, whatever tags they are made of.

        `name` is their accessible name; case, accents and spaces are tolerated unless `exact`. `level` is of headings.
        """
        return [
            element
            for one, element in self.announced(role, within=within)
            if (level is None or one.level == level)
            and (name is None or (one.name == tidy_text(name) if exact else same_text(one.name, name)))
        ]

    def headings(self) -> list[Element]:
        """h1 to h6, in page order."""
        return self.all("h1, h2, h3, h4, h5, h6")

    def unclosed(self) -> list[Opening]:
        """Tags that must have an end tag and have none, in the order written."""
        return list(self.written.unclosed)

    def validity_faults(self) -> list[Fault]:
        """What a validator says, root causes first; empty for a valid page."""
        self.written  # noqa: B018 - a missing or empty file fails here
        return self._wait(self._visit.validity_faults(self.name))

    @contextmanager
    def shown(self, **changes: Any) -> Iterator[Page]:
        """This page as shown on another screen (`graders/web/screen.py`) until the end of the block.

        `width=360`, `height=`, `zoom=200`, `text_zoom=200`, `media="print"`, `dark=True`, `reduced_motion=True`.
        """
        former = self._change_screen(lambda screen: replace(screen, **changes))
        try:
            yield self
        finally:
            self._change_screen(lambda _: former)

    def _change_screen(self, change: Callable[[Screen], Screen]) -> Screen:
        """What the next question is asked on; the former one. Nothing moves before that question."""

        async def changed() -> Screen:
            tab = await self._tab()
            former = tab.wanted
            tab.wanted = change(former)
            return former

        return self._wait(changed())

    def played(self, **how: Any) -> AbstractContextManager[Play]:
        """This page in a fresh tab, to be used as a visitor does: `with page.played() as play: play.click("button")`.

        `clock="2027-03-15T10:00"` is the time it shows (Paris), `answers=["Amina", True]` what is said to its boxes,
        `api=Api({…})` who answers its requests (`graders/web/api.py`), `seed=7` fixes its Math.random.
        """
        from graders.web.play import played  # here, because a Play is a Page

        return played(self, **how)

    def random(self, purpose: str) -> Random:
        """Chance for data that nobody can foresee, though the same for the same files: `page.random("prix")`.

        It changes with every change of the work, so that no constant in it can pass.
        """
        return Random(f"{self._visit.fingerprint} {self.name} {purpose}")

    def _fact(self, name: str) -> str | None:
        self.written  # noqa: B018
        fact: str | None = self._wait(self._visit.facts(self.name))[name]
        return fact

    def _elements(self, selector: str, within: int | None) -> list[Element]:
        self.written  # noqa: B018
        rows = self.read("all", selector, within, ELEMENTS)
        if rows is None:
            raise Failure("too-heavy", file=self.name)
        return [self.element(row) for row in rows]

    def element(self, row: Mapping[str, Any]) -> Element:
        """An element from what the reader told of it."""
        return Element(
            tag=row["tag"],
            text=tidy_text(row["text"]),
            attributes=row["attributes"],
            ancestors=tuple(row["ancestors"]),
            shown=row["shown"],
            file=self.name,
            opening=self.written.opening(row["tag"], row["place"]["index"], row["place"]["count"]),
            page=self,
            key=row["key"],
        )

    def read(self, what: str, *arguments: Any) -> Any:
        """What the reader (`graders/web/reader/*.js`) answers to `what` about this document."""
        return self.ask(lambda tab: tab.read(what, *arguments))

    def ask(self, question: Callable[[Tab], Awaitable[T]]) -> T:
        """The answer to a question to this file's page in the browser; for what the reader cannot tell."""

        async def asked() -> T:
            tab = await self._tab()
            await tab.show_on(tab.wanted)
            return await question(tab)

        return self._wait(asked())

    async def _tab(self) -> Tab:
        return await self._visit.tab(self.name)

    def _wait(self, answer: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(answer, self._loop).result()


def spoken(element: Element) -> str:
    """How a message names an element: its tag and its text, as « h2 : Horaires »."""
    return f"{element.tag} : {quote(element.text, 50)}" if element.text else element.tag
