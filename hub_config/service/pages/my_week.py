"""A trainee's week: what to do now, what is handed in, what came back."""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import OWN_WORK, ApiHandler, PageHandler, Scopes
from hub_config.service.french_dates import date_in_words
from hub_config.service.progress import Stage, next_thing


class MyWeek(PageHandler):
    """The page."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    async def get(self) -> None:
        """One's own week, nobody else's."""
        units = self.parts.classroom.week(self.current_user_name)
        cards = self.parts.recall.cards(self.current_user_name)
        now, now_to_do = self.parts.clock(), next_thing(units)
        self.page(
            "ma-semaine.html",
            today=date_in_words(now, now),
            units=units,
            now_to_do=now_to_do,
            standings_of=lambda each: self.parts.classroom.standings(each, cards),
            others=[each for each in units if each is not now_to_do or each.hand_ins],
            hands=self.parts.hands.up(student_id=self.current_user_name),
            questions=self.parts.recall.today(
                self.current_user_name, self.parts.classroom.recall_pool(self.current_user_name)
            ),
            notes=self.parts.notes.to(self.current_user_name),
            names=await self.parts.people.full_names(),
            exercise_of=self.parts.catalogue.exercise,
            is_grading=any(each.stage is Stage.GRADING for each in units),
        )


class GradingUnderWay(ApiHandler):
    """What the page asks while it waits."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    def get(self) -> None:
        """Whether something of one's own is being graded."""
        self.write({"is_grading": self.parts.classroom.is_grading(self.current_user_name)})
