"""French words, times and dates."""

from __future__ import annotations

from datetime import datetime

import pytest

from graders.exercise_widget.texts import clock_time, full_date, text


def test_a_sentence_takes_its_values():
    """Fields are filled, and a missing key is a fault of ours that shows."""
    assert text("hint-open", number=2, total=3) == "Ouvrir l’aide 2 sur 3"
    with pytest.raises(KeyError):
        text("nothing")


@pytest.mark.parametrize(
    ("moment", "time", "date"),
    [
        (datetime(2026, 11, 3, 14, 5), "14 h 05", "3 novembre 2026 à 14 h 05"),
        (datetime(2026, 8, 1, 9, 0), "9 h 00", "1er août 2026 à 9 h 00"),
    ],
)
def test_times_are_said_as_people_say_them(moment: datetime, time: str, date: str):
    """Day, month in full, year, and the hour."""
    assert (clock_time(moment), full_date(moment)) == (time, date)
