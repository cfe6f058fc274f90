"""Checks one exercise: `POST api/checks/<assignment>/<number>` with `{"files": {"index.html": "<base64>"}}`.

A person practises as themselves, and each try is remembered. Grading (`?as=grading`) asks the same question of the same
checker and is remembered nowhere; it is for trainers and for our own grading worker.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar

from graders.exercise import Exercise
from graders.notebook.learner_work import FOLDER_LIMITS
from graders.results import Report
from hub_config.service.auth import ENTER_SERVICE, OWN_WORK, TEACH, ApiHandler, RefusedError, Scopes
from hub_config.service.turns import TooManyError

# Most exercises have a few small files, some a folder of them; the checker has limits of its own for each.
MAX_FILES = FOLDER_LIMITS.files


class Checks(ApiHandler):
    """The report on somebody's files."""

    scopes: ClassVar[Scopes] = {"POST": (OWN_WORK, TEACH)}
    max_body_bytes: ClassVar[int] = 4_000_000

    async def identify(self) -> dict[str, Any] | None:
        """Also knows our own grading worker, by a secret that only it holds and that opens nothing else."""
        token = self.hub_auth.get_token(self, in_cookie=False) or ""
        if hmac.compare_digest(token.encode(), self.parts.worker_token.encode()):
            return {"kind": "service", "name": "grading", "scopes": [ENTER_SERVICE, TEACH]}
        return await super().identify()

    async def post(self, assignment_id: str, number: str) -> None:
        """Check, remember, answer."""
        is_grading = self.get_query_argument("as", "") == "grading"
        if not self.holds(TEACH if is_grading else OWN_WORK):
            raise RefusedError(403, "You do not have the right to do this.")
        exercise = self.parts.catalogue.exercise(assignment_id, number)
        if exercise is None:
            raise RefusedError(404, f"There is no exercise {number!r} in {assignment_id!r}.")
        files = files_of(self.json_body())
        check = self.parts.checker.check if is_grading else self._practise
        report = await check(exercise, files)
        self.write(report.to_json())

    async def _practise(self, exercise: Exercise, files: Mapping[str, bytes]) -> Report:
        try:
            async with self.parts.turns.of(self.current_user_name):
                report = await self.parts.checker.check(exercise, files)
        except TooManyError as error:
            raise RefusedError(429, "Your earlier checks are still running; wait a moment.") from error
        self.parts.attempts.add(self.current_user_name, exercise, report)
        self.parts.reports.keep(self.current_user_name, exercise, report)
        unit = self.parts.catalogue.unit(exercise.unit_id)
        return report if unit is None else report.with_hints(unit.hints)


def files_of(body: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a request, by name; refused if they are not what the module's docstring shows."""
    files = body.get("files")
    if not isinstance(files, dict) or not all(isinstance(content, str) for content in files.values()):
        raise RefusedError(400, 'The request has no "files", an object of base64 texts by name.')
    if len(files) > MAX_FILES:
        raise RefusedError(413, f"These are too many files: {len(files)}; at most {MAX_FILES} are possible.")
    try:
        return {name: base64.b64decode(content, validate=True) for name, content in files.items()}
    except (binascii.Error, ValueError) as error:
        raise RefusedError(400, "A file is not base64.") from error
