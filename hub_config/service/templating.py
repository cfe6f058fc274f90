"""The pages' templates and the few words they count and date with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup

from hub_config.service import french_dates
from hub_config.service.grade_all import progress_words

MARKDOWN = MarkdownIt("commonmark", {"html": False})
TEMPLATES = Path(__file__).with_name("templates")


def load_templates() -> Environment:
    """The environment of all pages; what a page shows is escaped, and a name that nobody gave is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "in_words": in_words,
        "time_of_day": french_dates.time_in_words,
        "in_full": french_dates.in_words,
        "days_left": days_left,
        "for_form": french_dates.for_form,
        "inline": inline,
        "number": number,
        "duration": duration,
        "euros": euros,
        "day_for_form": day_for_form,
        "path": path_segment,
        "progress_words": progress_words,
    }
    return environment


@pass_context
def in_words(context: Context, moment: datetime) -> str:
    """Day, date and hour, seen from the page's `now`."""
    return french_dates.in_words(moment, context["now"])


@pass_context
def days_left(context: Context, moment: datetime) -> int:
    """0 today, 1 tomorrow, negative when the day is past."""
    return french_dates.days_until(moment, context["now"])


def number(value: float) -> str:
    """With a comma, and without needless zeros: 14, 14,5."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def inline(markdown: str) -> Markup:
    """A sentence with its code spans and emphasis; tags in it are shown, not used."""
    return Markup(MARKDOWN.renderInline(markdown))


def duration(seconds: int) -> str:
    """As one says it: 2 h 05, 12 min, moins d’une minute."""
    minutes = -(-seconds // 60)
    if seconds < 60:
        return "moins d’une minute"
    hours, rest = divmod(minutes, 60)
    return f"{hours}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{rest:02}" if hours else f"{rest}\N{NO-BREAK SPACE}min"


def euros(value: float) -> str:
    """With its two decimals."""
    return f"{value:.2f}\N{NO-BREAK SPACE}€".replace(".", ",")


def day_for_form(moment: datetime) -> str:
    """What a field for a day shows."""
    return french_dates.for_form(moment)[:10]


def path_segment(text: str) -> str:
    """One part of an address."""
    return quote(text, safe="")
