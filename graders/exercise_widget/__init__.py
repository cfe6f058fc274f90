"""What a trainee sees in a notebook: its locked cells say `exercise("03")`, `recall()`, `hand_in()`, and nothing else.

These names are the notebook's whole interface, so they are the ones this package offers at its door. They are
fetched when asked for: a person's server uses the French words in here, and should not carry the widgets for them.
"""

from typing import Any

__all__ = ["exercise", "hand_in", "recall"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from graders.exercise_widget import cells

    return getattr(cells, name)
