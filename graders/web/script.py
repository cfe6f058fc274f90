"""The learner's own functions and variables, found and called in the page's world by the browser's protocol.

Only what comes back is looked at, as the browser describes it; the page cannot know what is expected.
"""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from graders.web.cdp import CallFailed, CallTimedOut
from graders.web.console import ConsoleLine, ScriptFault, fault
from graders.web.javascript import JsOther, argument, read_value
from graders.web.stage import Stage

CALL_S = 1.5  # of real time for one call; a function of an exercise takes less than a millisecond
WAITED_S = (0.5, 5.0, 60.0)  # of the page's time, for what a promise waits for
DEPTH = 12
LONGEST_LIST = re.compile(r"\((\d{6,})\)$")  # in the browser's description of an array: no exercise has such
NAME = re.compile(r"[A-Za-z_$À-ÿ][\w$]*(\.[A-Za-z_$À-ÿ][\w$]*)*")
APPLY = "function (owner, ...given) { return this.call(owner, ...given); }"
SHOW = "function () { return this; }"
GIVEN = "function (...given) { return given; }"
TAKE = "function (name) { return name in this ? this[name] : this.default?.name === name ? this.default : undefined; }"


@dataclass(frozen=True)
class Found:
    """What a name stands for in a page: the protocol's id of it, and what it is ("function", "number" …).

    `owner_id` is the object before the dot of `panier.ajouter`.
    """

    object_id: str | None
    kind: str
    value: Any = None
    owner_id: str | None = None


@dataclass(frozen=True)
class Called:
    """What a call gave: a value, or where it broke off, or neither within its time; and what it wrote meanwhile."""

    value: Any = None
    thrown: ScriptFault | None = None
    endless: bool = False
    promised: bool = False
    written: tuple[ConsoleLine, ...] = ()
    given_after: tuple[Any, ...] = ()


async def find(stage: Stage, name: str) -> Found | None:
    """What `name` ("total", "panier.ajouter") stands for: at the top of a script, or exported by a module."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a function or variable")
    answer = await evaluate(stage, name)
    if "exceptionDetails" not in answer and answer["result"]["type"] != "undefined":
        found = await _found(stage, answer["result"])
        owner, dot, _ = name.rpartition(".")
        return replace(found, owner_id=(await evaluate(stage, owner))["result"].get("objectId")) if dot else found
    for address in await stage.tab.read("modules"):
        answer = await evaluate(stage, f"import({address!r})")
        if "exceptionDetails" in answer:
            continue
        taken = await stage.tab.call(
            "Runtime.callFunctionOn",
            objectId=answer["result"]["objectId"],
            functionDeclaration=TAKE,
            arguments=[{"value": name}],
            timeout_s=CALL_S,
        )
        if "exceptionDetails" not in taken and taken["result"]["type"] != "undefined":
            return await _found(stage, taken["result"])
    return None


async def evaluate(stage: Stage, expression: str) -> dict[str, Any]:
    """What the protocol answers to an expression in the page's own world."""
    return await stage.tab.call(
        "Runtime.evaluate", expression=expression, awaitPromise=True, silent=True, timeout_s=CALL_S
    )


async def call(stage: Stage, function: Found, given: Sequence[Any], *, waited: bool) -> Called:
    """What a function gives for these arguments; a promise is waited for if `waited`, else told as such."""
    lines = len(stage.console.lines)
    task = asyncio.ensure_future(_call(stage, function, given, waited=waited))
    try:
        async with asyncio.timeout(CALL_S):
            for seconds in WAITED_S:
                await asyncio.wait({task}, timeout=0.02)
                if task.done():
                    break
                if waited:
                    await stage.pass_time(seconds)
            called = await task
    except (TimeoutError, CallTimedOut):
        task.cancel()
        stage.tab.expect_processor()
        await stage.tab.call("Runtime.terminateExecution")
        called = Called(endless=True)
    written = tuple(stage.console.lines[lines:])
    return Called(called.value, called.thrown, called.endless, called.promised, written, called.given_after)


async def parameters(stage: Stage, function: Found) -> int:
    """How many parameters a function declares, told by the browser."""
    told = await stage.tab.call(
        "Runtime.getProperties", objectId=function.object_id, ownProperties=True, timeout_s=CALL_S
    )
    values = {one["name"]: one.get("value", {}).get("value") for one in told["result"]}
    length = values.get("length")
    return length if isinstance(length, int) else 0


async def near_name(stage: Stage, name: str) -> str | None:
    """A name the page's scripts made that is nearly this one, if any."""
    told = await stage.tab.call("Runtime.globalLexicalScopeNames", timeout_s=CALL_S)
    world = await stage.tab.call("Runtime.evaluate", expression="globalThis", timeout_s=CALL_S)
    own = await stage.tab.call(
        "Runtime.getProperties", objectId=world["result"]["objectId"], ownProperties=True, timeout_s=CALL_S
    )
    everywhere = set(await stage.tab.read("globalNames"))
    made = [*told["names"], *(one["name"] for one in own["result"] if one["name"] not in everywhere)]
    folded = {one.lower(): one for one in made}
    near = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


async def _call(stage: Stage, function: Found, given: Sequence[Any], *, waited: bool) -> Called:
    # Made once and passed by reference, so that what the function did to them can be seen.
    made = await stage.tab.call(
        "Runtime.callFunctionOn",
        objectId=function.object_id,
        functionDeclaration=GIVEN,
        arguments=[argument(one) for one in given],
        timeout_s=CALL_S,
    )
    properties = await stage.tab.call(
        "Runtime.getProperties", objectId=made["result"]["objectId"], ownProperties=True, timeout_s=CALL_S
    )
    values = {one["name"]: one["value"] for one in properties["result"] if one["name"].isdigit()}
    references = [_reference(values[str(at)]) for at in range(len(given))]
    answer = await stage.tab.call(
        "Runtime.callFunctionOn",
        objectId=function.object_id,
        functionDeclaration=APPLY,
        arguments=[{"objectId": function.owner_id} if function.owner_id else {}, *references],
        silent=True,
        timeout_s=CALL_S,
    )
    if "exceptionDetails" in answer:
        return Called(thrown=fault(answer["exceptionDetails"]))
    result = answer["result"]
    promised = result.get("subtype") == "promise"
    if promised and not waited:
        return Called(JsOther("promise"), promised=True)
    shown = await _deep(stage, result)
    if "exceptionDetails" in shown:
        return Called(thrown=fault(shown["exceptionDetails"]), promised=promised)
    after = []
    for one in references:
        told = await _deep(stage, one) if "objectId" in one else {}
        after.append(_value(told["result"]) if "result" in told else None)
    return Called(_value(shown["result"]), promised=promised, given_after=tuple(after))


async def _deep(stage: Stage, remote: dict[str, Any]) -> dict[str, Any]:
    if "objectId" not in remote:
        return {"result": remote}
    if LONGEST_LIST.search(remote.get("description", "")):
        return {"result": {"type": "object", "deepSerializedValue": {"type": "endless list"}}}
    return await stage.tab.call(
        "Runtime.callFunctionOn",
        objectId=remote["objectId"],
        functionDeclaration=SHOW,
        awaitPromise=True,
        silent=True,
        serializationOptions={"serialization": "deep", "maxDepth": DEPTH},
        timeout_s=CALL_S,
    )


async def _found(stage: Stage, remote: dict[str, Any]) -> Found:
    if remote["type"] == "function":
        return Found(remote["objectId"], "function")
    try:
        told = await _deep(stage, remote)
    except CallFailed:
        return Found(remote.get("objectId"), remote["type"], JsOther(remote["type"]))
    return Found(remote.get("objectId"), remote.get("subtype", remote["type"]), _value(told["result"]))


def _value(remote: dict[str, Any]) -> Any:
    if "deepSerializedValue" in remote:
        return read_value(remote["deepSerializedValue"])
    kind = "null" if remote.get("subtype") == "null" else remote["type"]
    return read_value({"type": kind, "value": remote.get("unserializableValue", remote.get("value"))})


def _reference(remote: dict[str, Any]) -> dict[str, Any]:
    for how in ("objectId", "unserializableValue", "value"):
        if how in remote:
            return {how: remote[how]}
    return {}
