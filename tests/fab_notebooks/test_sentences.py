"""Numbers as French text has them."""

import pytest

from fab_notebooks.sentences import french


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2.5, "2,5"),
        (2.001, "2"),
        (1234.004, "1\u202f234"),
        (0.75, "0,75"),
        (0.004, "0,004"),
        (0.0004, "0"),
        (3.0, "3"),
        (1_234_567, "1\u202f234\u202f567"),
        (True, "True"),
        ("é", "é"),
    ],
)
def test_a_number_has_a_comma_only_where_something_follows_it(value: object, written: str):
    """And no digit that nobody measured."""
    assert french(value) == written
