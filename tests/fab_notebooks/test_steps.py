"""Undo and redo."""

from fab_notebooks.steps import LONGEST, Steps


def test_what_was_undone_can_be_redone_until_something_else_is_done():
    """One back, one forward; a new step forgets what was undone."""
    steps = Steps(({"a": 1},)).then({"a": 2}).then({"a": 3})
    assert (steps.undone().present, steps.undone().redone().present) == ({"a": 2}, {"a": 3})
    elsewhere = steps.undone().then({"a": 9})
    assert (elsewhere.values, elsewhere.can_redo, elsewhere.can_undo) == (({"a": 1}, {"a": 2}, {"a": 9}), False, True)


def test_the_ends_hold():
    """Nothing before the first, nothing after the last."""
    only = Steps(({"a": 1},))
    assert only.undone() == only.redone() == only
    assert not only.can_undo


def test_the_same_values_are_no_step():
    """A slider put back where it was leaves no trace."""
    steps = Steps(({"a": 1},))
    assert steps.then({"a": 1}) is steps


def test_it_does_not_grow_for_ever():
    """The oldest steps go."""
    steps = Steps(({"a": 0},))
    for value in range(1, LONGEST + 50):
        steps = steps.then({"a": value})
    assert (len(steps.values), steps.present) == (LONGEST, {"a": LONGEST + 49})
