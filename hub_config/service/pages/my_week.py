"""A trainee's week: what to do now, what is handed in, what came back."""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import OWN_WORK, ApiHandler, PageHandler, Scopes
from hub_config.service.french_dates import date_in_words
from hub_config.service.progress import Stage, next_thing


class MyWeek(PageHandler):
    """The page."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    def get(self) -> None:
        """One's own week, nobody else's."""
        units = self.parts.classroom.week(self.current_user_name)
        now = self.parts.clock()
        self.page(
            "ma-semaine.html",
            today=date_in_words(now, now),
            units=units,
            now_to_do=next_thing(units),
            is_grading=any(each.stage is Stage.GRADING for each in units),
        )


class GradingUnderWay(ApiHandler):
    """What the page asks while it waits."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    def get(self) -> None:
        """Whether something of one's own is being graded."""
        units = self.parts.classroom.week(self.current_user_name)
        self.write({"is_grading": any(each.stage is Stage.GRADING for each in units)})
