"""What a trainee sees in a notebook: its locked cells say `exercise("03")` and `hand_in()`, and nothing else.

These two names are the notebook's whole interface, so they are the ones this package offers at its door.
"""

from graders.exercise_widget.cells import exercise, hand_in

__all__ = ["exercise", "hand_in"]
