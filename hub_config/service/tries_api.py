"""Runs a person's SQL, or their server for one request, to look at what comes: `POST api/tries/<assignment>/<number>`.

    {"files": {"requete.sql": "<base64>"}}
    {"files": {"app.py": "<base64>"}, "request": {"method": "GET", "path": "/objets", "headers": {}, "body": ""}}

Same sandbox, limits and turns as a check. Nothing is judged and nothing remembered; the answer is a `Tried`.
"""

from __future__ import annotations

from typing import ClassVar

from graders.checks import GraderBroken, Unjudged
from graders.exercise import Engine
from graders.http.trying import Request, RequestError
from hub_config.service.auth import OWN_WORK, ApiHandler, RefusedError, Scopes
from hub_config.service.checks_api import files_of
from hub_config.service.turns import TooManyError


class Tries(ApiHandler):
    """What somebody's files give when they are run."""

    scopes: ClassVar[Scopes] = {"POST": OWN_WORK}
    max_body_bytes: ClassVar[int] = 4_000_000

    async def post(self, assignment_id: str, number: str) -> None:
        """Run, answer."""
        exercise = self.parts.catalogue.exercise(assignment_id, number)
        if exercise is None or exercise.engine not in {Engine.SQL, Engine.HTTP}:
            raise RefusedError(404, f"There is nothing to run in {number!r} of {assignment_id!r}.")
        body = self.json_body()
        files = files_of(body)
        try:
            request = Request.from_json(body.get("request", {}))
        except RequestError as error:
            raise RefusedError(400, f"The request to send cannot be sent: {error}.") from error
        try:
            async with self.parts.turns.of(self.current_user_name):
                tried = await self.parts.checker.try_out(exercise, files, request)
        except TooManyError as error:
            raise RefusedError(429, "Your earlier checks are still running; wait a moment.") from error
        except (GraderBroken, Unjudged, TimeoutError) as error:
            raise RefusedError(503, "This could not be run just now; try again in a moment.") from error
        self.write(tried.to_json())
