"""Makers for tests of pages that are played with."""

from collections.abc import Callable, Mapping
from typing import Any

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.page import Page
from tests.graders.exercises import a_page, an_exercise

Told = tuple[str, str | None, str | None, int | None]


def with_script(script: str, body: str = "<h1>Titre</h1>") -> bytes:
    """A page with a body and a script; the script begins on line 9 if the body is one line."""
    return a_page(f"{body}\n<script>{script}</script>")


async def played_out(checker: Checker, html: bytes, run: Callable[[Page], Any], **files: bytes) -> list[Any]:
    """What `run` gives for the page: `[answer]`, or the Failure it raises; anything else fails the test."""
    kept: list[Any] = []

    def check(page: Page) -> None:
        try:
            kept.append(run(page))
        except BaseException as error:
            kept.append(error)
            raise

    more = {name.replace("_", "."): data for name, data in files.items()}
    names = ("index.html", *more)
    exercise = an_exercise(Check("run", "Essai.", 1.0, check), learner_files=names)
    report = await checker.check(exercise, {"index.html": html, **more})
    if report.outcome is Outcome.ERRORED:
        raise AssertionError(kept)
    return kept


async def told(checker: Checker, html: bytes, run: Callable[[Page], Any], **files: bytes) -> Told | None:
    """Id, expected, found and line of the Failure that `run` raises; None if it raises none."""
    (answer,) = await played_out(checker, html, run, **files)
    return (answer.message_id, answer.expected, answer.found, answer.line) if isinstance(answer, Failure) else None


def rows(cases: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `parametrize` for cases by name."""
    return {"argvalues": list(cases.values()), "ids": list(cases)}
