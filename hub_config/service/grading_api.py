"""Grading of a whole assignment over HTTP: start, watch, take back."""

from __future__ import annotations

from typing import Any, ClassVar

from graders.notebook.batches import Batch
from hub_config.service.auth import TEACH, ApiHandler, RefusedError, Scopes
from hub_config.service.grade_all import NothingHandedInError


class AssignmentGrading(ApiHandler):
    """The latest "grade all" of an assignment; its JSON is `GradeAll.to_json`."""

    scopes: ClassVar[Scopes] = {"GET": TEACH, "POST": TEACH, "DELETE": TEACH}

    def get(self, assignment_id: str) -> None:
        """How far it is."""
        self._answer(self.parts.grade_all.latest(assignment_id))

    def post(self, assignment_id: str) -> None:
        """Start one: `{"student_ids": ["amina"], "again": true}`; without names it is for all."""
        body = self.json_body()
        names, again = body.get("student_ids", []), body.get("again", False)
        if not isinstance(again, bool) or not _are_names(names):
            raise RefusedError(400, 'Expected {"student_ids": [names], "again": true or false}.')
        try:
            batch = self.parts.grade_all.start(assignment_id, names, again=again)
        except NothingHandedInError as error:
            raise RefusedError(404, f"{error}.") from error
        self.set_status(201)
        self._answer(batch)

    def delete(self, assignment_id: str) -> None:
        """What is not begun leaves the queue."""
        self._answer(self.parts.grade_all.cancel(assignment_id))

    def _answer(self, batch: Batch | None) -> None:
        if batch is None:
            raise RefusedError(404, f"{self.path_args[0]!r} was never graded as a whole.")
        self.write(self.parts.grade_all.to_json(batch))


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
