"""The card a learner reads after "Vérifier" and on the feedback page.

Its words and its order are in `card.html`, its looks in `card.css`. The page that shows it may pass through nbconvert's
cleaning (`graders/notebook/safe_html.py`), which keeps text markup with its class and pictures that lie within the
page: the card uses no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from graders.results import CheckResult, Outcome, Report


def card_html(report: Report, files: Mapping[str, str] | None = None, *, by_the_exercise: bool = True) -> str:
    """What is right, then one next thing with expected and found, then the next move; French, escaped.

    With the learner's `files` (name → text) the card also quotes the line to look at. A card of a report that passed
    praises and shows no notice; one that errored says it is our fault. The next move is told only `by_the_exercise`:
    the feedback page has no "Vérifier" and no hints.
    """
    step = report.next_step
    return _template().render(
        outcome=report.outcome.value,
        right=[result for result in report.results if result.outcome is Outcome.PASSED],
        total=len(report.results),
        step=step,
        compares=step is not None and not _says_both(step),
        line_text=_line_text(step, files or {}),
        by_the_exercise=by_the_exercise,
        report=report,
    )


def card_css() -> str:
    """The style sheet of all cards, for one <style> in the page that shows them; light and dark."""
    return Path(__file__).with_name("card.css").read_text(encoding="utf-8")


def _says_both(step: CheckResult) -> bool:
    """Whether the message itself quotes what is expected and what was found: « réparé » … « reparé »."""
    message = (step.message or "").replace("\N{NO-BREAK SPACE}", " ")
    return all(value is not None and f"« {value} »" in message for value in (step.expected, step.found))


def _line_text(step: CheckResult | None, files: Mapping[str, str]) -> str:
    """The line the step points at, without the blanks around it; empty if it is not known."""
    if step is None or step.line is None:
        return ""
    lines = files.get(step.file or "", "").split("\n")
    return lines[step.line - 1].strip() if 0 < step.line <= len(lines) else ""


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("card.html")
