"""Undo and redo: the values one has had, and where one is among them. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Values = Mapping[str, Any]
LONGEST = 200
"""Nobody goes further back."""


@dataclass(frozen=True)
class Steps:
    """The values one after the other; `at` is the present one."""

    values: tuple[Values, ...]
    at: int = 0

    @property
    def present(self) -> Values:
        """The values now."""
        return self.values[self.at]

    @property
    def can_undo(self) -> bool:
        """Whether there is something before."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return self.at < len(self.values) - 1

    def then(self, values: Values) -> Steps:
        """A new step; what was undone is gone. The same values are no step."""
        if dict(values) == dict(self.present):
            return self
        kept = (*self.values[: self.at + 1], dict(values))[-LONGEST:]
        return Steps(kept, len(kept) - 1)

    def undone(self) -> Steps:
        """One back, if there is one."""
        return replace(self, at=max(0, self.at - 1))

    def redone(self) -> Steps:
        """One forward, if there is one."""
        return replace(self, at=min(len(self.values) - 1, self.at + 1))
