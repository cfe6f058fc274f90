"""Dates as one says them: "vendredi 4 décembre, 17 h", on the clocks of Paris."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def utc_now() -> datetime:
    """Now; what every part of the service takes as its clock, so that a test can give another."""
    return datetime.now(UTC)


def in_words(moment: datetime, now: datetime | None = None) -> str:
    """Day, date and hour; the year too, if it is not this year's or nobody knows when it is read.

    >>> in_words(datetime(2026, 12, 4, 16, 0, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
    'vendredi 4 décembre, 17\N{NO-BREAK SPACE}h'
    """
    return f"{date_in_words(moment, now)}, {time_in_words(moment)}"


def time_in_words(moment: datetime) -> str:
    """The hour alone: "17 h", "17 h 05"."""
    local = moment.astimezone(PARIS)
    minutes = f"\N{NO-BREAK SPACE}{local:%M}" if local.minute else ""
    return f"{local.hour}\N{NO-BREAK SPACE}h{minutes}"


def date_in_words(moment: datetime, now: datetime | None = None) -> str:
    """Day and date; the year too, if it is not this year's or nobody knows when it is read."""
    local = moment.astimezone(PARIS)
    day = "1er" if local.day == 1 else str(local.day)
    is_this_year = now is not None and local.year == now.astimezone(PARIS).year
    year = "" if is_this_year else f" {local.year}"
    return f"{DAYS[local.weekday()]} {day} {MONTHS[local.month - 1]}{year}"


def day_in_paris(moment: datetime) -> date:
    """The day on a calendar in Paris."""
    return moment.astimezone(PARIS).date()


def days_until(moment: datetime, now: datetime) -> int:
    """Midnights of Paris between now and then: 0 today, 1 tomorrow, negative when it is past."""
    return (day_in_paris(moment) - day_in_paris(now)).days


def from_form(text: str) -> datetime:
    """The moment a person chose in a date-and-time field (`2026-12-04T17:00`), as aware UTC; ValueError if none."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=PARIS).astimezone(UTC)


def for_form(moment: datetime) -> str:
    """What a date-and-time field shows for this moment."""
    return f"{moment.astimezone(PARIS):%Y-%m-%dT%H:%M}"
