"""Makers of a page with a stylesheet, and what a verb says of it."""

from collections.abc import Callable
from typing import Any

from graders.checker import Checker
from graders.checks import Check, Failure
from graders.results import Outcome
from graders.web.page import Page
from tests.graders.exercises import an_exercise

BODY = """\
<header><nav id="menu" class="barre"><ul><li><a class="lien" href="a.html">A</a></li><li><a href="b.html">B</a></li>
</ul></nav></header>
<main><h1>Titre</h1>
<p class="carte">Un</p>
<p style="color: blue">Deux</p></main>
"""
HEAD = '<link rel="stylesheet" href="style.css">'


def a_styled_page(body: str = BODY, head: str = HEAD) -> bytes:
    """A valid page whose <head> also holds `head` (line 5); its body begins on line 8."""
    lines = ["<!doctype html>", '<html lang="fr">', "<head>", '<meta charset="utf-8"><title>Page</title>', head]
    return "\n".join([*lines, "</head>", "<body>", body, "</body>", "</html>", ""]).encode()


async def seen(checker: Checker, css: str | None, look: Callable[[Page], Any], **more: Any) -> Any:
    """What `look` returns about a page with this stylesheet, or the Failure it raises.

    `html` is another page than the usual one, `files` are beside it.
    """
    found: list[Any] = []

    def run(page: Page) -> None:
        try:
            found.append(look(page))
        except Failure as failure:
            found.append(failure)
            raise

    files = {"index.html": more.get("html") or a_styled_page(), **more.get("files", {})}
    if css is not None:
        files["style.css"] = css.encode()
    exercise = an_exercise(Check("look", "Regarder.", 1.0, run), learner_files=tuple(files))
    report = await checker.check(exercise, files)
    assert report.outcome is not Outcome.ERRORED, report
    return found[0]


def told(failure: Failure | None) -> tuple[str, str | None, int | None] | None:
    """What a Failure says and where; None for none."""
    return None if failure is None else (failure.message_id, failure.file, failure.line)
