"""Asks the service to check an exercise: `POST api/checks/<assignment>/<number>`, answered by a Report."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException

from graders.exercise_widget.place import Place
from graders.results import Report

TIMEOUT_S = 20.0  # a busy class waits in a queue of a few seconds; more means that nobody will answer
ANSWER_BYTES = 1_000_000  # a report has a few kilobytes

# HTTP status → the sentence (in fr.yml) the learner reads; every other trouble is "no-answer".
_SENTENCES = {401: "signed-out", 403: "signed-out", 404: "not-open", 413: "too-big"}

# The service is on this machine or its own network: a proxy for the outside world has no business here.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class CheckError(Exception):
    """No report came back; `sentence` is the key of what the learner reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def ask_for_report(place: Place, assignment_id: str, number: str, files: Mapping[str, str | bytes]) -> Report:
    """The report on these files, within 20 s; CheckError with the learner's sentence if there is none."""
    raw = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    body = {"files": {name: base64.b64encode(content).decode() for name, content in raw.items()}}
    try:
        request = urllib.request.Request(
            f"{place.service_url}/api/checks/{assignment_id}/{number}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"token {place.token}", "Content-Type": "application/json"},
        )
        with _open(request, timeout=TIMEOUT_S) as answer:
            return Report.from_json(json.loads(answer.read(ANSWER_BYTES)))
    except urllib.error.HTTPError as error:
        raise CheckError(_SENTENCES.get(error.code, "no-answer")) from error
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        raise CheckError("no-answer") from error
