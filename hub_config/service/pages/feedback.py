"""The feedback on handed-in work, inside our page.

The feedback holds words of a learner. It was cleaned when it was made; should something have slipped through, the page
still has no right to run or fetch anything, and the browser treats it as a stranger to the rest of the site (CSP
`sandbox`, ref: https://www.w3.org/TR/CSP3/#directive-sandbox).
"""

from __future__ import annotations

from typing import ClassVar

import html5lib
from markupsafe import Markup

from hub_config.service.auth import OWN_WORK, TEACH, PageHandler, RefusedError, Scopes
from hub_config.service.pages.teacher_page import TeacherPage


class FeedbackPage(PageHandler):
    """Shows what came back to one person in one unit."""

    @property
    def content_security_policy(self) -> str:
        """Our style and pictures in the text, links that lead on, files to keep; no script, no form, no frame."""
        return (
            "sandbox allow-top-navigation allow-downloads allow-popups allow-popups-to-escape-sandbox; "
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )

    async def show(self, student_id: str, assignment_id: str, *, back: str, back_words: str, is_own: bool) -> None:
        """The page; refused with 404 if nothing came back yet."""
        unit = self.parts.classroom.unit(assignment_id)
        progress = self.parts.classroom.progress(student_id, unit) if unit else None
        if unit is None or progress is None or progress.answered is None:
            raise RefusedError(404, "There is no feedback yet.")
        pages = self.parts.store.feedback_of(progress.answered)
        self.page(
            "retour.html",
            unit_title=unit.title,
            assignment_id=assignment_id,
            feedback=Markup("\n").join(
                main_of(page.decode()) for name, page in pages.items() if name.endswith(".html")
            ),
            submission=progress.answered,
            is_perfect=progress.is_perfect,
            resume=progress.resume,
            back=back,
            back_words=back_words,
            is_own=is_own,
            notes=self.parts.notes.to(student_id, assignment_id),
            names=await self.parts.people.full_names(),
            exercise_of=self.parts.catalogue.exercise,
        )


class OwnFeedback(FeedbackPage):
    """A trainee's own."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK}

    async def get(self, assignment_id: str) -> None:
        """The page."""
        back = f"{self.parts.base_url}ma-semaine"
        await self.show(self.current_user_name, assignment_id, back=back, back_words="Ma semaine", is_own=True)


class LearnersFeedback(FeedbackPage, TeacherPage):
    """Somebody's, as they see it, for who teaches."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    async def get(self, name: str, assignment_id: str) -> None:
        """The page."""
        person = await self.learner(name)
        back = self.page_of(person)
        await self.show(person.name, assignment_id, back=back, back_words=person.full_name, is_own=False)


def main_of(document: str) -> Markup:
    """What stands in a page's <main>; in its <body> if it has none."""
    tree = html5lib.parse(document, namespaceHTMLElements=False)
    body = tree.find(".//main")
    if body is None:
        body = tree.find("body")
    written = html5lib.serialize(
        body, omit_optional_tags=False, quote_attr_values="always", alphabetical_attributes=False
    )
    inner = written.partition(">")[2].rpartition("</")[0]
    return Markup(inner)
