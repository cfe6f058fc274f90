"""A page that a check plays with, as a visitor: it clicks, types, waits, and reads what the page became.

    with page.played() as play:
        play.click("button")
        expect_text(play, "output", "1")

A Play is a Page of its own, in a fresh tab: what happens in it stays in it. Clicks and keys are a visitor's (trusted).
Its time stands still (`graders/web/clock.py`) except that each action takes a tenth of a second of it; `pass_time` lets
more pass. A page that runs without end fails the check that played, and no other.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from typing import Any, TypeVar

from graders.checks import Failure, MachineBusy, check_time
from graders.text import quote, same_text
from graders.web import hands
from graders.web.api import Api, Request
from graders.web.cdp import CallFailed, CallTimedOut, CdpError
from graders.web.clock import moment
from graders.web.console import ConsoleLine, ScriptFault
from graders.web.page import Element, Page, Visit
from graders.web.script_faults import failure_of
from graders.web.stage import ACTION_S, Answer, Dialog, Stage
from graders.web.tab import ORIGIN, PageStuck, Tab

PLAYS_SHARE = 0.76  # of the real time a check has: 3.8 of 5 seconds, for all its plays; the rest is for what it says
WAIT_STEP_S = 0.1

T = TypeVar("T")
_check = threading.local()  # a check runs in a thread of its own


class Play(Page):
    """One HTML file of the work, being used. Make one with `page.played(…)`."""

    def __init__(self, visit: Visit, name: str, loop: asyncio.AbstractEventLoop, stage: Stage, until: float) -> None:
        super().__init__(visit, name, loop)
        self._stage = stage
        self._until = until
        self._last = ""

    # What a visitor does.

    def click(self, what: str | Element, text: str | None = None) -> Element:
        """Click an element as a visitor does; the first shown one of a selector, or the one that says `text`."""
        return self._use(what, text, "cliquer sur", lambda tab, x, y: hands.click_at(tab, x, y))

    def double_click(self, what: str | Element, text: str | None = None) -> Element:
        """Click it twice, quickly."""
        return self._use(what, text, "cliquer deux fois sur", lambda tab, x, y: hands.click_at(tab, x, y, times=2))

    def hover(self, what: str | Element, text: str | None = None) -> Element:
        """Point at it with the mouse."""
        return self._use(what, text, "passer la souris sur", hands.point_at)

    def type(self, what: str | Element, text: str) -> Element:
        """Click a field and key `text` behind what it holds."""
        element = self._use(what, None, "écrire dans", lambda tab, x, y: hands.click_at(tab, x, y))
        self.read("toEnd", element.key)
        self._act(lambda tab: hands.write(tab, text))
        return element

    def clear(self, what: str | Element) -> Element:
        """Click a field, mark all it holds and delete it."""
        element = self._use(what, None, "vider", lambda tab, x, y: hands.click_at(tab, x, y))
        self.read("markAll", element.key)
        self._act(lambda tab: hands.press_keys(tab, "Delete"))
        return element

    def choose(self, what: str | Element, value: str | bool = True) -> Element:
        """Choose an option of a select (by value or text), a radio button (by value), or tick a box (True, False).

        Also puts a value into a date, time, colour or range field. Options and such values are put in by the browser,
        not by hand: their events are not trusted.
        """
        element = self._pick(what, None, "choisir dans", shown=False)
        kind = self.read("field", element.key)["type"]
        if kind == "radio" and isinstance(value, str):
            return self.click(self._radio(what, element, value))
        if kind in {"radio", "checkbox"}:
            if self.read("field", element.key)["checked"] is not bool(value):
                self.click(element)
            return element
        if kind != "select":
            self._act(lambda tab: tab.read("put", element.key, str(value)))
        elif not self._act(lambda tab: tab.read("choose", element.key, str(value))):
            raise Failure("no-option", expected=str(value), file=self.name, line=element.line)
        return element

    def press(self, keys: str) -> None:
        """Press keys: "Tab", "Shift+Tab", "Enter", "Escape", "ArrowDown", " ", "a"."""
        self._last = f"appuyer sur {KEY_NAMES.get(keys, keys)}"
        self._act(lambda tab: hands.press_keys(tab, keys))

    def submit(self, what: str | Element = "form") -> Element:
        """Ask a form to send itself, as its button would; what it must hold is looked at first."""
        form = self._pick(what, None, "envoyer", shown=False)
        self._act(lambda tab: tab.read("submit", form.key))
        return form

    def scroll_to(self, what: str | Element) -> Element:
        """Bring an element into view."""
        element = self._pick(what, None, "aller à", shown=False)
        self._act(lambda tab: tab.read("inView", element.key))
        self.ask(lambda tab: tab.read("settle"))
        return element

    def reload(self) -> None:
        """Load the page again; what it stored is kept."""
        self._last = "recharger la page"
        self.ask(lambda tab: self._stage.reload())

    def pass_time(self, seconds: float) -> None:
        """Let the page's time pass: timers run, scripted answers arrive."""
        self.ask(lambda tab: self._stage.pass_time(seconds))

    def release(self) -> None:
        """Let the scripted API give the answers it holds back."""

        async def release(tab: Tab) -> None:
            if self._stage.exchange.release():
                await self._stage.pass_time(ACTION_S)

        self.ask(release)

    def wait_for(self, what: str | Callable[[], Any], within: float = 5.0) -> bool:
        """Let time pass until an element of the selector is shown, or the condition holds; False after `within` s."""
        holds = what if callable(what) else lambda: any(one.shown for one in self.all(what))
        passed, step = 0.0, WAIT_STEP_S
        while not holds():
            if passed >= within:
                return False
            step = min(step * 1.3, within - passed)
            self.pass_time(max(step, 0.001))
            passed += max(step, 0.001)
        return True

    # What the page became.

    @property
    def focused(self) -> Element | None:
        """The element that has the focus; None if none has."""
        return self.first(":focus")

    def value(self, what: str | Element) -> str | None:
        """What a field holds now."""
        value: str | None = self.read("field", self._pick(what, None, "lire", shown=False).key)["value"]
        return value

    @property
    def dialogs(self) -> list[Dialog]:
        """The boxes the page opened, in order."""
        return list(self._stage.dialogs)

    @property
    def console(self) -> list[ConsoleLine]:
        """What its scripts wrote to the console, in order."""
        return list(self._stage.console.lines)

    @property
    def errors(self) -> list[ScriptFault]:
        """Where its scripts broke off: exceptions and promises that nobody caught."""
        return list(self._stage.console.faults)

    @property
    def requests(self) -> list[Request]:
        """What it asked for since it was opened, its own files too."""
        return list(self._stage.exchange.requests)

    @property
    def left_for(self) -> list[str]:
        """Addresses it wanted to go to, or asked of others; it stays where it is."""
        return self.ask(self._refused)

    @property
    def address(self) -> str:
        """Where it is now, without its host: "/index.html#panier"."""
        found: str = self.read("address")
        return found.removeprefix(ORIGIN)

    @property
    def storage(self) -> Mapping[str, str]:
        """What its localStorage holds, told by the browser."""
        return self._stored(local=True)

    @property
    def session_storage(self) -> Mapping[str, str]:
        """What its sessionStorage holds."""
        return self._stored(local=False)

    @property
    def shown_text(self) -> str:
        """All that can be read on the page now, a line each."""
        text: str = self.read("shownText")
        return text

    @property
    def text_at_failure(self) -> str | None:
        """What could be read while the first request that failed was on its way; None if none failed."""
        return self._stage.exchange.text_at_failure

    @property
    def is_waiting(self) -> bool:
        """True while the scripted API holds an answer back."""
        return self._stage.exchange.is_held

    @property
    def stage(self) -> Stage:
        """What surrounds it; for verbs that ask the browser themselves."""
        return self._stage

    @property
    def action(self) -> str:
        """What was done last, in words for a message: « cliquer sur button »."""
        return self._last

    def ask(self, question: Callable[[Tab], Awaitable[T]]) -> T:
        """As a Page's; a page that does not let itself be asked any more fails the check."""

        async def answered(tab: Tab) -> T:
            await tab.show_on(tab.wanted)
            return await question(tab)

        async def asked() -> T:
            tab = self._stage.tab
            try:
                async with asyncio.timeout(max(self._until - time.monotonic(), 0.05)):
                    return await self._stage.patiently(answered(tab))
            except MachineBusy:
                raise
            except (PageStuck, CallTimedOut, TimeoutError) as error:
                if isinstance(error, TimeoutError) and not tab.browser.is_alive:
                    raise CdpError("the browser is gone") from error
                tab.expect_processor()
                notice = error.notice if isinstance(error, PageStuck) else "endless-script"
                raise self._stuck(tab, notice) from error
            except CallFailed as error:
                if tab.stuck_by:
                    raise self._stuck(tab, tab.stuck_by) from error
                raise

        return self._wait(asked())

    def _stuck(self, tab: Tab, notice: str) -> Failure:
        tab.post("Runtime.terminateExecution")
        which = "play-too-heavy" if notice == "too-heavy" else "play-endless"
        return Failure(which, file=self.name, values={"action": self._last} if self._last else {})

    async def _enter(self, opened: AsyncExitStack) -> None:
        self._last = "ouvrir la page"
        try:
            await opened.enter_async_context(self._visit.fresh_tab(self.name, self._stage.prepare))
            opened.push_async_callback(self._stage.leave)
        except PageStuck as stuck:
            raise self._stuck(self._stage.tab, stuck.notice) from stuck

    async def _refused(self, tab: Tab) -> list[str]:
        return list(tab.refused)

    def _fact(self, name: str) -> str | None:
        fact: str | None = self.read("facts")[name]
        return fact

    async def _tab(self) -> Tab:
        return self._stage.tab

    def _stored(self, *, local: bool) -> Mapping[str, str]:
        return self.ask(lambda tab: self._stage.stored(local=local))

    def _act(self, action: Callable[[Tab], Awaitable[T]]) -> T:
        return self.ask(lambda tab: self._stage.act(action))

    def _use(
        self,
        what: str | Element,
        text: str | None,
        action: str,
        gesture: Callable[[Tab, float, float], Awaitable[None]],
    ) -> Element:
        element = self._pick(what, text, action, shown=True)
        spot = self.read("spot", element.key)
        if problem := spot.get("problem"):
            raise Failure(
                f"{problem}-element",
                expected=named(element),
                found=spot.get("by"),
                file=self.name,
                line=element.line,
            )
        self._act(lambda tab: gesture(tab, spot["x"], spot["y"]))
        return element

    def _pick(self, what: str | Element, text: str | None, action: str, *, shown: bool) -> Element:
        if isinstance(what, Element):
            found = [what]
        else:
            found = [one for one in self.all(what) if text is None or same_text(one.text, text)]
        if not found:
            raise Failure("missing-element", expected=f"{what} : {text}" if text else str(what), file=self.name)
        element = next((one for one in found if one.shown), found[0]) if shown else found[0]
        self._last = f"{action} {named(element)}"
        return element

    def _radio(self, what: str | Element, first: Element, value: str) -> Element:
        alike = self.all(what) if isinstance(what, str) else [first]
        for one in alike:
            if one.attributes.get("value") == value:
                return one
        raise Failure("no-option", expected=value, file=self.name, line=first.line)


def fault_told(play: Play, fault: ScriptFault, message_id: str | None = None) -> Failure:
    """Where a script of the page broke off, and why."""
    source = None
    with suppress(Failure):  # a file that cannot be read has no line to show
        source = play.text_of(fault.file) if fault.file else None
    return failure_of(fault, source, message_id)


KEY_NAMES = {
    "Enter": "Entrée",
    "Escape": "Échap",
    " ": "Espace",
    "Shift+Tab": "Maj et Tab",
    "ArrowDown": "la flèche vers le bas",
    "ArrowUp": "la flèche vers le haut",
    "ArrowLeft": "la flèche vers la gauche",
    "ArrowRight": "la flèche vers la droite",
}


def named(element: Element) -> str:
    """How a message names what is used: `button : Ajouter`, `input#nom`."""
    mark = element.attributes.get("id") or element.attributes.get("name")
    return (
        f"{element.tag} : {quote(element.text, 40)}"
        if element.text
        else f"{element.tag}#{mark}"
        if mark
        else element.tag
    )


@contextmanager
def played(
    page: Page,
    *,
    clock: str | None = None,
    answers: Sequence[Answer] = (),
    api: Api | None = None,
    seed: int | None = None,
) -> Iterator[Play]:
    """The Play of `page.played(…)`."""
    page.written  # noqa: B018 - a missing or empty file fails here
    visit, loop = page._visit, page._loop
    if not visit.runs_scripts:
        raise Failure("scripts-stopped", file=page.name)
    if not hasattr(_check, "until"):
        _check.until = time.monotonic() + PLAYS_SHARE * check_time.seconds
    stage = Stage(api or Api({}), answers, None if clock is None else moment(clock), seed)
    play = Play(visit, page.name, loop, stage, _check.until)
    opened = AsyncExitStack()
    try:
        page._wait(play._enter(opened))
        play.ask(lambda tab: stage.begin())
        yield play
    except Failure as failure:
        # What a script should have made is not there because the script broke off: that is the thing to mend.
        if failure.message_id.startswith("missing-") and play.errors:
            raise fault_told(play, play.errors[0]) from failure
        raise
    finally:
        page._wait(opened.aclose())
