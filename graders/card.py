"""The card a learner reads after "Vérifier" and on the feedback page.

Its words and its order are in `card.html`, its looks in `card.css`. The page that shows it may pass through nbconvert's
`clean_html` filter, which keeps only div, span, pre, code, strong, ul, ol and li with their class: the card uses no
more.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from graders.results import Outcome, Report


def card_html(report: Report) -> str:
    """What is right, then one next thing with expected and found, then the next move; French, escaped.

    A card of a report that passed praises and shows no notice; one that errored says it is our fault.
    """
    right = [result for result in report.results if result.outcome is Outcome.PASSED]
    return _template().render(
        outcome=report.outcome.value, right=right, total=len(report.results), step=report.next_step, report=report
    )


def card_css() -> str:
    """The style sheet of all cards, for one <style> in the page that shows them; light and dark."""
    return Path(__file__).with_name("card.css").read_text(encoding="utf-8")


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
