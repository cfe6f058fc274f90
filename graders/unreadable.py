"""What cannot be opened, in the place of what checks look at."""

from __future__ import annotations

from typing import Any

from graders.checks import Failure


class Unreadable:
    """Any look at it is the same Failure."""

    def __init__(self, failure: Failure) -> None:
        self._failure = failure

    def __getattr__(self, name: str) -> Any:
        raise self._failure
