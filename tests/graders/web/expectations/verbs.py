"""Asks a verb of a page in the real browser, and tells what it raised."""

from collections.abc import Callable, Mapping
from typing import Any

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.page import Page
from tests.graders.exercises import an_exercise

Verb = Callable[[Page], Any]
Told = tuple[str, str | None, str | None, int | None]  # id, expected, found, line


async def what_is_raised(checker: Checker, verb: Verb, files: Mapping[str, bytes]) -> Failure | None:
    """The Failure the verb raises on the work's main page, if any; its message can be said."""
    caught: list[Failure] = []

    def run(page: Page) -> None:
        try:
            verb(page)
        except Failure as failure:
            caught.append(failure)
            raise

    exercise = an_exercise(Check("verb", "Le verbe.", 1.0, run), learner_files=tuple(files))
    report = await checker.check(exercise, files)
    assert report.outcome is (Outcome.FAILED if caught else Outcome.PASSED)
    return caught[0] if caught else None


def told(failure: Failure | None) -> Told | None:
    """The parts of a Failure that tests compare."""
    return None if failure is None else (failure.message_id, failure.expected, failure.found, failure.line)
