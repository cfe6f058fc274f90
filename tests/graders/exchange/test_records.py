"""Terms of one person, and records that go over the wire and come back."""

import json
from datetime import timedelta, timezone

import pytest

from graders.exchange.records import Assignment, Submission, Terms, notebook_ids, personal_terms, read_time, written
from tests.graders.exchange.makers import HOUR, MORNING

NOON = MORNING + 3 * HOUR


@pytest.mark.parametrize(
    ("everybodys", "extended_to", "expected"),
    [
        (Terms(), None, Terms()),
        (Terms(), NOON, Terms()),
        (Terms(MORNING), None, Terms(MORNING)),
        (Terms(MORNING), NOON, Terms(NOON, None, extended=True)),
        (Terms(NOON), MORNING, Terms(NOON)),
        (Terms(MORNING, MORNING + HOUR), NOON, Terms(NOON, NOON, extended=True)),
        (Terms(MORNING, NOON), MORNING + HOUR, Terms(MORNING + HOUR, NOON, extended=True)),
        (Terms(None, MORNING), NOON, Terms(None, NOON, extended=True)),
    ],
)
def test_an_extension_is_more_time_or_nothing(everybodys, extended_to, expected):
    """It moves the deadline, and the closing time where that would come first; it never takes time away."""
    assert personal_terms(everybodys, extended_to) == expected


def test_on_time_is_on_time():
    """The very moment of a deadline is not past it."""
    terms = Terms(MORNING, NOON)
    moments = (MORNING, MORNING + timedelta(microseconds=1), NOON, NOON + timedelta(microseconds=1))
    assert [terms.is_late(each) for each in moments] == [False, True, True, True]
    assert [terms.is_closed(each) for each in moments] == [False, False, False, True]


@pytest.mark.parametrize(
    "record",
    [
        Assignment("web-s04", 2, MORNING, {"a.ipynb": "12"}, Terms(MORNING, NOON, extended=True)),
        Assignment("web-s04", 1, MORNING, {}),
        Submission("id", "amina", "web-s04", 3, NOON, True, {"a.ipynb": "12"}, {"a.html": "34"}),
        Submission("id", "amina", "web-s04", 1, MORNING),
    ],
)
def test_records_come_back_from_json(record):
    """What one side writes, the other reads."""
    assert type(record).from_json(json.loads(json.dumps(record.to_json()))) == record


def test_notebooks_are_those_at_the_top():
    """nbgrader looks at no others."""
    assert notebook_ids({"b.ipynb": "", "a.ipynb": "", "03/c.ipynb": "", "a.html": ""}) == ("a", "b")


def test_times_keep_their_moment():
    """A trainer's local time is the same moment in UTC."""
    paris = NOON.astimezone(timezone(HOUR))
    assert (read_time(written(paris)), written(paris)) == (NOON, "2026-11-03T13:00:00+01:00")
    with pytest.raises(ValueError, match="'2026-11-03T13:00:00' has no time zone; expected a time such as"):
        read_time("2026-11-03T13:00:00")
