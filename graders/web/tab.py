"""One isolated page in the browser, showing a learner's files as https://exercice.test/; nothing else answers it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import mimetypes
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from graders.checks import MachineBusy, Unjudged
from graders.web.browser import CALL_S, Browser
from graders.web.cdp import CallFailed, CallTimedOut, CdpError
from graders.web.screen import Screen

ORIGIN = "https://exercice.test"
WORLD = "atelier"
READERS = Path(__file__).parent / "reader"
# Each file may use the names of base.js, and adds to `reader`.
READER = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(READERS.glob("*.js"), key=lambda path: (path.stem != "base", path.stem))
)
QUESTION = "(what, ...rest) => reader[what](...rest)"
LOAD_S = 3.0  # 30 ms for a page by hand; a busy machine may take a second
READ_S = 2.0  # 2 ms
DIALOGS = 20  # an exercise with prompt() asks once or twice; more is a loop
REQUESTS = 200  # a page by hand has ten pictures; more is a loop
URL_SIGNS = 200  # of a refused address, kept for reports
NAME_SIGNS = 500  # of what a page asks for; no file has a longer name, and an address may have two million


class PageStuck(Unjudged):
    """The page's own doing: it runs without end, swells, or leaves; `notice` is the id to tell the learner."""

    def __init__(self, notice: str) -> None:
        super().__init__(notice)
        self.notice = notice


class ReadError(Exception):
    """The question to the page was wrong, such as a selector that is not one; the check's fault, not the work's."""


@dataclass(frozen=True)
class Served:
    """One file a page asked for: its name, what for ("Document", "Image", "Fetch" …), its bytes; None: not there."""

    name: str
    kind: str
    bytes: int | None


class Tab:
    """A page in its own browser context (own storage, own process). Make one with `open`, end it with `close`."""

    def __init__(self, browser: Browser, context_id: str, target_id: str, session_id: str) -> None:
        self.browser = browser
        self.target_id = target_id
        self.dialogs: list[str] = []
        self.refused: list[str] = []
        self.served: list[Served] = []
        self.screen = self.wanted = Screen()
        self.met_axe = False
        # What a play (graders/web/play.py) puts in their place.
        self.take_request: Callable[[dict[str, Any]], bool] = lambda params: False
        self.dialog_answer: Callable[[dict[str, Any]], tuple[bool, str]] = lambda params: (True, "")
        self._context_id = context_id
        self._session_id = session_id
        self._files: Mapping[str, bytes] = {}
        self.name = ""
        self._url = ORIGIN
        self._asked = 0
        self._handlers: dict[str, list[Callable[[dict[str, Any]], None]]] = {}
        # Of this world, by backendNodeId: a form that is filled asks for each of its nodes once, not at each field.
        self._objects: dict[int, str] = {}
        self._loaded = asyncio.Event()
        self._stuck: str | None = None
        self._world: int | None = None
        self._world_ahead: asyncio.Task[int] | None = None

    @classmethod
    async def open(cls, browser: Browser, *, rehearsed: bool = False) -> Tab:
        """A tab that shows nothing yet, French, in Paris, 1280 by 800.

        `rehearsed`: it has shown an empty page; 30 ms spent while nobody waits make the next page quicker.
        """
        call = browser.connection.call
        context = await call("Target.createBrowserContext", timeout_s=CALL_S, disposeOnDetach=True)
        context_id = context["browserContextId"]
        try:
            tab = await cls._open_in(browser, context_id)
            if rehearsed:
                await tab._rehearse()
            return tab
        except BaseException:
            browser.connection.post("Target.disposeBrowserContext", browserContextId=context_id)
            raise

    @classmethod
    async def _open_in(cls, browser: Browser, context_id: str) -> Tab:
        call = browser.connection.call
        target = await call("Target.createTarget", timeout_s=CALL_S, url="about:blank", browserContextId=context_id)
        attached = await call("Target.attachToTarget", timeout_s=CALL_S, targetId=target["targetId"], flatten=True)
        tab = cls(browser, context_id, target["targetId"], attached["sessionId"])
        browser.connection.listen(tab._session_id, tab._on_event)
        await asyncio.gather(
            tab.call("Page.enable"),
            tab.call("Inspector.enable"),
            tab.call("Fetch.enable", patterns=[{"urlPattern": "*"}]),
            tab.call("Emulation.setLocaleOverride", locale="fr-FR"),
            tab.call("Emulation.setTimezoneOverride", timezoneId="Europe/Paris"),
            *(tab.call(method, **settings) for method, settings in tab.screen.settings().items()),
        )
        return tab

    async def load(self, name: str, files: Mapping[str, bytes], *, scripts: bool = True) -> dict[str, Any]:
        """Show file `name` of `files`; its facts (doctype, lang, title, charset), or PageStuck."""
        self.name, self._files = name, files
        self._asked = 0
        self.served.clear()
        self.refused.clear()
        self._url = f"{ORIGIN}/{quote(name)}"
        self._loaded.clear()
        self._leave_world()
        if not scripts:
            await self.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            async with asyncio.timeout(LOAD_S):
                await self.call("Page.navigate", url=self._url, timeout_s=LOAD_S)
                await self._loaded.wait()
        except (TimeoutError, CallTimedOut) as error:
            raise self.late() from error
        except CallFailed as error:
            raise PageStuck(self._stuck or "too-heavy") from error
        if self._stuck:
            raise PageStuck(self._stuck)
        facts: dict[str, Any] = await self.read("facts")
        return facts

    async def replaced(self) -> Tab:
        """A tab in place of this one, which is gone: it has what was stored, and the file to load."""
        self.browser.connection.forget(self._session_id)
        await self.browser.connection.call("Target.closeTarget", timeout_s=CALL_S, targetId=self.target_id)
        tab = await self._open_in(self.browser, self._context_id)
        await tab._rehearse()
        return tab

    async def read(self, what: str, *arguments: Any) -> Any:
        """What the reader answers to `what`, asked in the isolated world; PageStuck if the page lets nobody read.

        ReadError if the question itself is wrong, such as a bad selector.
        """
        try:
            try:
                return await self.run(QUESTION, what, *arguments, timeout_s=READ_S)
            except CallFailed:
                if self.is_stuck:
                    raise
                self._world = None  # the page loaded itself again; ask what is there now
                return await self.run(QUESTION, what, *arguments, timeout_s=READ_S)
            except ReadError:
                if await self.run("() => reader.isHere()", timeout_s=READ_S):
                    raise
                raise PageStuck("endless-script") from None  # a script took the whole document away
        except (CallFailed, CallTimedOut) as error:
            raise self.late() from error

    async def show_on(self, screen: Screen) -> None:
        """Show the page on this screen, and wait until it is laid out; PageStuck if it never is."""
        if screen == self.screen:
            return
        before, wanted = self.screen.settings(), screen.settings()
        changed = [method for method in wanted if wanted[method] != before[method]]
        self.screen = screen
        try:
            for method in changed:
                await self.call(method, **wanted[method], timeout_s=READ_S)
        except (CallFailed, CallTimedOut) as error:
            raise self.late() from error
        await self.read("settle")

    async def run(self, function: str, *arguments: Any, timeout_s: float = CALL_S) -> Any:
        """What a JavaScript function of ours returns in the isolated world; promises are waited for."""
        if self._world is None:
            self._world = await self._made_world()
            self._objects.clear()
        return await self._evaluate(
            "Runtime.callFunctionOn",
            timeout_s=timeout_s,
            executionContextId=self._world,
            functionDeclaration=function,
            arguments=[{"value": value} for value in arguments],
        )

    async def call(self, what: str, *, timeout_s: float = CALL_S, **params: Any) -> dict[str, Any]:
        """What a method of the protocol returns for this page; CdpError if it fails or takes too long."""
        return await self.browser.connection.call(what, session_id=self._session_id, timeout_s=timeout_s, **params)

    async def ask(self, what: str, *, timeout_s: float = READ_S, **params: Any) -> dict[str, Any]:
        """As `call`, where an answer depends on the page: one that does not let it come is PageStuck."""
        try:
            return await self.call(what, timeout_s=timeout_s, **params)
        except (CallFailed, CallTimedOut) as error:
            raise self.late() from error

    async def read_nodes(self, what: str, dom_ids: Sequence[int], *arguments: Any) -> Any:
        """What the reader answers to `what` about the nodes the protocol knows under these `backendNodeId`s."""
        await self.read("size")  # the world is there
        world = self._world
        new = [dom_id for dom_id in dom_ids if dom_id not in self._objects]
        found = await asyncio.gather(
            *(self.ask("DOM.resolveNode", backendNodeId=dom_id, executionContextId=world) for dom_id in new)
        )
        for dom_id, node in zip(new, found, strict=True):
            self._objects[dom_id] = node["object"]["objectId"]
        answer = await self.ask(
            "Runtime.callFunctionOn",
            executionContextId=world,
            functionDeclaration=QUESTION,
            returnByValue=True,
            arguments=[
                *({"value": value} for value in (what, *arguments)),
                *({"objectId": self._objects[dom_id]} for dom_id in dom_ids),
            ],
        )
        return answer["result"]["value"]

    def on(self, event: str, handler: Callable[[dict[str, Any]], None]) -> None:
        """Send every event of this name to `handler` too, with its params, in order; "Runtime.exceptionThrown"."""
        self._handlers.setdefault(event, []).append(handler)

    async def node(self, key: int) -> str:
        """The protocol's id (`objectId`) of the element the reader told under `key`; PageStuck if it is gone."""
        if self._world is None:
            raise PageStuck("endless-script")
        answer = await self.call(
            "Runtime.callFunctionOn",
            executionContextId=self._world,
            functionDeclaration="(key) => reader.node(key)",
            arguments=[{"value": key}],
        )
        object_id: str = answer["result"]["objectId"]
        return object_id

    @property
    def files(self) -> Mapping[str, bytes]:
        """What the page may load, by name."""
        return self._files

    @property
    def is_stuck(self) -> bool:
        """True once the page crashed or asked without end."""
        return self._stuck is not None

    def late(self) -> PageStuck | MachineBusy:
        """Why it does not answer in time: its own doing, or a machine that gave it no processor to do it with."""
        if self._stuck is None and self.browser.is_starved:
            return MachineBusy("the page waited for a busy processor")
        return PageStuck(self._stuck or "endless-script")

    def expect_processor(self) -> None:
        """Raise MachineBusy if a late answer may be the machine's doing."""
        if isinstance(why := self.late(), MachineBusy):
            raise why

    @property
    def stuck_by(self) -> str | None:
        """The id to tell the learner once it is stuck: "endless-script" or "too-heavy"."""
        return self._stuck

    async def close(self) -> None:
        """End the page and its context whatever it is doing."""
        self._leave_world()
        self.browser.connection.forget(self._session_id)
        with contextlib.suppress(CdpError):
            await self.browser.connection.call(
                "Target.disposeBrowserContext", timeout_s=CALL_S, browserContextId=self._context_id
            )

    async def _rehearse(self) -> None:
        try:
            await self.load("", {"": b"<!doctype html><title>-</title>"})
        except (PageStuck, MachineBusy) as late:
            raise CdpError("an empty page of ours does not load") from late

    async def _made_world(self) -> int:
        """The world that was made while the page waited for its files, else a new one."""
        ahead, self._world_ahead = self._world_ahead, None
        if ahead is not None:
            with contextlib.suppress(CdpError, ReadError):  # a document that is gone by now
                return await ahead
        return await self._make_world()

    def _leave_world(self) -> None:
        """Forget the world: the document it belongs to is gone."""
        self._world = None
        if self._world_ahead is not None:
            self._world_ahead.cancel()
            self._world_ahead = None

    async def _make_world(self) -> int:
        world = await self.call("Page.createIsolatedWorld", frameId=self.target_id, worldName=WORLD, timeout_s=READ_S)
        world_id: int = world["executionContextId"]
        await self._evaluate("Runtime.evaluate", expression=f"{{ {READER} }} 0", contextId=world_id)
        return world_id

    async def _evaluate(self, how: str, *, timeout_s: float = READ_S, **params: Any) -> Any:
        answer = await self.call(how, timeout_s=timeout_s, returnByValue=True, awaitPromise=True, **params)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise ReadError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def post(self, what: str, **params: Any) -> None:
        """Ask a method of the protocol without waiting; for replies to events."""
        self.browser.connection.post(what, session_id=self._session_id, **params)

    def _on_event(self, event: str, params: dict[str, Any]) -> None:
        for handler in self._handlers.get(event, ()):
            handler(params)
        if event == "Fetch.requestPaused":
            self._asked += 1
            if self._asked > REQUESTS:
                self.give_up("endless-script")
            if self.take_request(params):
                return
            kind = params["resourceType"]
            url, method = params["request"]["url"], params["request"]["method"]
            again = url == self._url and method == "GET"
            leaving = kind == "Document" and params["frameId"] == self.target_id and not again
            self._answer_request(params["requestId"], url, kind, leaving=leaving)
        elif event == "Page.frameNavigated" and params["frame"]["id"] == self.target_id and not self._loaded.is_set():
            self._leave_world()
            self._world_ahead = asyncio.ensure_future(self._make_world())
            self._world_ahead.add_done_callback(lambda made: made.cancelled() or made.exception())  # it may go unused
        elif event == "Page.loadEventFired":
            self._loaded.set()
        elif event == "Page.javascriptDialogOpening":
            self._answer_dialog(params)
        elif event == "Inspector.targetCrashed":
            self.give_up("too-heavy")

    def _answer_request(self, request_id: str, url: str, kind: str, *, leaving: bool) -> None:
        if leaving:
            self._refuse(url)
            self._fulfil(request_id, 204)  # "no content": the page stays where it is
        elif not url.startswith(f"{ORIGIN}/"):
            self._refuse(url)
            self.post("Fetch.failRequest", requestId=request_id, errorReason="BlockedByClient")
        else:
            name = unquote(re.split("[?#]", url.removeprefix(f"{ORIGIN}/"))[0])
            body = self._files.get(name)
            self.served.append(Served(name[:NAME_SIGNS], kind, None if body is None else len(body)))
            self._fulfil(request_id, 404 if body is None else 200, mimetypes.guess_type(name)[0], body)

    def _refuse(self, url: str) -> None:
        self.refused.append(url[:URL_SIGNS])

    def _fulfil(self, request_id: str, status: int, content_type: str | None = None, body: bytes | None = None) -> None:
        self.post(
            "Fetch.fulfillRequest",
            requestId=request_id,
            responseCode=status,
            responseHeaders=[{"name": "Content-Type", "value": f"{content_type or 'text/html'}; charset=utf-8"}],
            body=base64.b64encode(body or b"").decode(),
        )

    def _answer_dialog(self, params: dict[str, Any]) -> None:
        self.dialogs.append(params["message"])
        accept, text = self.dialog_answer(params)
        if len(self.dialogs) > DIALOGS:
            self.give_up("endless-script")
        self.post("Page.handleJavaScriptDialog", accept=accept, promptText=text)

    def give_up(self, notice: str) -> None:
        """Ask this page nothing more; `notice` is the id to tell the learner."""
        self._stuck = self._stuck or notice
        self._loaded.set()
        self.browser.connection.drop(self._session_id, CallFailed(f"the page is stuck: {notice}"))
