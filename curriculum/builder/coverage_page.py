"""The coverage as tables for people: one HTML file that can be printed, or the part of it that another page shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from curriculum.builder.coverage import coverage
from curriculum.builder.programme import Programme

TEMPLATES = Path(__file__).parent / "templates"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def coverage_page(programme: Programme) -> str:
    """A whole page that needs nothing else: it can be opened from a disk, sent by mail and printed."""
    return (
        _environment()
        .get_template("coverage.html")
        .render(
            title=programme.title,
            style=Markup((TEMPLATES / "coverage.css").read_text(encoding="utf-8")),  # ours
            tables=coverage_tables(programme),
        )
    )


def coverage_tables(programme: Programme) -> Markup:
    """The hours and a table for each referential, with headings from h2 on."""
    found = coverage(programme)
    html = (
        _environment()
        .get_template("coverage_tables.html")
        .render(
            coverage=found,
            week=programme.minutes,
            tracks={unit_id: track.title for track in programme.tracks for unit_id in track.unit_ids},
            weeks={week.number: week for week in programme.weeks},
            modules={module.module_id: module for module in programme.modules},
        )
    )
    return Markup(html)  # made by our template, which escapes


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"hours": hours, "day": day, "runs": runs}
    return environment


def hours(minutes: int) -> str:
    """As a timetable says it: 90 → "1 h 30", 45 → "45 min", 120 → "2 h"."""
    full, rest = divmod(minutes, 60)
    if not full:
        return f"{rest}\u00a0min"
    return f"{full}\u00a0h\u00a0{rest:02}" if rest else f"{full}\u00a0h"


def runs(numbers: Sequence[str]) -> str:
    """Exercise numbers, those in a row drawn together: 01 02 03 05 → "1–3, 5"."""
    found: list[list[int]] = []
    for number in map(int, numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def day(moment: object) -> str:
    """23 novembre 2026."""
    year, month, number = map(int, str(moment).split("-"))
    return f"{'1er' if number == 1 else number}\u00a0{MONTHS[month - 1]} {year}"
