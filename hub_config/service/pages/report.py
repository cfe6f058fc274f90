"""The report on a whole piece of work, rule by rule, to show and to print: what is right, then what to mend."""

from __future__ import annotations

from typing import ClassVar

from graders.results import CheckResult, Outcome
from hub_config.service.auth import OWN_WORK, TEACH, PageHandler, RefusedError, Scopes
from hub_config.service.pages.teacher_page import TeacherPage
from hub_config.service.people import Person


class ReportPage(PageHandler):
    """Shows the latest report on one person's work."""

    def show(self, person: Person, assignment_id: str, number: str, *, back: str, back_words: str) -> None:
        """The page; refused with 404 if there is no such report."""
        exercise = self.parts.catalogue.exercise(assignment_id, number)
        kept = self.parts.reports.latest(person.name, exercise) if exercise else None
        if exercise is None or kept is None:
            raise RefusedError(404, "There is no such report.")
        results = kept.report.results
        self.page(
            "rapport.html",
            person=person,
            exercise=exercise,
            checked_at=kept.checked_at,
            report=kept.report,
            right=[each for each in results if each.outcome is Outcome.PASSED],
            to_mend=[each for each in results if each.outcome is not Outcome.PASSED],
            pages_to_mend=pages_to_mend,
            back=back,
            back_words=back_words,
        )


class OwnReport(ReportPage):
    """A trainee's own."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    def get(self, assignment_id: str, number: str) -> None:
        """The page; there is none of an exercise whose report is not made to be shown."""
        exercise = self.parts.catalogue.exercise(assignment_id, number)
        if exercise is None or not exercise.report:
            raise RefusedError(404, "There is no such report.")
        person = self.user or Person(self.current_user_name, "", "", "")
        back = f"{self.parts.base_url}ma-semaine"
        self.show(person, assignment_id, number, back=back, back_words="Ma semaine")


class LearnersReport(ReportPage, TeacherPage):
    """Somebody's, as they see it, for who teaches."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    async def get(self, name: str, assignment_id: str, number: str) -> None:
        """The page."""
        person = await self.learner(name)
        self.show(person, assignment_id, number, back=self.page_of(person), back_words=person.full_name)


def pages_to_mend(result: CheckResult) -> tuple[str, ...]:
    """The files where a rule is not kept, in the order of the rule; all it looks at if nobody knows."""
    known = {result.file, *result.also} - {None}
    return tuple(name for name in result.files if name in known or not known) or ((result.file,) if result.file else ())
