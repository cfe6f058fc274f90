"""How long a learner's server may be waited for, so that a slow one fails its check before the check itself is late."""

from __future__ import annotations

import threading
import time

REQUEST_S = 2.0
CHECK_S = 3.5  # below the checker's deadline for a check, past which the grader would be at fault
GRADING_S = 30.0


class Patience:
    """The time of one grading.

    Each check has a thread of its own (`graders.checker.in_thread`), and so its own share of time.
    """

    def __init__(self, *, request_s: float = REQUEST_S, check_s: float = CHECK_S, grading_s: float = GRADING_S) -> None:
        self._request_s = request_s
        self._check_s = check_s
        self._end = time.monotonic() + grading_s
        self._of_check = threading.local()

    def until(self) -> float:
        """When the next wait ends, at the latest; by the clock of time.monotonic."""
        now = time.monotonic()
        if not hasattr(self._of_check, "end"):
            self._of_check.end = now + self._check_s
        return min(now + self._request_s, float(self._of_check.end), self._end)
