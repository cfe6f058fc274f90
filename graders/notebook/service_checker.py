"""Asks the atelier service to check one exercise, over HTTP with this server's own hub token."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping

from graders.results import Report

CheckExercise = Callable[[str, str, Mapping[str, bytes]], Report]
"""(assignment_id, exercise number, files by name) → the report; CheckerUnavailableError if there is no answer now."""

# The checker's own deadline is 5 s; beyond that it may wait for a free browser page behind a full class.
TIMEOUT_S = 60.0

# Bad request, no such exercise, too big: asking again would not help, and the other exercises are graded all the same.
REFUSALS = {400, 404, 413}


# The token is for the service alone: no proxy that the environment may name.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CheckerUnavailableError(Exception):
    """The service gave no verdict: it is down, busy or refuses us. The work was not looked at; try again later."""


class ServiceChecker:
    """`check(assignment_id, number, files)` through `POST api/checks/<assignment>/<number>?as=grading`."""

    def __init__(self, service_url: str, token: str) -> None:
        self._service_url = service_url.rstrip("/")
        self._token = token

    def __call__(self, assignment_id: str, number: str, files: Mapping[str, bytes]) -> Report:
        """The report on these files, without a single check if the service refuses them."""
        encoded = {name: base64.b64encode(content).decode("ascii") for name, content in files.items()}
        path = "/".join(urllib.parse.quote(part, safe="") for part in (assignment_id, number))
        request = urllib.request.Request(
            f"{self._service_url}/api/checks/{path}?as=grading",
            data=json.dumps({"files": encoded}).encode(),
            headers={"Authorization": f"token {self._token}", "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with _DIRECT.open(request, timeout=TIMEOUT_S) as response:
                return Report.from_json(json.load(response))
        except urllib.error.HTTPError as error:
            if error.code in REFUSALS:
                return Report(f"{assignment_id}/{number}", ())
            raise CheckerUnavailableError(f"{assignment_id}/{number}: the service answered {error.code}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CheckerUnavailableError(f"{assignment_id}/{number}: {error}") from error


def service_checker() -> ServiceChecker:
    """The checker that this server's environment names (set by the hub for each server and service)."""
    try:
        return ServiceChecker(os.environ["ATELIER_SERVICE_URL"], os.environ["JUPYTERHUB_API_TOKEN"])
    except KeyError as error:
        raise CheckerUnavailableError(f"{error} is not set; grading works inside the hub's servers") from error
