"""Dates in words, on the clocks of Paris."""

from datetime import UTC, datetime

import pytest

from hub_config.service.french_dates import date_in_words, days_until, for_form, from_form, in_words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 4, 16, 0, tzinfo=UTC), "vendredi 4 décembre, 17 h"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "lundi 23 novembre, 10 h 05"),
        (datetime(2026, 7, 14, 10, 30, tzinfo=UTC), "mardi 14 juillet, 12 h 30"),
        (datetime(2027, 1, 31, 23, 30, tzinfo=UTC), "lundi 1er février 2027, 0 h 30"),
    ],
)
def test_in_words(moment, words):
    """Summer and winter time, the first of a month, another year; the spaces around "h" do not break."""
    assert in_words(moment, NOW).replace("\N{NO-BREAK SPACE}", " ") == words
    assert in_words(moment, NOW).count("\N{NO-BREAK SPACE}") == 1 + (moment.minute > 0)


def test_date_in_words():
    """The day without the hour; with its year for what is read who knows when."""
    assert date_in_words(NOW, NOW) == "lundi 23 novembre"
    assert date_in_words(NOW) == "lundi 23 novembre 2026"


@pytest.mark.parametrize(("hour", "days"), [(10, 0), (22, 0), (23, 1)])
def test_days_are_counted_by_the_midnights_of_paris(hour, days):
    """23 o'clock UTC is tomorrow in Paris."""
    assert days_until(datetime(2026, 11, 23, hour, 0, tzinfo=UTC), NOW) == days


@pytest.mark.parametrize("text", ["2026-12-04T17:00", "2026-07-14T09:30"])
def test_a_field_gives_back_what_it_showed(text):
    """What a form shows and what it sends are the same moment."""
    assert for_form(from_form(text)) == text
    assert from_form(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "demain", "2026-13-01T00:00", "2026-12-04"])
def test_what_is_no_date_is_refused(text):
    """ValueError, for the page to say so."""
    with pytest.raises(ValueError, match=r"does not match format"):
        from_form(text)
