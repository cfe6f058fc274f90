"""What a page does when it is used: texts that change, boxes, console, storage, address."""

from __future__ import annotations

import json
from typing import Any

from graders.checks import Failure
from graders.text import has_text_in, quote, same_text
from graders.web.expectations.script import no_script_fault
from graders.web.javascript import notation, same_value
from graders.web.page import Element, Page
from graders.web.play import Play

LEVELS = {"log": "console.log", "info": "console.info", "warning": "console.warn", "error": "console.error"}


def expect_no_errors(page: Page, message_id: str | None = None) -> None:
    """No script of the page breaks off: while it loads, or until now if it is being played with."""
    if isinstance(page, Play):
        return no_script_fault(page, message_id)
    with page.played() as play:
        no_script_fault(play, message_id)


def expect_after_click(
    page: Page,
    button: str,
    selector: str,
    text: str,
    *,
    times: int = 1,
    within: float = 1.0,
    message_id: str | None = None,
) -> None:
    """After clicks on `button`, an element of `selector` says `text`; at the latest `within` s of the page's time."""
    with page.played() as play:
        for _ in range(times):
            play.click(button)
        expect_says(play, selector, text, within=within, message_id=message_id)


def expect_says(play: Play, selector: str, text: str, *, within: float = 1.0, message_id: str | None = None) -> Element:
    """An element of the selector comes to say `text`, within that much of the page's time."""
    play.wait_for(lambda: any(same_text(one.text, text) for one in play.all(selector) if one.shown), within)
    shown = [one for one in play.all(selector) if one.shown]
    said = next((one for one in shown if same_text(one.text, text)), None)
    if said is not None:
        return said
    no_script_fault(play)
    if not shown:
        raise Failure(
            message_id or "nothing-after",
            expected=selector,
            file=play.name,
            values={"action": play.action, "name": quote(text)},
        )
    raise Failure(
        message_id or "other-text-after",
        expected=text,
        found=quote(shown[0].text) or None,
        file=play.name,
        line=shown[0].line,
        values={"action": play.action},
    )


def expect_console(play: Play, text: str, *, level: str = "log", message_id: str | None = None) -> None:
    """A line of the console holds `text`; case, accents and spaces are tolerated."""
    lines = [line for line in play.console if line.level == level]
    if any(has_text_in(text, line.text) for line in lines):
        return
    no_script_fault(play)
    if not lines:
        raise Failure(message_id or "console-silent", expected=text, file=play.name, values={"name": LEVELS[level]})
    last = lines[-1]
    raise Failure(
        message_id or "console-other", expected=text, found=quote(last.text) or None, file=last.file, line=last.line
    )


def expect_dialog(play: Play, text: str | None = None, *, kind: str = "alert", message_id: str | None = None) -> None:
    """The page opened a box ("alert", "confirm", "prompt") that holds `text`."""
    opened = [one for one in play.dialogs if one.kind == kind]
    if any(text is None or has_text_in(text, one.text) for one in opened):
        return
    no_script_fault(play)
    if not opened:
        raise Failure(message_id or "dialog-missing", expected=text, file=play.name, values={"name": kind})
    raise Failure(message_id or "dialog-other", expected=text, found=quote(opened[-1].text) or None, file=play.name)


def no_dialog(play: Play, message_id: str = "dialog-unwanted") -> None:
    """The page opened no box: what it says, it says within itself."""
    for one in play.dialogs:
        raise Failure(message_id, found=quote(one.text) or None, file=play.name)


def expect_stored(
    play: Play, key: str, value: Any = None, *, session: bool = False, message_id: str | None = None
) -> None:
    """The page keeps something under `key`: anything, this text, or this value as JSON."""
    stored = play.session_storage if session else play.storage
    if key not in stored:
        no_script_fault(play)
        raise Failure(message_id or "stored-nothing", expected=key, found=next(iter(stored), None), file=play.name)
    if value is None:
        return
    try:
        found = json.loads(stored[key])
    except (ValueError, RecursionError):
        found = stored[key]
    if not (stored[key] == value or same_value(found, value)):
        raise Failure(
            message_id or "stored-other",
            expected=value if isinstance(value, str) else notation(value),
            found=quote(stored[key]),
            file=play.name,
            values={"name": key},
        )


def expect_address(play: Play, end: str, message_id: str = "other-address") -> None:
    """The page's address now ends with `end`, such as "#panier" or "?page=2"."""
    if not play.address.endswith(end):
        raise Failure(message_id, expected=end, found=quote(play.address), file=play.name)
