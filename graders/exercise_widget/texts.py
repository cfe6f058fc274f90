"""The French words of the exercise view, from `fr.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import yaml


def text(key: str, **values: object) -> str:
    """The sentence under `key` with its `{fields}` filled; KeyError if there is none."""
    return _catalogue()[key].format(**values)


def templates(*keys: str) -> dict[str, str]:
    """These sentences with their `{fields}` still open, for the part of a view that runs in the browser."""
    return {key: _catalogue()[key] for key in keys}


def has_text(key: str) -> bool:
    """Whether there is a sentence under `key`."""
    return key in _catalogue()


def clock_time(moment: datetime) -> str:
    """The time of day as people say it: `14 h 05`."""
    return f"{moment.hour} h {moment.minute:02d}"


def full_date(moment: datetime) -> str:
    """The day and time in full: `3 novembre 2026 à 14 h 05`."""
    month = _catalogue()["months"].split()[moment.month - 1]
    day = "1er" if moment.day == 1 else str(moment.day)
    return text("date", day=day, month=month, year=moment.year, time=clock_time(moment))


@cache
def _catalogue() -> dict[str, str]:
    source = Path(__file__).with_name("fr.yml").read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in yaml.safe_load(source).items()}
