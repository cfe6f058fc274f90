"""Checks as a trainer writes them: a function, its points, and a docstring the learner reads as the rule.

    @check(points=2)
    def one_main_heading(page):
        '''La page a un seul grand titre.'''
        headings = page.all("h1")
        if len(headings) != 1:
            raise Failure("one-h1", expected="1 titre h1", found=f"{len(headings)} titres h1")

A check returns (the work passed), raises `Failure` (the work failed), or raises anything else (the grader broke).
"""

from __future__ import annotations

import threading
import types
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.picture import Picture
from graders.text import showable

LIKENESS_SHARE = 0.2  # of an exercise's points, at most: that a page resembles a picture proves little

_IN_LIKENESS_CHECK: ContextVar[bool] = ContextVar("in_likeness_check", default=False)


class Unjudged(Exception):
    """No verdict is possible, and no further check worth running: what grades broke, or the work holds it up."""


class GraderBroken(Unjudged):
    """What grades broke (a browser died, a sandbox cannot be made); the work is not at fault. Tried once more."""


class MachineBusy(TimeoutError):
    """The work was late because the machine was: no verdict this time; tried once more."""


class CheckTime(threading.local):
    """How long the check that runs in this thread may take; what it asks for takes its share of it."""

    seconds: float = 5.0


check_time = CheckTime()


class Failure(Exception):
    """The work does not do this yet.

    `message_id` names a message of the catalogue (`graders/messages/fr/`) or in the exercise's own `messages`;
    `expected` and `found` fill its `{expected}` and `{found}` and are shown side by side, `values` fill what else it
    names; "criterion" among them is the number of a criterion of RGAA ("1.1"), which is shown too.
    `pictures` can be opened in the card. `also` are other files than `file` where the work does not do it either.
    """

    def __init__(
        self,
        message_id: str,
        *,
        expected: str | None = None,
        found: str | None = None,
        file: str | None = None,
        line: int | None = None,
        values: Mapping[str, str] | None = None,
        pictures: tuple[Picture, ...] = (),
        also: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.expected = expected and showable(expected)
        self.found = found and showable(found)
        self.file = file and showable(file)
        self.line = line
        self.values = {name: showable(value) for name, value in (values or {}).items()}
        self.pictures = pictures
        self.also = tuple(map(showable, also))

    @property
    def said(self) -> Mapping[str, object | None]:
        """What may fill its message, by name; None is not known."""
        own = {"expected": self.expected, "found": self.found, "file": self.file, "line": self.line}
        return {**own, **self.values}


@dataclass(frozen=True)
class Check:
    """One rule: `run` takes what the engine offers (a Page for web, an Answer for answers).

    `likeness`: it may compare with a picture, which is worth little (`LIKENESS_SHARE`). `criterion` is the number of
    the criterion of RGAA it is about, if any, `files` those of the work's files it looks at, if it says so.
    """

    check_id: str
    title: str
    points: float
    run: Callable[[Any], None]
    likeness: bool = False
    criterion: str | None = None
    files: tuple[str, ...] = ()


class ChecksError(Exception):
    """A `checks.py` that cannot be used; the message names the file and the line or check."""


def check(
    points: float, *, likeness: bool = False, criterion: str | None = None, files: tuple[str, ...] = ()
) -> Callable[[Callable[[Any], None]], Check]:
    """Declare a function to be a check worth `points`; its name is its id, its docstring its title."""

    def declare(function: Callable[[Any], None]) -> Check:
        title = (function.__doc__ or "").strip()
        if not title:
            raise ChecksError(f"check {function.__name__} has no docstring; the learner reads it as the rule")
        if points <= 0:
            raise ChecksError(f"check {function.__name__} has points={points!r}; expected a number above 0")
        run = _as_likeness_check(function) if likeness else function
        return Check(function.__name__, title, float(points), run, likeness, criterion, files)

    return declare


def demand_likeness_check() -> None:
    """ChecksError outside a check that is declared with `likeness=True`; for what compares with a picture."""
    if not _IN_LIKENESS_CHECK.get():
        raise ChecksError("a comparison with a picture; expected it only under @check(points=…, likeness=True)")


def _as_likeness_check(function: Callable[[Any], None]) -> Callable[[Any], None]:
    def run(subject: Any) -> None:
        before = _IN_LIKENESS_CHECK.set(True)
        try:
            function(subject)
        finally:
            _IN_LIKENESS_CHECK.reset(before)

    return run


def load_checks(path: Path) -> tuple[Check, ...]:
    """The checks of a `checks.py`, in the order they stand; ChecksError if it has none or does not load.

    The file is ours (reviewed with the curriculum), so it runs in this process; learners' files never do.
    """
    module = types.ModuleType(f"checks_{path.parent.name}")
    module.__file__ = str(path)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    except ChecksError as error:
        raise ChecksError(f"{path}: {error}") from error
    except SyntaxError as error:
        raise ChecksError(f"{path}:{error.lineno}: {error.msg}") from error
    except Exception as error:
        raise ChecksError(f"{path}: {type(error).__name__}: {error}") from error
    checks = tuple(value for value in vars(module).values() if isinstance(value, Check))
    if not checks:
        raise ChecksError(f"{path}: no check; expected at least one function under @check(points=…)")
    points = sum(check.points for check in checks)
    if (alike := sum(check.points for check in checks if check.likeness)) > points * LIKENESS_SHARE:
        raise ChecksError(
            f"{path}: likeness to a picture is worth {alike:g} of {points:g} points; expected at most"
            f" {LIKENESS_SHARE:.0%}, and checks that prove more for the rest"
        )
    return checks
