"""Asks the service about an exercise, with the learner's files.

`POST api/checks/<assignment>/<number>` is answered by a Report, `POST api/tries/<assignment>/<number>` by a Tried.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any, TypeVar

from graders.exercise_widget.place import Place
from graders.results import Report
from graders.tried import Tried

T = TypeVar("T")
Files = Mapping[str, str | bytes]

TIMEOUT_S = 20.0  # a busy class waits in a queue of a few seconds; more means that nobody will answer
ANSWER_BYTES = 4_000_000  # a report has a few kilobytes, a wide table some hundred

# HTTP status → the sentence (in fr.yml) the learner reads; every other trouble is "no-answer".
_SENTENCES = {401: "signed-out", 403: "signed-out", 404: "not-open", 413: "too-big"}

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class CheckError(Exception):
    """No answer came back; `sentence` is the key of what the learner reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def ask_for_report(place: Place, assignment_id: str, number: str, files: Files) -> Report:
    """The report on these files, within 20 s; CheckError with the learner's sentence if there is none."""
    return _asked(place, f"checks/{assignment_id}/{number}", {"files": _encoded(files)}, Report.from_json)


def ask_for_try(
    place: Place, assignment_id: str, number: str, files: Files, request: Mapping[str, Any] | None = None
) -> Tried:
    """What these files give when they are run, a server by this `request`; CheckError as for a report."""
    body = {"files": _encoded(files), **({"request": request} if request else {})}
    return _asked(place, f"tries/{assignment_id}/{number}", body, Tried.from_json)


def _encoded(files: Files) -> dict[str, str]:
    raw = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    return {name: base64.b64encode(content).decode() for name, content in raw.items()}


def _asked(place: Place, path: str, body: Mapping[str, Any], read: Callable[[Any], T]) -> T:
    try:
        request = urllib.request.Request(
            f"{place.service_url}/api/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"token {place.token}", "Content-Type": "application/json"},
        )
        with _open(request, timeout=TIMEOUT_S) as answer:
            return read(json.loads(answer.read(ANSWER_BYTES)))
    except urllib.error.HTTPError as error:
        raise CheckError(_SENTENCES.get(error.code, "no-answer")) from error
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise CheckError("no-answer") from error
