"""A visitor's mouse and keyboard on a page: what they do is trusted (`event.isTrusted`), as a script's is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from graders.web.tab import READ_S, Tab

KEYED_SIGNS = 60  # of a text are keyed one by one; a longer one is put in whole, as pasted


@dataclass(frozen=True)
class Key:
    """A key of the keyboard as the protocol names it; `text` is what it writes."""

    key: str
    code: str
    number: int
    text: str = ""


KEYS = {
    "Tab": Key("Tab", "Tab", 9),
    "Enter": Key("Enter", "Enter", 13, "\r"),
    "Escape": Key("Escape", "Escape", 27),
    "Backspace": Key("Backspace", "Backspace", 8),
    "Delete": Key("Delete", "Delete", 46),
    "Home": Key("Home", "Home", 36),
    "End": Key("End", "End", 35),
    "PageUp": Key("PageUp", "PageUp", 33),
    "PageDown": Key("PageDown", "PageDown", 34),
    "ArrowLeft": Key("ArrowLeft", "ArrowLeft", 37),
    "ArrowUp": Key("ArrowUp", "ArrowUp", 38),
    "ArrowRight": Key("ArrowRight", "ArrowRight", 39),
    "ArrowDown": Key("ArrowDown", "ArrowDown", 40),
    " ": Key(" ", "Space", 32, " "),
}
MODIFIERS = {"Alt": 1, "Control": 2, "Shift": 8}


async def point_at(tab: Tab, x: float, y: float) -> None:
    """Move the mouse there."""
    await _mouse(tab, "mouseMoved", x, y, button="none")


async def click_at(tab: Tab, x: float, y: float, times: int = 1) -> None:
    """Move there and click; `times=2` is a double click."""
    await point_at(tab, x, y)
    for count in range(1, times + 1):
        await _mouse(tab, "mousePressed", x, y, button="left", buttons=1, clickCount=count)
        await _mouse(tab, "mouseReleased", x, y, button="left", clickCount=count)


async def press_keys(tab: Tab, keys: str) -> None:
    """Press a key, or several at once: "Tab", "Shift+Tab", "Enter", "a"; ValueError for one we do not know."""
    *held, name = keys.split("+") if len(keys) > 1 else [keys]
    unknown = [one for one in held if one not in MODIFIERS]
    if unknown or not (name in KEYS or len(name) == 1):
        raise ValueError(f"no key {keys!r}; expected a sign or one of {', '.join(KEYS)}, after Shift+, Control+, Alt+")
    modifiers = sum(MODIFIERS[one] for one in held)
    await _strike(tab, KEYS.get(name) or sign_key(name), modifiers)


async def write(tab: Tab, text: str) -> None:
    """Key a text into what has the focus."""
    for sign in text[:KEYED_SIGNS]:
        await _strike(tab, KEYS["Enter"] if sign == "\n" else sign_key(sign), 0)
    if rest := text[KEYED_SIGNS:]:
        await tab.call("Input.insertText", text=rest, timeout_s=READ_S)


def sign_key(sign: str) -> Key:
    """The key that writes a sign, as far as a page can tell; what stands on the second level has no code of its own."""
    if sign in KEYS:
        return KEYS[sign]
    if sign.isascii() and sign.isalpha():
        return Key(sign, f"Key{sign.upper()}", ord(sign.upper()), sign)
    if sign.isascii() and sign.isdigit():
        return Key(sign, f"Digit{sign}", ord(sign), sign)
    return Key(sign, "", 0, sign)


async def _strike(tab: Tab, key: Key, modifiers: int) -> None:
    what: dict[str, Any] = {
        "key": key.key,
        "code": key.code,
        "windowsVirtualKeyCode": key.number,
        "modifiers": modifiers,
    }
    text = "" if modifiers & ~MODIFIERS["Shift"] else key.text
    down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
    await asyncio.gather(
        tab.call("Input.dispatchKeyEvent", **what, **down, timeout_s=READ_S),
        tab.call("Input.dispatchKeyEvent", **what, type="keyUp", timeout_s=READ_S),
    )


async def _mouse(tab: Tab, kind: str, x: float, y: float, **more: Any) -> None:
    await tab.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, timeout_s=READ_S, **more)
