"""The learner's functions, variables and scripts: called on many cases, some of which nobody can foresee.

expect_function(page, "total", cases=[((2, 3), 5), ((0, 0), 0)],
                hidden=lambda random: ((a := random.randint(1, 99), b := random.randint(1, 99)), a + b))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

from graders.checks import Failure
from graders.text import quote, same_text
from graders.web import script
from graders.web.javascript import FRENCH_KINDS, UNDEFINED, JsOther, call_notation, notation, same_value
from graders.web.page import Page
from graders.web.play import Play, fault_told

Case = tuple[Sequence[Any], Any]  # arguments, and what must come back
HIDDEN = 5  # cases made by chance


def valid_script(page: Page, message_id: str | None = None) -> None:
    """The browser can read every script of the page; otherwise its line, and the usual cause."""
    with _on(page) as play:
        _expect_readable(play, message_id)


def expect_function(
    page: Page,
    name: str,
    cases: Sequence[Case] = (),
    hidden: Callable[[Random], Case] | None = None,
    *,
    waited: bool = False,
    exact: bool = False,
    keeps_arguments: bool = False,
    message_id: str | None = None,
) -> None:
    """The learner's function gives what it must for each case, and for five that `hidden` makes by chance.

    Any way of writing it counts: a declaration, `const f = () => …`, `window.f = …`, an export of a module, a method
    (`"panier.total"`). `waited`: it may give a promise. `exact`: no rounding, and -0 is not 0. `keeps_arguments`: it
    leaves a list or an object it was given as it was.
    """
    unforeseen = page.random(f"expect_function {name}")
    every = [(case, False) for case in cases]
    if hidden is not None:
        every += [(hidden(unforeseen), True) for _ in range(HIDDEN)]
    with _on(page) as play:
        function = _find(play, name, message_id)
        if function.kind != "function":
            kind = FRENCH_KINDS.get(function.kind, notation(function.value))
            raise Failure(message_id or "not-a-function", expected=name, found=quote(kind), file=page.name)
        for (given, wanted), is_hidden in every:
            called = play.ask(lambda tab, given=given: script.call(play.stage, function, given, waited=waited))  # type: ignore[misc]
            words = call_notation(name, tuple(given))
            shown = None if is_hidden else notation(wanted)
            if called.thrown or called.endless or not same_value(called.value, wanted, exact=exact):
                raise _failure(play, function, called, words, shown, wanted, given, message_id)
            if keeps_arguments and not all(
                same_value(before, after)
                for before, after in zip(given, called.given_after, strict=True)
                if isinstance(before, list | dict | tuple)
            ):
                raise Failure(message_id or "argument-changed", file=page.name, values={"call": words})


def expect_variable(page: Page, name: str, value: Any, *, exact: bool = False, message_id: str | None = None) -> None:
    """A variable at the top of a script holds this value once the page has loaded."""
    with _on(page) as play:
        found = _find(play, name, message_id)
        if not same_value(found.value, value, exact=exact):
            raise Failure(
                message_id or "wrong-variable",
                expected=notation(value),
                found=notation(found.value),
                file=page.name,
                values={"name": name},
            )


def no_script_fault(play: Play, message_id: str | None = None) -> None:
    """No script broke off until now; otherwise where, and why."""
    _expect_readable(play, message_id)
    for fault in play.errors:
        raise fault_told(play, fault, message_id)


@contextmanager
def _on(page: Page) -> Iterator[Play]:
    if isinstance(page, Play):
        yield page
    else:
        with page.played() as play:
            yield play


def _expect_readable(play: Play, message_id: str | None) -> None:
    for fault in play.errors:
        if fault.kind == "SyntaxError" and "JSON" not in fault.text:
            raise fault_told(play, fault, message_id)


def _find(play: Play, name: str, message_id: str | None) -> script.Found:
    found = play.ask(lambda tab: script.find(play.stage, name))
    if found is not None:
        return found
    no_script_fault(play, message_id)  # a script that broke off made nothing after that line
    near = play.ask(lambda tab: script.near_name(play.stage, name))
    if near is not None:
        raise Failure(message_id or "name-near", expected=name, found=near, file=play.name)
    raise Failure(message_id or "name-missing", expected=name, file=play.name)


def _failure(
    play: Play,
    function: script.Found,
    called: script.Called,
    words: str,
    shown: str | None,
    wanted: Any,
    given: Sequence[Any],
    message_id: str | None,
) -> Failure:
    """Why a call did not give what it must: the nearest cause, in the learner's words."""

    def failure(own: str, found: str | None = None, line: int | None = None, file: str | None = None) -> Failure:
        return Failure(
            message_id or own,
            expected=shown,
            found=found,
            file=file or play.name,
            line=line,
            values={"call": words},
        )

    if called.endless:
        return failure("call-endless")
    if called.thrown:
        return failure("call-breaks-off", quote(called.thrown.text, 60), called.thrown.line, called.thrown.file)
    if called.promised and isinstance(called.value, JsOther):
        return failure("result-promise")
    if called.value is UNDEFINED:
        plain = wanted if isinstance(wanted, str) else notation(wanted)
        if any(same_text(line.text, plain) for line in called.written):
            return failure("result-printed")
        return failure("no-result", "undefined")
    declared = play.ask(lambda tab: script.parameters(play.stage, function))
    if declared < len(given) and not called.written and declared == 0:
        return failure("no-parameter", notation(called.value))
    return failure("wrong-result" if shown is not None else "wrong-hidden-result", notation(called.value))
